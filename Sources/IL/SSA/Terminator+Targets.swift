extension Terminator {
  /// Replaces the target of every edge, and the catch block.
  public func mapTargets(_ transform: (BlockID) -> BlockID) -> Terminator {
    var mapped = mapEdges { Edge(transform($0.target), $0.arguments) }
    if case .startTry(let edge, let handler) = mapped.kind {
      mapped.kind = .startTry(edge, handler: transform(handler))
    }
    return mapped
  }
}
