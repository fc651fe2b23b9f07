import IL

/// What operators make of values that are not known exactly.
///
/// Where the reference engine and ECMAScript differ, what holds for either is possible.
enum AbstractOperators {
  /// What a unary or binary operation can give.
  static func result(
    of operation: SSAOperation, _ operands: [AbstractValue], _ program: Program
  ) -> AbstractValue {
    switch operation {
    case .unary(.logicalNot):
      let outcomes = truth(of: operands[0], program)
      var value = AbstractValue()
      if outcomes.contains(.isTrue) { _ = value.join(AbstractValue(constant: .boolean(false))) }
      if outcomes.contains(.isFalse) { _ = value.join(AbstractValue(constant: .boolean(true))) }
      return value
    case .binary(.add):
      // Anything but a string is converted to a number.
      let mayBeString = operands.contains { $0.isFromHost || $0.primitiveTypes.contains(.string) }
      let mustBeString = operands.contains {
        $0.primitiveTypes == .string && $0.references.isEmpty && !$0.isFromHost
      }
      return AbstractValue(types: mustBeString ? .string : mayBeString ? [.string, .number] : .number)
    default:
      guard case .value(let types) = operation.signature.result else { return AbstractValue() }
      return AbstractValue(types: types)
    }
  }

  /// What a test can find.
  struct Outcomes: OptionSet {
    let rawValue: UInt8
    static let isTrue = Outcomes(rawValue: 1)
    static let isFalse = Outcomes(rawValue: 2)
  }

  /// The outcomes that testing `value` can have.
  static func truth(of value: AbstractValue, _ program: Program) -> Outcomes {
    var outcomes: Outcomes = []
    if !value.references.isEmpty { outcomes.insert(.isTrue) }
    if !value.types.isDisjoint(with: [.undefined, .null, .deleted]) { outcomes.insert(.isFalse) }
    if !value.types.isDisjoint(with: [.boolean, .number, .string]) || value.isAnyIndex || value.isFromHost {
      outcomes = [.isTrue, .isFalse]
    }
    for constant in value.constants { outcomes.formUnion(truth(of: constant, program)) }
    return outcomes
  }

  /// The outcomes that testing the primitive value `constant` has in the engine and in ECMAScript.
  private static func truth(of constant: Value, _ program: Program) -> Outcomes {
    switch constant {
    case .undefined, .null, .deleted: return .isFalse
    case .boolean(let value): return value ? .isTrue : .isFalse
    case .number(let number):
      if number.double == 0 || number.double.isNaN { return .isFalse }
      // The engine takes numbers that do not fit a slot for false.
      return number.int14 == nil ? [.isTrue, .isFalse] : .isTrue
    case .string(let id): return program.strings[id].bytes.isEmpty ? .isFalse : .isTrue
    case .noOpFunction, .function, .continuation, .hostFunction, .allocation, .handle: return .isTrue
    }
  }
}
