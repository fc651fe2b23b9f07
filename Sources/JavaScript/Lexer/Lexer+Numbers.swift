/// Digits in ASCII.
enum Digits {
  /// True iff a byte is a decimal digit.
  static func isDecimal(_ byte: UInt8) -> Bool { UInt8(ascii: "0") <= byte && byte <= UInt8(ascii: "9") }

  /// What a digit or letter stands for, up to 15.
  static func value(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}

extension Lexer {
  /// Reads a number or a BigInt.
  ///
  /// - Precondition: the next byte is a digit, or a dot before one.
  mutating func number() throws(SyntaxError) -> Token.Kind {
    let start = position
    let radix: UInt32? =
      if byte() == UInt8(ascii: "0") {
        switch byte(1).map({ $0 | 0x20 }) {
        case UInt8(ascii: "x"): 16
        case UInt8(ascii: "o"): 8
        case UInt8(ascii: "b"): 2
        default: nil
        }
      } else { nil }
    let kind: Token.Kind
    if let radix {
      position += 2
      let digits = try digits(radix: radix, in: start)
      kind =
        if skip("n") {
          .bigInt(String(decoding: bytes[start..<start + 2] + digits, as: UTF8.self))
        } else { .number(Self.value(of: digits, radix: radix)) }
    } else {
      kind = try decimalNumber()
    }
    if let next = byte(), Digits.isDecimal(next) || UTF8Text.mayStartWord(next) {
      let (scalar, length) = UTF8Text.scalar(at: position, in: bytes)
      if scalar.continuesIdentifier || scalar == "\\" {
        let what = Digits.isDecimal(next) ? "the digit \(scalar.quoted)" : "\(scalar.quoted)"
        throw SyntaxError(
          "\(what) cannot be part of this number", at: SourceRange(position, position + length))
      }
    }
    return kind
  }

  private mutating func decimalNumber() throws(SyntaxError) -> Token.Kind {
    let start = position
    var text: [UInt8] = []
    var isInteger = true
    if byte() != UInt8(ascii: ".") {
      text = try digits(radix: 10, in: start)
      if text.count > 1 && text[0] == UInt8(ascii: "0") {
        throw SyntaxError(
          "a decimal number cannot start with 0; octal numbers are written with '0o'",
          at: SourceRange(start, position))
      }
      if skip("n") { return .bigInt(String(decoding: text, as: UTF8.self)) }
    }
    if skip(".") {
      isInteger = false
      text.append(UInt8(ascii: "."))
      if text.count == 1 { text.insert(UInt8(ascii: "0"), at: 0) }
      if let next = byte(), Digits.isDecimal(next) || next == UInt8(ascii: "_") {
        text += try digits(radix: 10, in: start)
      } else {
        text.append(UInt8(ascii: "0"))
      }
    }
    if skip("e") || skip("E") {
      isInteger = false
      text.append(UInt8(ascii: "e"))
      if skip("-") { text.append(UInt8(ascii: "-")) } else { _ = skip("+") }
      text += try digits(radix: 10, in: start)
    }
    if !isInteger, byte() == UInt8(ascii: "n") {
      throw SyntaxError(
        "a BigInt must be an integer without exponent", at: SourceRange(start, position + 1))
    }
    // The text is a number by construction.
    return .number(Double(String(decoding: text, as: UTF8.self)) ?? .nan)
  }

  /// Reads at least one digit, and leaves out the separators.
  private mutating func digits(radix: UInt32, in start: Int) throws(SyntaxError) -> [UInt8] {
    var digits: [UInt8] = []
    while let next = byte() {
      if let value = Digits.value(next), value < radix {
        digits.append(next)
      } else {
        guard next == UInt8(ascii: "_") else { break }
        guard bytes[position - 1] != UInt8(ascii: "_"), !digits.isEmpty,
          let after = byte(1).flatMap(Digits.value), after < radix,
          digits != [UInt8(ascii: "0")] || radix != 10
        else {
          throw SyntaxError(
            "a separator '_' must stand between two digits", at: SourceRange(position, position + 1))
        }
      }
      position += 1
    }
    guard digits.isEmpty else { return digits }
    let description =
      switch radix {
      case 2: "a binary digit (0 or 1)"
      case 8: "an octal digit"
      case 16: "a hexadecimal digit"
      default: "a digit"
      }
    let end = min(position + 1, bytes.count)
    if byte() == UInt8(ascii: "_") {
      throw SyntaxError("a separator '_' must stand between two digits", at: SourceRange(position, end))
    }
    throw SyntaxError("expected \(description) in this number", at: SourceRange(start, position))
  }

  /// Skips a character if it comes next.
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard byte() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// The number that digits of a power of two stand for, rounded to the nearest.
  private static func value(of digits: [UInt8], radix: UInt32) -> Double {
    var significand: UInt64 = 0
    var exponent = 0
    for digit in digits.compactMap(Digits.value) {
      if significand < 1 << 59 {
        significand = significand * UInt64(radix) + UInt64(digit)
      } else {
        // Beyond the precision of a number, it only matters for rounding whether there is anything.
        exponent += radix.trailingZeroBitCount
        if digit != 0 { significand |= 1 }
      }
    }
    return Double(sign: .plus, exponent: min(exponent, 2000), significand: Double(significand))
  }
}
