/// The private names of a class, as far as the parser has come.
struct ClassContext {
  /// A private member.
  struct Declaration {
    var range: SourceRange
    var isStatic: Bool
    var isGetter: Bool
    var isSetter: Bool
  }

  var declarations: [String: Declaration] = [:]
  /// Names that were used before a declaration was seen.
  var references: [PrivateName] = []
}

extension Parser {
  /// A class expression.
  mutating func classExpression() throws(SyntaxError) -> Expression {
    let start = token.range.start
    try advance()
    let hasName = token != .leftBrace && !(token == .extends)
    let node = try classRest(name: hasName ? try bindingIdentifier("a class") : nil, start: start)
    return Expression(.classExpression(node), range: node.range)
  }

  /// A class declaration, whose name may be missing in `export default`.
  mutating func classDeclaration(nameIsOptional: Bool = false) throws(SyntaxError) -> Statement {
    let start = token.range.start
    try advance()
    var name: Identifier?
    if !nameIsOptional || token != .leftBrace && !(token == .extends) {
      let identifier = try bindingIdentifier("a class")
      try declareLexical(identifier)
      name = identifier
    }
    let node = try classRest(name: name, start: start)
    return Statement(.classDeclaration(node), range: node.range)
  }

  private mutating func classRest(name: Identifier?, start: Int) throws(SyntaxError) -> ClassNode {
    let outerHeight = try nesting.enter(at: token.range)
    let outerAllowsIn = allowsIn
    allowsIn = true
    let id = makeID()
    let superclass = try skip(.extends) ? try leftHandSide() : nil
    try requireExpression()
    classes.append(ClassContext())
    let open = token.range
    try expect(.leftBrace, "before the members of a class")
    var members: [ClassNode.Member] = []
    var firstConstructor: SourceRange?
    while token != .rightBrace {
      if try skip(.semicolon) { continue }
      if isAtEnd { throw unclosed("'}' at the end of a class", open) }
      let member = try classMember(hasSuperclass: superclass != nil)
      members.append(member)
      guard case .constructor = member.kind else { continue }
      if let firstConstructor {
        throw SyntaxError(
          "a class can have only one constructor", at: member.range,
          notes: [Diagnostic.Note("this is the first one", at: firstConstructor)])
      }
      firstConstructor = member.range
    }
    try advance()
    try leaveClass()
    allowsIn = outerAllowsIn
    nesting.leave(outerHeight)
    return ClassNode(name: name, superclass: superclass, members, range: range(from: start), id: id)
  }

  private mutating func classMember(hasSuperclass: Bool) throws(SyntaxError) -> ClassNode.Member {
    let start = token.range.start
    let first = token
    guard try skip(.static) else {
      let head = try memberHead()
      return try member(head, isStatic: false, start: start, hasSuperclass: hasSuperclass)
    }
    if token == .leftBrace { return try staticBlock(start: start) }
    let isName =
      token == .leftParenthesis || token == .assign || token == .semicolon || token == .rightBrace || isAtEnd
    let head =
      isName
      ? MemberHead(key: PropertyKey(.name("static"), range: first.range), keyToken: first, start: start)
      : try memberHead()
    return try member(head, isStatic: !isName, start: start, hasSuperclass: hasSuperclass)
  }

  private mutating func member(
    _ head: MemberHead, isStatic: Bool, start: Int, hasSuperclass: Bool
  ) throws(SyntaxError) -> ClassNode.Member {
    let isMethod = head.kind != .plain || token == .leftParenthesis
    try declarePrivateName(head, isStatic: isStatic)
    let isConstructor = try checkName(head, isStatic: isStatic, isMethod: isMethod)
    let kind: ClassNode.Member.Kind
    switch head.kind {
    case .getter: kind = .getter(head.key, try getter(head))
    case .setter: kind = .setter(head.key, try setter(head))
    case .method: kind = .method(head.key, try method(head))
    case .plain where isConstructor:
      kind = .constructor(
        try functionRest(.method, start: head.start, .method(allowsSuperCall: hasSuperclass)))
    case .plain where isMethod: kind = .method(head.key, try method(head))
    case .plain: kind = .field(head.key, try field())
    }
    return ClassNode.Member(kind, isStatic: isStatic, range: range(from: start))
  }

  /// Checks names with a meaning, and says whether it is a constructor.
  private func checkName(_ head: MemberHead, isStatic: Bool, isMethod: Bool) throws(SyntaxError) -> Bool {
    if case .privateName("constructor") = head.key.kind {
      throw SyntaxError("a private member cannot be named '#constructor'", at: head.key.range)
    }
    guard case .name(let name) = head.key.kind else { return false }
    if isStatic, name == "prototype" {
      throw SyntaxError("a static member cannot be named 'prototype'", at: head.key.range)
    }
    guard name == "constructor" else { return false }
    if !isMethod { throw SyntaxError("a field cannot be named 'constructor'", at: head.key.range) }
    if isStatic { return false }
    guard head.kind == .plain else {
      throw SyntaxError(
        "a constructor cannot be a getter, a setter, async or a generator", at: head.key.range)
    }
    return true
  }

  private mutating func field() throws(SyntaxError) -> ClassNode.Field {
    let id = makeID()
    var initializer: Expression?
    if try skip(.assign) {
      let outer = enterFunction(.classPart(.field))
      initializer = try assignment()
      leaveFunction(outer)
    }
    try semicolon(after: "a field")
    return ClassNode.Field(initializer, id: id)
  }

  private mutating func staticBlock(start: Int) throws(SyntaxError) -> ClassNode.Member {
    let id = makeID()
    let outer = enterFunction(.classPart(.staticBlock))
    let open = token.range
    let blockID = makeID()
    try advance()
    let statements = try statements(of: "a static block", in: open)
    let body = Block(statements, range: range(from: open.start), id: blockID)
    leaveFunction(outer)
    return ClassNode.Member(
      .staticBlock(ClassNode.StaticBlock(body, id: id)), isStatic: true, range: range(from: start))
  }

  // MARK: - Private names

  /// Notes that a private name is used: a class around must declare it, perhaps further down.
  mutating func reference(_ name: PrivateName) throws(SyntaxError) {
    guard !classes.isEmpty else { throw undeclared(name) }
    classes[classes.count - 1].references.append(name)
  }

  private mutating func declarePrivateName(_ head: MemberHead, isStatic: Bool) throws(SyntaxError) {
    guard case .privateName(let name) = head.key.kind else { return }
    var declaration = ClassContext.Declaration(
      range: head.key.range, isStatic: isStatic, isGetter: head.kind == .getter,
      isSetter: head.kind == .setter)
    if let first = classes[classes.count - 1].declarations[name] {
      let isPair =
        first.isStatic == isStatic
        && (first.isGetter && !first.isSetter && declaration.isSetter
          || first.isSetter && !first.isGetter && declaration.isGetter)
      guard isPair else {
        throw SyntaxError(
          "'#\(name)' has already been declared", at: head.key.range,
          notes: [Diagnostic.Note("this is the first declaration", at: first.range)])
      }
      declaration.isGetter = true
      declaration.isSetter = true
    }
    classes[classes.count - 1].declarations[name] = declaration
  }

  /// Ends a class: what it does not declare, a class further out must declare.
  private mutating func leaveClass() throws(SyntaxError) {
    let ended = classes.removeLast()
    let open = ended.references.filter { ended.declarations[$0.name] == nil }
    guard let first = open.first else { return }
    guard !classes.isEmpty else { throw undeclared(first) }
    classes[classes.count - 1].references += open
  }

  private func undeclared(_ name: PrivateName) -> SyntaxError {
    SyntaxError("the private name '#\(name.name)' is not declared in a class around it", at: name.range)
  }
}
