/// Reads tokens from a source text.
///
/// A slash, and a brace that ends a substitution, are read as punctuators; the parser knows what they are and
/// then calls `regularExpression(at:)` or `templateContinuation(at:)`.
struct Lexer {
  let bytes: [UInt8]
  /// The offset of what is read next.
  var position = 0

  /// Makes a lexer for a text, which must be UTF-8, and skips its byte order mark and its hashbang line.
  init(_ bytes: [UInt8]) throws(SyntaxError) {
    self.bytes = bytes
    if let offset = UTF8Text.firstInvalidOffset(in: bytes) {
      throw SyntaxError("the file is not valid UTF-8", at: SourceRange(offset, offset + 1))
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    if byte(0) == UInt8(ascii: "#") && byte(1) == UInt8(ascii: "!") { skipLine() }
  }

  /// The byte at a distance from the position; nil behind the end.
  func byte(_ distance: Int = 0) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  /// Reads a token, which is `endOfFile` for ever at the end.
  mutating func next() throws(SyntaxError) -> Token {
    let followsLineBreak = try skipSpace()
    let start = position
    var isIrregular = false
    let kind: Token.Kind
    switch byte() {
    case nil:
      kind = .endOfFile
    case let first? where Digits.isDecimal(first):
      kind = try number()
    case UInt8(ascii: "."):
      kind = if let next = byte(1), Digits.isDecimal(next) { try number() } else { try punctuator() }
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      (kind, isIrregular) = try string()
    case UInt8(ascii: "`"):
      position += 1
      kind = try templateChunk()
    case UInt8(ascii: "#"):
      kind = try privateName()
    case let first? where UTF8Text.mayStartWord(first):
      (kind, isIrregular) = try word()
    default:
      try rejectHTMLComment(atStartOfLine: followsLineBreak || start == 0)
      kind = try punctuator()
    }
    return Token(
      kind: kind, range: SourceRange(start, position), followsLineBreak: followsLineBreak,
      isIrregular: isIrregular)
  }

  private mutating func punctuator() throws(SyntaxError) -> Token.Kind {
    for (spelling, punctuator) in Punctuator.byFirstByte[Int(bytes[position])]
    where bytes[position...].starts(with: spelling) {
      // `a?.5:b` is a conditional expression.
      if punctuator == .optionalDot, let next = byte(2), Digits.isDecimal(next) { continue }
      position += spelling.count
      return .punctuator(punctuator)
    }
    let (scalar, length) = UTF8Text.scalar(at: position, in: bytes)
    throw SyntaxError(
      "unexpected character \(scalar.quoted)", at: SourceRange(position, position + length))
  }

  /// Refuses what begins a comment in scripts, but is a row of operators in modules, which nobody means.
  private func rejectHTMLComment(atStartOfLine: Bool) throws(SyntaxError) {
    let rest = bytes[position...]
    guard rest.starts(with: "<!--".utf8) || atStartOfLine && rest.starts(with: "-->".utf8) else { return }
    let length = rest.first == UInt8(ascii: "<") ? 4 : 3
    throw SyntaxError(
      "HTML comments are not allowed in modules", at: SourceRange(position, position + length))
  }

  // MARK: - White space and comments

  /// Skips what stands between tokens, and says whether a line ends in it.
  private mutating func skipSpace() throws(SyntaxError) -> Bool {
    var sawLineBreak = false
    while let byte = byte() {
      switch byte {
      case 0x20, 0x09, 0x0B, 0x0C:
        position += 1
      case UInt8(ascii: "/") where self.byte(1) == UInt8(ascii: "/"):
        skipLine()
      case UInt8(ascii: "/") where self.byte(1) == UInt8(ascii: "*"):
        if try skipBlockComment() { sawLineBreak = true }
      default:
        let lineBreak = LineTerminator.length(at: position, in: bytes)
        if lineBreak > 0 {
          sawLineBreak = true
          position += lineBreak
        } else {
          guard byte >= 0x80 else { return sawLineBreak }
          let (scalar, length) = UTF8Text.scalar(at: position, in: bytes)
          guard scalar == "\u{FEFF}" || scalar.properties.generalCategory == .spaceSeparator else {
            return sawLineBreak
          }
          position += length
        }
      }
    }
    return sawLineBreak
  }

  /// Skips up to the end of the line.
  private mutating func skipLine() {
    while position < bytes.count, LineTerminator.length(at: position, in: bytes) == 0 { position += 1 }
  }

  /// Skips a comment, and says whether a line ends in it.
  private mutating func skipBlockComment() throws(SyntaxError) -> Bool {
    let start = position
    var sawLineBreak = false
    position += 2
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
        position += 2
        return sawLineBreak
      }
      if LineTerminator.length(at: position, in: bytes) > 0 { sawLineBreak = true }
      position += 1
    }
    throw SyntaxError("this comment has no end; expected '*/'", at: SourceRange(start, start + 2))
  }
}
