import IL

/// Stack code that was generated for functions, so that a function that is lowered again as it was need not be.
///
/// The invariant: the code of an entry is what lowering makes of exactly the input that the entry names. Nothing
/// else goes into the code, so an entry never expires; there is one for each function, the latest.
public struct LoweringCache: Sendable {
  /// Everything that the stack code of a function depends on.
  struct Input: Hashable, Sendable {
    /// The body, with its calls in the form that stack code has.
    var body: SSABody
    var entryDepth: Int
    var sources: DeletedSources
    var limits: FrameLimits
  }

  private var entries: [FunctionID: (input: Input, code: StackCode)] = [:]

  /// A cache of nothing.
  public init() {}

  /// The code for `input` of `function`, which `generate` makes if it is not known.
  mutating func code(
    of function: FunctionID, for input: Input, generate: () throws(LoweringFailure) -> StackCode
  ) throws(LoweringFailure) -> StackCode {
    if let entry = entries[function], entry.input == input { return entry.code }
    let code = try generate()
    entries[function] = (input, code)
    return code
  }
}
