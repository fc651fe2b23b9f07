extension Parser {
  /// An expression without operators, calls and properties.
  mutating func primary() throws(SyntaxError) -> Expression {
    switch token.kind {
    case .identifier: return try identifierOrArrow()
    case .number(let value): return try literal(.number(value))
    case .bigInt(let digits): return try literal(.bigInt(digits))
    case .string(let value): return try literal(.string(value))
    case .template: return try untaggedTemplate()
    case .punctuator(let punctuator): return try primary(punctuator)
    case .keyword(let keyword): return try primary(keyword)
    case .privateName(let name):
      throw SyntaxError(
        "expected an expression, but found '#\(name)', which needs an object and '.' before it",
        at: token.range)
    case .regularExpression(let pattern, let flags):
      return try literal(.regularExpression(pattern: pattern, flags: flags))
    case .endOfFile, .escapedKeyword:
      throw unexpected("an expression")
    }
  }

  private mutating func primary(_ punctuator: Punctuator) throws(SyntaxError) -> Expression {
    switch punctuator {
    case .leftParenthesis: return try parenthesizedOrArrow()
    case .leftBracket: return try arrayLiteral()
    case .leftBrace: return try objectLiteral()
    case .slash, .assignDivide:
      token = try lexer.regularExpression(at: token)
      return try primary()
    case .ellipsis:
      throw SyntaxError(
        "'...' is only allowed in calls, literals, patterns and parameters", at: token.range)
    default: throw unexpected("an expression")
    }
  }

  private mutating func primary(_ keyword: Keyword) throws(SyntaxError) -> Expression {
    switch keyword {
    case .this: return try literal(.this)
    case .null: return try literal(.null)
    case .true: return try literal(.boolean(true))
    case .false: return try literal(.boolean(false))
    case .function: return try functionExpression()
    case .class: return try classExpression()
    case .new: return try newExpression()
    case .super: return try superExpression()
    case .import: return try importExpression()
    case .await, .yield, .let, .static, .implements, .interface, .package, .private, .protected, .public:
      throw reservedWord(keyword)
    default: throw unexpected("an expression")
    }
  }

  private mutating func literal(_ kind: Expression.Kind) throws(SyntaxError) -> Expression {
    let range = token.range
    try advance()
    return Expression(kind, range: range)
  }

  // MARK: - Names

  /// A variable; or an arrow function that starts with a name.
  private mutating func identifierOrArrow() throws(SyntaxError) -> Expression {
    let first = token
    let mayBeArrow = arrowStart == first.range.start
    let identifier = try referencedIdentifier()
    if first.isWord("async"), !token.followsLineBreak {
      if token == .function { return try functionExpression(asyncStart: first.range.start) }
      if mayBeArrow {
        if token == .leftParenthesis { return try asyncCallOrArrow(identifier) }
        // `for await (async of names)` is no arrow function.
        if case .identifier = token.kind, peek() == .arrow { return try asyncArrow(first) }
        if case .keyword(.await) = token.kind { throw reservedParameter(.await) }
      }
    }
    if token == .arrow, mayBeArrow {
      let parameter = try bindingPattern(from: Expression(.identifier(identifier), range: identifier.range))
      return try arrow([FunctionNode.Parameter(parameter)], start: first.range.start, isAsync: false)
    }
    return Expression(.identifier(identifier), range: identifier.range)
  }

  /// The name of a variable that is read.
  private mutating func referencedIdentifier() throws(SyntaxError) -> Identifier {
    guard case .identifier(let name) = token.kind else { throw unexpected("a name") }
    try checkReference(name, token.range)
    let identifier = Identifier(name, range: token.range, id: makeID())
    try advance()
    return identifier
  }

  /// Checks the name of a variable that is read.
  func checkReference(_ name: String, _ range: SourceRange) throws(SyntaxError) {
    if name == "arguments", !function.allowsArguments {
      throw SyntaxError("'arguments' is not allowed in fields and static blocks of a class", at: range)
    }
  }

  /// `async name => …`, of which the arrow is known to be there.
  private mutating func asyncArrow(_ async: Token) throws(SyntaxError) -> Expression {
    let parameter = try bindingIdentifier("a parameter")
    let pattern = Pattern(.identifier(parameter), range: parameter.range)
    return try arrow([FunctionNode.Parameter(pattern)], start: async.range.start, isAsync: true)
  }

  private func reservedParameter(_ keyword: Keyword) -> SyntaxError {
    SyntaxError(
      "'\(keyword.rawValue)' is a reserved word and cannot be the name of a parameter", at: token.range)
  }

  // MARK: - Templates

  private mutating func untaggedTemplate() throws(SyntaxError) -> Expression {
    let start = token.range.start
    let template = try template(isTagged: false)
    return Expression(.template(template), range: range(from: start))
  }

  /// A template; a tag may see escapes that have no meaning.
  mutating func template(isTagged: Bool) throws(SyntaxError) -> Template {
    let outerAllowsIn = allowsIn
    allowsIn = true
    var chunks: [Template.Chunk] = []
    var substitutions: [Expression] = []
    while case .template(let chunk, let isTail, let failure) = token.kind {
      if let failure, !isTagged { throw failure }
      chunks.append(chunk)
      try advance()
      if isTail { break }
      substitutions.append(try expression())
      guard token == .rightBrace else { throw unexpected("'}' after an expression in a template") }
      token = try lexer.templateContinuation(at: token)
    }
    allowsIn = outerAllowsIn
    return Template(chunks, substitutions)
  }
}
