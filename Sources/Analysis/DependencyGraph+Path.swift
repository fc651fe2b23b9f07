extension DependencyGraph {
  /// The shortest way from a root to `target`, both included, or nil if no root needs it.
  ///
  /// A store to a global is needed by its function and by the global; the way leads over the one that is farther
  /// from the roots.
  public func shortestPath(to target: Node) -> [Node]? {
    guard let target = index(of: target) else { return nil }
    var missing = nodes.indices.map(requiredCauses)
    var causes: [Index?] = Array(repeating: nil, count: nodes.count)
    for root in roots { missing[root] = 0 }
    var reached = roots
    var next = 0
    while next < reached.count, missing[target] > 0 {
      let node = reached[next]
      next += 1
      for needed in needs(node) where missing[needed] > 0 {
        missing[needed] -= 1
        guard missing[needed] == 0 else { continue }
        causes[needed] = node
        reached.append(needed)
      }
    }
    guard missing[target] == 0 else { return nil }
    var path = [target]
    while let cause = causes[path[path.count - 1]] { path.append(cause) }
    return path.reversed().map { nodes[$0] }
  }
}
