/// A problem in IL text.
public struct ParseError: Error, Hashable, CustomStringConvertible {
  /// The line, from 1.
  public var line: Int
  /// The column in Unicode scalars, from 1.
  public var column: Int
  /// What is wrong.
  public var message: String
  /// Position and message in one line.
  public var description: String { "\(line):\(column): \(message)" }
}

/// Splits IL text into tokens.
struct Scanner {
  /// A token and where it begins.
  struct Token: Hashable {
    enum Kind: Hashable {
      /// A word, number, or name with its sigil.
      case word(String)
      /// A quoted string, without quotes and escapes.
      case string([UInt8])
      case punctuation(Character)
      case newline
      case end
    }
    var kind: Kind
    var line: Int
    var column: Int
  }

  private static let punctuation = Set("{}[](),:=".unicodeScalars)

  /// Scalars, because a combining character would make one character with the quote before it.
  private var rest: Substring.UnicodeScalarView
  private var line = 1
  private var column = 1

  /// The tokens of `text`, ending in `.end`; runs of line ends give one `.newline`.
  static func tokens(of text: String) throws(ParseError) -> [Token] {
    var scanner = Scanner(rest: text.unicodeScalars[...])
    var tokens: [Token] = []
    while true {
      let token = try scanner.next()
      if token.kind == .newline, tokens.last?.kind == .newline { continue }
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private init(rest: Substring.UnicodeScalarView) { self.rest = rest }

  private mutating func next() throws(ParseError) -> Token {
    skipBlanks()
    var token = Token(kind: .end, line: line, column: column)
    guard let first = rest.first else { return token }
    if Self.isNewline(first) {
      advance()
      token.kind = .newline
    } else if first == "\"" {
      token.kind = .string(try string())
    } else if Self.punctuation.contains(first) {
      advance()
      token.kind = .punctuation(Character(first))
    } else {
      var word = String.UnicodeScalarView()
      while let scalar = rest.first, !Self.endsWord(scalar) {
        word.append(scalar)
        advance()
      }
      token.kind = .word(String(word))
    }
    return token
  }

  /// Line ends of other kinds than these are text.
  private static func isNewline(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\r" }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

  private static func endsWord(_ scalar: Unicode.Scalar) -> Bool {
    isNewline(scalar) || isBlank(scalar) || scalar == "\"" || punctuation.contains(scalar)
  }

  private mutating func skipBlanks() {
    while let first = rest.first, !Self.isNewline(first) {
      if first == "/", rest.dropFirst().first == "/" {
        while let scalar = rest.first, !Self.isNewline(scalar) { _ = scalar; advance() }
      } else if Self.isBlank(first) {
        advance()
      } else {
        return
      }
    }
  }

  private mutating func advance() {
    let scalar = rest.removeFirst()
    if scalar == "\n" || scalar == "\r" && rest.first != "\n" {
      line += 1
      column = 1
    } else {
      column += 1
    }
  }

  private mutating func string() throws(ParseError) -> [UInt8] {
    let start = ParseError(line: line, column: column, message: "the string has no end")
    advance()
    var bytes: [UInt8] = []
    while let scalar = rest.first, !Self.isNewline(scalar) {
      advance()
      switch scalar {
      case "\"": return bytes
      case "\\": bytes += try escape()
      default: bytes += UTF8.encode(scalar).map { Array($0) } ?? []
      }
    }
    throw start
  }

  private mutating func escape() throws(ParseError) -> [UInt8] {
    guard let kind = rest.first else {
      throw ParseError(line: line, column: column, message: "the string has no end")
    }
    let failure = ParseError(line: line, column: column, message: "unknown escape \\\(kind)")
    advance()
    switch kind {
    case "n": return [UInt8(ascii: "\n")]
    case "\"", "\\": return [UInt8(ascii: kind)]
    case "x":
      guard let byte = UInt8(hexadecimal: rest.prefix(2)) else { throw failure }
      advance()
      advance()
      return [byte]
    default: throw failure
    }
  }
}

extension UInt8 {
  /// The byte that two hexadecimal digits stand for.
  init?(hexadecimal digits: some Collection<Unicode.Scalar>) {
    let values = digits.compactMap { $0.isASCII ? Character($0).hexDigitValue : nil }
    guard digits.count == 2, values.count == 2 else { return nil }
    self = UInt8(values[0] << 4 | values[1])
  }
}
