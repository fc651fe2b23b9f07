public import IL

/// An error of the engine that a program at build time can catch, because ECMAScript has it as an exception.
public struct GuestError {
  /// The class of the exception.
  public enum Kind: String, Sendable {
    case typeError = "TypeError"
    case referenceError = "ReferenceError"
    case rangeError = "RangeError"
  }

  /// The class of the exception.
  public var kind: Kind
  /// What is wrong.
  public var message: String
  /// The variable that was read before it had a value, if it is a global one.
  public var global: GlobalID?
  /// Where it was made.
  public var place: StackFrame?
}

/// An activation at the time of an error.
public struct StackFrame: Hashable, Sendable {
  /// The function.
  public var function: FunctionID
  /// The origin of the instruction that was executed: where it stands, if the function came from a compiler.
  public var origin: Int?
}
