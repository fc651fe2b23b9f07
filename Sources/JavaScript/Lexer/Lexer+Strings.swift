extension Lexer {
  /// Reads a string in quotes, and says whether it has half of a surrogate pair in it.
  mutating func string() throws(SyntaxError) -> (Token.Kind, isIrregular: Bool) {
    let start = position
    let quote = bytes[position]
    position += 1
    var value = StringValue()
    while let next = byte(), next != 0x0A, next != 0x0D {
      switch next {
      case quote:
        position += 1
        return (.string(value.finish()), value.hasLoneSurrogate)
      case UInt8(ascii: "\\"):
        try escape(into: &value)
      default:
        appendPlain(to: &value)
      }
    }
    throw SyntaxError(
      "this string has no end; expected \(quote == UInt8(ascii: "'") ? "\"'\"" : "'\"'") in the same line",
      at: SourceRange(start, position))
  }

  /// Reads a part of a template, up to `${` or its end.
  mutating func templateChunk() throws(SyntaxError) -> Token.Kind {
    let start = position
    var value = StringValue()
    var raw = StringValue()
    var failure: SyntaxError?
    while let next = byte() {
      switch next {
      case UInt8(ascii: "`"):
        position += 1
        return .template(chunk(value, raw, failure), isTail: true, failure)
      case UInt8(ascii: "$") where byte(1) == UInt8(ascii: "{"):
        position += 2
        return .template(chunk(value, raw, failure), isTail: false, failure)
      case UInt8(ascii: "\\"):
        let escapeStart = position
        do {
          try escape(into: &value)
        } catch {
          // It matters only if the template is not tagged.
          failure = failure ?? error
        }
        raw.append(lines: bytes[escapeStart..<position])
      case 0x0D:
        position += byte(1) == 0x0A ? 2 : 1
        value.append(scalar: "\n")
        raw.append(scalar: "\n")
      default:
        let plain = position
        appendPlain(to: &value)
        raw.append(bytes[plain..<position])
      }
    }
    throw SyntaxError("this template has no end; expected '`'", at: SourceRange(start - 1, start))
  }

  /// Reads what follows the substitution of a template.
  ///
  /// - Precondition: `token` is the brace that ends it, and was the last token that was read.
  mutating func templateContinuation(at token: Token) throws(SyntaxError) -> Token {
    position = token.range.start + 1
    let kind = try templateChunk()
    return Token(
      kind: kind, range: SourceRange(token.range.start, position), followsLineBreak: token.followsLineBreak)
  }

  private func chunk(_ value: StringValue, _ raw: StringValue, _ failure: SyntaxError?) -> Template.Chunk {
    var value = value
    var raw = raw
    return Template.Chunk(cooked: failure == nil ? value.finish() : nil, raw: raw.finish())
  }

  /// Reads a character that stands for itself, with all ASCII letters and spaces behind it.
  private mutating func appendPlain(to value: inout StringValue) {
    let start = position
    position += UTF8Text.scalar(at: position, in: bytes).length
    while let byte = byte(), byte == 0x20 || UTF8Text.mayStartWord(byte) && byte < 0x80,
      byte != UInt8(ascii: "\\"), byte != UInt8(ascii: "$")
    {
      position += 1
    }
    value.append(bytes[start..<position])
  }

  // MARK: - Escapes

  /// Reads a backslash and what belongs to it.
  private mutating func escape(into value: inout StringValue) throws(SyntaxError) {
    let start = position
    position += 1
    // A string or template that ends here is reported by the caller.
    guard position < bytes.count else { return }
    let lineBreak = LineTerminator.length(at: position, in: bytes)
    if lineBreak > 0 {
      position += byte() == 0x0D && byte(1) == 0x0A ? 2 : lineBreak
      return
    }
    let (scalar, length) = UTF8Text.scalar(at: position, in: bytes)
    position += length
    switch scalar {
    case "n": value.append(scalar: "\n")
    case "t": value.append(scalar: "\t")
    case "r": value.append(scalar: "\r")
    case "b": value.append(scalar: "\u{8}")
    case "v": value.append(scalar: "\u{B}")
    case "f": value.append(scalar: "\u{C}")
    case "x": value.append(codeUnit: try hexadecimalEscapeValue(count: 2, from: start))
    case "u": value.append(codeUnit: try unicodeEscapeValue(from: start))
    case "0" where !(byte().map(Digits.isDecimal) ?? false): value.append(scalar: "\0")
    case "0"..."9":
      throw SyntaxError(
        scalar < "8" ? "octal escapes are not allowed; use '\\x' or '\\u'" : "'\\\(scalar)' is no escape",
        at: SourceRange(start, position))
    default: value.append(scalar: scalar)
    }
  }

  /// Reads what follows `\u`: four digits, or digits in braces.
  mutating func unicodeEscapeValue(from start: Int) throws(SyntaxError) -> UInt32 {
    guard byte() == UInt8(ascii: "{") else { return try hexadecimalEscapeValue(count: 4, from: start) }
    position += 1
    var value: UInt32 = 0
    let first = position
    while let digit = byte().flatMap(Digits.value) {
      position += 1
      value = value << 4 | digit
      guard value <= 0x10FFFF else {
        throw SyntaxError("there is no character beyond \\u{10FFFF}", at: SourceRange(start, position))
      }
    }
    guard position > first, byte() == UInt8(ascii: "}") else {
      throw SyntaxError(
        "expected hexadecimal digits and '}' in this escape", at: SourceRange(start, position))
    }
    position += 1
    return value
  }

  private mutating func hexadecimalEscapeValue(count: Int, from start: Int) throws(SyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = byte().flatMap(Digits.value) else {
        throw SyntaxError(
          "expected \(count == 2 ? "two" : "four") hexadecimal digits in this escape",
          at: SourceRange(start, position))
      }
      position += 1
      value = value << 4 | digit
    }
    return value
  }
}

/// The value of a string while it is read, in which two escapes can make one scalar.
private struct StringValue {
  private var bytes: [UInt8] = []
  private var highSurrogate: UInt32?
  private(set) var hasLoneSurrogate = false

  /// Adds text that has no escapes.
  mutating func append(_ text: ArraySlice<UInt8>) {
    endPair()
    bytes += text
  }

  /// Adds text in which CR and CR LF stand for LF.
  mutating func append(lines text: ArraySlice<UInt8>) {
    for index in text.indices where text[index] != 0x0A || index == text.startIndex || text[index - 1] != 0x0D
    {
      bytes.append(text[index] == 0x0D ? 0x0A : text[index])
    }
  }

  mutating func append(scalar: Unicode.Scalar) {
    endPair()
    bytes += scalar.utf8
  }

  /// Adds a scalar, or half of a surrogate pair.
  mutating func append(codeUnit: UInt32) {
    if let high = highSurrogate, 0xDC00...0xDFFF ~= codeUnit {
      highSurrogate = nil
      append(codeUnit: 0x10000 + (high - 0xD800) << 10 + (codeUnit - 0xDC00))
    } else if let scalar = Unicode.Scalar(codeUnit) {
      append(scalar: scalar)
    } else {
      endPair()
      if codeUnit < 0xDC00 { highSurrogate = codeUnit } else { appendLoneSurrogate() }
    }
  }

  mutating func finish() -> String {
    endPair()
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func endPair() {
    guard highSurrogate != nil else { return }
    highSurrogate = nil
    appendLoneSurrogate()
  }

  private mutating func appendLoneSurrogate() {
    hasLoneSurrogate = true
    bytes += [0xEF, 0xBF, 0xBD]
  }
}
