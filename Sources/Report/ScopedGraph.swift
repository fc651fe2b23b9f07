import Analysis
import IL

/// The dependency graph of a program as one scope shows it.
///
/// What the scope does not show is contracted: if a shown node needs a hidden one, it needs all shown nodes
/// that this needs. That a function or allocation needs its own parts is not an edge: they form a group.
struct ScopedGraph {
  /// An edge: the first node needs the second.
  struct Edge: Hashable {
    var from: DependencyGraph.Node
    var to: DependencyGraph.Node
  }

  /// The shown nodes, in the order of the program.
  let nodes: [DependencyGraph.Node]
  /// The edges, each once, none from a node to itself.
  let edges: [Edge]

  /// Builds what `scope` shows of the graph of `program`.
  ///
  /// Linear in the size of the program: every hidden node that leads on belongs to one shown node.
  ///
  /// - Precondition: `program` satisfies `Verifier`.
  init(_ program: Program, _ scope: GraphScope) {
    let graph = DependencyGraph(program)
    let isShown = graph.nodes.map { program.shows($0, scope) }
    let shown = graph.nodes.indices.filter { isShown[$0] }
    nodes = shown.map { graph.nodes[$0] }
    var edges: [Edge] = []
    for index in shown {
      let node = graph.nodes[index]
      for needed in graph.shownNeeds(of: index, isShown) where needed != node && needed.owner != node {
        edges.append(Edge(from: node, to: needed))
      }
    }
    self.edges = edges
  }
}

extension DependencyGraph {
  /// The shown nodes that the node at `start` needs, directly or through hidden ones, each once.
  fileprivate func shownNeeds(of start: Index, _ isShown: [Bool]) -> [Node] {
    var found: [Node] = []
    var visited: Set<Index> = [start]
    var pending = Array(needs(start).reversed())
    while let index = pending.popLast() {
      guard visited.insert(index).inserted else { continue }
      if isShown[index] {
        found.append(nodes[index])
      } else {
        pending += needs(index).reversed()
      }
    }
    return found
  }
}

extension DependencyGraph.Node {
  /// The function or allocation that the node is a part of.
  var owner: Self? {
    switch self {
    case .instruction(let id, _), .parameter(let id, _), .blockParameter(let id, _): .function(id)
    case .operation(let position): .function(position.function)
    case .property(let id, _), .element(let id, _), .slot(let id, _): .allocation(id)
    case .export, .hostImport, .function, .global, .allocation, .string, .builtin, .internedKeys: nil
    }
  }
}

extension Program {
  /// True iff a drawing of `scope` has a node for `node`.
  fileprivate func shows(_ node: DependencyGraph.Node, _ scope: GraphScope) -> Bool {
    switch node {
    case .export, .hostImport, .function, .global, .allocation: true
    case .builtin(let name): builtins[name].isPresent
    case .property, .slot, .parameter, .string: scope != .function
    // A hole takes part in nothing.
    case .element(let id, let index): scope != .function && element(id, index) != .deleted
    case .instruction, .operation, .blockParameter: scope == .instruction
    // Two bytes that almost all functions need: the edges would hide the others.
    case .internedKeys: false
    }
  }

  /// The element of an array at `index`.
  func element(_ id: AllocationID, _ index: Int) -> Value {
    switch allocations[id].content {
    case .array(let items), .fixedLengthArray(let items): items[index]
    case .object, .closure, .classValue, .uint8Array: preconditionFailure("not an array")
    }
  }
}
