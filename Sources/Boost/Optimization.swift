import IL
import Passes
import Snapshot

/// A snapshot before and after optimization.
public struct Optimization: Sendable {
  /// The input.
  public let original: DecodedSnapshot
  /// The program in the output.
  ///
  /// Entities keep the identity that they have in the input.
  public let program: Program
  /// The output.
  public let bytes: [UInt8]
  /// What each byte of the output is for.
  public let map: FileMap
  /// What the passes did.
  public let steps: [PassManager.Step]
  /// True iff the output is the input to the byte, because nothing better was found.
  public let isUnchanged: Bool

  /// A result that is better than the input.
  init(original: DecodedSnapshot, program: Program, encoded: EncodedSnapshot, steps: [PassManager.Step]) {
    self.original = original
    self.program = program
    self.bytes = encoded.bytes
    self.map = encoded.map
    self.steps = steps
    isUnchanged = false
  }

  /// The input, because nothing better was found.
  init(original: DecodedSnapshot, steps: [PassManager.Step]) {
    self.original = original
    program = original.program
    bytes = original.bytes
    map = original.map
    self.steps = steps
    isUnchanged = true
  }
}
