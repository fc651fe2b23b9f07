/// Scalars in text that is UTF-8.
enum UTF8Text {
  /// The offset of the first byte that is no part of a scalar.
  static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
    var offset = 0
    while offset < bytes.count {
      if bytes[offset] < 0x80 {
        offset += 1
        continue
      }
      var decoder = UTF8()
      var iterator = bytes[offset..<min(offset + 4, bytes.count)].makeIterator()
      guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return offset }
      offset += UTF8.width(scalar)
    }
    return nil
  }

  /// The scalar at an offset of valid text, and how many bytes it has.
  static func scalar(at offset: Int, in bytes: [UInt8]) -> (Unicode.Scalar, length: Int) {
    let first = bytes[offset]
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for byte in bytes[offset + 1..<offset + length] { value = value << 6 | UInt32(byte & 0x3F) }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
  }

  /// True if a word may begin with this byte: a letter, `$`, `_`, `\`, or a scalar beyond ASCII.
  static func mayStartWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "$"),
      UInt8(ascii: "_"), UInt8(ascii: "\\"), 0x80...:
      true
    default: false
    }
  }
}

extension Unicode.Scalar {
  /// The scalar in quotes, or its number if it cannot be seen.
  var quoted: String {
    switch properties.generalCategory {
    case .control, .format, .unassigned, .privateUse, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      let digits = String(value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    default: return "'\(self)'"
    }
  }

  /// True iff an identifier may begin with it.
  var startsIdentifier: Bool {
    self == "$" || self == "_" || properties.isIDStart
  }

  /// True iff an identifier may go on with it.
  var continuesIdentifier: Bool {
    self == "$" || properties.isIDContinue || self == "\u{200C}" || self == "\u{200D}"
  }
}
