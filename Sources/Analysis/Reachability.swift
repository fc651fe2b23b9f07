import IL

/// The parts of a program that its roots need, directly or through others.
public struct Reachability: Sendable {
  private let graph: DependencyGraph
  private let reached: [Bool]

  /// Walks `graph` from its roots.
  ///
  /// Linear in nodes and edges.
  public init(_ graph: DependencyGraph) {
    self.graph = graph
    /// How many more nodes must need each one before it is reached.
    var missing = graph.nodes.indices.map(graph.requiredCauses)
    var pending = graph.roots
    for root in graph.roots { missing[root] = 0 }
    while let node = pending.popLast() {
      for needed in graph.needs(node) where missing[needed] > 0 {
        missing[needed] -= 1
        if missing[needed] == 0 { pending.append(needed) }
      }
    }
    reached = missing.map { $0 == 0 }
  }

  /// Computes what the exports of `program` reach.
  ///
  /// - Precondition: `program` satisfies `Verifier`.
  public init(_ program: Program) { self.init(DependencyGraph(program)) }

  /// True iff a root needs `node`.
  public func contains(_ node: DependencyGraph.Node) -> Bool {
    graph.index(of: node).map { reached[$0] } ?? false
  }
}
