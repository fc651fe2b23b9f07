import CaseRunner
import IL
import Runtime
import Snapshot

/// A made-up program and what a host does with it, for tests of everything that must not change a program's behaviour.
///
/// The code is such as the reference compiler emits: closures, classes, exceptions, async functions and the rest, on
/// data in RAM and ROM. It avoids what the engine leaves undefined, and what depends on when garbage is collected.
/// Every program ends soon. Most run without an error of the engine; some have one, which must be kept as well.
///
///     let generated = try GeneratedProgram(seed: 7)
///     let after = try EncodedSnapshot(transformed(generated.program)).bytes
///     let outcome = try Verification(generated.snapshot, after).run(generated.testCase)
public struct GeneratedProgram {
  /// The program; it satisfies `Verifier`, and can be encoded.
  public let program: Program
  /// `program` as a file.
  public let snapshot: [UInt8]
  /// Calls of the exports with arguments, and how the host functions behave.
  ///
  /// Handles in it are numbered as they appear when `program` runs.
  public let testCase: Case

  /// The most statements in a function when nothing else is asked for.
  public static let defaultSize = 4

  /// Makes the program and the case of a seed; the same seed and size always give the same.
  ///
  /// - Parameters:
  ///   - seed: Which program.
  ///   - size: About the most statements in a function, and what the number of functions depends on; at least 2.
  /// - Throws: `Verifier.Failure`, `EncodingError` or ``CaseError``, if the generator has a bug or `size` is far
  ///   beyond what fits.
  public init(seed: UInt64, size: Int = Self.defaultSize) throws {
    let program = ProgramGenerator(seed: seed, size: max(2, size)).make()
    try Verifier.verify(program)
    self.program = program
    var host = GeneratedHost(seed: seed, exports: program.exports)
    snapshot = try EncodedSnapshot(program).bytes
    testCase = try host.makeCase(for: snapshot)
  }
}
