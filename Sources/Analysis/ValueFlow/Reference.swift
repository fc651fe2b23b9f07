import IL

/// Something with an identity that a value can be, as the value-flow analysis tells things apart.
///
/// What exists in the snapshot is one thing each; what the program makes later is one thing for each place that
/// makes it, and for each place that calls the function there if that is one the analysis looks at by call.
public enum Reference: Hashable, Sendable {
  case function(FunctionID)
  case hostFunction(ImportID)
  case noOpFunction
  /// An allocation that exists in the snapshot.
  case allocation(AllocationID)
  /// What an instruction makes: an object, array, closure, scope, class or instance.
  case site(Site)
  /// A promise or byte array that the host or the engine made.
  case external

  /// A place in the program that makes things, as seen from one activation of its function.
  public struct Site: Hashable, Sendable {
    /// The function and how it was called; less than 0 if the host made an instance of a class.
    public var activation: Int
    /// What the instruction makes.
    public var local: Local
    /// The instruction.
    public var operation: SSAOperation
    /// How many slots a clone of a scope has, which its instruction does not say.
    public var clonedSlots: Int?
  }
}
