import Analysis
import IL

/// What a drawing shows: the nodes and edges of a program before and after optimization, in one graph.
struct GraphContent {
  /// A node.
  struct Node {
    var node: DependencyGraph.Node
    /// The lines of the label, as plain text.
    var lines: [String]
    var isKept: Bool
    /// The position of the function or allocation that the node is a part of.
    var owner: Int?
  }

  /// An edge, by the positions of the nodes: the first needs the second.
  struct Edge {
    /// What optimization did to an edge.
    enum Fate {
      case kept
      case removed
      /// The need is new: a pass cut out what stood between the two.
      case added
    }

    var from: Int
    var to: Int
    var fate: Fate
  }

  /// The nodes, in the order of the program; parts after what they are a part of.
  private(set) var nodes: [Node] = []
  /// The edges, each once.
  private(set) var edges: [Edge] = []

  /// Compares `original` with `optimized`, as `scope` shows them.
  init(original: Program, optimized: Program, scope: GraphScope) {
    let before = ScopedGraph(original, scope)
    let survivors = Survivors(original: original, optimized: optimized)
    let runs = ElementRuns(before.nodes, of: original, isKept: survivors.contains)
    let labels = GraphLabels(original)
    let newLabels = GraphLabels(optimized)
    var positions: [DependencyGraph.Node: Int] = [:]
    for node in before.nodes where !runs.hides(node) {
      positions[node] = nodes.count
      var lines =
        runs.lengths[node].map { labels.lines(forRunAt: node, length: $0) } ?? labels.lines(for: node)
      if let new = survivors.replacement(of: node) { lines.append("→ \(newLabels.text(at: new))") }
      nodes.append(
        Node(
          node: node, lines: lines, isKept: survivors.contains(node),
          owner: node.owner.flatMap { positions[$0] }))
    }
    addEdges(before, ScopedGraph(optimized, scope), survivors, positions)
  }

  private mutating func addEdges(
    _ before: ScopedGraph, _ after: ScopedGraph, _ survivors: Survivors,
    _ positions: [DependencyGraph.Node: Int]
  ) {
    let stillNeeded = after.edges.compactMap { edge -> ScopedGraph.Edge? in
      guard let from = survivors.origin(of: edge.from), let to = survivors.origin(of: edge.to) else {
        return nil
      }
      return ScopedGraph.Edge(from: from, to: to)
    }
    let kept = Set(stillNeeded)
    for edge in before.edges { add(edge, kept.contains(edge) ? .kept : .removed, positions) }
    let known = Set(before.edges)
    for edge in stillNeeded where !known.contains(edge) { add(edge, .added, positions) }
  }

  private mutating func add(
    _ edge: ScopedGraph.Edge, _ fate: Edge.Fate, _ positions: [DependencyGraph.Node: Int]
  ) {
    guard let from = positions[edge.from], let to = positions[edge.to] else { return }
    edges.append(Edge(from: from, to: to, fate: fate))
  }
}
