import IL

extension SSAOperation {
  /// True iff it makes no difference for what is known of the program whether the operand at `index` is named or
  /// passed.
  ///
  /// What is called, which object is accessed and with which key should stay to be seen; scopes cannot be passed.
  public func takesPassedValue(at index: Int) -> Bool {
    switch self {
    case .call, .callVoid, .new: index > 0
    case .objectSet: index == 2
    case .storeScoped: index == 1
    case .callFunction, .callHost, .callHostVoid, .storeArgument, .storeCell, .storeGlobal, .binary, .unary:
      true
    default: false
    }
  }
}

/// Which operands of a body can be passed from block to block instead of being named where they are used.
public struct PassableOperands: Sendable {
  private var isPassable: [Bool]

  /// Looks at the definitions of `body`.
  ///
  /// - Parameter mayBeDeleted: Which locals may be `deleted`, by their index; nil if only the operations tell.
  public init(_ body: SSABody, mayBeDeleted: [Bool]? = nil) {
    isPassable = Array(repeating: false, count: body.localCount)
    for instruction in body.blocks.lazy.flatMap(\.instructions) {
      // What may be `deleted` cannot be copied.
      guard let result = instruction.result, case .value(let types) = instruction.operation.signature.result
      else { continue }
      isPassable[result.index] = mayBeDeleted.map { !$0[result.index] } ?? !types.contains(.deleted)
    }
  }

  /// True iff `operand` can be passed.
  public func contains(_ operand: Operand) -> Bool {
    switch operand {
    // Nothing is known of parameters that were added since.
    case .local(let local): local.index < isPassable.count && isPassable[local.index]
    case .literal(let value): value != .deleted
    }
  }
}
