extension Parser {
  /// A primary expression with the calls and the properties behind it.
  mutating func leftHandSide() throws(SyntaxError) -> Expression {
    let first = try primary()
    guard continuesChain, !first.isArrow else { return first }
    return try chain(after: first, allowsCalls: true)
  }

  /// True iff a property, a call or a template comes next.
  private var continuesChain: Bool {
    switch token.kind {
    case .punctuator(let punctuator):
      punctuator == .dot || punctuator == .leftParenthesis || punctuator == .leftBracket
        || punctuator == .optionalDot
    case .template: true
    default: false
    }
  }

  /// The calls and properties behind an expression.
  private mutating func chain(
    after first: Expression, allowsCalls: Bool
  ) throws(SyntaxError) -> Expression {
    try requireExpression()
    let start = first.range.start
    var result = first
    var isOptionalChain = false
    while continuesChain {
      if token == .leftParenthesis, !allowsCalls { break }
      try nesting.wrap(at: token.range)
      if token == .optionalDot {
        guard allowsCalls else {
          throw SyntaxError("an optional chain cannot be the class behind 'new'", at: token.range)
        }
        isOptionalChain = true
        result = try optionalLink(after: result)
        continue
      }
      if case .template = token.kind {
        if isOptionalChain {
          throw SyntaxError("a template cannot follow an optional chain", at: token.range)
        }
        let template = try template(isTagged: true)
        result = Expression(.taggedTemplate(tag: result, template), range: range(from: start))
      } else if token == .leftParenthesis {
        let arguments = try arguments()
        result = Expression(.call(Call(result, arguments, isOptional: false)), range: range(from: start))
      } else {
        let key = try memberKey()
        result = Expression(.member(Member(result, key, isOptional: false)), range: range(from: start))
      }
    }
    return isOptionalChain ? Expression(.optionalChain(result), range: result.range) : result
  }

  /// `?.` and what follows it.
  private mutating func optionalLink(after object: Expression) throws(SyntaxError) -> Expression {
    try advance()
    let start = object.range.start
    switch token.kind {
    case .punctuator(.leftParenthesis):
      let arguments = try arguments()
      return Expression(.call(Call(object, arguments, isOptional: true)), range: range(from: start))
    case .punctuator(.leftBracket):
      let key = try memberKey()
      return Expression(.member(Member(object, key, isOptional: true)), range: range(from: start))
    case .template:
      throw SyntaxError("a template cannot follow '?.'", at: token.range)
    default:
      let key = try memberName(after: "?.")
      return Expression(.member(Member(object, key, isOptional: true)), range: range(from: start))
    }
  }

  /// `.name`, `.#name` or `[key]`.
  mutating func memberKey() throws(SyntaxError) -> MemberKey {
    if try skip(.dot) { return try memberName(after: ".") }
    try advance()
    let outerAllowsIn = allowsIn
    allowsIn = true
    let key = try expression()
    allowsIn = outerAllowsIn
    try expect(.rightBracket, "after the key of a property")
    return .computed(key)
  }

  private mutating func memberName(after dot: String) throws(SyntaxError) -> MemberKey {
    if case .privateName(let text) = token.kind {
      let name = PrivateName(text, range: token.range)
      try reference(name)
      try advance()
      return .privateName(name)
    }
    guard let name = token.identifierName else { throw unexpected("the name of a property after '\(dot)'") }
    let range = token.range
    try advance()
    return .name(name, range)
  }

  /// Arguments of a call in their parentheses.
  mutating func arguments(mayBePatterns: Bool = false) throws(SyntaxError) -> [Argument] {
    let outerAllowsIn = allowsIn
    allowsIn = true
    let open = token.range
    try advance()
    var arguments: [Argument] = []
    while token != .rightParenthesis {
      if try skip(.ellipsis) {
        let value = try assignment(mayBePattern: mayBePatterns)
        arguments.append(.spread(value))
        if token == .comma { commasAfterSpread[value.range.start] = token.range }
      } else {
        arguments.append(.value(try assignment(mayBePattern: mayBePatterns)))
      }
      guard try skip(.comma) else { break }
    }
    try expect(.rightParenthesis, closing: open, "or ',' after an argument")
    allowsIn = outerAllowsIn
    return arguments
  }

  /// `new`, with the class and the arguments, or `new.target`.
  mutating func newExpression() throws(SyntaxError) -> Expression {
    let first = token.range
    let outerHeight = try nesting.enter(at: first)
    try advance()
    if try skip(.dot) {
      guard token.isWord("target") else { throw unexpected("'target' after 'new.'") }
      try advance()
      guard function.allowsNewTarget else {
        throw SyntaxError("'new.target' is only allowed in functions", at: range(from: first.start))
      }
      nesting.leave(outerHeight)
      return Expression(.newTarget, range: range(from: first.start))
    }
    if token == .import, case .punctuator(.leftParenthesis) = peek().kind {
      throw SyntaxError("'import()' cannot be the class behind 'new'", at: token.range)
    }
    let callee = try primary()
    let target = try chain(after: callee, allowsCalls: false)
    let arguments = token == .leftParenthesis ? try arguments() : []
    nesting.leave(outerHeight)
    return Expression(.new(target, arguments), range: range(from: first.start))
  }

  /// `super.name`, `super[key]` or `super()`.
  mutating func superExpression() throws(SyntaxError) -> Expression {
    let first = token.range
    try advance()
    switch token.kind {
    case .punctuator(.leftParenthesis):
      guard function.allowsSuperCall else {
        throw SyntaxError(
          "'super()' is only allowed in the constructor of a class with 'extends'", at: first)
      }
      let arguments = try arguments()
      return Expression(.superCall(arguments), range: range(from: first.start))
    case .punctuator(.dot), .punctuator(.leftBracket):
      guard function.allowsSuperProperty else {
        throw SyntaxError("'super' is only allowed in methods and class members", at: first)
      }
      let key = try memberKey()
      if case .privateName(let name) = key {
        throw SyntaxError("a private member cannot be accessed with 'super'", at: name.range)
      }
      return Expression(.superMember(key), range: range(from: first.start))
    default:
      throw unexpected("'.', '[' or '(' after 'super'")
    }
  }

  /// `import()` or `import.meta`.
  mutating func importExpression() throws(SyntaxError) -> Expression {
    let first = token.range
    try advance()
    if try skip(.dot) {
      guard token.isWord("meta") else { throw unexpected("'meta' after 'import.'") }
      try advance()
      return Expression(.importMeta, range: range(from: first.start))
    }
    guard token == .leftParenthesis else {
      if token.startsImportDeclaration {
        throw SyntaxError(
          "an 'import' declaration is only allowed at the top level of a module", at: first)
      }
      throw unexpected("'(' or '.' after 'import'")
    }
    let outerAllowsIn = allowsIn
    allowsIn = true
    try advance()
    if token == .rightParenthesis { throw unexpected("the module to import") }
    let specifier = try assignment()
    try expect(.rightParenthesis, "after the only argument of 'import()'")
    allowsIn = outerAllowsIn
    return Expression(.importCall(specifier), range: range(from: first.start))
  }
}

extension Token {
  /// The name that the token is where all names are allowed, also reserved words.
  var identifierName: String? {
    switch kind {
    case .identifier(let name): name
    case .keyword(let keyword), .escapedKeyword(let keyword): keyword.rawValue
    default: nil
    }
  }

  /// True iff the token may follow `import` in a declaration.
  fileprivate var startsImportDeclaration: Bool {
    switch kind {
    case .string, .identifier, .punctuator(.leftBrace), .punctuator(.star): true
    default: false
    }
  }

  static func != (token: Token, punctuator: Punctuator) -> Bool { !(token == punctuator) }
}
