import IL

/// Why a function stays in stack form.
public enum LiftingFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The code breaks a rule of stack code.
  case invalidCode(StackDepths.Violation)
  /// The function was suspended when the snapshot was taken: its saved frame is laid out like the stack.
  case isSuspended
  /// The code uses what the engine keeps in the frame or scope of an async function, at this position.
  case usesActivationRecord(position: Int)
  /// Paths on which different catch blocks are open meet at this position.
  case catchBlocksDiffer(position: Int)
  /// What `await_call` at this position gives is not for the `await` that follows alone.
  case awaitCallWithoutAwait(position: Int)
  /// A variable that a catch block can see is an operand of the instruction at this position.
  case operandIsCell(position: Int)

  /// The reason in words.
  public var description: String {
    switch self {
    case .invalidCode(let violation): "instruction \(violation.position): \(violation)"
    case .isSuspended: "it was suspended when the snapshot was taken"
    case .usesActivationRecord(let position):
      "instruction \(position) uses what the engine keeps for an async function"
    case .catchBlocksDiffer(let position): "instruction \(position) has different catch blocks on two paths"
    case .awaitCallWithoutAwait(let position):
      "instruction \(position) is an await_call without an await that follows"
    case .operandIsCell(let position):
      "instruction \(position) pops a variable that a catch block can see"
    }
  }
}
