extension Parser {
  /// `for` in all its forms.
  mutating func forStatement() throws(SyntaxError) -> Statement {
    let first = token
    markLabelsOfLoop()
    try advance()
    let isAwait = token == .await
    if isAwait {
      guard function.isAsync else { throw reservedWord(.await) }
      lastSuspension = token.range
      try advance()
    }
    try expect(.leftParenthesis, "after 'for'")
    let id = makeID()
    scopes.append(Scope(.block))
    let head = try forHead(isAwait: isAwait)
    let kind: Statement.Kind
    switch head {
    case .each(let target):
      kind = try forEach(target, id: id, isAwait: isAwait)
    case .loop(let initialization):
      if isAwait { throw unexpected("'of' in a 'for await' loop") }
      kind = .forLoop(try forLoop(initialization, id: id))
    }
    scopes.removeLast()
    return Statement(kind, range: range(from: first.range.start))
  }

  /// What stands before `;`, `in` or `of`.
  private enum ForHead {
    case loop(ForLoop.Initialization?)
    case each(ForEach.Target)
  }

  private mutating func forHead(isAwait: Bool) throws(SyntaxError) -> ForHead {
    if token == .semicolon { return .loop(nil) }
    allowsIn = false
    defer { allowsIn = true }
    if token == .var || token == .let || token == .const {
      let kind = try variableKeyword()
      let target = try bindingPattern("a variable")
      if startsSubject {
        try declare(kind, target)
        return .each(.variables(kind, target))
      }
      let declaration = try variables(kind, firstTarget: target)
      if startsSubject {
        throw SyntaxError(
          "a loop over '\(token == .in ? "in" : "of")' declares one variable, without a value",
          at: token.range)
      }
      return .loop(.variables(declaration))
    }
    let isAsyncWord = token.isWord("async")
    let first = try assignment(mayBePattern: true)
    if startsSubject {
      if isAsyncWord, !isAwait, token.isWord("of"), case .identifier = first.kind {
        throw SyntaxError("a loop over 'of' cannot assign to a variable named 'async'", at: first.range)
      }
      let target = try assignmentPattern(from: first)
      patternOnlyError = nil
      return .each(.assignment(target))
    }
    try requireExpression()
    return .loop(.expression(token == .comma ? try sequence(after: first) : first))
  }

  /// True iff `in` or `of` comes next.
  private var startsSubject: Bool { token == .in || token.isWord("of") }

  private mutating func forLoop(
    _ initialization: ForLoop.Initialization?, id: NodeID
  ) throws(SyntaxError) -> ForLoop {
    try expect(.semicolon, initialization == nil ? "in the head of 'for'" : "or 'of' in the head of 'for'")
    let condition = token == .semicolon ? nil : try expression()
    try expect(.semicolon, "after the condition of 'for'")
    let update = token == .rightParenthesis ? nil : try expression()
    try expect(.rightParenthesis, "after the head of 'for'")
    return ForLoop(initialization, condition, update, body: try loopBody(), id: id)
  }

  private mutating func forEach(
    _ target: ForEach.Target, id: NodeID, isAwait: Bool
  ) throws(SyntaxError) -> Statement.Kind {
    let isIn = token == .in
    if isIn, isAwait { throw unexpected("'of' in a 'for await' loop") }
    try advance()
    let subject = isIn ? try expression() : try assignment()
    try expect(.rightParenthesis, "after the head of 'for'")
    let each = ForEach(target, subject, body: try loopBody(), id: id)
    return isIn ? .forIn(each) : .forOf(each, isAwait: isAwait)
  }
}
