/// How fine a drawing of the dependency graph is.
///
/// Each scope shows what the one before it shows, and more.
public enum GraphScope: String, Hashable, Sendable, CaseIterable {
  /// Functions, globals, allocations, imports, exports and built-ins.
  case function
  /// Also properties, array elements, closure slots, parameters and strings.
  case entity
  /// Also every instruction.
  case instruction

  /// The next coarser scope, or nil for the coarsest.
  public var coarser: GraphScope? {
    switch self {
    case .function: nil
    case .entity: .function
    case .instruction: .entity
    }
  }
}
