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

/// An order of many blocks: pairs are joined to chains, those that save most first, and then exchanged for others as
/// long as that saves more.
struct ChainOrder {
  let order: [Int]

  /// Orders `blocks`, of which the first stays first; `saving` is what it brings if one directly follows another,
  /// and `successors` are those that can save something.
  init(_ blocks: [Int], _ saving: (Int, Int) -> Int, successors: (Int) -> [Int]) {
    var chains = Chains()
    for first in blocks {
      for second in successors(first) where second != blocks[0] && second != first {
        chains.add(first, second, saving: saving(first, second))
      }
    }
    chains.join()
    chains.exchange()
    order = blocks.filter { chains.previous[$0] == nil }.flatMap { chains.blocks(from: $0) }
  }
}

/// Blocks that directly follow one another.
private struct Chains {
  private struct Pair {
    var first: Int
    var second: Int
    var saving: Int
  }

  private var pairs: [Pair] = []
  private var pairsByFirst: [Int: [Pair]] = [:]
  private var pairsBySecond: [Int: [Pair]] = [:]
  private var next: [Int: Int] = [:]
  private(set) var previous: [Int: Int] = [:]

  /// How often all pairs are looked at for an exchange; nearly always the second time finds nothing.
  private static let exchangeLimit = 4
  /// The largest number of pairs for which this is fast, as each is followed along its chain.
  private static let exchangeSize = 1000

  /// Allows that `second` follows `first`, if that saves something.
  mutating func add(_ first: Int, _ second: Int, saving: Int) {
    guard saving > 0 else { return }
    let pair = Pair(first: first, second: second, saving: saving)
    pairs.append(pair)
    pairsByFirst[first, default: []].append(pair)
    pairsBySecond[second, default: []].append(pair)
  }

  /// The blocks of the chain that starts with `head`.
  func blocks(from head: Int) -> [Int] { Array(sequence(first: head) { next[$0] }) }

  /// Joins pairs, those that save most first.
  mutating func join() {
    // The other end of the chain that begins or ends with a block.
    var otherEnd: [Int: Int] = [:]
    let sorted = pairs.enumerated().sorted { ($1.element.saving, $0.offset) < ($0.element.saving, $1.offset) }
    for (_, pair) in sorted {
      guard next[pair.first] == nil, previous[pair.second] == nil,
        otherEnd[pair.first, default: pair.first] != pair.second
      else { continue }
      link(pair)
      let start = otherEnd[pair.first, default: pair.first]
      let end = otherEnd[pair.second, default: pair.second]
      otherEnd[start] = end
      otherEnd[end] = start
    }
  }

  /// Joins a pair instead of those that it excludes, together with what these leave room for, where that saves more.
  mutating func exchange() {
    guard pairs.count <= Self.exchangeSize else { return }
    for _ in 0..<Self.exchangeLimit {
      var hasChanged = false
      for pair in pairs where next[pair.first] != pair.second {
        let removed = (pairsByFirst[pair.first, default: []] + pairsBySecond[pair.second, default: []])
          .filter { next[$0.first] == $0.second }
        removed.forEach { unlink($0) }
        let freed = removed.flatMap {
          pairsByFirst[$0.first, default: []] + pairsBySecond[$0.second, default: []]
        }
        var added: [Pair] = []
        for candidate in [pair] + freed where canJoin(candidate) {
          link(candidate)
          added.append(candidate)
        }
        if added.reduce(0, { $0 + $1.saving }) > removed.reduce(0, { $0 + $1.saving }) {
          hasChanged = true
        } else {
          added.forEach { unlink($0) }
          removed.forEach { link($0) }
        }
      }
      if !hasChanged { return }
    }
  }

  private func canJoin(_ pair: Pair) -> Bool {
    next[pair.first] == nil && previous[pair.second] == nil && !leads(from: pair.second, to: pair.first)
  }

  private mutating func link(_ pair: Pair) {
    next[pair.first] = pair.second
    previous[pair.second] = pair.first
  }

  private mutating func unlink(_ pair: Pair) {
    next[pair.first] = nil
    previous[pair.second] = nil
  }

  /// True iff the chain with `start` goes on to `end`.
  private func leads(from start: Int, to end: Int) -> Bool {
    var block: Int? = start
    while let current = block {
      if current == end { return true }
      block = next[current]
    }
    return false
  }
}
