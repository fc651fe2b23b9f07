/// An operation on two values: the right one on top of the stack (snapshot format, section 6.5).
public enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
  case less
  case greater
  case lessOrEqual = "less_or_equal"
  case greaterOrEqual = "greater_or_equal"
  /// Addition that converts strings to numbers.
  case addNumbers = "add_numbers"
  case subtract
  case multiply
  case divide
  /// `x / y | 0`.
  case divideAndTruncate = "divide_and_truncate"
  case remainder
  case power
  case shiftRight = "shift_right"
  case shiftRightUnsigned = "shift_right_unsigned"
  case shiftLeft = "shift_left"
  case bitOr = "bit_or"
  case bitAnd = "bit_and"
  case bitXor = "bit_xor"
  /// JavaScript's `+`: concatenates if either side is a string.
  case add
  case equal
  case notEqual = "not_equal"
}

/// An operation on one value.
public enum UnaryOperator: String, Hashable, Sendable, CaseIterable {
  case negate
  case plus
  case bitNot = "bit_not"
  case logicalNot = "logical_not"
  /// Makes a new string with the name of the operand's type.
  case typeof
  /// The engine's number for the operand's type.
  case typeCodeOf = "type_code_of"
}
