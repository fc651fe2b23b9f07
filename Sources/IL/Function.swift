/// A function of the program.
public struct Function: Hashable, Sendable {
  /// What it does.
  public var code: StackCode
  /// The number of values already in the frame when the function is entered.
  ///
  /// 0, except for the built-in catch block of async functions, which a throw enters at depth 2.
  public var entryDepth: Int
  /// A name for reports.
  public var name: String?

  /// Makes a function.
  public init(_ code: StackCode, entryDepth: Int = 0, name: String? = nil) {
    self.code = code
    self.entryDepth = entryDepth
    self.name = name
  }

  /// True iff calling the function starts an async activation.
  public var isAsync: Bool {
    for instruction in code.instructions {
      switch instruction.operation {
      case .label: continue
      case .asyncStart: return true
      default: return false
      }
    }
    return false
  }
}
