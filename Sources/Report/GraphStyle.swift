import Analysis

/// What a node looks like: its kind decides shape and hue, and whether it was kept decides the rest.
///
/// The shapes differ so that the kinds can be told apart without colour, and after removal took it away.
enum GraphStyle {
  /// The kinds of nodes, in the order of the legend.
  enum Kind: Hashable, CaseIterable {
    case export
    case function
    case parameter
    case instruction
    case global
    case allocation
    case part
    case string
    case hostImport
    case builtin
  }

  /// The colours of a kind.
  struct Palette {
    var fill: String
    var line: String
    var text = GraphStyle.text
  }

  /// The fonts, in the order in which viewers should try them; all are about equally wide.
  static let font = "DejaVu Sans Mono,Menlo,Consolas,monospace"
  static let text = "#1f2933"
  static let edge = "#66727f"
  static let removed = Palette(fill: "none", line: "#b4bcc4", text: "#98a2ac")

  /// The kind of `node`.
  static func kind(of node: DependencyGraph.Node) -> Kind {
    switch node {
    case .export: .export
    case .hostImport: .hostImport
    case .function: .function
    case .instruction, .operation, .blockParameter: .instruction
    case .parameter: .parameter
    case .global: .global
    case .allocation: .allocation
    case .property, .element, .slot: .part
    case .string: .string
    case .builtin, .internedKeys: .builtin
    }
  }

  /// The attributes that make a node a kept or removed one of `kind`, in alphabetical order.
  static func attributes(of kind: Kind, isKept: Bool) -> [(name: String, value: String)] {
    let palette = isKept ? kind.palette : removed
    var styles = [isKept ? "filled" : "dashed"]
    if kind == .function || kind == .export { styles.append("rounded") }
    // A node has one style attribute only, so a root must be bold here.
    if kind == .export { styles.append("bold") }
    var attributes = [(name: "color", value: palette.line)]
    if isKept { attributes.append(("fillcolor", palette.fill)) }
    attributes += [("fontcolor", palette.text)]
    // The point of the arrow takes room from the text.
    if kind == .hostImport { attributes.append(("margin", "0.2,0.08")) }
    if kind == .export { attributes.append(("peripheries", "2")) }
    attributes += [("shape", kind.shape), ("style", styles.joined(separator: ","))]
    return attributes
  }

  /// The attributes of an edge.
  static func attributes(of fate: GraphContent.Edge.Fate) -> [(name: String, value: String)] {
    switch fate {
    case .kept: []
    case .removed: [("color", removed.line), ("style", "dashed")]
    case .added: [("penwidth", "1.6")]
    }
  }
}

extension GraphStyle.Kind {
  /// The colours of what is kept.
  var palette: GraphStyle.Palette {
    switch self {
    case .export: .init(fill: "#33475b", line: "#33475b", text: "#ffffff")
    case .function: .init(fill: "#cfe0f3", line: "#4b79a8")
    case .parameter: .init(fill: "#e6eff9", line: "#8fb0d1")
    case .instruction: .init(fill: "#ffffff", line: "#b9c9da")
    case .global: .init(fill: "#fbe6bf", line: "#bd8a2b")
    case .allocation: .init(fill: "#cfe8d3", line: "#54925e")
    case .part: .init(fill: "#eef7ef", line: "#9cc5a3")
    case .string: .init(fill: "#eee3f4", line: "#9b78b0")
    case .hostImport: .init(fill: "#f7d9d0", line: "#bb6550")
    case .builtin: .init(fill: "#e4e6e8", line: "#868f98")
    }
  }

  /// Graphviz's name for the shape.
  var shape: String {
    switch self {
    case .export, .function, .instruction, .part: "box"
    case .parameter: "ellipse"
    case .global: "cylinder"
    case .allocation: "folder"
    case .string: "note"
    case .hostImport: "cds"
    case .builtin: "component"
    }
  }

  /// The word in the legend.
  var word: String {
    switch self {
    case .export: "export (root)"
    case .function: "function"
    case .parameter: "parameter"
    case .instruction: "instruction"
    case .global: "global"
    case .allocation: "allocation"
    case .part: "property, element, slot"
    case .string: "string"
    case .hostImport: "import"
    case .builtin: "built-in"
    }
  }
}
