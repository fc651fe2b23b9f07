extension Parser {
  /// Where a statement stands.
  enum StatementPlace {
    /// In a list of statements, where declarations may stand, too.
    case list
    /// Alone: `construct` is for instance "the body of a loop".
    case single(_ construct: String)
  }

  /// Statements up to a closing brace, which is consumed; `open` is the other brace.
  mutating func statements(of construct: String, in open: SourceRange) throws(SyntaxError) -> [Statement] {
    var statements: [Statement] = []
    while token != .rightBrace {
      if isAtEnd { throw unclosed("'}' at the end of \(construct)", open) }
      statements.append(try statement(.list))
    }
    try advance()
    return statements
  }

  /// A statement or a declaration.
  mutating func statement(_ place: StatementPlace) throws(SyntaxError) -> Statement {
    let outerHeight = try nesting.enter(at: token.range)
    let result: Statement
    switch token.kind {
    case .punctuator(.leftBrace): result = try blockStatement()
    case .punctuator(.semicolon): result = try simpleStatement(.empty)
    case .keyword(let keyword): result = try statement(keyword, place)
    default:
      if token.isWord("async"), isAsyncFunction {
        try checkDeclaration(place, "a function")
        result = try functionDeclaration()
      } else {
        result = try expressionStatement()
      }
    }
    nesting.leave(outerHeight)
    return result
  }

  /// True iff `function` follows `async` in the same line.
  var isAsyncFunction: Bool {
    let next = peek()
    return next == .function && !next.followsLineBreak
  }

  private mutating func statement(
    _ keyword: Keyword, _ place: StatementPlace
  ) throws(SyntaxError) -> Statement {
    switch keyword {
    case .var: return try variableStatement()
    case .let, .const:
      try checkDeclaration(place, "'\(keyword.rawValue)'")
      return try variableStatement()
    case .function:
      try checkDeclaration(place, "a function")
      return try functionDeclaration()
    case .class:
      try checkDeclaration(place, "a class")
      return try classDeclaration()
    case .if: return try ifStatement()
    case .while: return try whileStatement()
    case .do: return try doStatement()
    case .for: return try forStatement()
    case .switch: return try switchStatement()
    case .try: return try tryStatement()
    case .return: return try returnStatement()
    case .throw: return try throwStatement()
    case .break, .continue: return try jumpStatement(keyword)
    case .debugger: return try simpleStatement(.debugger)
    case .with:
      throw SyntaxError("'with' is not allowed in strict code", at: token.range)
    case .export:
      throw SyntaxError(
        "an 'export' declaration is only allowed at the top level of a module", at: token.range)
    case .else: throw SyntaxError("this 'else' has no 'if' before it", at: token.range)
    case .case, .default:
      throw SyntaxError("'\(keyword.rawValue)' is only allowed directly in a 'switch'", at: token.range)
    case .catch, .finally:
      throw SyntaxError("this '\(keyword.rawValue)' has no 'try' before it", at: token.range)
    default: return try expressionStatement()
    }
  }

  /// Refuses a declaration where only a statement may stand.
  private func checkDeclaration(_ place: StatementPlace, _ what: String) throws(SyntaxError) {
    if case .single(let construct) = place {
      throw SyntaxError("\(what) cannot be declared as \(construct) without braces", at: token.range)
    }
  }

  private mutating func simpleStatement(_ kind: Statement.Kind) throws(SyntaxError) -> Statement {
    let first = token
    try advance()
    if first != .semicolon { try semicolon(after: "'debugger'") }
    return Statement(kind, range: range(from: first.range.start))
  }

  private mutating func blockStatement() throws(SyntaxError) -> Statement {
    let block = try block("a block")
    return Statement(.block(block), range: block.range)
  }

  /// Statements in braces, with a scope of their own.
  mutating func block(_ construct: String, makesScope: Bool = true) throws(SyntaxError) -> Block {
    let open = token.range
    let id = makeID()
    try expect(.leftBrace, "before the statements of \(construct)")
    if makesScope { scopes.append(Scope(.block)) }
    let statements = try statements(of: construct, in: open)
    if makesScope { scopes.removeLast() }
    return Block(statements, range: range(from: open.start), id: id)
  }

  /// An expression as a statement, or a statement with a label.
  private mutating func expressionStatement() throws(SyntaxError) -> Statement {
    let start = token.range.start
    let expression = try expression()
    if token == .colon, case .identifier(let identifier) = expression.kind {
      return try labeledStatement(Label(identifier.name, range: identifier.range))
    }
    try semicolon(after: "an expression")
    return Statement(.expression(expression), range: range(from: start))
  }

  // MARK: - Variables

  private mutating func variableStatement() throws(SyntaxError) -> Statement {
    let start = token.range.start
    let kind = try variableKeyword()
    let declaration = try variables(kind, firstTarget: try bindingPattern("a variable"))
    try semicolon(after: "a declaration")
    return Statement(.variables(declaration), range: range(from: start))
  }

  /// Reads `var`, `let` or `const`, one of which comes next.
  mutating func variableKeyword() throws(SyntaxError) -> VariableDeclaration.Kind {
    let kind: VariableDeclaration.Kind = token == .var ? .var : token == .let ? .let : .const
    try advance()
    return kind
  }

  /// A declaration from behind its first target on.
  mutating func variables(
    _ kind: VariableDeclaration.Kind, firstTarget: Pattern
  ) throws(SyntaxError) -> VariableDeclaration {
    var declarators: [VariableDeclaration.Declarator] = []
    var target = firstTarget
    while true {
      try declare(kind, target)
      let initializer = try skip(.assign) ? try assignment() : nil
      if initializer == nil { try checkMissingInitializer(kind, target) }
      declarators.append(VariableDeclaration.Declarator(target, initializer))
      guard try skip(.comma) else { return VariableDeclaration(kind, declarators) }
      target = try bindingPattern("a variable")
    }
  }

  private func checkMissingInitializer(
    _ kind: VariableDeclaration.Kind, _ target: Pattern
  ) throws(SyntaxError) {
    if case .identifier(let identifier) = target.kind {
      guard kind == .const else { return }
      throw SyntaxError("expected '=' and a value for the constant '\(identifier.name)'", at: target.range)
    }
    throw SyntaxError("expected '=' and a value to destructure", at: target.range)
  }
}
