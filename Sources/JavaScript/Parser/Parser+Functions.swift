extension Parser {
  /// A function expression; `async` may have been consumed.
  mutating func functionExpression(asyncStart: Int? = nil) throws(SyntaxError) -> Expression {
    let start = asyncStart ?? token.range.start
    try advance()
    let isGenerator = try skip(.star)
    let name = token == .leftParenthesis ? nil : try bindingIdentifier("a function")
    let node = try functionRest(
      .function, name: name, start: start, .function(isAsync: asyncStart != nil, isGenerator: isGenerator))
    return Expression(.function(node), range: node.range)
  }

  /// A function declaration, whose name may be missing in `export default`.
  mutating func functionDeclaration(nameIsOptional: Bool = false) throws(SyntaxError) -> Statement {
    let start = token.range.start
    let isAsync = try skipWord("async")
    try advance()
    let isGenerator = try skip(.star)
    var name: Identifier?
    if !nameIsOptional || token != .leftParenthesis {
      let identifier = try bindingIdentifier("a function")
      try declareFunction(identifier)
      name = identifier
    }
    let node = try functionRest(
      .function, name: name, start: start, .function(isAsync: isAsync, isGenerator: isGenerator))
    return Statement(.function(node), range: node.range)
  }

  /// Parameters and body.
  mutating func functionRest(
    _ kind: FunctionNode.Kind, name: Identifier? = nil, start: Int, _ context: FunctionContext
  ) throws(SyntaxError) -> FunctionNode {
    let id = makeID()
    let outer = enterFunction(context)
    let parameters = try formalParameters()
    let body = try functionBody(parameters)
    leaveFunction(outer)
    return FunctionNode(
      kind, name: name, parameters, .block(body), isAsync: context.isAsync, isGenerator: context.isGenerator,
      range: range(from: start), id: id)
  }

  private mutating func formalParameters() throws(SyntaxError) -> [FunctionNode.Parameter] {
    try expect(.leftParenthesis, "before the parameters of a function")
    function.isInParameters = true
    var parameters: [FunctionNode.Parameter] = []
    var hasRest = false
    while token != .rightParenthesis, !hasRest {
      hasRest = try skip(.ellipsis)
      let target = hasRest ? try restTarget("parameter") : try bindingElement("a parameter")
      parameters.append(FunctionNode.Parameter(target, isRest: hasRest))
      guard !hasRest, try skip(.comma) else { break }
    }
    try expect(.rightParenthesis, hasRest ? "after a rest parameter" : "or ',' after a parameter")
    function.isInParameters = false
    for parameter in parameters { try declareParameter(parameter.target) }
    return parameters
  }

  /// The statements of a function in their braces.
  mutating func functionBody(_ parameters: [FunctionNode.Parameter]) throws(SyntaxError) -> Block {
    let open = token.range
    let id = makeID()
    try expect(.leftBrace, "before the body of a function")
    let statements = try statements(of: "a function", in: open)
    if !parameters.allSatisfy(\.isSimple) {
      for statement in statements {
        guard case .expression(let expression) = statement.kind, case .string = expression.kind else { break }
        let text = lexer.bytes[expression.range.start + 1..<expression.range.end - 1]
        if text.elementsEqual("use strict".utf8) {
          throw SyntaxError(
            "'use strict' is not allowed in a function whose parameters are not simple names",
            at: expression.range)
        }
      }
    }
    return Block(statements, range: range(from: open.start), id: id)
  }

  // MARK: - Methods

  /// A method from its parentheses on.
  mutating func method(_ head: MemberHead) throws(SyntaxError) -> FunctionNode {
    try functionRest(
      .method, start: head.start, .method(isAsync: head.isAsync, isGenerator: head.isGenerator))
  }

  /// A getter from its parentheses on.
  mutating func getter(_ head: MemberHead) throws(SyntaxError) -> FunctionNode {
    let node = try functionRest(.method, start: head.start, .method())
    if let parameter = node.parameters.first {
      throw SyntaxError("a getter cannot have parameters", at: parameter.target.range)
    }
    return node
  }

  /// A setter from its parentheses on.
  mutating func setter(_ head: MemberHead) throws(SyntaxError) -> FunctionNode {
    let node = try functionRest(.method, start: head.start, .method())
    guard node.parameters.count == 1, !node.parameters[0].isRest else {
      let range = node.parameters.dropFirst().first?.target.range ?? head.key.range
      throw SyntaxError("a setter must have exactly one parameter, which is no rest parameter", at: range)
    }
    return node
  }
}

extension FunctionNode.Parameter {
  /// True iff it is a name alone.
  fileprivate var isSimple: Bool {
    if case .identifier = target.kind { !isRest } else { false }
  }
}
