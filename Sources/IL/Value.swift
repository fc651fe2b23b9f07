/// A value that a program starts with or that its code pushes: what one 16-bit slot can mean.
///
/// Numbers, strings and host functions have no identity, so they are values here, and the cells that hold
/// them in a file are a matter of encoding (snapshot format, sections 2 and 3).
public enum Value: Hashable, Sendable {
  case undefined
  case null
  case boolean(Bool)
  case number(Number)
  /// A string; `length` and `__proto__`, which the engine knows by themselves, are strings like any other.
  case string(StringID)
  /// The mark of array holes and of variables before their initialization.
  case deleted
  /// The engine's own function that does nothing.
  case noOpFunction
  case function(FunctionID)
  /// A resume point or catch block, as a suspended async function keeps it in its closure.
  case continuation(FunctionID, Label)
  case hostFunction(ImportID)
  /// A direct reference to an allocation.
  case allocation(AllocationID)
  /// A reference to an allocation in RAM through a handle, the only form that ROM can hold.
  ///
  /// The engine does not resolve handles when it compares references, so a handle and a direct reference
  /// to one object are not equal (snapshot format, section 2.4).
  case handle(AllocationID)

  /// The integer `value` as a number.
  public static func integer(_ value: Int) -> Value { .number(Number(value)) }

  /// The allocation that the value refers to, directly or through a handle.
  public var referent: AllocationID? {
    switch self {
    case .allocation(let id), .handle(let id): id
    case .undefined, .null, .boolean, .number, .string, .deleted, .noOpFunction, .function, .continuation,
      .hostFunction:
      nil
    }
  }
}

/// A position in the code of a function: the target of jumps, a catch block or a resume point.
public struct Label: Hashable, Comparable, Sendable {
  /// A number that is unique in the function.
  public let index: Int
  /// Makes the label numbered `index`.
  public init(_ index: Int) { self.index = index }

  /// Orders labels by number.
  public static func < (left: Label, right: Label) -> Bool { left.index < right.index }
}
