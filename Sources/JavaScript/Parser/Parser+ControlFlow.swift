extension Parser {
  /// A condition in its parentheses.
  private mutating func condition(of construct: String) throws(SyntaxError) -> Expression {
    try expect(.leftParenthesis, "after '\(construct)'")
    let condition = try expression()
    try expect(.rightParenthesis, "after the expression of '\(construct)'")
    return condition
  }

  mutating func ifStatement() throws(SyntaxError) -> Statement {
    let start = token.range.start
    try advance()
    let condition = try condition(of: "if")
    let then = try statement(.single("the branch of an 'if'"))
    let otherwise = try skip(.else) ? try statement(.single("the branch of an 'else'")) : nil
    return Statement(
      .ifElse(condition: condition, then: then, otherwise: otherwise), range: range(from: start))
  }

  mutating func switchStatement() throws(SyntaxError) -> Statement {
    let start = token.range.start
    try advance()
    let subject = try condition(of: "switch")
    let open = token.range
    try expect(.leftBrace, "before the cases of a 'switch'")
    let id = makeID()
    scopes.append(Scope(.block))
    function.switchDepth += 1
    var cases: [Switch.Case] = []
    var firstDefault: SourceRange?
    while token != .rightBrace {
      let first = token.range
      var test: Expression?
      if try skip(.case) {
        test = try expression()
      } else {
        guard try skip(.default) else { throw unexpected("'case', 'default' or '}' in a 'switch'") }
        if let firstDefault {
          throw SyntaxError(
            "a 'switch' can have only one 'default'", at: first,
            notes: [Diagnostic.Note("this is the first one", at: firstDefault)])
        }
        firstDefault = first
      }
      try expect(.colon, test == nil ? "after 'default'" : "after the value of a 'case'")
      var statements: [Statement] = []
      while token != .rightBrace, !(token == .case), !(token == .default) {
        if isAtEnd { throw unclosed("'}' at the end of a 'switch'", open) }
        statements.append(try statement(.list))
      }
      cases.append(Switch.Case(test, statements))
    }
    try advance()
    function.switchDepth -= 1
    scopes.removeLast()
    return Statement(.switchCase(Switch(subject, cases, id: id)), range: range(from: start))
  }

  mutating func tryStatement() throws(SyntaxError) -> Statement {
    let start = token.range.start
    try advance()
    let body = try block("a 'try'")
    let handler = try skip(.catch) ? try catchClause() : nil
    let finalizer = try skip(.finally) ? try block("a 'finally'") : nil
    guard handler != nil || finalizer != nil else {
      throw unexpected("'catch' or 'finally' after a 'try' block")
    }
    return Statement(.tryCatch(Try(body, handler, finalizer: finalizer)), range: range(from: start))
  }

  private mutating func catchClause() throws(SyntaxError) -> Try.Catch {
    let id = makeID()
    guard try skip(.leftParenthesis) else { return Try.Catch(nil, try block("a 'catch'"), id: id) }
    let parameter = try bindingPattern("the exception")
    if token == .assign {
      throw SyntaxError("the parameter of a 'catch' cannot have a default value", at: token.range)
    }
    try expect(.rightParenthesis, "after the parameter of a 'catch'")
    let isPattern = if case .identifier = parameter.kind { false } else { true }
    scopes.append(Scope(.catchClause(isPattern: isPattern)))
    try declareParameter(parameter)
    let body = try block("a 'catch'", makesScope: false)
    scopes.removeLast()
    return Try.Catch(parameter, body, id: id)
  }

  mutating func returnStatement() throws(SyntaxError) -> Statement {
    let first = token.range
    guard function.kind == .function else {
      throw SyntaxError("'return' is only allowed in functions", at: first)
    }
    try advance()
    let value = token == .semicolon || isAtImplicitSemicolon ? nil : try expression()
    try semicolon(after: "'return'")
    return Statement(.returnValue(value), range: range(from: first.start))
  }

  mutating func throwStatement() throws(SyntaxError) -> Statement {
    let start = token.range.start
    try advance()
    if token.followsLineBreak {
      throw SyntaxError(
        "expected an expression in the line of 'throw'", at: SourceRange(previousEnd, previousEnd))
    }
    let value = try expression()
    try semicolon(after: "'throw'")
    return Statement(.throwValue(value), range: range(from: start))
  }

  // MARK: - Jumps and labels

  /// `break` or `continue`.
  mutating func jumpStatement(_ keyword: Keyword) throws(SyntaxError) -> Statement {
    let first = token.range
    try advance()
    var label: Label?
    if case .identifier(let name) = token.kind, !token.followsLineBreak {
      label = Label(name, range: token.range)
      try advance()
    }
    try semicolon(after: "'\(keyword.rawValue)'")
    try checkJump(keyword, label, first)
    return Statement(
      keyword == .break ? .breakTo(label) : .continueTo(label), range: range(from: first.start))
  }

  private func checkJump(_ keyword: Keyword, _ label: Label?, _ range: SourceRange) throws(SyntaxError) {
    if let label {
      guard let target = function.labels.last(where: { $0.label.name == label.name }) else {
        throw SyntaxError("there is no label '\(label.name)' around this statement", at: label.range)
      }
      if keyword == .continue, !target.isLoop {
        throw SyntaxError(
          "'continue' needs a loop, but '\(label.name)' is the label of another statement", at: label.range,
          notes: [Diagnostic.Note("this is the label", at: target.label.range)])
      }
    } else if keyword == .continue, function.loopDepth == 0 {
      throw SyntaxError("'continue' is only allowed in loops", at: range)
    } else if keyword == .break, function.loopDepth + function.switchDepth == 0 {
      throw SyntaxError("'break' is only allowed in loops and 'switch', or with a label", at: range)
    }
  }

  /// A statement from the colon behind its label on.
  mutating func labeledStatement(_ label: Label) throws(SyntaxError) -> Statement {
    if let first = function.labels.last(where: { $0.label.name == label.name }) {
      throw SyntaxError(
        "the label '\(label.name)' has already been declared", at: label.range,
        notes: [Diagnostic.Note("this is the first declaration", at: first.label.range)])
    }
    try advance()
    for index in function.labels.indices.reversed() {
      guard function.labels[index].statementStart == label.range.start else { break }
      function.labels[index].statementStart = token.range.start
    }
    function.labels.append(FunctionContext.LabeledStatement(label: label, statementStart: token.range.start))
    let body = try statement(.single("a statement with a label"))
    function.labels.removeLast()
    return Statement(.labeled(label, body), range: range(from: label.range.start))
  }

  /// Tells the labels directly before a loop, which starts with the next token, that they name a loop.
  mutating func markLabelsOfLoop() {
    for index in function.labels.indices.reversed() {
      guard function.labels[index].statementStart == token.range.start else { break }
      function.labels[index].isLoop = true
    }
  }

  // MARK: - Loops with one condition

  /// The statement that a loop repeats.
  mutating func loopBody() throws(SyntaxError) -> Statement {
    function.loopDepth += 1
    let body = try statement(.single("the body of a loop"))
    function.loopDepth -= 1
    return body
  }

  mutating func whileStatement() throws(SyntaxError) -> Statement {
    let start = token.range.start
    markLabelsOfLoop()
    try advance()
    let condition = try condition(of: "while")
    let body = try loopBody()
    return Statement(.whileLoop(condition: condition, body: body), range: range(from: start))
  }

  mutating func doStatement() throws(SyntaxError) -> Statement {
    let start = token.range.start
    markLabelsOfLoop()
    try advance()
    let body = try loopBody()
    guard try skip(.while) else { throw unexpected("'while' after the body of 'do'") }
    let condition = try condition(of: "while")
    // Here a semicolon is inserted wherever it is missing.
    _ = try skip(.semicolon)
    return Statement(.doWhile(body: body, condition: condition), range: range(from: start))
  }
}
