import Analysis
import IL

/// Says in words why one part of a program needs another.
struct DependencyWords {
  private let program: Program
  private let names: Names
  private let labels: GraphLabels
  private let places: SourcePlaces

  init(_ program: Program, _ places: SourcePlaces) {
    self.program = program
    self.places = places
    names = Names(program)
    labels = GraphLabels(program)
  }

  /// One sentence for the root of `path`, and one for each step from there.
  func sentences(along path: [DependencyGraph.Node]) -> [String] {
    guard let root = path.first else { return [] }
    var sentences: [String] = []
    if case .export(let position) = root, path.count > 1 {
      let id = program.exports[position].id
      sentences.append("the host may ask for export \(id), which is \(name(of: path[1]))")
    } else {
      sentences.append("the host may ask for \(name(of: root))")
    }
    for (from, to) in zip(path, path.dropFirst()).dropFirst() { sentences.append(sentence(from, to)) }
    return sentences
  }

  private func sentence(_ from: DependencyGraph.Node, _ to: DependencyGraph.Node) -> String {
    switch (from, to) {
    case (.function, .operation(let position)):
      "\(name(of: from)) has \(code(to)) in \(position.block)\(place(to))"
    case (.function, .instruction): "\(name(of: from)) has \(code(to))\(place(to))"
    case (.operation, _), (.instruction, _): "that needs \(name(of: to))"
    case (.global, .operation(let position)):
      "\(name(of: from)) is stored by \(code(to)) in \(names[position.function])\(place(to))"
    case (.global, .instruction(let id, _)):
      "\(name(of: from)) is stored by \(code(to)) in \(names[id])\(place(to))"
    case (.global, _): "\(name(of: from)) holds \(name(of: to)) when the program starts"
    case (.allocation, .property), (.allocation, .element), (.allocation, .slot):
      "\(name(of: from)) has \(name(of: to))"
    case (.property, _), (.element, _), (.slot, _): "which holds \(name(of: to))"
    case (.builtin, _): "the \(name(of: from)) is \(name(of: to))"
    case (.hostImport, _): "\(name(of: from)) may start an async operation, which needs the \(name(of: to))"
    default: "\(name(of: from)) needs \(name(of: to))"
    }
  }

  private func code(_ node: DependencyGraph.Node) -> String { "`\(labels.text(at: node))`" }

  private func place(_ node: DependencyGraph.Node) -> String { places.text(of: node, in: program) }

  private func name(of node: DependencyGraph.Node) -> String {
    switch node {
    case .export(let position): "export \(program.exports[position].id)"
    case .hostImport(let id): names[id]
    case .function(let id): names[id]
    case .global(let id): names[id]
    case .allocation(let id): names[id]
    case .string(let id): names[id]
    case .builtin(let name): "built-in \(name.rawValue)"
    case .internedKeys: "place for keys made at run time"
    case .blockParameter(_, let local): local.description
    case .instruction, .operation: code(node)
    case .parameter, .property, .element, .slot: labels.lines(for: node).joined(separator: " ")
    }
  }
}
