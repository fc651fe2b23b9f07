extension Parser {
  /// An operand, with the operators that have only one.
  mutating func unary() throws(SyntaxError) -> Expression {
    switch token.kind {
    case .punctuator(.plus), .punctuator(.minus), .punctuator(.exclamation), .punctuator(.tilde),
      .punctuator(.increment), .punctuator(.decrement), .keyword(.typeof), .keyword(.void), .keyword(.delete),
      .keyword(.await):
      return try prefixOperation()
    default:
      let operand = try leftHandSide()
      guard token == .increment || token == .decrement, !token.followsLineBreak, !operand.isArrow else {
        return operand
      }
      return try postfixUpdate(of: operand)
    }
  }

  private mutating func postfixUpdate(of operand: Expression) throws(SyntaxError) -> Expression {
    try requireExpression()
    let update: UpdateOperator = token == .increment ? .increment : .decrement
    let target = try simpleTarget(from: operand, of: "'\(update.rawValue)'")
    try advance()
    return Expression(.update(update, isPrefix: false, target), range: range(from: operand.range.start))
  }

  private mutating func prefixOperation() throws(SyntaxError) -> Expression {
    let first = token
    let outerHeight = try nesting.enter(at: first.range)
    if first == .await { try checkAwait() }
    try advance()
    let operand = try unary()
    try requireExpression()
    let range = range(from: first.range.start)
    let result: Expression
    switch first.kind {
    case .punctuator(.increment), .punctuator(.decrement):
      let update: UpdateOperator = first == .increment ? .increment : .decrement
      let target = try simpleTarget(from: operand, of: "'\(update.rawValue)'")
      result = Expression(.update(update, isPrefix: true, target), range: range)
    case .punctuator(.plus): result = Expression(.unary(.plus, operand), range: range)
    case .punctuator(.minus): result = Expression(.unary(.minus, operand), range: range)
    case .punctuator(.exclamation): result = Expression(.unary(.not, operand), range: range)
    case .punctuator: result = Expression(.unary(.bitwiseNot, operand), range: range)
    case .keyword(.typeof): result = Expression(.unary(.typeof, operand), range: range)
    case .keyword(.void): result = Expression(.unary(.void, operand), range: range)
    case .keyword(.delete):
      try checkDeleted(operand)
      result = Expression(.unary(.delete, operand), range: range)
    default: result = Expression(.await(operand), range: range)
    }
    nesting.leave(outerHeight)
    return result
  }

  private mutating func checkAwait() throws(SyntaxError) {
    if function.kind == .staticBlock {
      throw SyntaxError("'await' is not allowed in a static block", at: token.range)
    }
    guard function.isAsync else { throw reservedWord(.await) }
    if function.isInParameters {
      throw SyntaxError("'await' is not allowed in parameters", at: token.range)
    }
    lastSuspension = token.range
  }

  /// Checks the operand of `delete`, which strict code restricts to properties that can go.
  private func checkDeleted(_ operand: Expression) throws(SyntaxError) {
    switch operand.kind {
    case .identifier(let identifier):
      throw SyntaxError("the variable '\(identifier.name)' cannot be deleted", at: operand.range)
    case .member(let member):
      guard case .privateName(let name) = member.key else { return }
      throw SyntaxError("the private member '#\(name.name)' cannot be deleted", at: name.range)
    case .parenthesized(let inner), .optionalChain(let inner):
      try checkDeleted(inner)
    default: return
    }
  }
}
