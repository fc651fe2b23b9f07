import Testing

@testable import Analysis

/// The map against a dictionary.
struct IntegerMapTests {
  @Test(arguments: [1, 7, 1 << 20, 1 << 32, 3 << 40])
  func holdsWhatADictionaryHolds(_ stride: Int) {
    var map = IntegerMap()
    var expected: [Int: Int] = [:]
    for value in 0..<2000 {
      let key = value * value % 1511 * stride
      let isNew = map.insert(value, under: key)
      #expect(isNew == (expected[key] == nil))
      if isNew { expected[key] = value }
    }
    for key in 0..<1600 { #expect(map[key * stride] == expected[key * stride]) }
  }

  @Test func isEmptyAtFirst() { #expect(IntegerMap()[0] == nil) }
}
