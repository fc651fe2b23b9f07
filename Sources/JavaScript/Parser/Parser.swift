/// A parser by recursive descent, which needs one token of lookahead and in a few places two.
///
/// What may turn out to be a pattern (`[a] = b`, `(a, b) => c`) is parsed as an expression first and then
/// converted, so that no part of the text is parsed twice.
struct Parser {
  var lexer: Lexer
  /// What comes next.
  var token: Token
  /// Where the last token ended that was consumed.
  var previousEnd = 0
  var nodeCount = 0
  /// See `Module.words`.
  var words: Set<String> = []
  /// See `Module.propertyNames`.
  var propertyNames: Set<String> = []
  /// The last token that was consumed, if it is a punctuator.
  private var lastPunctuator: Punctuator?

  /// How much deeper the tree may become: see `Nesting`.
  var nesting = Nesting()
  /// The scopes around what is parsed, the innermost last.
  var scopes = [Scope(.module)]
  /// The function around what is parsed, or the module.
  var function = FunctionContext.module
  /// The classes around what is parsed, the innermost last.
  var classes: [ClassContext] = []
  var exports = ExportNames()

  /// False in the head of a `for` loop, where `in` is no operator.
  var allowsIn = true
  /// An error in the last operand if it does not turn out to be a pattern.
  var patternOnlyError: SyntaxError?
  /// Where an expression started that may be an arrow function.
  var arrowStart = -1
  /// Where the last `await` or `yield` of the current function was; they cannot be in parameters.
  var lastSuspension: SourceRange?
  /// Spread elements with a comma behind them (by the start of the operand): they are no rest of a pattern.
  var commasAfterSpread: [Int: SourceRange] = [:]

  init(_ bytes: [UInt8]) throws(SyntaxError) {
    lexer = try Lexer(bytes)
    token = try lexer.next()
  }

  mutating func makeID() -> NodeID {
    defer { nodeCount += 1 }
    return NodeID(nodeCount)
  }

  /// The range from `start` up to the end of the last token.
  func range(from start: Int) -> SourceRange { SourceRange(start, previousEnd) }

  // MARK: - Tokens

  mutating func advance() throws(SyntaxError) {
    let consumed = token
    previousEnd = consumed.range.end
    token = try lexer.next()
    if let word = consumed.word {
      words.insert(word)
      if consumed.canNameProperty(after: lastPunctuator, before: token) { propertyNames.insert(word) }
    }
    lastPunctuator = if case .punctuator(let punctuator) = consumed.kind { punctuator } else { nil }
  }

  /// Consumes a punctuator if it comes next.
  mutating func skip(_ punctuator: Punctuator) throws(SyntaxError) -> Bool {
    guard token == punctuator else { return false }
    try advance()
    return true
  }

  /// Consumes a keyword if it comes next.
  mutating func skip(_ keyword: Keyword) throws(SyntaxError) -> Bool {
    guard token == keyword else { return false }
    try advance()
    return true
  }

  /// Consumes an identifier that has a meaning here if it comes next.
  mutating func skipWord(_ word: String) throws(SyntaxError) -> Bool {
    guard token.isWord(word) else { return false }
    try advance()
    return true
  }

  /// Consumes a punctuator that must come next; `role` says what it would do.
  mutating func expect(_ punctuator: Punctuator, _ role: String) throws(SyntaxError) {
    guard try skip(punctuator) else { throw unexpected("'\(punctuator.rawValue)' \(role)") }
  }

  /// Consumes a punctuator that must come next because `open` is there.
  mutating func expect(_ punctuator: Punctuator, closing open: SourceRange, _ role: String)
    throws(SyntaxError)
  {
    guard try skip(punctuator) else { throw unclosed("'\(punctuator.rawValue)' \(role)", open) }
  }

  /// The token behind the next one, which is not consumed.
  ///
  /// What is wrong with it is reported when it is consumed.
  func peek() -> Token {
    var lexer = lexer
    guard let next = try? lexer.next() else {
      return Token(kind: .endOfFile, range: token.range, followsLineBreak: false)
    }
    return next
  }

  /// Ends a statement with a semicolon, or with a place where JavaScript inserts one.
  mutating func semicolon(after construct: String) throws(SyntaxError) {
    if try skip(.semicolon) { return }
    if isAtImplicitSemicolon { return }
    if token == .arrow {
      throw SyntaxError("what stands before '=>' is no list of parameters", at: token.range)
    }
    throw unexpected("';' or a line break after \(construct)")
  }

  /// True iff a missing semicolon is inserted here.
  var isAtImplicitSemicolon: Bool {
    token == .rightBrace || token.followsLineBreak || isAtEnd
  }

  var isAtEnd: Bool {
    if case .endOfFile = token.kind { true } else { false }
  }
}

extension Module {
  /// Parses a text as an ECMAScript 2022 module, which is strict code.
  public init(parsing source: String) throws(SyntaxError) {
    try self.init(parsing: Array(source.utf8))
  }

  /// Parses a text as an ECMAScript 2022 module, which is strict code.
  ///
  /// The bytes are UTF-8, with or without a byte order mark.
  public init(parsing source: [UInt8]) throws(SyntaxError) {
    self = try LargeStack.run { () throws(SyntaxError) in
      var parser = try Parser(source)
      return try parser.module()
    }
  }
}
