/// A problem in IL text.
public struct ParseError: Error, Hashable, CustomStringConvertible {
  /// The line, from 1.
  public var line: Int
  /// The column in characters, from 1.
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

  private var rest: Substring
  private var line = 1
  private var column = 1

  /// The tokens of `text`, ending in `.end`; runs of line ends give one `.newline`.
  static func tokens(of text: String) throws(ParseError) -> [Token] {
    var scanner = Scanner(rest: text[...])
    var tokens: [Token] = []
    while true {
      let token = try scanner.next()
      if token.kind == .newline, tokens.last?.kind == .newline { continue }
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private init(rest: Substring) { self.rest = rest }

  private mutating func next() throws(ParseError) -> Token {
    skipBlanks()
    var token = Token(kind: .end, line: line, column: column)
    guard let first = rest.first else { return token }
    if first.isNewline {
      advance()
      token.kind = .newline
    } else if first == "\"" {
      token.kind = .string(try string())
    } else if "{}[],:=".contains(first) {
      advance()
      token.kind = .punctuation(first)
    } else {
      var word = ""
      while let character = rest.first, !character.isWhitespace, !"{}[],:=\"".contains(character) {
        word.append(character)
        advance()
      }
      token.kind = .word(word)
    }
    return token
  }

  private mutating func skipBlanks() {
    while let first = rest.first, !first.isNewline {
      if rest.hasPrefix("//") {
        while let character = rest.first, !character.isNewline { _ = character; advance() }
      } else if first.isWhitespace {
        advance()
      } else {
        return
      }
    }
  }

  private mutating func advance() {
    if rest.removeFirst().isNewline {
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
    while let character = rest.first, !character.isNewline {
      advance()
      switch character {
      case "\"": return bytes
      case "\\": bytes += try escape()
      default: bytes += character.utf8
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
    case "\"", "\\": return Array(kind.utf8)
    case "x":
      let digits = rest.prefix(2)
      guard digits.count == 2, let byte = UInt8(digits, radix: 16) else { throw failure }
      advance()
      advance()
      return [byte]
    default: throw failure
    }
  }
}
