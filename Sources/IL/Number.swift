/// A number of the guest language, in the one form that the engine compares by.
///
/// Two numbers are equal here iff the engine's representations of them are: NaN equals itself, and 0 is not
/// −0 (snapshot format, section 2.2).
public struct Number: Hashable, Sendable {
  private let bits: UInt64

  /// Makes the number `value`; every NaN becomes the same NaN.
  public init(_ value: Double) { bits = value.isNaN ? Double.nan.bitPattern : value.bitPattern }

  /// Makes the integer `value`.
  public init(_ value: Int) { self.init(Double(value)) }

  /// The number as an IEEE 754 double.
  public var double: Double { Double(bitPattern: bits) }

  /// The number as a 32-bit integer, if it is one; −0 is not.
  public var int32: Int32? {
    guard let integer = Int32(exactly: double), integer != 0 || double.sign == .plus else { return nil }
    return integer
  }

  /// The number as an integer that fits a slot (−8192…8191), if it is one.
  public var int14: Int? { int32.flatMap { (-8192...8191).contains($0) ? Int($0) : nil } }

  /// The not-a-number value.
  public static let notANumber = Number(.nan)
  /// Negative zero.
  public static let negativeZero = Number(-0.0)
}

extension Number: CustomStringConvertible {
  /// The number as IL text writes it: `70000`, `1.5`, `-0`, `nan`, `infinity`.
  public var description: String {
    if let int32 { return String(int32) }
    let value = double
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-infinity" : "infinity" }
    if value == 0 { return "-0" }
    return "\(value)"
  }

  /// Reads what `description` writes.
  public init?(_ text: some StringProtocol) {
    switch text {
    case "nan": self = .notANumber
    case "infinity": self.init(Double.infinity)
    case "-infinity": self.init(-Double.infinity)
    default:
      guard let first = text.first(where: { $0 != "-" }), first.isASCII, first.isNumber,
        let value = Double(text)
      else { return nil }
      self.init(value)
    }
  }
}
