import IL

extension SSABody {
  /// True iff control can come from behind `start` to one of `places` by way of an instruction for which `isBarrier`
  /// holds, and without coming to `definition`, from where on the places mean something else.
  ///
  /// Time is linear in the size of the body. A catch block counts as one that control comes to behind a barrier.
  ///
  /// - Parameters:
  ///   - places: Uses of a local.
  ///   - start: Where the way begins; its index is -1 for the start of a block.
  ///   - definition: Where the local is defined, if that is in the body.
  ///   - isBarrier: Asked about instructions; nil if the way begins behind a barrier.
  func comes(
    to places: [LocalUses.Place], from start: LocalUses.Place, before definition: LocalUses.Place? = nil,
    through isBarrier: ((SSAInstruction) -> Bool)?
  ) -> Bool {
    var lastUses: [BlockID: Int] = [:]
    for place in places { lastUses[place.block] = max(lastUses[place.block] ?? 0, place.index) }
    /// Whether the end of the block is behind a barrier; nil if a use of it is.
    func walk(_ block: BlockID, from index: Int, isBehind: Bool) -> Bool? {
      let lastUse = lastUses[block] ?? -1
      if isBehind { return lastUse >= index ? nil : true }
      guard let isBarrier, let barrier = self[block].instructions[index...].firstIndex(where: isBarrier)
      else { return false }
      return lastUse > barrier ? nil : true
    }
    guard let isBehind = walk(start.block, from: start.index + 1, isBehind: isBarrier == nil)
    else { return true }
    if start.block == definition?.block, lastUses.keys.allSatisfy({ $0 == start.block }) { return false }
    var pending = self[start.block].terminator.edges.map { (block: $0.target, isBehind: isBehind) }
    for handler in blocks.lazy.compactMap(\.terminator.handler) { pending.append((handler, true)) }
    /// Whether a block was entered behind a barrier; nil if it was not entered.
    var entered: [Bool?] = Array(repeating: nil, count: blocks.count)
    while let (block, isBehind) = pending.popLast() {
      guard block != definition?.block, entered[block.index] != true, entered[block.index] != isBehind else {
        continue
      }
      entered[block.index] = isBehind
      guard let end = walk(block, from: 0, isBehind: isBehind) else { return true }
      for edge in self[block].terminator.edges { pending.append((edge.target, end)) }
    }
    return false
  }
}
