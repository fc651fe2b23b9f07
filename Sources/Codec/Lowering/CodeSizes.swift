import IL
import Snapshot

/// What functions take in the file, found by lowering them.
///
/// That takes far longer than an estimate, so passes ask for it where an estimate says that something may be gained.
public struct CodeSizes: Sendable {
  private let uninitialized: UninitializedValues

  /// Prepares to lower functions of `program`; nil if functions of it pass on uninitialized values.
  public init?(_ program: Program) {
    guard let uninitialized = try? UninitializedValues(program) else { return nil }
    self.uninitialized = uninitialized
  }

  /// The bytes of the function with `body` in ROM, its header and the padding behind it included; nil if it has no
  /// stack code.
  ///
  /// - Parameters:
  ///   - body: What the function does.
  ///   - origin: The function of the program whose locals those of `body` are that scopes give.
  ///   - program: The program with the functions that `body` calls.
  public func size(of body: SSABody, from origin: FunctionID, in program: Program) -> Int? {
    let sources = DeletedSources.known(uninitialized, origin)
    let code = try? Function(.ssa(body)).lowered(in: program, sources, limits: FrameLimits(of: nil))
    return code.flatMap { Function($0).romSize }
  }
}
