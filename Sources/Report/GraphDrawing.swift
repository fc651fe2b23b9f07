import IL

/// A drawing of what needs what in a program, and of what optimization left of it.
///
/// What is kept is filled; what is removed is pale with a dashed outline; the roots, which the host can observe,
/// have a bold double outline. An arrow leads from what needs to what is needed. A frame holds a function or
/// allocation and its parts, of which the drawing has no arrows to each.
public struct GraphDrawing: Sendable {
  private let content: GraphContent
  private let scope: GraphScope

  /// The largest number of nodes and edges that is laid out.
  ///
  /// A program of 33 kB drawn by instruction has 17,500, and takes five seconds; one of 49 kB has 28,000, and takes
  /// more than ten, for a picture that is 100 m high.
  static let maximumSize = 20_000

  /// Prepares a drawing of `original`, from which passes made `optimized`.
  ///
  /// - Precondition: both programs satisfy `Verifier`.
  public init(original: Program, optimized: Program, scope: GraphScope) {
    content = GraphContent(original: original, optimized: optimized, scope: scope)
    self.scope = scope
  }

  /// The number of nodes.
  public var nodeCount: Int { content.nodes.count }

  /// The number of arrows.
  public var edgeCount: Int { content.edges.count }

  /// The drawing in Graphviz's DOT language.
  public func dot() -> String {
    do {
      return try Graphviz.run(name: "dependencies") { graphviz throws(GraphError) in
        GraphBuilder(content, scope, isForLayout: false).build(graphviz)
        return graphviz.dot()
      }
    } catch {
      preconditionFailure("writing DOT text cannot fail: \(error)")
    }
  }

  /// The drawing as an SVG document.
  ///
  /// - Throws: `GraphError` if the graph is too large to be laid out, or if Graphviz fails.
  public func svg() throws(GraphError) -> String {
    guard nodeCount + edgeCount <= Self.maximumSize else {
      throw .tooLarge(nodes: nodeCount, edges: edgeCount, scope: scope)
    }
    return try Graphviz.run(name: "dependencies") { graphviz throws(GraphError) in
      GraphBuilder(content, scope, isForLayout: true).build(graphviz)
      return try graphviz.svg()
    }
  }
}
