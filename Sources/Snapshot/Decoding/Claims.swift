import BitCollections

/// Which bytes of an image are taken, so that nothing overlaps.
struct Claims {
  /// For each byte, the offset by which its owner is known, or 0.
  private var owners: [Int]
  /// The taken bytes.
  private var taken = BitSet()

  /// No byte of a file of `size` bytes is taken.
  init(size: Int) { owners = Array(repeating: 0, count: size) }

  /// Gives `range` to what is known by the offset `owner`.
  mutating func claim(_ range: Range<Int>, by owner: Int) throws(DecodingError) {
    if let first = range.first(where: { owners[$0] != 0 }) {
      throw DecodingError(
        .overlap, at: first,
        "what starts at \(owner.hex) overlaps what starts at \(owners[first].hex)")
    }
    for offset in range { owners[offset] = owner }
    taken.formUnion(range)
  }

  /// The first taken byte at or behind `offset`.
  ///
  /// This is asked once for each function. Where each one is found through the one before, nothing behind it is
  /// taken yet; a set of bits is searched by words, so that this does not matter for the size of a file.
  func firstClaim(from offset: Int) -> Int? { taken[members: offset...].first }
}
