import TestSupport
import Verification

/// Makes a damaged snapshot of a good one.
struct Mutation {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  /// `bytes` with one to three changes, and mostly with the size and CRC that belong to the result.
  ///
  /// Left wrong, the CRC would hide all else.
  mutating func callAsFunction(_ bytes: [UInt8]) -> [UInt8] {
    var image = PatchedImage(bytes)
    for _ in 0..<Int.random(in: 1...3, using: &random) where image.bytes.count > 30 { change(&image) }
    return Int.random(in: 0..<16, using: &random) == 0 ? image.bytes : image.repaired
  }

  private mutating func change(_ image: inout PatchedImage) {
    let size = image.bytes.count
    let offset = Int.random(in: 8..<size - 1, using: &random)
    switch Int.random(in: 0..<16, using: &random) {
    case 0...4: image.bytes[offset] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 5...7: image.bytes[offset] = UInt8.random(in: 0...255, using: &random)
    case 8...10: image.put(word: interestingWord(in: image), at: offset & ~1)
    case 11:
      let other = Int.random(in: 28..<size - 1, using: &random) & ~1
      let word = image.word(at: other)
      image.put(word: image.word(at: offset & ~1), at: other)
      image.put(word: word, at: offset & ~1)
    case 12: image.bytes.removeLast(2 * Int.random(in: 1...max(1, (size - 28) / 2), using: &random))
    case 13:
      let count = Int.random(in: 1...4, using: &random)
      image.bytes.insert(
        contentsOf: (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }, at: offset)
    case 14:
      let field = 12 + 2 * Int.random(in: 0..<8, using: &random)
      image.put(word: image.word(at: field) + 2 * Int.random(in: -4...4, using: &random), at: field)
    default: image.bytes[Int.random(in: 0..<28, using: &random)] = UInt8.random(in: 0...255, using: &random)
    }
  }

  /// A small number, a well-known value, a pointer, or a copy of another word.
  private mutating func interestingWord(in image: PatchedImage) -> Int {
    switch Int.random(in: 0..<5, using: &random) {
    case 0: Int.random(in: 0..<12, using: &random)
    case 1: 4 * Int.random(in: 0..<10, using: &random) + 1
    case 2: 4 * Int.random(in: 7...image.bytes.count / 4, using: &random) + 1
    case 3: 2 * Int.random(in: 0...image.bytes.count / 2, using: &random)
    default: image.word(at: Int.random(in: 14..<image.bytes.count / 2, using: &random) * 2)
    }
  }
}
