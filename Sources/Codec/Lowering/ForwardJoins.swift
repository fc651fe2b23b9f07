import IL

/// The blocks in which the paths that part in a block meet again, other than the starts of loops.
struct ForwardJoins {
  private var joins: [[BlockID]]

  /// The joins whose closest common way is through `block`, and which have the same `try` blocks open.
  subscript(block: BlockID) -> [BlockID] { joins[block.index] }

  init(_ graph: LoweringGraph, _ nesting: TryNesting) {
    joins = Array(repeating: [], count: graph.blocks.count)
    var isSeen = Array(repeating: false, count: graph.blocks.count)
    for id in graph.flow.reversePostorder {
      isSeen[id.index] = true
      let predecessors = graph.flow.predecessors[id.index]
      guard predecessors.count > 1, predecessors.allSatisfy({ $0 != id && isSeen[$0.index] }),
        let dominator = graph.flow.immediateDominator(of: id),
        nesting.atStart[id.index] == nesting.atEnd[dominator.index]
      else { continue }
      joins[dominator.index].append(id)
    }
  }
}
