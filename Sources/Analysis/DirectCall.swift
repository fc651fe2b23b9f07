import IL

extension SSAInstruction {
  /// The function that the instruction calls by name without waiting for it, and what it passes, `this` first.
  public var directCall: (callee: FunctionID, arguments: [Operand])? {
    switch operation {
    case .callFunction(let id): return (id, operands)
    case .call, .callVoid:
      guard case .literal(.function(let id)) = operands[0] else { return nil }
      return (id, Array(operands.dropFirst()))
    default: return nil
    }
  }
}
