import IL
import JavaScript

extension FunctionGenerator {
  mutating func unary(
    _ unaryOperator: JavaScript.UnaryOperator, _ operand: Expression, _ range: SourceRange
  ) throws(CompilationError) -> Operand {
    switch unaryOperator {
    case .void:
      try effect(operand)
      return .literal(.undefined)
    case .delete:
      throw error("'delete' is not supported: the engine cannot remove properties", range)
    case .typeof:
      if case .identifier(let identifier) = operand.kind, isMissing(identifier) {
        return .literal(link.string("undefined"))
      }
      return builder.emit(.unary(.typeof), try value(operand))
    case .plus: return builder.emit(.unary(.plus), try value(operand))
    case .minus: return builder.emit(.unary(.negate), try value(operand))
    case .bitwiseNot: return builder.emit(.unary(.bitNot), try value(operand))
    case .not: return builder.emit(.unary(.logicalNot), try value(operand))
    }
  }

  /// True iff nothing has the name.
  private func isMissing(_ identifier: Identifier) -> Bool {
    reference(identifier) == nil && link.environment[identifier.name] == nil
      && !["NaN", "Infinity"].contains(identifier.name)
  }

  mutating func binary(
    _ binaryOperator: JavaScript.BinaryOperator, _ left: Expression, _ right: Expression
  ) throws(CompilationError) -> Operand {
    if let (dividend, divisor) = Expression.truncatedDivision(binaryOperator, left, right) {
      let first = try value(dividend)
      return builder.emit(.binary(.divideAndTruncate), first, try value(divisor))
    }
    // Long sums are deep to the left only.
    var rest = [(binaryOperator, right)]
    var first = left
    while case .binary(let next, let inner, let operand) = first.kind, !first.isTruncatedDivision {
      rest.append((next, operand))
      first = inner
    }
    var result = try value(first)
    for (next, operand) in rest.reversed() { result = try operation(next, result, try value(operand)) }
    return result
  }

  /// The result of an operator on two values.
  mutating func operation(
    _ binaryOperator: JavaScript.BinaryOperator, _ left: Operand, _ right: Operand
  ) throws(CompilationError) -> Operand {
    switch binaryOperator {
    case .equal: return try looselyEqual(left, right)
    case .notEqual: return builder.emit(.unary(.logicalNot), try looselyEqual(left, right))
    case .in: return try callSupport(.hasProperty, left, right)
    case .instanceof: return try callSupport(.isInstance, left, right)
    default:
      guard let operation = binaryOperator.operation else { preconditionFailure("an operator without code") }
      return builder.emit(.binary(operation), left, right)
    }
  }

  private mutating func looselyEqual(_ left: Operand, _ right: Operand) throws(CompilationError) -> Operand {
    if left.isMissing || right.isMissing {
      let kind = builder.emit(.unary(.typeCodeOf), left.isMissing ? right : left)
      return builder.emit(.binary(.lessOrEqual), kind, .literal(.integer(TypeCode.null)))
    }
    return try callSupport(.looselyEqual, left, right)
  }
}

extension Operand {
  /// True iff it is the literal `undefined` or `null`.
  fileprivate var isMissing: Bool { literal == .undefined || literal == .null }
}

extension Expression {
  /// The operands of the division in `x / y | 0`, which the engine does at once.
  fileprivate static func truncatedDivision(
    _ binaryOperator: JavaScript.BinaryOperator, _ left: Expression, _ right: Expression
  ) -> (dividend: Expression, divisor: Expression)? {
    guard binaryOperator == .bitwiseOr, case .number(0) = right.withoutParentheses.kind,
      case .binary(.divide, let dividend, let divisor) = left.withoutParentheses.kind
    else { return nil }
    return (dividend, divisor)
  }

  /// True iff it is `x / y | 0`.
  fileprivate var isTruncatedDivision: Bool {
    guard case .binary(let binaryOperator, let left, let right) = kind else { return false }
    return Self.truncatedDivision(binaryOperator, left, right) != nil
  }

  /// The expression in the parentheses.
  var withoutParentheses: Expression {
    var expression = self
    while case .parenthesized(let inner) = expression.kind { expression = inner }
    return expression
  }
}

extension JavaScript.BinaryOperator {
  /// The operation of the IL that does the same; nil if there is none.
  fileprivate var operation: IL.BinaryOperator? {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .remainder: .remainder
    case .power: .power
    case .bitwiseAnd: .bitAnd
    case .bitwiseOr: .bitOr
    case .bitwiseXor: .bitXor
    case .shiftLeft: .shiftLeft
    case .shiftRight: .shiftRight
    case .shiftRightUnsigned: .shiftRightUnsigned
    case .less: .less
    case .greater: .greater
    case .lessOrEqual: .lessOrEqual
    case .greaterOrEqual: .greaterOrEqual
    case .strictlyEqual: .equal
    case .strictlyNotEqual: .notEqual
    case .equal, .notEqual, .in, .instanceof: nil
    }
  }
}
