import IL

/// Which `try` blocks are open in each block of a graph; a `try` is named by the block that starts it.
struct TryNesting {
  /// The open ones at the start of each block, outermost first.
  private(set) var atStart: [[BlockID]]
  /// The open ones before the terminator of each block, outermost first.
  private(set) var atEnd: [[BlockID]]

  init(_ graph: LoweringGraph) {
    atStart = Array(repeating: [], count: graph.blocks.count)
    atEnd = atStart
    var isKnown = Array(repeating: false, count: graph.blocks.count)
    for id in graph.flow.reversePostorder {
      var open = atStart[id.index]
      for node in graph.blocks[id.index].nodes where graph.operation(node) == .endTry { _ = open.popLast() }
      atEnd[id.index] = open
      for successor in graph.exit(of: id).successors where !isKnown[successor.index] {
        isKnown[successor.index] = true
        if case .startTry(let body, _) = graph.exit(of: id), successor == body {
          atStart[successor.index] = open + [id]
        } else {
          atStart[successor.index] = open
        }
      }
    }
  }

  /// The number of `try` blocks that are open at both.
  static func common(_ left: [BlockID], _ right: [BlockID]) -> Int {
    zip(left, right).prefix { $0 == $1 }.count
  }
}
