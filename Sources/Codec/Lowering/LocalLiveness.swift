import IL

/// Which locals are needed behind each block of a graph.
///
/// An exception can lead from anywhere in a `try` to its catch block, so what that needs is live all through.
struct LocalLiveness {
  private var atStart: [Set<Int>]
  private var atEnd: [Set<Int>]

  /// True iff `local` is used in `block` or behind it, other than as its own definition.
  func isLive(_ local: Local, atStartOf block: BlockID) -> Bool { atStart[block.index].contains(local.index) }
  /// True iff `local` is used behind `block`, or by a catch block that it can reach.
  func isLive(_ local: Local, atEndOf block: BlockID) -> Bool { atEnd[block.index].contains(local.index) }
  /// The locals that are live at the end of `block`, ascending.
  func liveLocals(atEndOf block: BlockID) -> [Local] { atEnd[block.index].sorted().map { Local($0) } }

  /// Follows each use in `graph` back to its definition; `resolve` gives the local whose slot an operand is in.
  init(_ graph: LoweringGraph, _ nesting: TryNesting, _ resolve: (Operand) -> Local?) {
    atStart = Array(repeating: [], count: graph.blocks.count)
    atEnd = atStart
    var home: [Int?] = Array(repeating: nil, count: graph.localCount)
    let sources = graph.sources(nesting)
    for id in graph.flow.reversePostorder {
      for parameter in graph.blocks[id.index].parameters { home[parameter.index] = id.index }
      for node in graph.blocks[id.index].nodes {
        for result in graph.nodes[node].results { home[result.index] = id.index }
      }
    }
    var pending: [(BlockID, Local)] = []
    for id in graph.flow.reversePostorder {
      for node in graph.blocks[id.index].nodes {
        for operand in graph.nodes[node].operands {
          guard let local = resolve(operand), home[local.index] != id.index else { continue }
          pending.append((id, local))
        }
      }
    }
    while let (block, local) = pending.popLast() {
      guard atStart[block.index].insert(local.index).inserted else { continue }
      for source in sources[block.index] {
        atEnd[source.index].insert(local.index)
        if home[local.index] != source.index { pending.append((source, local)) }
      }
    }
  }
}
