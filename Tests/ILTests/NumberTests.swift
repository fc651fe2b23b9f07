import IL
import Testing

/// Numbers in the form that the engine compares by.
@Suite struct NumberTests {
  @Test func integersThatFitASlot() {
    #expect(Number(8191).int14 == 8191)
    #expect(Number(-8192).int14 == -8192)
    #expect(Number(8192).int14 == nil)
    #expect(Number(-8193).int14 == nil)
    #expect(Number(5.0).int14 == 5)
    #expect(Number(5.5).int14 == nil)
  }

  @Test func integersOf32Bits() {
    #expect(Number(2_147_483_647).int32 == .max)
    #expect(Number(-2_147_483_648).int32 == .min)
    #expect(Number(2_147_483_648).int32 == nil)
    #expect(Number(70000).int32 == 70000)
  }

  /// Equality is that of the engine's representations: NaN is one value, and zero is two.
  @Test func oddValues() {
    #expect(Number(Double(bitPattern: 0x7FF8_0000_0000_1234)) == .notANumber)
    #expect(Number(-Double.nan) == .notANumber)
    #expect(Number(-0.0) == .negativeZero)
    #expect(Number(0) != .negativeZero)
    #expect(Number.negativeZero.int32 == nil)
    #expect(Number.notANumber.int32 == nil)
    #expect(Number(1e300 * 1e10).int32 == nil)
  }

  @Test(arguments: [
    ("0", 0.0), ("-0", -0.0), ("70000", 70000), ("-8193", -8193), ("1.5", 1.5), ("nan", .nan),
    ("infinity", .infinity), ("-infinity", -.infinity), ("2147483648.0", 2_147_483_648), ("0.1", 0.1),
    ("5e-324", .leastNonzeroMagnitude), ("1e+100", 1e100),
    ("1.7976931348623157e+308", Double.greatestFiniteMagnitude),
  ])
  func textReadsBack(_ text: String, _ value: Double) {
    #expect(Number(value).description == text)
    #expect(Number(text) == Number(value))
  }

  @Test(arguments: ["", "-", "x", "--1", "1x", "inf", "NaN", "-nan", "+1", ".5", "1 "])
  func otherTextIsNoNumber(_ text: String) {
    #expect(Number(text) == nil)
  }
}
