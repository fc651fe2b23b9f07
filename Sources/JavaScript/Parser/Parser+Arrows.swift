extension Parser {
  /// An expression in parentheses, or an arrow function whose parameters stand in them.
  mutating func parenthesizedOrArrow() throws(SyntaxError) -> Expression {
    let open = token.range
    let mayBeArrow = arrowStart == open.start
    let outerAllowsIn = allowsIn
    allowsIn = true
    try advance()
    var items: [Expression] = []
    var rest: Pattern?
    var endsWithComma = false
    while token != .rightParenthesis, rest == nil {
      if mayBeArrow, try skip(.ellipsis) {
        rest = try restTarget("parameter")
        continue
      }
      items.append(try assignment(mayBePattern: true))
      endsWithComma = token == .comma
      guard try skip(.comma) else { break }
    }
    let close = token.range
    try expect(
      .rightParenthesis, closing: open, rest == nil ? "or ',' after an expression" : "after a rest parameter")
    allowsIn = outerAllowsIn
    if token == .arrow {
      guard mayBeArrow else {
        throw SyntaxError("an arrow function must stand in parentheses to be an operand", at: token.range)
      }
      return try arrow(try parameters(items, rest), start: open.start, isAsync: false)
    }
    if rest != nil || items.isEmpty { throw unexpected("'=>' after the parameters of an arrow function") }
    if endsWithComma { throw SyntaxError("expected an expression after ',', but found ')'", at: close) }
    try requireExpression()
    let inner =
      items.count == 1
      ? items[0]
      : Expression(
        .sequence(items), range: SourceRange(items[0].range.start, items[items.count - 1].range.end))
    return Expression(.parenthesized(inner), range: range(from: open.start))
  }

  /// `async(…)`: a call of a function with that name, or an async arrow function.
  mutating func asyncCallOrArrow(_ async: Identifier) throws(SyntaxError) -> Expression {
    let start = async.range.start
    let arguments = try arguments(mayBePatterns: true)
    guard token == .arrow, !token.followsLineBreak else {
      try requireExpression()
      let callee = Expression(.identifier(async), range: async.range)
      return Expression(.call(Call(callee, arguments, isOptional: false)), range: range(from: start))
    }
    var items: [Expression] = []
    var rest: Pattern?
    for argument in arguments {
      switch argument {
      case .value(let value):
        if let rest { throw notLast(rest.range) }
        items.append(value)
      case .spread(let value):
        if let rest { throw notLast(rest.range) }
        if commasAfterSpread[value.range.start] != nil { throw notLast(value.range) }
        if case .assignment = value.kind {
          throw SyntaxError("a rest parameter cannot have a default value", at: value.range)
        }
        rest = try bindingPattern(from: value)
      }
    }
    return try arrow(try parameters(items, rest), start: start, isAsync: true)
  }

  /// Converts what was parsed in parentheses into parameters.
  private func parameters(
    _ items: [Expression], _ rest: Pattern?
  ) throws(SyntaxError) -> [FunctionNode.Parameter] {
    var parameters: [FunctionNode.Parameter] = []
    for item in items { parameters.append(FunctionNode.Parameter(try bindingPattern(from: item))) }
    if let rest { parameters.append(FunctionNode.Parameter(rest, isRest: true)) }
    return parameters
  }

  /// An arrow function from its arrow on, which comes next.
  mutating func arrow(
    _ parameters: [FunctionNode.Parameter], start: Int, isAsync: Bool
  ) throws(SyntaxError) -> Expression {
    if token.followsLineBreak {
      throw SyntaxError("a line break is not allowed before '=>'", at: token.range)
    }
    if let lastSuspension, lastSuspension.start >= start {
      let word = lexer.bytes[lastSuspension.start] == UInt8(ascii: "a") ? "await" : "yield"
      throw SyntaxError("'\(word)' is not allowed in parameters", at: lastSuspension)
    }
    patternOnlyError = nil
    try advance()
    let id = makeID()
    let outer = enterFunction(function.arrow(isAsync: isAsync))
    for parameter in parameters { try declareParameter(parameter.target) }
    let body: FunctionNode.Body
    if token == .leftBrace {
      body = .block(try functionBody(parameters))
    } else {
      allowsIn = outer.allowsIn
      body = .expression(try assignment())
    }
    leaveFunction(outer)
    let node = FunctionNode(.arrow, parameters, body, isAsync: isAsync, range: range(from: start), id: id)
    return Expression(.function(node), range: node.range)
  }
}
