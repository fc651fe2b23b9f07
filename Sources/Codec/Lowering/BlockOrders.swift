/// The order of a few blocks that saves most, found by dynamic programming over sets of placed blocks (Held and
/// Karp 1962).
struct ExhaustiveOrder {
  /// The largest number of blocks for which this is fast.
  static let limit = 9

  let order: [Int]

  /// Orders `blocks`, of which the first stays first; `saving` is what it brings if one directly follows another.
  init(_ blocks: [Int], _ saving: (Int, Int) -> Int) {
    let count = blocks.count
    let savings = blocks.map { first in blocks.map { saving(first, $0) } }
    // The best saving with each set of blocks placed and each of them last, and the block before the last.
    var best = Array(repeating: -1, count: count << count)
    var previous = Array(repeating: -1, count: count << count)
    best[count] = 0
    for set in 1..<(1 << count) where set & 1 == 1 {
      for last in 0..<count where best[set * count + last] >= 0 {
        for next in 1..<count where set >> next & 1 == 0 {
          let total = best[set * count + last] + savings[last][next]
          let index = (set | 1 << next) * count + next
          if total > best[index] {
            best[index] = total
            previous[index] = last
          }
        }
      }
    }
    var set = 1 << count - 1
    var last = 0
    for candidate in 0..<count where best[set * count + candidate] > best[set * count + last] {
      last = candidate
    }
    var reversed: [Int] = []
    while last >= 0 {
      reversed.append(blocks[last])
      (set, last) = (set & ~(1 << last), previous[set * count + last])
    }
    order = reversed.reversed()
  }
}

/// An order of many blocks: pairs are joined to chains, those that save most first.
struct ChainOrder {
  let order: [Int]

  /// Orders `blocks`, of which the first stays first; `saving` is what it brings if one directly follows another,
  /// and `successors` are those that can save something.
  init(_ blocks: [Int], _ saving: (Int, Int) -> Int, successors: (Int) -> [Int]) {
    var pairs: [(first: Int, second: Int, saving: Int)] = []
    for first in blocks {
      for second in successors(first) where second != blocks[0] && second != first {
        let bytes = saving(first, second)
        if bytes > 0 { pairs.append((first, second, bytes)) }
      }
    }
    var next: [Int: Int] = [:]
    var hasPrevious: Set<Int> = []
    // The other end of the chain that begins or ends with a block.
    var otherEnd = Dictionary(uniqueKeysWithValues: blocks.map { ($0, $0) })
    let sorted = pairs.enumerated().sorted { ($1.element.saving, $0.offset) < ($0.element.saving, $1.offset) }
    for (_, pair) in sorted {
      guard next[pair.first] == nil, !hasPrevious.contains(pair.second), otherEnd[pair.first] != pair.second
      else { continue }
      next[pair.first] = pair.second
      hasPrevious.insert(pair.second)
      let start = otherEnd[pair.first]!
      let end = otherEnd[pair.second]!
      otherEnd[start] = end
      otherEnd[end] = start
    }
    var order: [Int] = []
    for head in blocks where !hasPrevious.contains(head) {
      var block: Int? = head
      while let current = block {
        order.append(current)
        block = next[current]
      }
    }
    self.order = order
  }
}
