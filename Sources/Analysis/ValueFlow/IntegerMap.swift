/// A map from integers to integers that are not negative, for what is looked up too often to be hashed well.
///
/// Entries are found by linear probing from a place that multiplication spreads the keys to. Nothing can be
/// removed.
struct IntegerMap: Sendable {
  private var keys: [Int] = []
  private var values: [Int] = []
  private var count = 0
  /// How far a product is shifted to give a place; the number of places is a power of two.
  private var shift = 0

  private static let free = -1

  /// The value under `key`, which is not negative.
  subscript(key: Int) -> Int? {
    guard !keys.isEmpty else { return nil }
    let place = place(of: key)
    return keys[place] == key ? values[place] : nil
  }

  /// Puts `value` under `key` unless something is there, and returns whether it did.
  mutating func insert(_ value: Int, under key: Int) -> Bool {
    precondition(key >= 0, "keys are not negative")
    // At most three quarters of the places are taken.
    if count * 4 >= keys.count * 3 { grow() }
    let place = place(of: key)
    guard keys[place] == Self.free else { return false }
    keys[place] = key
    values[place] = value
    count += 1
    return true
  }

  /// Where `key` is, or would be put.
  private func place(of key: Int) -> Int {
    var place = Int(truncatingIfNeeded: (UInt64(key) &* 0x9E37_79B9_7F4A_7C15) >> UInt64(shift))
    while keys[place] != key, keys[place] != Self.free { place = (place + 1) & (keys.count - 1) }
    return place
  }

  private mutating func grow() {
    let old = zip(keys, values)
    let capacity = max(16, keys.count * 2)
    keys = Array(repeating: Self.free, count: capacity)
    values = Array(repeating: 0, count: capacity)
    shift = UInt64.bitWidth - capacity.trailingZeroBitCount
    for (key, value) in old where key != Self.free {
      let place = place(of: key)
      keys[place] = key
      values[place] = value
    }
  }
}
