import IL

/// Which slots a catch block reads that may have been stored since the `try` was entered.
///
/// A store counts only if something that may throw can follow it inside of the `try`.
struct ExposedSlots {
  /// The slots for each landing of `StackBlocks`; empty for other blocks.
  private(set) var atLanding: [SlotSet]
  /// The blocks inside of the `try` of each landing, inner ones included.
  let members: [[Int]]

  init(_ stackBlocks: StackBlocks, _ code: StackCode, _ depths: StackDepths, _ liveness: SlotLiveness) {
    let blocks = stackBlocks.blocks
    var members: [[Int]] = Array(repeating: [], count: blocks.count)
    for index in stackBlocks.reversePostorder {
      var handler = blocks[index].handler
      while let landing = handler {
        members[landing].append(index)
        handler = blocks[landing].handler
      }
    }
    self.members = members
    atLanding = Array(repeating: SlotSet(), count: blocks.count)
    let stores = blocks.map { Stores($0, code, depths) }
    let inside = members.map { $0.reduce(into: SlotSet()) { $0.formUnion(stores[$1].all) } }
    var dirty = Array(repeating: SlotSet(), count: blocks.count)
    for index in stackBlocks.reversePostorder {
      guard case .landing(let tryStart, _) = blocks[index].kind else { continue }
      let seen = liveness.atStart[index]
      guard !seen.intersection(inside[index]).isEmpty else { continue }
      let isMember = Set(members[index])
      for member in members[index] { dirty[member] = SlotSet() }
      var isReached: Set<Int> = []
      var pending = blocks[tryStart].successors
      while let block = pending.popLast() {
        isReached.insert(block)
        let after = dirty[block].union(stores[block].all)
        if blocks[block].handler == index, let before = stores[block].beforeLastThrow {
          atLanding[index].formUnion(dirty[block].union(before).intersection(seen))
        }
        func reach(_ target: Int, _ slots: SlotSet) {
          let merged = dirty[target].union(slots)
          guard isMember.contains(target), !isReached.contains(target) || merged != dirty[target] else {
            return
          }
          dirty[target] = merged
          pending.append(target)
        }
        for successor in blocks[block].successors { reach(successor, after) }
        if let inner = blocks[block].landing { reach(inner, after.union(inside[inner])) }
      }
    }
  }

  /// The variables that a block stores.
  private struct Stores {
    var all = SlotSet()
    /// Those stored before the last exception that the block may throw; nil if it throws none.
    var beforeLastThrow: SlotSet?

    init(_ block: StackBlocks.Block, _ code: StackCode, _ depths: StackDepths) {
      for position in block.positions {
        guard let depth = depths.depth(at: position) else { continue }
        let operation = code.instructions[position].operation
        if FrameAccess(operation, depth: depth).mayThrow { beforeLastThrow = all }
        if case .storeVariable(let slot) = operation { all.insert(slot) }
      }
    }
  }
}
