/// The title of a drawing and the key to its shapes, as Graphviz's markup.
struct GraphLegend {
  /// The markup.
  let markup: String

  /// Describes a drawing of `content` for `scope`.
  init(_ content: GraphContent, _ scope: GraphScope) {
    let kept = content.nodes.count { $0.isKept }
    let kinds = Set(content.nodes.map { GraphStyle.kind(of: $0.node) })
    var cells = GraphStyle.Kind.allCases.filter(kinds.contains).map(Self.cell)
    if kept < content.nodes.count { cells.append(Self.removedCell) }
    let hasFrames = content.nodes.contains { $0.owner != nil }
    var notes = ["An arrow leads to what is needed."]
    if content.edges.contains(where: { $0.fate == .added }) {
      notes.append("A bold arrow is a need that bypasses what was removed.")
    }
    if hasFrames { notes.append("A frame holds a whole and its parts.") }
    markup =
      "<table border=\"0\" cellborder=\"0\" cellspacing=\"4\" cellpadding=\"3\">"
      + Self.row(
        "<b>What needs what, by \(scope.rawValue): \(kept) of \(content.nodes.count) nodes are kept</b>")
      + "<tr>\(cells.joined())</tr>" + Self.row(notes.joined(separator: " ")) + "</table>"
  }

  private static func row(_ text: String) -> String {
    // Graphviz wants to know how wide; more than there are columns is all of them.
    "<tr><td align=\"left\" colspan=\"12\">\(text)</td></tr>"
  }

  private static func cell(_ kind: GraphStyle.Kind) -> String {
    let palette = kind.palette
    let shape = kind == .function || kind == .export ? " style=\"rounded\"" : ""
    return "<td border=\"1\"\(shape) bgcolor=\"\(palette.fill)\" color=\"\(palette.line)\">"
      + "<font color=\"\(palette.text)\">\(kind.word)</font></td>"
  }

  private static let removedCell =
    "<td border=\"1\" style=\"dashed\" color=\"\(GraphStyle.removed.line)\">"
    + "<font color=\"\(GraphStyle.removed.text)\">removed</font></td>"
}
