/// A set of slots of one frame, and of the register that holds the current scope.
///
/// Frames have at most 255 slots (`StackDepths.maximumDepth`), so the set is four words.
struct SlotSet: Hashable {
  private var words = SIMD4<UInt64>()

  /// Stands for the register of the current scope, which code reads and writes like a slot.
  static let scopeRegister = 255

  /// Makes an empty set.
  init() {}

  /// The slots below `depth`.
  init(below depth: Int) {
    for word in 0..<4 {
      let count = min(max(depth - 64 * word, 0), 64)
      words[word] = count == 64 ? .max : (1 << UInt64(count)) - 1
    }
  }

  var isEmpty: Bool { words == SIMD4() }

  func contains(_ slot: Int) -> Bool { words[slot >> 6] & (1 << UInt64(slot & 63)) != 0 }
  mutating func insert(_ slot: Int) { words[slot >> 6] |= 1 << UInt64(slot & 63) }
  mutating func remove(_ slot: Int) { words[slot >> 6] &= ~(1 << UInt64(slot & 63)) }

  mutating func formUnion(_ other: SlotSet) { words |= other.words }
  func union(_ other: SlotSet) -> SlotSet { mapped { $0 | other.words } }
  func intersection(_ other: SlotSet) -> SlotSet { mapped { $0 & other.words } }
  func subtracting(_ other: SlotSet) -> SlotSet { mapped { $0 & ~other.words } }

  private func mapped(_ transform: (SIMD4<UInt64>) -> SIMD4<UInt64>) -> SlotSet {
    var result = self
    result.words = transform(words)
    return result
  }

  /// The members other than the register, ascending.
  var slots: [Int] {
    var result: [Int] = []
    for word in 0..<4 {
      var rest = words[word]
      while rest != 0 {
        result.append(64 * word + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    if result.last == Self.scopeRegister { result.removeLast() }
    return result
  }
}
