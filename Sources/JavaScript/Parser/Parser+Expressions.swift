extension Expression {
  /// True iff it is an arrow function without parentheses, which cannot be an operand.
  var isArrow: Bool {
    if case .function(let function) = kind { function.kind == .arrow } else { false }
  }
}

extension Parser {
  /// An expression, which may have commas.
  mutating func expression() throws(SyntaxError) -> Expression {
    let first = try assignment()
    guard token == .comma else { return first }
    return try sequence(after: first)
  }

  /// The rest of an expression with commas.
  mutating func sequence(after first: Expression) throws(SyntaxError) -> Expression {
    var expressions = [first]
    while try skip(.comma) { expressions.append(try assignment()) }
    return Expression(.sequence(expressions), range: range(from: first.range.start))
  }

  /// An expression without commas.
  ///
  /// If it may be a pattern, then `patternOnlyError` tells why it is no expression, if it is none.
  mutating func assignment(mayBePattern: Bool = false) throws(SyntaxError) -> Expression {
    let outerHeight = try nesting.enter(at: token.range)
    let outerError = patternOnlyError
    patternOnlyError = nil
    let start = token.range.start
    var result: Expression
    if token == .yield, function.isGenerator {
      result = try yieldExpression()
    } else {
      arrowStart = start
      if case .privateName = token.kind {
        result = try operatorChain(nil)
      } else {
        result = try unary()
        if isBinaryOperator, !result.isArrow { result = try operatorChain(result) }
      }
      if case .punctuator(let punctuator) = token.kind, !result.isArrow {
        if punctuator == .question {
          result = try conditional(result)
        } else if let assigned = AssignmentOperator(punctuator) {
          result = try assignment(to: result, assigned)
        }
      }
    }
    if let patternOnlyError, !mayBePattern { throw patternOnlyError }
    if outerError != nil { patternOnlyError = outerError }
    nesting.leave(outerHeight)
    return result
  }

  /// Reports what was wrong with the last operand, now that it is no pattern.
  func requireExpression() throws(SyntaxError) {
    if let patternOnlyError { throw patternOnlyError }
  }

  private mutating func conditional(_ condition: Expression) throws(SyntaxError) -> Expression {
    try requireExpression()
    try advance()
    let outerAllowsIn = allowsIn
    allowsIn = true
    let then = try assignment()
    allowsIn = outerAllowsIn
    try expect(.colon, "between the two values of a conditional expression")
    let otherwise = try assignment()
    try nesting.wrap(at: condition.range)
    return Expression(
      .conditional(condition, then: then, otherwise: otherwise), range: range(from: condition.range.start))
  }

  private mutating func assignment(
    to target: Expression, _ assigned: AssignmentOperator
  ) throws(SyntaxError) -> Expression {
    let start = target.range.start
    switch assigned {
    case .plain:
      let pattern = try assignmentPattern(from: target)
      patternOnlyError = nil
      try advance()
      let value = try assignment()
      return Expression(.assignment(pattern, value), range: range(from: start))
    case .compound(let compound):
      try requireExpression()
      let pattern = try simpleTarget(from: target, of: "'\(tokenText)'")
      try advance()
      let value = try assignment()
      return Expression(.compoundAssignment(compound, pattern, value), range: range(from: start))
    }
  }

  private mutating func yieldExpression() throws(SyntaxError) -> Expression {
    let start = token.range.start
    if function.isInParameters {
      throw SyntaxError("'yield' is not allowed in parameters", at: token.range)
    }
    lastSuspension = token.range
    try advance()
    if token.followsLineBreak {
      return Expression(.yield(nil, isDelegating: false), range: range(from: start))
    }
    let isDelegating = try skip(.star)
    guard isDelegating || startsExpression else {
      return Expression(.yield(nil, isDelegating: false), range: range(from: start))
    }
    let value = try assignment()
    return Expression(.yield(value, isDelegating: isDelegating), range: range(from: start))
  }

  /// False if what comes next ends an expression.
  private var startsExpression: Bool {
    switch token.kind {
    case .endOfFile: false
    case .punctuator(let punctuator):
      ![.rightParenthesis, .rightBracket, .rightBrace, .comma, .semicolon, .colon].contains(punctuator)
    case .keyword(let keyword): keyword != .in
    default: !token.isWord("of")
    }
  }
}

/// What `=` and its relatives do.
enum AssignmentOperator {
  case plain
  case compound(CompoundOperator)

  init?(_ punctuator: Punctuator) {
    switch punctuator {
    case .assign: self = .plain
    case .assignLogicalAnd: self = .compound(.logical(.and))
    case .assignLogicalOr: self = .compound(.logical(.or))
    case .assignCoalesce: self = .compound(.logical(.coalesce))
    case .assignAdd, .assignSubtract, .assignMultiply, .assignDivide, .assignRemainder, .assignPower,
      .assignShiftLeft, .assignShiftRight, .assignShiftRightUnsigned, .assignAnd, .assignOr, .assignXor:
      guard let binary = BinaryOperator(rawValue: String(punctuator.rawValue.dropLast())) else { return nil }
      self = .compound(.binary(binary))
    default: return nil
    }
  }
}
