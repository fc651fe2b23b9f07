import CGraphviz
import Synchronization

/// A graph that cannot be drawn.
public enum GraphError: Error, Hashable, CustomStringConvertible {
  /// Laying out the graph would take too long.
  case tooLarge(nodes: Int, edges: Int, scope: GraphScope)
  /// Graphviz failed, and said this, which may be nothing.
  case graphviz(String)

  /// The problem as one line, with what to do about it.
  public var description: String {
    switch self {
    case .tooLarge(let nodes, let edges, let scope):
      let advice = scope.coarser.map { "use the coarser --dot-scope \($0.rawValue), or " } ?? ""
      return "a graph of \(nodes) nodes and \(edges) edges would take too long to lay out: \(advice)"
        + "write it with --dot and lay it out with another tool, such as sfdp"
    case .graphviz(let message):
      return "Graphviz cannot draw the graph: \(message.isEmpty ? "it does not say why" : message)"
    }
  }
}

/// A graph in Graphviz's own form.
///
/// Graphviz has global state, so nobody else may use it while a graph exists: `Graphviz.run` sees to that.
struct GraphvizGraph: ~Copyable {
  /// A node of a graph.
  struct Node {
    fileprivate let pointer: UnsafeMutablePointer<Agnode_t>
  }

  /// A graph, or a set of nodes in it that is laid out in some way.
  struct Group {
    fileprivate let pointer: UnsafeMutablePointer<Agraph_t>
  }

  /// The kinds of things that can have default attributes.
  enum Element {
    case graph
    case node
    case edge
  }

  /// The graph itself.
  let root: Group
  private let output: UnsafeMutablePointer<Agiodisc_t>
  private let identities: UnsafeMutablePointer<Agiddisc_t>

  /// Makes an empty directed graph.
  fileprivate init(name: String) {
    output = .allocate(capacity: 1)
    // Graphviz writes with this to the `TextBuffer` that it is given.
    output.initialize(to: Agiodisc_t(afread: nil, putstr: appendToTextBuffer, flush: { _ in 0 }))
    // Graphviz's own identities are addresses, and it orders groups by them: another order in every run.
    identities = .allocate(capacity: 1)
    identities.initialize(to: .sequential)
    // What is nil gets Graphviz's default.
    var disciplines = Agdisc_t(mem: nil, id: identities, io: output)
    var kind = Agdesc_t()
    kind.directed = 1
    // Ignores an edge that is there already.
    kind.strict = 1
    kind.maingraph = 1
    guard let graph = name.withMutableCString({ agopen($0, kind, &disciplines) }) else {
      fatalError("out of memory")
    }
    root = Group(pointer: graph)
  }

  deinit {
    agclose(root.pointer)
    output.deallocate()
    identities.deallocate()
  }

  // MARK: Building

  /// Declares what things in the graph have if nothing else is said.
  func setDefault(_ element: Element, _ name: String, _ value: String) {
    let kind =
      switch element {
      case .graph: AGRAPH
      case .node: AGNODE
      case .edge: AGEDGE
      }
    name.withMutableCString { name in
      value.withMutableCString { _ = agattr(root.pointer, Int32(kind), name, $0) }
    }
  }

  /// Adds a group to `parent`; Graphviz draws a frame around it if the name begins with `cluster`.
  func addGroup(_ name: String, to parent: Group) -> Group {
    Group(pointer: name.withMutableCString { agsubg(parent.pointer, $0, 1) })
  }

  /// Adds a node to `group`, or puts the one with that name there too.
  @discardableResult
  func addNode(_ name: String, to group: Group) -> Node {
    Node(pointer: name.withMutableCString { agnode(group.pointer, $0, 1) })
  }

  /// Adds an edge, unless there is one, and gives it attributes.
  func addEdge(_ from: Node, _ to: Node, _ attributes: [(name: String, value: String)]) {
    guard let edge = agedge(root.pointer, from.pointer, to.pointer, nil, 1) else { return }
    for (name, value) in attributes { Self.set(edge, name, value) }
  }

  /// Sets an attribute of a node.
  func set(_ node: Node, _ name: String, _ value: String) { Self.set(node.pointer, name, value) }

  /// Sets an attribute of a group.
  func set(_ group: Group, _ name: String, _ value: String) { Self.set(group.pointer, name, value) }

  /// Sets the label of a group to text with markup.
  func setMarkupLabel(_ group: Group, _ markup: String) {
    markup.withMutableCString { markup in
      // Graphviz tells markup from plain text by where the string is stored.
      let stored = agstrdup_html(root.pointer, markup)
      "label".withMutableCString { name in
        "".withMutableCString { _ = agsafeset(group.pointer, name, stored, $0) }
      }
      agstrfree(root.pointer, stored)
    }
  }

  private static func set(_ object: UnsafeMutableRawPointer, _ name: String, _ value: String) {
    name.withMutableCString { name in
      value.withMutableCString { value in
        "".withMutableCString { _ = agsafeset(object, name, value, $0) }
      }
    }
  }

  // MARK: Output

  /// The graph in the DOT language.
  func dot() -> String {
    let buffer = TextBuffer()
    agwrite(root.pointer, Unmanaged.passUnretained(buffer).toOpaque())
    return buffer.text
  }

  /// Lays out the graph by layers, and draws it as SVG.
  func svg() throws(GraphError) -> String {
    guard let context = gvContext() else { throw .graphviz("no context") }
    defer { gvFreeContext(context) }
    guard gvLayout(context, root.pointer, "dot") == 0 else { throw .graphviz(Graphviz.messages()) }
    defer { gvFreeLayout(context, root.pointer) }
    var data: UnsafeMutablePointer<CChar>?
    var length: UInt32 = 0
    let status = gvRenderData(context, root.pointer, "svg", &data, &length)
    guard status == 0, let data else { throw .graphviz(Graphviz.messages()) }
    defer { gvFreeRenderData(data) }
    return data.withMemoryRebound(to: UInt8.self, capacity: Int(length)) {
      String(decoding: UnsafeBufferPointer(start: $0, count: Int(length)), as: UTF8.self)
    }
  }
}

/// Access to Graphviz, for one caller at a time.
enum Graphviz {
  /// What Graphviz said since `run` began; also guards all of its global state.
  private static let lock = Mutex(())
  /// Only touched by C callbacks while `lock` is held.
  nonisolated(unsafe) fileprivate static var said = ""

  /// Calls `body` with an empty graph, while nobody else uses Graphviz.
  static func run<Result>(
    name: String, _ body: (borrowing GraphvizGraph) throws(GraphError) -> Result
  ) throws(GraphError) -> Result {
    try lock.withLock { _ throws(GraphError) in
      said = ""
      // Without this, Graphviz writes to standard error by itself.
      agseterrf(recordMessage)
      return try body(GraphvizGraph(name: name))
    }
  }

  /// The messages in one line.
  fileprivate static func messages() -> String {
    said.split(whereSeparator: \.isNewline).joined(separator: "; ")
  }
}

extension Agiddisc_t {
  /// Numbers things in the order in which they are made, and leaves it to Graphviz to remember their names.
  fileprivate static var sequential: Agiddisc_t {
    Agiddisc_t(
      open: { _, _ in
        let next = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
        next.initialize(to: 1)
        return UnsafeMutableRawPointer(next)
      },
      map: { state, _, name, result, creates in
        guard name == nil, creates != 0, let next = state?.assumingMemoryBound(to: UInt64.self) else {
          return 0
        }
        result?.pointee = next.pointee
        next.pointee += 1
        return 1
      },
      alloc: { _, _, _ in 0 },
      free: { _, _, _ in },
      print: { _, _, _ in nil },
      close: { $0?.assumingMemoryBound(to: UInt64.self).deallocate() },
      idregister: { _, _, _ in })
  }
}

/// What Graphviz writes to.
private final class TextBuffer {
  var text = ""
}

private func appendToTextBuffer(
  _ channel: UnsafeMutableRawPointer?, _ text: UnsafePointer<CChar>?
) -> Int32 {
  guard let channel, let text else { return -1 }
  Unmanaged<TextBuffer>.fromOpaque(channel).takeUnretainedValue().text += String(cString: text)
  return 0
}

private func recordMessage(_ text: UnsafeMutablePointer<CChar>?) -> Int32 {
  if let text { Graphviz.said += String(cString: text) }
  return 0
}

extension String {
  /// Calls `body` with the string for a C function that does not change it, but does not say so.
  fileprivate func withMutableCString<Result>(_ body: (UnsafeMutablePointer<CChar>) -> Result) -> Result {
    withCString { body(UnsafeMutablePointer(mutating: $0)) }
  }
}
