extension Parser {
  /// An array literal.
  mutating func arrayLiteral() throws(SyntaxError) -> Expression {
    let open = token.range
    let outerAllowsIn = allowsIn
    allowsIn = true
    try advance()
    var elements: [ArrayElement] = []
    while token != .rightBracket {
      if try skip(.comma) {
        elements.append(.hole)
        continue
      }
      if try skip(.ellipsis) {
        let value = try assignment(mayBePattern: true)
        if token == .comma { commasAfterSpread[value.range.start] = token.range }
        elements.append(.spread(value))
      } else {
        elements.append(.element(try assignment(mayBePattern: true)))
      }
      guard try skip(.comma) else { break }
    }
    try expect(.rightBracket, closing: open, "or ',' after an element of an array")
    allowsIn = outerAllowsIn
    return Expression(.array(elements), range: range(from: open.start))
  }

  /// An object literal.
  mutating func objectLiteral() throws(SyntaxError) -> Expression {
    let open = token.range
    let outerAllowsIn = allowsIn
    allowsIn = true
    try advance()
    var members: [ObjectMember] = []
    var hasPrototype = false
    while token != .rightBrace {
      let memberStart = token.range
      let member = try objectMember()
      members.append(member)
      if case .property(let key, let value) = member, case .name("__proto__") = key.kind,
        key.range != value.range, !isShorthandDefault(value, key)
      {
        if hasPrototype, patternOnlyError == nil {
          patternOnlyError = SyntaxError("'__proto__' is given twice", at: memberStart)
        }
        hasPrototype = true
      }
      guard try skip(.comma) else { break }
    }
    try expect(.rightBrace, closing: open, "or ',' after a member of an object")
    allowsIn = outerAllowsIn
    return Expression(.object(members), range: range(from: open.start))
  }

  /// True iff the value is `name = value` of a pattern.
  private func isShorthandDefault(_ value: Expression, _ key: PropertyKey) -> Bool {
    if case .assignment = value.kind { value.range.start == key.range.start } else { false }
  }

  private mutating func objectMember() throws(SyntaxError) -> ObjectMember {
    if try skip(.ellipsis) {
      let value = try assignment(mayBePattern: true)
      if token == .comma { commasAfterSpread[value.range.start] = token.range }
      return .spread(value)
    }
    let head = try memberHead()
    if case .privateName(let name) = head.key.kind {
      throw SyntaxError("the private name '#\(name)' is only allowed in a class", at: head.key.range)
    }
    switch head.kind {
    case .getter: return .getter(head.key, try getter(head))
    case .setter: return .setter(head.key, try setter(head))
    case .method: return .method(head.key, try method(head))
    case .plain: break
    }
    if try skip(.colon) { return .property(head.key, try assignment(mayBePattern: true)) }
    if token == .leftParenthesis { return .method(head.key, try method(head)) }
    return .property(head.key, try shorthand(head))
  }

  /// The value of a member that is only a name, or a name with a default value if it is a pattern.
  private mutating func shorthand(_ head: MemberHead) throws(SyntaxError) -> Expression {
    guard case .identifier(let name) = head.keyToken.kind else {
      if case .keyword(let keyword) = head.keyToken.kind, token == .comma || token == .rightBrace {
        throw SyntaxError(
          "'\(keyword.rawValue)' is a reserved word; expected ':' and a value behind it", at: head.key.range)
      }
      throw unexpected("':' after the key of a property")
    }
    guard token == .comma || token == .rightBrace || token == .assign else {
      throw unexpected("':', ',' or '}' after '\(name)' in an object")
    }
    try checkReference(name, head.key.range)
    let identifier = Identifier(name, range: head.key.range, id: makeID())
    let value = Expression(.identifier(identifier), range: head.key.range)
    guard token == .assign else { return value }
    let error = SyntaxError(
      "'=' gives a default value only in a destructuring pattern; expected ':' before the value of a property",
      at: token.range)
    let target = try assignmentPattern(from: value)
    try advance()
    let initializer = try assignment()
    patternOnlyError = patternOnlyError ?? error
    return Expression(.assignment(target, initializer), range: range(from: head.key.range.start))
  }
}
