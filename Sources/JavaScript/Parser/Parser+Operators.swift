/// An operator with an operand before and behind it.
private struct InfixOperator {
  enum Kind {
    case binary(BinaryOperator)
    case logical(LogicalOperator)
    /// `#name in`, of which the name is no operand.
    case hasPrivateName(PrivateName)
  }

  static let relational = 7

  var kind: Kind
  var precedence: Int
  var range: SourceRange

  /// The operator that a token is.
  init?(_ token: Token, allowsIn: Bool) {
    range = token.range
    switch token.kind {
    case .keyword(.instanceof): (kind, precedence) = (.binary(.instanceof), Self.relational)
    case .keyword(.in) where allowsIn: (kind, precedence) = (.binary(.in), Self.relational)
    case .punctuator(let punctuator):
      switch punctuator {
      case .coalesce: (kind, precedence) = (.logical(.coalesce), 1)
      case .or: (kind, precedence) = (.logical(.or), 1)
      case .and: (kind, precedence) = (.logical(.and), 2)
      case .bar: (kind, precedence) = (.binary(.bitwiseOr), 3)
      case .caret: (kind, precedence) = (.binary(.bitwiseXor), 4)
      case .ampersand: (kind, precedence) = (.binary(.bitwiseAnd), 5)
      case .equal: (kind, precedence) = (.binary(.equal), 6)
      case .notEqual: (kind, precedence) = (.binary(.notEqual), 6)
      case .strictlyEqual: (kind, precedence) = (.binary(.strictlyEqual), 6)
      case .strictlyNotEqual: (kind, precedence) = (.binary(.strictlyNotEqual), 6)
      case .less: (kind, precedence) = (.binary(.less), Self.relational)
      case .greater: (kind, precedence) = (.binary(.greater), Self.relational)
      case .lessOrEqual: (kind, precedence) = (.binary(.lessOrEqual), Self.relational)
      case .greaterOrEqual: (kind, precedence) = (.binary(.greaterOrEqual), Self.relational)
      case .shiftLeft: (kind, precedence) = (.binary(.shiftLeft), 8)
      case .shiftRight: (kind, precedence) = (.binary(.shiftRight), 8)
      case .shiftRightUnsigned: (kind, precedence) = (.binary(.shiftRightUnsigned), 8)
      case .plus: (kind, precedence) = (.binary(.add), 9)
      case .minus: (kind, precedence) = (.binary(.subtract), 9)
      case .star: (kind, precedence) = (.binary(.multiply), 10)
      case .slash: (kind, precedence) = (.binary(.divide), 10)
      case .percent: (kind, precedence) = (.binary(.remainder), 10)
      case .power: (kind, precedence) = (.binary(.power), 11)
      default: return nil
      }
    default: return nil
    }
  }

  init(_ name: PrivateName, range: SourceRange) {
    kind = .hasPrivateName(name)
    precedence = Self.relational
    self.range = range
  }

  var isPower: Bool {
    if case .binary(.power) = kind { true } else { false }
  }
}

extension Parser {
  /// True iff an operator with two operands comes next.
  var isBinaryOperator: Bool { InfixOperator(token, allowsIn: allowsIn) != nil }

  /// Operands with operators between them, of which the first operand may be parsed already.
  ///
  /// Operators wait on a stack until one of lower precedence comes.
  mutating func operatorChain(_ first: Expression?) throws(SyntaxError) -> Expression {
    var operands: [Expression] = []
    var operators: [InfixOperator] = []
    if let first {
      try requireExpression()
      operands.append(first)
    }
    var hasOperand = first != nil
    while true {
      if !hasOperand {
        if case .privateName(let name) = token.kind {
          operators.append(try privateNameTest(name, behind: operators.last))
          continue
        }
        operands.append(try unary())
        try requireExpression()
      }
      guard let next = InfixOperator(token, allowsIn: allowsIn) else { break }
      if next.isPower { try checkBase(operands[operands.count - 1]) }
      while let last = operators.last,
        last.precedence > next.precedence || last.precedence == next.precedence && !next.isPower
      {
        operators.removeLast()
        try apply(last, to: &operands)
      }
      operators.append(next)
      hasOperand = false
      try advance()
    }
    while let last = operators.popLast() { try apply(last, to: &operands) }
    return operands[0]
  }

  /// Reads `#name in`, which stands before an operand.
  private mutating func privateNameTest(
    _ name: String, behind last: InfixOperator?
  ) throws(SyntaxError) -> InfixOperator {
    let privateName = PrivateName(name, range: token.range)
    try reference(privateName)
    if let last, last.precedence >= InfixOperator.relational {
      throw SyntaxError(
        "'#\(name) in' cannot be the operand of an operator of the same or higher precedence", at: token.range
      )
    }
    try advance()
    guard token == .in, allowsIn else { throw unexpected("'in' after the private name '#\(name)'") }
    let result = InfixOperator(privateName, range: token.range)
    try advance()
    return result
  }

  /// Takes the operands of an operator and puts its result in their place.
  private mutating func apply(
    _ infix: InfixOperator, to operands: inout [Expression]
  ) throws(SyntaxError) {
    let right = operands.removeLast()
    try nesting.wrap(at: infix.range)
    if case .hasPrivateName(let name) = infix.kind {
      operands.append(
        Expression(.hasPrivateName(name, right), range: SourceRange(name.range.start, right.range.end)))
      return
    }
    let left = operands.removeLast()
    let range = SourceRange(left.range.start, right.range.end)
    switch infix.kind {
    case .binary(let binary):
      operands.append(Expression(.binary(binary, left, right), range: range))
    case .logical(let logical):
      guard !left.cannotMix(with: logical), !right.cannotMix(with: logical) else {
        throw SyntaxError(
          "'??' cannot be mixed with '&&' or '||' without parentheses", at: infix.range)
      }
      operands.append(Expression(.logical(logical, left, right), range: range))
    case .hasPrivateName:
      preconditionFailure("it has one operand")
    }
  }

  /// Checks what stands before `**`: `-a ** b` could mean two things.
  private func checkBase(_ base: Expression) throws(SyntaxError) {
    switch base.kind {
    case .unary, .await:
      throw SyntaxError(
        "the unary operator before the operand of '**' is ambiguous; expected parentheses", at: base.range)
    default: break
    }
  }
}

extension Expression {
  /// True iff JavaScript wants parentheses around it as an operand of a logical operator.
  fileprivate func cannotMix(with other: LogicalOperator) -> Bool {
    if case .logical(let inner, _, _) = kind { (inner == .coalesce) != (other == .coalesce) } else { false }
  }
}
