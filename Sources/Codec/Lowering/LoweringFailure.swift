/// Why a body has no stack code.
public struct LoweringFailure: Error, Hashable, CustomStringConvertible {
  /// The reason, as a clause.
  public let description: String
}
