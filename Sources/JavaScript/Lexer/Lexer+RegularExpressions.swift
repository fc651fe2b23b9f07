extension Lexer {
  /// Reads a regular expression.
  ///
  /// - Precondition: `token` is `/` or `/=`, and was the last token that was read.
  mutating func regularExpression(at token: Token) throws(SyntaxError) -> Token {
    let start = token.range.start
    position = start + 1
    var isInClass = false
    scan: while true {
      guard let next = byte(), LineTerminator.length(at: position, in: bytes) == 0 else {
        throw SyntaxError(
          "this regular expression has no end; expected '/' in the same line",
          at: SourceRange(start, position))
      }
      position += 1
      switch next {
      case UInt8(ascii: "\\"):
        if position < bytes.count, LineTerminator.length(at: position, in: bytes) == 0 { position += 1 }
      case UInt8(ascii: "["): isInClass = true
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "/") where !isInClass: break scan
      default: break
      }
    }
    let pattern = String(decoding: bytes[start + 1..<position - 1], as: UTF8.self)
    let flags = try regularExpressionFlags()
    return Token(
      kind: .regularExpression(pattern: pattern, flags: flags), range: SourceRange(start, position),
      followsLineBreak: token.followsLineBreak)
  }

  private mutating func regularExpressionFlags() throws(SyntaxError) -> String {
    let start = position
    while position < bytes.count {
      let (scalar, length) = UTF8Text.scalar(at: position, in: bytes)
      guard scalar.continuesIdentifier || scalar == "\\" else { break }
      let range = SourceRange(position, position + length)
      guard "dgimsuy".unicodeScalars.contains(scalar) else {
        throw SyntaxError(
          "\(scalar.quoted) is no flag of a regular expression; there are d, g, i, m, s, u, y", at: range)
      }
      guard !bytes[start..<position].contains(bytes[position]) else {
        throw SyntaxError("the flag \(scalar.quoted) is given twice", at: range)
      }
      position += length
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }
}
