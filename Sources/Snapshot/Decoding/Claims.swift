/// Which bytes of an image are taken, so that nothing overlaps.
struct Claims {
  /// For each byte, the offset by which its owner is known, or 0.
  private var owners: [Int]

  /// No byte of a file of `size` bytes is taken.
  init(size: Int) { owners = Array(repeating: 0, count: size) }

  /// Gives `range` to what is known by the offset `owner`.
  mutating func claim(_ range: Range<Int>, by owner: Int) throws(DecodingError) {
    if let taken = range.first(where: { owners[$0] != 0 }) {
      throw DecodingError(
        .overlap, at: taken,
        "what starts at \(owner.hex) overlaps what starts at \(owners[taken].hex)")
    }
    for offset in range { owners[offset] = owner }
  }

  /// The first taken byte at or behind `offset`.
  ///
  /// Called once for each function, between which nothing is taken yet, so all calls together are linear.
  func firstClaim(from offset: Int) -> Int? { owners[offset...].firstIndex { $0 != 0 } }
}
