import IL

/// Computes operations on what is known of their operands, where every engine gives the same result.
///
/// The reference engine differs from ECMAScript in what it takes for true, in zeros, and in what it reads from
/// strings (engine specification, sections 4 and 13: Q1 to Q4, Q7, Q34). It is not known here which of the two
/// a program will run on, so results are only given where both agree. Of numbers, only those that fit a slot
/// are results: others take a cell, which is more than the operation takes.
public struct Evaluator: Sendable {
  private let program: Program
  /// The strings that `typeof` gives, as far as the program has them anyway.
  private var typeNames: [[UInt8]: StringID] = [:]

  /// Prepares to compute operations of `program`.
  public init(_ program: Program) {
    self.program = program
    let names = Set(
      ["undefined", "object", "boolean", "number", "string", "function"].map { Array($0.utf8) })
    for (id, string) in program.strings.entries where names.contains(string.bytes) {
      typeNames[string.bytes] = id
    }
  }

  /// Whether `value` counts as true; nil if that is not known, or engines differ.
  public func truth(of value: KnownValue) -> Bool? {
    if let constant = value.constant, let truth = truth(of: constant) { return truth }
    if value.isNone { return nil }
    if value.types.isSubset(of: [.undefined, .null]) { return false }
    // To ask the reference engine about an array of the fixed-length kind is the end of the program.
    return value.types.isSubset(of: [.object, .function, .classValue, .uint8Array]) ? true : nil
  }

  private func truth(of constant: Value) -> Bool? {
    switch constant {
    case .undefined, .null: false
    case .boolean(let boolean): boolean
    case .number(let number):
      if number == .notANumber || number == .negativeZero { false } else { number.int14.map { $0 != 0 } }
    case .string(let id): !program.strings[id].bytes.isEmpty
    case .function, .hostFunction, .noOpFunction: true
    case .allocation, .handle, .continuation, .deleted: nil
    }
  }

  // MARK: Unary operators

  /// The result of `unaryOperator`, or nil if it is not known.
  public func result(of unaryOperator: UnaryOperator, _ operand: KnownValue) -> Value? {
    switch unaryOperator {
    case .logicalNot: return truth(of: operand).map { .boolean(!$0) }
    case .typeof: return typeName(of: operand).flatMap { typeNames[Array($0.utf8)] }.map { .string($0) }
    case .typeCodeOf: return nil
    case .negate, .plus, .bitNot:
      guard let number = operand.constant.flatMap(Self.arithmeticValue) else { return nil }
      switch (unaryOperator, number) {
      case (.bitNot, _): return Self.slotNumber(~Int(number.int32))
      case (_, .notANumber): return .number(.notANumber)
      case (.negate, .integer(0)): return .number(.negativeZero)
      case (.negate, .integer(let integer)): return Self.slotNumber(-Int(integer))
      case (_, .integer(let integer)): return Self.slotNumber(Int(integer))
      }
    }
  }

  private func typeName(of operand: KnownValue) -> String? {
    func isOne(of types: TypeSet) -> Bool { operand.types.isSubset(of: types) }
    if operand.isNone { return nil }
    if isOne(of: .undefined) { return "undefined" }
    if isOne(of: .boolean) { return "boolean" }
    if isOne(of: .number) { return "number" }
    if isOne(of: .string) { return "string" }
    if isOne(of: [.function, .classValue]) { return "function" }
    return isOne(of: [.null, .object, .array, .uint8Array]) ? "object" : nil
  }

  // MARK: Binary operators

  /// The result of `binaryOperator`, or nil if it is not known.
  public func result(
    of binaryOperator: BinaryOperator, _ left: KnownValue, _ right: KnownValue
  ) -> Value? {
    switch binaryOperator {
    case .equal: return isEqual(left, right).map { .boolean($0) }
    case .notEqual: return isEqual(left, right).map { .boolean(!$0) }
    default:
      guard let left = left.constant.flatMap(Self.arithmeticValue),
        let right = right.constant.flatMap(Self.arithmeticValue)
      else { return nil }
      return Self.result(of: binaryOperator, left, right)
    }
  }

  private func isEqual(_ left: KnownValue, _ right: KnownValue) -> Bool? {
    guard !left.isNone, !right.isNone, left.types.isDisjoint(with: .deleted),
      right.types.isDisjoint(with: .deleted)
    else { return nil }
    if left.types.isDisjoint(with: right.types) { return false }
    switch (left.constant, right.constant) {
    case (.undefined, .undefined), (.null, .null): return true
    case (.boolean(let left), .boolean(let right)): return left == right
    case (.number(let left), .number(let right)):
      if left == .notANumber || right == .notANumber { return false }
      // The reference engine tells the zeros apart, ECMAScript does not.
      return left != right && left.double == right.double ? nil : left == right
    case (.string(let left), .string(let right)):
      return program.strings[left].bytes == program.strings[right].bytes
    case (.function(let left), .function(let right)): return left == right
    case (.hostFunction(let left), .hostFunction(let right)): return left == right ? true : nil
    default: return nil
    }
  }

  // MARK: Arithmetic

  /// An operand of arithmetic for which all engines use 32-bit integers, or that is not a number in any.
  private enum ArithmeticValue {
    case integer(Int32)
    case notANumber

    /// What bit operators take it for.
    var int32: Int32 { if case .integer(let integer) = self { integer } else { 0 } }
  }

  private static func arithmeticValue(of value: Value) -> ArithmeticValue? {
    switch value {
    case .undefined: .notANumber
    case .null: .integer(0)
    case .boolean(let boolean): .integer(boolean ? 1 : 0)
    case .number(let number): number == .notANumber ? .notANumber : number.int32.map { .integer($0) }
    // Engines differ in how they read strings, and ECMAScript asks objects for a primitive value.
    case .string, .deleted, .noOpFunction, .function, .continuation, .hostFunction, .allocation, .handle: nil
    }
  }

  private static func slotNumber(_ integer: Int) -> Value? {
    Number(integer).int14.map { .integer($0) }
  }

  private static func result(
    of binaryOperator: BinaryOperator, _ left: ArithmeticValue, _ right: ArithmeticValue
  ) -> Value? {
    if let bits = bits(of: binaryOperator, left.int32, right.int32) { return slotNumber(bits) }
    guard case .integer(let left) = left, case .integer(let right) = right else {
      switch binaryOperator {
      case .add, .addNumbers, .subtract, .multiply, .remainder: return .number(.notANumber)
      case .divideAndTruncate: return .integer(0)
      default: return binaryOperator.isComparison ? .boolean(false) : nil
      }
    }
    let (a, b) = (Int(left), Int(right))
    switch binaryOperator {
    case .less: return .boolean(a < b)
    case .greater: return .boolean(a > b)
    case .lessOrEqual: return .boolean(a <= b)
    case .greaterOrEqual: return .boolean(a >= b)
    case .add, .addNumbers: return slotNumber(a + b)
    case .subtract: return slotNumber(a - b)
    // A zero from negative operands is −0 in ECMAScript only.
    case .multiply: return a * b == 0 && min(a, b) < 0 ? nil : slotNumber(a * b)
    case .remainder:
      if b == 0 { return .number(.notANumber) }
      return a < 0 && a % b == 0 ? nil : slotNumber(a % b)
    case .divideAndTruncate: return b == 0 ? .integer(0) : slotNumber(a / b)
    // Engines without floating point have neither.
    case .divide, .power: return nil
    case .shiftRight, .shiftRightUnsigned, .shiftLeft, .bitOr, .bitAnd, .bitXor, .equal, .notEqual: return nil
    }
  }

  private static func bits(of binaryOperator: BinaryOperator, _ left: Int32, _ right: Int32) -> Int? {
    let count = right & 31
    return switch binaryOperator {
    case .shiftLeft: Int(left << count)
    case .shiftRight: Int(left >> count)
    case .shiftRightUnsigned: Int(UInt32(bitPattern: left) >> UInt32(count))
    case .bitOr: Int(left | right)
    case .bitAnd: Int(left & right)
    case .bitXor: Int(left ^ right)
    default: nil
    }
  }
}
