extension Lexer {
  /// Reads an identifier or a keyword, and says whether it has escapes.
  mutating func word() throws(SyntaxError) -> (Token.Kind, isIrregular: Bool) {
    let (name, hasEscape) = try identifierName()
    guard let keyword = Keyword(spelling: name) else { return (.identifier(name), hasEscape) }
    return (hasEscape ? .escapedKeyword(keyword) : .keyword(keyword), hasEscape)
  }

  /// Reads `#` and a name.
  mutating func privateName() throws(SyntaxError) -> Token.Kind {
    let start = position
    position += 1
    guard let first = byte(), UTF8Text.mayStartWord(first) else {
      throw SyntaxError("expected the name of a private member after '#'", at: SourceRange(start, position))
    }
    return .privateName(try identifierName().name)
  }

  /// Reads a name.
  ///
  /// - Precondition: `UTF8Text.mayStartWord` of the next byte.
  private mutating func identifierName() throws(SyntaxError) -> (name: String, hasEscape: Bool) {
    let start = position
    skipPlainWord()
    let next = byte()
    if position > start, next != UInt8(ascii: "\\"), next.map({ $0 < 0x80 }) ?? true {
      return (String(decoding: bytes[start..<position], as: UTF8.self), false)
    }
    position = start
    var name = String.UnicodeScalarView()
    var hasEscape = false
    while position < bytes.count {
      let scalarStart = position
      var (scalar, length) = UTF8Text.scalar(at: position, in: bytes)
      let isEscape = scalar == "\\"
      if isEscape {
        scalar = try identifierEscape()
        hasEscape = true
      } else {
        position += length
      }
      guard name.isEmpty ? scalar.startsIdentifier : scalar.continuesIdentifier else {
        if isEscape {
          throw SyntaxError(
            "this escape stands for \(scalar.quoted), which cannot \(name.isEmpty ? "start" : "be part of") an identifier",
            at: SourceRange(scalarStart, position))
        }
        if name.isEmpty {
          throw SyntaxError("unexpected character \(scalar.quoted)", at: SourceRange(scalarStart, position))
        }
        position = scalarStart
        break
      }
      name.append(scalar)
    }
    return (String(name), hasEscape)
  }

  /// Skips ASCII characters of a name.
  private mutating func skipPlainWord() {
    while let byte = byte(), byte < 0x80, Digits.isDecimal(byte) || UTF8Text.mayStartWord(byte),
      byte != UInt8(ascii: "\\")
    {
      position += 1
    }
  }

  /// Reads `\uXXXX` or `\u{X…}` in a name.
  private mutating func identifierEscape() throws(SyntaxError) -> Unicode.Scalar {
    let start = position
    position += 1
    guard byte() == UInt8(ascii: "u") else {
      throw SyntaxError(
        "unexpected '\\'; in an identifier only '\\u' escapes are allowed", at: SourceRange(start, position))
    }
    position += 1
    let value = try unicodeEscapeValue(from: start)
    guard let scalar = Unicode.Scalar(value) else {
      throw SyntaxError(
        "half of a surrogate pair cannot be part of an identifier", at: SourceRange(start, position))
    }
    return scalar
  }
}
