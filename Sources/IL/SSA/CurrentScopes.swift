/// Which local names the current scope where each block begins and ends.
///
/// It is nil where no local does: at the entry and in catch blocks that do not name it with
/// `BasicBlock.scope`, and where paths meet that do not agree.
public struct CurrentScopes: Sendable {
  private var atStart: [Local?]
  private var atEnd: [Local?]

  /// The scope that is current at the start of `block`.
  public func atStart(of block: BlockID) -> Local? { atStart[block.index] }
  /// The scope that is current at the end of `block`.
  public func atEnd(of block: BlockID) -> Local? { atEnd[block.index] }

  /// Finds the current scopes of `body`; blocks that cannot be reached have none.
  public init(_ body: SSABody, _ flow: ControlFlow) {
    atStart = Array(repeating: nil, count: body.blocks.count)
    atEnd = atStart
    var isCatchBlock = Array(repeating: false, count: body.blocks.count)
    for id in flow.reversePostorder {
      if let handler = body[id].terminator.handler { isCatchBlock[handler.index] = true }
    }
    // Blocks whose predecessors are not all known are taken to agree with those that are, and checked again
    // until nothing changes; a block only ever goes from a local to nil.
    var isKnown = Array(repeating: false, count: body.blocks.count)
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for id in flow.reversePostorder {
        let known = flow.predecessors[id.index].filter { isKnown[$0.index] }.map { atEnd[$0.index] }
        let agreed = known.dropFirst().allSatisfy { $0 == known[0] } ? known.first ?? nil : nil
        let start = body[id].scope ?? (isCatchBlock[id.index] ? nil : agreed)
        let end = body[id].instructions.last { $0.operation.signature.result == .scope }?.result ?? start
        if !isKnown[id.index] || atStart[id.index] != start || atEnd[id.index] != end { hasChanged = true }
        isKnown[id.index] = true
        atStart[id.index] = start
        atEnd[id.index] = end
      }
    }
  }
}
