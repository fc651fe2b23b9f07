private import CEnginePort

// Operators beyond the interpreter's short cuts for small integers (specification, section 4.2).

extension Machine {
  /// `left operator right` for a number operator with two operands.
  @inline(never)
  func arithmetic(_ opcode: Opcode, _ left: Value, _ right: Value) throws(Failure) -> Value {
    #if !hasFeature(Embedded)
      if !isReference, let result = comparedAsStrings(opcode, left, right) { return result }
    #endif
    #if hasFeature(Embedded)
      // Two comparisons in two types are enough.
      if opcode == .greater { return try arithmetic(.less, right, left) }
      if opcode == .greaterOrEqual { return try arithmetic(.lessOrEqual, right, left) }
    #endif
    let a = number(left)
    let b = number(right)
    if a.isInteger && b.isInteger {
      let result = try integerArithmetic(a.integer, b.integer, opcode)
      if result != .undefined { return result }
    }
    return try realArithmetic(a.double, b.double, opcode)
  }

  /// The result in integers, or undefined if it needs a double.
  private func integerArithmetic(_ a: Int32, _ b: Int32, _ opcode: Opcode) throws(Failure) -> Value {
    switch opcode {
    case .less: return Value(a < b)
    case .lessOrEqual: return Value(a <= b)
    case .greater where !Machine.favorsSize: return Value(a > b)
    case .greaterOrEqual where !Machine.favorsSize: return Value(a >= b)
    case .add, .addNumbers:
      let (sum, overflows) = a.addingReportingOverflow(b)
      return overflows ? .undefined : try newInteger(sum)
    case .subtract:
      let (difference, overflows) = a.subtractingReportingOverflow(b)
      return overflows ? .undefined : try newInteger(difference)
    case .multiply:
      let (product, overflows) = a.multipliedReportingOverflow(by: b)
      // In the reference, integers never make a negative zero (quirk 34).
      if product == 0 && !isReference && (a < 0 || b < 0) { return .undefined }
      return overflows ? .undefined : try newInteger(product)
    case .divideTruncating:
      if b == 0 { return Value(smallInteger: 0) }
      return try newInteger(b == -1 ? 0 &- a : a / b)
    case .remainder:
      if b == 0 { return .nan }
      let remainder = b == -1 ? 0 : a % b
      if remainder == 0 && a < 0 && !isReference { return .negativeZero }
      return try newInteger(remainder)
    default: return .undefined
    }
  }

  /// The result in doubles.
  ///
  /// The operands come first: they are then in the registers in which the functions for soft floats want them.
  private func realArithmetic(_ a: Double, _ b: Double, _ opcode: Opcode) throws(Failure) -> Value {
    switch opcode {
    case .less: return Value(a < b)
    case .lessOrEqual: return Value(a <= b)
    case .greater where !Machine.favorsSize: return Value(a > b)
    case .greaterOrEqual where !Machine.favorsSize: return Value(a >= b)
    case .add, .addNumbers: return try newNumber(a + b)
    case .subtract: return try newNumber(a - b)
    case .multiply: return try newNumber(a * b)
    case .divide, .divideTruncating:
      let quotient = a / b
      if opcode == .divide { return try newNumber(quotient) }
      return try newInteger(quotient.isFinite ? int32(truncating: quotient) : 0)
    case .remainder: return try newNumber(a.truncatingRemainder(dividingBy: b))
    case .power:
      // C says 1 for 1 and −1, ECMAScript NaN.
      let power = pow(a, b)
      return b.isFinite || power != 1 ? try newNumber(power) : .nan
    default: try fail(.invalidBytecode)
    }
  }

  /// `-value`.
  @inline(never)
  func negated(_ value: Value) throws(Failure) -> Value {
    let number = number(value)
    if number.isInteger && number.integer != 0 && number.integer != .min {
      return try newInteger(0 &- number.integer)
    }
    return try newNumber(-number.double)
  }

  /// `+value`.
  @inline(never)
  func convertedToNumber(_ value: Value) throws(Failure) -> Value { try newNumber(number(value).double) }

  /// `left operator right` for a bit operator with two operands.
  @inline(never)
  func bitwise(_ opcode: Opcode, _ left: Value, _ right: Value) throws(Failure) -> Value {
    let b = int32(right)
    let a = int32(left)
    switch opcode {
    case .shiftRight: return try newInteger(a &>> b)
    case .shiftRightUnsigned:
      let result = UInt32(bitPattern: a) &>> UInt32(bitPattern: b)
      return result <= Int32.max ? try newInteger(Int32(bitPattern: result)) : try newNumber(Double(result))
    case .shiftLeft: return try newInteger(a &<< b)
    case .bitOr: return try newInteger(a | b)
    case .bitAnd: return try newInteger(a & b)
    default: return try newInteger(a ^ b)
    }
  }

  #if !hasFeature(Embedded)
    /// Strings are compared as strings in ECMAScript; the reference only ever compares numbers.
    private func comparedAsStrings(_ opcode: Opcode, _ left: Value, _ right: Value) -> Value? {
      let (kindA, kindB) = (kind(left), kind(right))
      guard kindA.isString && kindB.isString else { return nil }
      let a = String(decoding: stringBytes(left, kindA).bytes, as: UTF8.self).utf16
      let b = String(decoding: stringBytes(right, kindB).bytes, as: UTF8.self).utf16
      switch opcode {
      case .less: return Value(a.lexicographicallyPrecedes(b))
      case .greater: return Value(b.lexicographicallyPrecedes(a))
      case .lessOrEqual: return Value(!b.lexicographicallyPrecedes(a))
      case .greaterOrEqual: return Value(!a.lexicographicallyPrecedes(b))
      default: return nil
      }
    }
  #endif
}
