import Codec
import IL
import Snapshot

/// A program after some passes, and the file with it.
struct Candidate: Sendable {
  /// The program, in the form that passes work on.
  let optimized: Program
  /// The same in stack form.
  let program: Program
  /// The functions that got the code back that they were read with.
  let lowering: LoweringReport
  /// The file.
  let encoded: EncodedSnapshot
  /// After how many steps.
  let stepCount: Int

  /// Writes `optimized`, which `stepCount` steps made of `lifted`.
  ///
  /// Functions that are as in an earlier candidate get their code from `cache`.
  ///
  /// - Throws: `EncodingError` if it does not fit the format, `Program.LoweringError` if we have a bug.
  init(
    _ optimized: Program, of original: DecodedSnapshot, lifted: Program, stepCount: Int,
    reusing cache: inout LoweringCache
  ) throws {
    self.optimized = optimized
    var program = optimized
    lowering = try program.lower(original: original.program, lifted: lifted, reusing: &cache)
    encoded = try EncodedSnapshot(program)
    self.program = program
    self.stepCount = stepCount
  }

  /// Reads back what was written.
  func check() throws(SelfCheckFailure) { try encoded.check(holds: program) }

  /// True iff this is a better output for `original` than `other`, or as good.
  func isNoWorse(than other: Candidate, for original: DecodedSnapshot) -> Bool {
    func rank(_ map: FileMap) -> (Int, Int, Int) {
      (map.initialRAM > original.map.initialRAM ? 1 : 0, map.size, map.initialRAM)
    }
    return rank(encoded.map) <= rank(other.encoded.map)
  }
}

/// A result that would be wrong: a bug of ours, caught before anyone can load it.
public struct SelfCheckFailure: Error, CustomStringConvertible {
  /// What is wrong with the result.
  public var problem: String
  /// The problem as a line for the user.
  public var description: String {
    "internal error, nothing was written: the optimized snapshot does not read back as it should (\(problem))"
  }
}

extension EncodedSnapshot {
  /// Reads the file back, because what nobody has read may not be readable.
  func check(holds program: Program) throws(SelfCheckFailure) {
    let decoded: DecodedSnapshot
    do {
      decoded = try DecodedSnapshot(bytes)
    } catch {
      throw SelfCheckFailure(problem: error.description)
    }
    guard decoded.program.essential == program.essential else {
      throw SelfCheckFailure(problem: "it holds another program")
    }
  }

  /// True iff this takes less flash or RAM than `original`, and not more of either.
  func isWorthwhile(insteadOf original: DecodedSnapshot) -> Bool {
    let before = (size: original.map.size, ram: original.map.initialRAM)
    let after = (size: map.size, ram: map.initialRAM)
    return after.size <= before.size && after.ram <= before.ram && after != before
  }
}
