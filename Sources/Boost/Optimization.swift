import Codec
import IL
import Passes
import Snapshot

/// A snapshot before and after optimization.
public struct Optimization: Sendable {
  /// The input.
  public let original: DecodedSnapshot
  /// The input in the form that passes work on.
  public let lifted: Program
  /// What the passes made of it, in the same form.
  public let optimized: Program
  /// The functions that could not be brought into that form.
  public let lifting: Program.LiftingReport
  /// The functions that got the code back that they were read with.
  public let lowering: LoweringReport
  /// What the passes did.
  public let steps: [PassManager.Step]
  /// The program in the output.
  ///
  /// Entities keep the identity that they have in the input.
  public private(set) var program: Program
  /// The output.
  public private(set) var bytes: [UInt8]
  /// What each byte of the output is for.
  public private(set) var map: FileMap
  /// True iff the output is the input to the byte, because nothing better was found.
  public private(set) var isUnchanged = true

  /// A result that is no better than the input, so that the output is the input.
  init(
    original: DecodedSnapshot, lifted: Program, optimized: Program, lifting: Program.LiftingReport,
    lowering: LoweringReport, steps: [PassManager.Step]
  ) {
    self.original = original
    self.lifted = lifted
    self.optimized = optimized
    self.lifting = lifting
    self.lowering = lowering
    self.steps = steps
    program = original.program
    bytes = original.bytes
    map = original.map
  }

  /// Makes `encoded` the output, in which `program` is.
  mutating func use(_ encoded: EncodedSnapshot, _ program: Program) {
    self.program = program
    bytes = encoded.bytes
    map = encoded.map
    isUnchanged = false
  }
}
