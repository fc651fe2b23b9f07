import Analysis

/// Builds the Graphviz graph of a drawing.
struct GraphBuilder {
  private let content: GraphContent
  private let scope: GraphScope
  /// True iff the graph will be laid out here, so that it may have edges that are turned for that.
  private let isForLayout: Bool
  /// The edges, as pairs of positions.
  private let pairs: Set<[Int]>
  /// The width of what stands in each frame's column, in characters.
  private let columnWidths: [Int: Int]

  /// Prepares to build a drawing of `content`.
  init(_ content: GraphContent, _ scope: GraphScope, isForLayout: Bool) {
    self.content = content
    self.isForLayout = isForLayout
    pairs = isForLayout ? Set(content.edges.map { [$0.from, $0.to] }) : []
    self.scope = scope
    var widths: [Int: Int] = [:]
    for (position, node) in content.nodes.enumerated() where node.owner != nil || Self.isWhole(node) {
      let width = node.lines.map(\.count).max() ?? 0
      widths[node.owner ?? position] = max(widths[node.owner ?? position] ?? 0, width)
    }
    columnWidths = widths
  }

  private static func isWhole(_ node: GraphContent.Node) -> Bool {
    switch node.node {
    case .function, .allocation: true
    default: false
    }
  }

  /// Adds everything to `graphviz`.
  func build(_ graphviz: borrowing GraphvizGraph) {
    setDefaults(graphviz)
    graphviz.setMarkupLabel(graphviz.root, GraphLegend(content, scope).markup)
    let groups = addGroups(graphviz)
    let nodes = addNodes(graphviz, groups)
    addEdges(graphviz, nodes)
    addColumns(graphviz, groups, nodes)
  }

  private func setDefaults(_ graphviz: borrowing GraphvizGraph) {
    for (name, value) in [
      ("bgcolor", "white"), ("fontcolor", GraphStyle.text), ("fontname", GraphStyle.font), ("fontsize", "10"),
      ("labeljust", "l"), ("labelloc", "t"), ("nodesep", "0.12"), ("outputorder", "edgesfirst"),
      ("pad", "0.2"), ("rankdir", "LR"), ("ranksep", "0.7"),
      // Otherwise Graphviz does not keep the order of what is in a frame.
      ("remincross", "false"),
    ] {
      graphviz.setDefault(.graph, name, value)
    }
    for (name, value) in [
      ("fontname", GraphStyle.font), ("fontsize", "10"), ("height", "0.25"),
      // Graphviz's own default, but only from its first layout on.
      ("label", "\\N"), ("margin", "0.09,0.04"), ("shape", "box"), ("width", "0.3"),
    ] {
      graphviz.setDefault(.node, name, value)
    }
    for (name, value) in [("arrowsize", "0.6"), ("color", GraphStyle.edge), ("penwidth", "0.8")] {
      graphviz.setDefault(.edge, name, value)
    }
  }

  // MARK: Nodes

  /// Adds a frame for each node that has parts, and returns it at the position of that node.
  private func addGroups(_ graphviz: borrowing GraphvizGraph) -> [Int: GraphvizGraph.Group] {
    var groups: [Int: GraphvizGraph.Group] = [:]
    for owner in content.nodes.compactMap(\.owner) where groups[owner] == nil {
      let node = content.nodes[owner]
      let group = graphviz.addGroup("cluster_" + identifier(owner), to: graphviz.root)
      let palette = node.isKept ? GraphStyle.kind(of: node.node).palette : GraphStyle.removed
      graphviz.set(group, "color", palette.line)
      graphviz.set(group, "label", "")
      graphviz.set(group, "style", node.isKept ? "rounded" : "rounded,dashed")
      groups[owner] = group
    }
    return groups
  }

  private func addNodes(
    _ graphviz: borrowing GraphvizGraph, _ groups: [Int: GraphvizGraph.Group]
  ) -> [GraphvizGraph.Node] {
    var nodes: [GraphvizGraph.Node] = []
    for (position, node) in content.nodes.enumerated() {
      let group = groups[node.owner ?? position] ?? graphviz.root
      let added = graphviz.addNode(identifier(position), to: group)
      let isInColumn = node.owner != nil && !isBesideColumn(node)
      // Code and data are read as a list; an ellipse has no left side.
      let isListed = isInColumn && GraphStyle.kind(of: node.node) != .parameter
      graphviz.set(added, "label", GraphText.label(node.lines, isListed ? .left : .center))
      if isInColumn || groups[position] != nil, let width = columnWidths[node.owner ?? position] {
        graphviz.set(added, "width", GraphText.width(ofCharacters: width))
      }
      for (name, value) in GraphStyle.attributes(of: GraphStyle.kind(of: node.node), isKept: node.isKept) {
        graphviz.set(added, name, value)
      }
      nodes.append(added)
    }
    return nodes
  }

  private func identifier(_ position: Int) -> String {
    GraphLabels.identifier(of: content.nodes[position].node)
  }

  /// True iff the node is in a frame, but at the right of its column: instructions need parameters.
  private func isBesideColumn(_ node: GraphContent.Node) -> Bool {
    if case .parameter = node.node { scope == .instruction } else { false }
  }

  // MARK: Edges

  private func addEdges(_ graphviz: borrowing GraphvizGraph, _ nodes: [GraphvizGraph.Node]) {
    let order = isForLayout ? GraphOrder(content) : nil
    for edge in content.edges {
      var attributes = GraphStyle.attributes(of: edge.fate)
      if let order, !order.constrains(edge) { attributes.append(("constraint", "false")) }
      if let order, order.isBackward(edge) {
        // There can be no second edge between two nodes, but the first can have two arrows.
        attributes = hasOpposite(edge) ? [("dir", "both")] : attributes + [("dir", "back")]
        graphviz.addEdge(nodes[edge.to], nodes[edge.from], attributes)
      } else {
        graphviz.addEdge(nodes[edge.from], nodes[edge.to], attributes)
      }
    }
  }

  private func hasOpposite(_ edge: GraphContent.Edge) -> Bool {
    pairs.contains([edge.to, edge.from])
  }

  /// Puts what is in a frame below its head, in the order of the program.
  private func addColumns(
    _ graphviz: borrowing GraphvizGraph, _ groups: [Int: GraphvizGraph.Group], _ nodes: [GraphvizGraph.Node]
  ) {
    var above: [Int: Int] = [:]
    var columns: [Int: GraphvizGraph.Group] = [:]
    for (position, node) in content.nodes.enumerated() where !isBesideColumn(node) {
      guard let owner = node.owner, let group = groups[owner] else { continue }
      let column = columns[owner] ?? addColumn(graphviz, to: group, below: owner)
      columns[owner] = column
      graphviz.addNode(identifier(position), to: column)
      // In a drawing from left to right, Graphviz orders a column from the bottom up.
      graphviz.addEdge(nodes[position], nodes[above[owner] ?? owner], [("style", "invis")])
      above[owner] = position
    }
  }

  private func addColumn(
    _ graphviz: borrowing GraphvizGraph, to group: GraphvizGraph.Group, below head: Int
  ) -> GraphvizGraph.Group {
    let column = graphviz.addGroup("column_" + identifier(head), to: group)
    graphviz.set(column, "rank", "same")
    graphviz.addNode(identifier(head), to: column)
    return column
  }
}
