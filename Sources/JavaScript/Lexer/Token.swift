/// The smallest part of a source text that has a meaning.
struct Token {
  /// What it is, and its value.
  enum Kind {
    case endOfFile
    case punctuator(Punctuator)
    case keyword(Keyword)
    /// A reserved word that is written with an escape: it can only be the name of a property.
    case escapedKeyword(Keyword)
    case identifier(String)
    case privateName(String)
    case number(Double)
    case bigInt(String)
    case string(String)
    /// A part of a template up to `${`, or, at the tail, to its end; with what is wrong with its escapes.
    indirect case template(Template.Chunk, isTail: Bool, SyntaxError?)
    case regularExpression(pattern: String, flags: String)
  }

  /// What it is.
  var kind: Kind
  /// Where it stands.
  var range: SourceRange
  /// True iff a line ends between it and the token before.
  var followsLineBreak: Bool
  /// True iff an identifier is written with an escape, or a string has half of a surrogate pair in it.
  var isIrregular = false

  /// The identifier `name` without escapes: some have a meaning in some places.
  func isWord(_ name: String) -> Bool {
    if case .identifier(name) = kind { !isIrregular } else { false }
  }

  /// The identifier, keyword or string, or nil for anything else.
  var word: String? {
    switch kind {
    case .identifier(let word), .string(let word), .privateName(let word): word
    case .keyword(let keyword), .escapedKeyword(let keyword): keyword.rawValue
    case .template(let chunk, _, _): chunk.cooked
    case .endOfFile, .punctuator, .number, .bigInt, .regularExpression: nil
    }
  }

  /// True iff the token, a word between these, can be what a property is called that something reads.
  func canNameProperty(after previous: Punctuator?, before next: Token) -> Bool {
    switch kind {
    case .string, .template: return true
    default: break
    }
    switch previous {
    case .dot, .optionalDot: return true
    // A property of an object pattern; that of a literal looks the same.
    case .leftBrace, .comma:
      return next == .colon || next == .comma || next == .rightBrace || next == .assign
    default: return false
    }
  }

  static func == (token: Token, punctuator: Punctuator) -> Bool {
    if case .punctuator(punctuator) = token.kind { true } else { false }
  }

  static func == (token: Token, keyword: Keyword) -> Bool {
    if case .keyword(keyword) = token.kind { true } else { false }
  }
}

/// A word that is no identifier in a module.
enum Keyword: String, CaseIterable {
  case `await`, `break`, `case`, `catch`, `class`, const, `continue`, debugger, `default`, delete, `do`,
    `else`
  case `enum`, export, extends, `false`, finally, `for`, function, `if`, implements, `import`, `in`,
    instanceof
  case interface, `let`, new, null, package, `private`, protected, `public`, `return`, `static`, `super`,
    `switch`
  case this, `throw`, `true`, `try`, typeof, `var`, void, `while`, with, yield

  private static let words = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

  /// The keyword with this spelling.
  init?(spelling: String) {
    guard let keyword = Self.words[spelling] else { return nil }
    self = keyword
  }
}

/// A token of punctuation.
enum Punctuator: String, CaseIterable {
  case leftBrace = "{"
  case rightBrace = "}"
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBracket = "["
  case rightBracket = "]"
  case dot = "."
  case ellipsis = "..."
  case semicolon = ";"
  case comma = ","
  case colon = ":"
  case question = "?"
  case optionalDot = "?."
  case arrow = "=>"
  case less = "<"
  case greater = ">"
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="
  case strictlyEqual = "==="
  case strictlyNotEqual = "!=="
  case plus = "+"
  case minus = "-"
  case star = "*"
  case slash = "/"
  case percent = "%"
  case power = "**"
  case increment = "++"
  case decrement = "--"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case shiftRightUnsigned = ">>>"
  case ampersand = "&"
  case bar = "|"
  case caret = "^"
  case exclamation = "!"
  case tilde = "~"
  case and = "&&"
  case or = "||"
  case coalesce = "??"
  case assign = "="
  case assignAdd = "+="
  case assignSubtract = "-="
  case assignMultiply = "*="
  case assignDivide = "/="
  case assignRemainder = "%="
  case assignPower = "**="
  case assignShiftLeft = "<<="
  case assignShiftRight = ">>="
  case assignShiftRightUnsigned = ">>>="
  case assignAnd = "&="
  case assignOr = "|="
  case assignXor = "^="
  case assignLogicalAnd = "&&="
  case assignLogicalOr = "||="
  case assignCoalesce = "??="

  /// The punctuators that begin with each byte, the longest first.
  static let byFirstByte: [[(spelling: [UInt8], punctuator: Punctuator)]] = {
    var table = Array(repeating: [(spelling: [UInt8], punctuator: Punctuator)](), count: 256)
    for punctuator in allCases.sorted(by: { $0.rawValue.utf8.count > $1.rawValue.utf8.count }) {
      let spelling = Array(punctuator.rawValue.utf8)
      table[Int(spelling[0])].append((spelling, punctuator))
    }
    return table
  }()
}
