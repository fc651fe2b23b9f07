import IL

/// Which slots of the frame each block reads before it writes them, or passes on to a block that does.
///
/// The current scope counts as a slot (`SlotSet.scopeRegister`). A slot that is only popped to be dropped is
/// not read. Exceptions count as edges: what a catch block reads is live where the `try` may throw.
struct SlotLiveness {
  /// The live slots at the start of each block.
  private(set) var atStart: [SlotSet]

  /// What a block does to the frame as a whole.
  private struct Summary {
    var reads = SlotSet()
    var writes = SlotSet()
    /// What was written before the first exception that the block may throw; nil if it throws none.
    var writtenBeforeThrow: SlotSet?
  }

  init(_ stackBlocks: StackBlocks, _ code: StackCode, _ depths: StackDepths) {
    let blocks = stackBlocks.blocks
    let summaries = blocks.map { Self.summary(of: $0, code, depths) }
    atStart = Array(repeating: SlotSet(), count: blocks.count)
    var predecessors: [[Int]] = Array(repeating: [], count: blocks.count)
    for (index, block) in blocks.enumerated() {
      for successor in block.successors { predecessors[successor].append(index) }
      if let landing = block.landing { predecessors[landing].append(index) }
      if let handler = block.handler, summaries[index].writtenBeforeThrow != nil {
        predecessors[handler].append(index)
      }
    }
    // Taken from the end: a block after its successors, except along back edges.
    var pending = stackBlocks.reversePostorder
    var isPending = Array(repeating: true, count: blocks.count)
    while let index = pending.popLast() {
      isPending[index] = false
      let block = blocks[index]
      let summary = summaries[index]
      var live = SlotSet()
      for successor in block.successors { live.formUnion(atStart[successor]) }
      if let landing = block.landing { live.formUnion(atStart[landing]) }
      live = live.subtracting(summary.writes)
      live.formUnion(summary.reads)
      if let handler = block.handler, let written = summary.writtenBeforeThrow {
        live.formUnion(atStart[handler].subtracting(written))
      }
      guard live != atStart[index] else { continue }
      atStart[index] = live
      for predecessor in predecessors[index] where !isPending[predecessor] {
        isPending[predecessor] = true
        pending.append(predecessor)
      }
    }
  }

  private static func summary(
    of block: StackBlocks.Block, _ code: StackCode, _ depths: StackDepths
  ) -> Summary {
    var summary = Summary()
    switch block.kind {
    case .entry: summary.writes = SlotSet(below: 256)
    case .landing(_, let depth):
      summary.writes.insert(depth)
      summary.writes.insert(SlotSet.scopeRegister)
    case .code(let positions):
      for position in positions {
        guard let depth = depths.depth(at: position) else { continue }
        let access = FrameAccess(code.instructions[position].operation, depth: depth)
        for slot in access.operands where !summary.writes.contains(slot) { summary.reads.insert(slot) }
        if access.readsScope, !summary.writes.contains(SlotSet.scopeRegister) {
          summary.reads.insert(SlotSet.scopeRegister)
        }
        if access.mayThrow, summary.writtenBeforeThrow == nil {
          summary.writtenBeforeThrow = summary.writes
        }
        if let slot = access.definition { summary.writes.insert(slot) }
        if access.writesScope { summary.writes.insert(SlotSet.scopeRegister) }
      }
    }
    return summary
  }
}
