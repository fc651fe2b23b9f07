/// An operator before its operand.
public enum UnaryOperator: String, Sendable {
  case plus = "+"
  case minus = "-"
  case not = "!"
  case bitwiseNot = "~"
  case typeof
  case void
  case delete
}

/// `++` or `--`.
public enum UpdateOperator: String, Sendable {
  case increment = "++"
  case decrement = "--"
}

/// An operator between two operands, both of which are evaluated.
public enum BinaryOperator: String, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case power = "**"
  case bitwiseAnd = "&"
  case bitwiseOr = "|"
  case bitwiseXor = "^"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case shiftRightUnsigned = ">>>"
  case less = "<"
  case greater = ">"
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="
  case strictlyEqual = "==="
  case strictlyNotEqual = "!=="
  case `in`
  case instanceof
}

/// An operator whose second operand is evaluated only if the first one does not decide.
public enum LogicalOperator: String, Sendable {
  case and = "&&"
  case or = "||"
  case coalesce = "??"
}

/// The operator of `target op= value`.
public enum CompoundOperator: Sendable {
  case binary(BinaryOperator)
  /// Assigns only if the target does not decide.
  case logical(LogicalOperator)
}
