import IL

import struct Engine.Fault
import enum Engine.NumberConversion

// Operators and conversions (engine specification, section 4). Numbers are doubles here: whether the engine would
// calculate in integers makes a difference only for zeros.

extension Core {
  /// `left operation right`.
  func binary(
    _ operation: BinaryOperator, _ left: RuntimeValue, _ right: RuntimeValue
  ) throws(Fault) -> RuntimeValue {
    switch operation {
    case .equal: return .boolean(areEqual(left, right))
    case .notEqual: return .boolean(!areEqual(left, right))
    case .add:
      if case .string = left { return try concatenation(left, right) }
      if case .string = right { return try concatenation(left, right) }
      return .number(number(left) + number(right))
    case .less: return .boolean(isLess(left, right))
    case .greater: return .boolean(isLess(right, left))
    case .lessOrEqual: return .boolean(isLess(left, right, orEqual: true))
    case .greaterOrEqual: return .boolean(isLess(right, left, orEqual: true))
    case .addNumbers, .subtract, .multiply, .divide, .divideAndTruncate, .remainder, .power:
      return .number(arithmetic(operation, number(left), number(right)))
    case .shiftLeft, .shiftRight, .shiftRightUnsigned, .bitAnd, .bitOr, .bitXor:
      return .number(bitwise(operation, int32(left), int32(right)))
    }
  }

  /// `operation value`.
  func unary(_ operation: UnaryOperator, _ value: RuntimeValue) throws(Fault) -> RuntimeValue {
    switch operation {
    case .negate: .number(-number(value))
    case .plus: .number(number(value))
    case .bitNot: .number(Double(~int32(value)))
    case .logicalNot: .boolean(!isTruthy(value))
    case .typeof: builtins.typeNames[typeCode(value)]
    case .typeCodeOf: .integer(typeCode(value))
    }
  }

  private func arithmetic(_ operation: BinaryOperator, _ left: Double, _ right: Double) -> Double {
    switch operation {
    case .addNumbers: return left + right
    case .subtract: return left - right
    case .divide: return left / right
    case .power: return NumberConversion.power(left, right)
    case .divideAndTruncate:
      let quotient = left / right
      return quotient.isFinite ? Double(NumberConversion.int32(quotient, options.conformance)) : 0
    default:
      let result = operation == .multiply ? left * right : left.truncatingRemainder(dividingBy: right)
      // In the reference, integers never make a negative zero (quirk 34).
      return result == 0 && isReference && left.isInt32 && right.isInt32 ? 0 : result
    }
  }

  private func bitwise(_ operation: BinaryOperator, _ left: Int32, _ right: Int32) -> Double {
    switch operation {
    case .shiftLeft: Double(left &<< right)
    case .shiftRight: Double(left &>> right)
    case .shiftRightUnsigned: Double(UInt32(bitPattern: left) &>> UInt32(bitPattern: right))
    case .bitAnd: Double(left & right)
    case .bitOr: Double(left | right)
    default: Double(left ^ right)
    }
  }

  /// Whether one value is less than another; strings are compared as strings in ECMAScript only.
  private func isLess(_ left: RuntimeValue, _ right: RuntimeValue, orEqual: Bool = false) -> Bool {
    if !isReference, case .string(let left) = left, case .string(let right) = right {
      let left = String(decoding: heap[left].bytes, as: UTF8.self).utf16
      let right = String(decoding: heap[right].bytes, as: UTF8.self).utf16
      return orEqual ? !right.lexicographicallyPrecedes(left) : left.lexicographicallyPrecedes(right)
    }
    return orEqual ? number(left) <= number(right) : number(left) < number(right)
  }

  private func concatenation(_ left: RuntimeValue, _ right: RuntimeValue) throws(Fault) -> RuntimeValue {
    let bytes = try text(left) + text(right)
    guard bytes.count < options.allocationLimit else { throw .allocationTooLarge }
    return .string(heap.allocate(HeapObject(.string, bytes: bytes)))
  }

  // MARK: Conversions

  /// Whether a value counts as true.
  @inline(__always)
  func isTruthy(_ value: RuntimeValue) -> Bool {
    switch value {
    case .boolean(let condition): condition
    case .undefined, .null, .deleted: false
    // In the reference, numbers with a heap cell are false (quirk 1).
    case .number(let number):
      isReference ? number != 0 && number.isSmallInteger : number != 0 && !number.isNaN
    case .string(let index): !heap[index].bytes.isEmpty
    case .noOpFunction, .function, .hostFunction, .reference, .handle: true
    }
  }

  /// The number that arithmetic uses for a value.
  func number(_ value: RuntimeValue) -> Double {
    switch value {
    case .number(let number): number
    case .null, .boolean(false): 0
    case .boolean(true): 1
    case .string(let index): NumberConversion.number(of: heap[index].bytes, options.conformance)
    default: .nan
    }
  }

  private func int32(_ value: RuntimeValue) -> Int32 {
    NumberConversion.int32(number(value), options.conformance)
  }

  /// The text of a value.
  func text(_ value: RuntimeValue) throws(Fault) -> [UInt8] {
    switch value {
    case .string(let index): heap[index].bytes
    case .number(let number): NumberConversion.text(of: number, options.conformance)
    case .undefined: Array("undefined".utf8)
    case .null: Array("null".utf8)
    case .boolean(let condition): Array((condition ? "true" : "false").utf8)
    case .deleted: throw .fatal(Fault.unexpected.code)
    case .noOpFunction, .function, .hostFunction: Array("[Function]".utf8)
    case .reference, .handle: try textOfObject(value)
    }
  }

  /// The kind of what a value refers to; `free` if it refers to nothing.
  func kind(_ value: RuntimeValue) -> HeapObject.Kind { value.object.map { heap[$0].kind } ?? .free }

  /// The engine's number for the type of a value (specification, section 1.1).
  func typeCode(_ value: RuntimeValue) -> Int {
    switch value {
    case .undefined, .deleted: 0
    case .null: 1
    case .boolean: 2
    case .number: 3
    case .string: 4
    case .noOpFunction, .function, .hostFunction: 5
    case .reference, .handle:
      switch kind(value) {
      case .closure, .suspension: 5
      case .array, .fixedLengthArray: 7
      case .uint8Array: 8
      case .classValue: 9
      case .object, .string, .free: 6
      }
    }
  }

  /// Strict equality, `===`.
  func areEqual(_ left: RuntimeValue, _ right: RuntimeValue) -> Bool {
    switch (left, right) {
    case (.number(let left), .number(let right)):
      // Two zeros are different words, and different to the reference (quirk 7).
      return left == right && (left != 0 || !isReference || left.sign == right.sign)
    case (.string(let left), .string(let right)):
      return left == right || heap[left].bytes == heap[right].bytes
    default:
      if left == right { return true }
      guard let left = left.object, let right = right.object else { return false }
      // To the reference, a handle differs from a direct reference (quirk 5), and byte arrays are what they hold
      // (quirk 9).
      guard isReference else { return left == right }
      return heap[left].kind == .uint8Array && heap[right].kind == .uint8Array
        && heap[left].bytes == heap[right].bytes
    }
  }
}

extension HeapObject.Kind {
  /// True iff `typeof` says that it is a function.
  var isFunction: Bool { self == .closure || self == .classValue || self == .suspension }
}
