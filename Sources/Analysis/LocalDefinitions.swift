import IL

/// Where each local of a body is defined.
public struct LocalDefinitions: Sendable {
  /// What defines a local.
  public enum Definition: Hashable, Sendable {
    /// The instruction of a block at a position.
    case instruction(BlockID, Int)
    /// The parameter of a block at a position.
    case parameter(BlockID, Int)
    /// The current scope when a block is entered.
    case scope(BlockID)
  }

  private var definitions: [Definition?]

  /// Collects the definitions of `body`.
  public init(_ body: SSABody) {
    definitions = Array(repeating: nil, count: body.localCount)
    for id in body.blockIDs {
      for (position, parameter) in body[id].parameters.enumerated() {
        definitions[parameter.index] = .parameter(id, position)
      }
      if let scope = body[id].scope { definitions[scope.index] = .scope(id) }
      for (position, instruction) in body[id].instructions.enumerated() {
        if let result = instruction.result { definitions[result.index] = .instruction(id, position) }
      }
    }
  }

  /// What defines `local`; nil if nothing does any more.
  public subscript(local: Local) -> Definition? { definitions[local.index] }
}
