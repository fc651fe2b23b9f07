public import IL
public import Snapshot

extension Program {
  /// The snapshot of a program that was not read from one, and whose functions may be in stack form, in SSA form, or some
  /// in each.
  ///
  /// - Throws: `Verifier.Failure`, `LoweringError` or `EncodingError`: what is wrong with the program.
  public mutating func assembled() throws -> EncodedSnapshot {
    try Verifier.verify(self)
    // Nothing was read from a file, so no function has code that could be kept.
    _ = try lower(original: Program(), lifted: Program())
    try Verifier.verify(self, .encodable)
    return try EncodedSnapshot(self)
  }
}
