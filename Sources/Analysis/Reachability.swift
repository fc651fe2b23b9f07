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
    var reached = Array(repeating: false, count: graph.nodes.count)
    var pending: [DependencyGraph.Index] = []
    for root in graph.roots {
      reached[root] = true
      pending.append(root)
    }
    while let node = pending.popLast() {
      for needed in graph.needs(node) where !reached[needed] {
        reached[needed] = true
        pending.append(needed)
      }
    }
    self.reached = reached
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
