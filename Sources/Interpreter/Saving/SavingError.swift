public import IL

/// Why the state of a machine cannot be saved as a program.
public enum SavingError: Error, Hashable, CustomStringConvertible {
  /// A call is under way.
  case isRunning
  /// The exports reach an async function, which has this name, that waits for something; IL in SSA form has no such
  /// values.
  case suspended(FunctionID, String)
  /// The state exceeds a limit of the format.
  case invalid(Verifier.Failure)

  /// The reason in words.
  public var description: String {
    switch self {
    case .isRunning: "the program is still running"
    case .suspended(_, let function):
      "function \(function) still waits for something, which a snapshot cannot keep; an export reaches it"
    case .invalid(let failure): "\(failure)"
    }
  }
}

extension InterpretedProgram {
  /// The program as it is now: globals, objects and exports have their current values, and what no export reaches is
  /// gone.
  ///
  /// Entities of the loaded program keep their identity. Functions that the device does not have become one that
  /// throws, objects of the host become empty ones. Jobs that wait are not part of a program.
  ///
  /// - Parameter unusedMethods: Functions that the array prototype of the saved program does not have.
  public func save(
    withoutArrayMethods unusedMethods: Set<FunctionID> = []
  ) throws(SavingError) -> Program {
    guard !core.isRunning else { throw .isRunning }
    return try ProgramSaver(core, unusedMethods).save()
  }
}
