/// Finds a text, in units of UTF-16, in others, in time linear in the lengths of both (Knuth, Morris and Pratt).
struct TextSearch {
  private let wanted: [UInt16]
  /// For each position, how long the longest text is that both begins and ends what is wanted up to there.
  private let overlaps: [Int]

  init(_ wanted: [UInt16]) {
    var overlaps: [Int] = []
    for unit in wanted {
      guard var length = overlaps.last else {
        overlaps.append(0)
        continue
      }
      while length > 0, wanted[length] != unit { length = overlaps[length - 1] }
      overlaps.append(wanted[length] == unit ? length + 1 : 0)
    }
    self.wanted = wanted
    self.overlaps = overlaps
  }

  /// The position of the first occurrence in `units` from `start` on.
  func first(in units: [UInt16], from start: Int = 0) -> Int? {
    guard !wanted.isEmpty else { return start }
    var length = 0
    for position in start..<units.count {
      while length > 0, wanted[length] != units[position] { length = overlaps[length - 1] }
      if wanted[length] == units[position] { length += 1 }
      if length == wanted.count { return position + 1 - length }
    }
    return nil
  }

  /// The position of the last occurrence in `units`.
  func last(in units: [UInt16]) -> Int? {
    TextSearch(wanted.reversed()).first(in: units.reversed()).map { units.count - wanted.count - $0 }
  }

  /// The occurrences in `units`, of which none overlaps another; an empty text occurs everywhere.
  func ranges(in units: [UInt16]) -> [Range<Int>] {
    guard !wanted.isEmpty else { return (0...units.count).map { $0..<$0 } }
    var ranges: [Range<Int>] = []
    while let index = first(in: units, from: ranges.last?.upperBound ?? 0) {
      ranges.append(index..<index + wanted.count)
    }
    return ranges
  }
}
