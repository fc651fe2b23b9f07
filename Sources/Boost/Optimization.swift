import Codec
import IL
import Passes
import Snapshot
import SourceMaps

/// A snapshot before and after optimization.
public struct Optimization: Sendable {
  /// The input.
  public let original: DecodedSnapshot
  /// Where the parts of the input come from, if that is known.
  public let sourceMap: SourceMap?
  /// The input in the form that passes work on.
  public let lifted: Program
  /// The functions that could not be brought into that form.
  public let lifting: Program.LiftingReport
  /// Why every check of a variable that may be uninitialized had to stay; nil if those that cannot fail went.
  public let leak: UninitializedValues.Leak?
  /// What the passes did, in all rounds.
  public private(set) var steps: [PassManager.Step] = []
  /// What went in each step, in the order of the program.
  public private(set) var removals: [Removal] = []

  private var best: Candidate?
  /// The code of the functions of the candidates so far.
  private var loweringCache = LoweringCache()
  /// The last program that `record(_:_:)` saw.
  private var latest: Program

  /// Something that a pass removed from the program.
  public struct Removal: Hashable, Sendable {
    /// What it was.
    public var entity: Entity
    /// The step, by its position in `steps`.
    public var step: Int
  }

  /// Brings the program of `original` into the form that passes work on.
  init(_ original: DecodedSnapshot, describedBy sourceMap: SourceMap?) {
    var original = original
    if let sourceMap { original.takeNames(from: sourceMap) }
    self.original = original
    self.sourceMap = sourceMap
    var lifted = original.program
    lifting = lifted.lift()
    do throws(UninitializedValues.Leak) {
      try lifted.removeImpossibleChecks()
      leak = nil
    } catch {
      leak = error
    }
    self.lifted = lifted
    latest = lifted
  }

  // MARK: The result

  /// What the passes made of the input, in their form.
  public var optimized: Program { result.optimized }

  /// The functions that got the code back that they were read with.
  public var lowering: LoweringReport { result.lowering }

  /// True iff the output is the input to the byte, because nothing better was found.
  public var isUnchanged: Bool { !isWorthwhile }

  /// The program in the output.
  ///
  /// Entities keep the identity that they have in the input.
  public var program: Program { isUnchanged ? original.program : result.program }

  /// The program in the output, in the form that passes work on.
  public var liftedOutput: Program { isUnchanged ? lifted : optimized }

  /// The output.
  public var bytes: [UInt8] { isUnchanged ? original.bytes : result.encoded.bytes }

  /// What each byte of the output is for.
  public var map: FileMap { isUnchanged ? original.map : result.encoded.map }

  /// Where the parts of the output come from, if that of the input is known.
  public var outputSourceMap: SourceMap? { sourceMap?.carried(from: original, to: map, program) }

  /// Those of `steps` that led to the output.
  public var outputSteps: ArraySlice<PassManager.Step> { steps.prefix(isUnchanged ? 0 : result.stepCount) }

  /// What the best result so far takes, in bytes; nil if there is none.
  var smallestSize: [Int]? { best.map { [$0.encoded.map.size, $0.encoded.map.initialRAM] } }

  /// True iff the output is known.
  var hasResult: Bool { best != nil }

  /// True iff there is a result that is better than the input.
  var isWorthwhile: Bool { best?.encoded.isWorthwhile(insteadOf: original) ?? false }

  private var result: Candidate {
    guard let best else { preconditionFailure("no result was considered") }
    return best
  }

  // MARK: On the way there

  /// Adds a step that made `program`.
  mutating func record(_ step: PassManager.Step, _ program: Program) {
    if !step.changes.isEmpty {
      removals += latest.entities(notIn: program).map { Removal(entity: $0, step: steps.count) }
    }
    steps.append(step)
    latest = program
  }

  /// Takes what `optimized` becomes for the result, unless there is a smaller one.
  ///
  /// - Parameters:
  ///   - optimized: What was made of the lifted program.
  ///   - stepCount: After how many steps.
  /// - Returns: the limit of the format that it exceeds, if it does; it is then no result.
  mutating func consider(_ optimized: Program, stepCount: Int) throws -> EncodingError? {
    let new: Candidate
    do {
      new = try Candidate(
        optimized, of: original, lifted: lifted, stepCount: stepCount, reusing: &loweringCache)
    } catch let error as EncodingError {
      return error
    }
    if best.map({ new.isNoWorse(than: $0, for: original) }) ?? true { best = new }
    return nil
  }

  /// Reads the result back.
  func check() throws(SelfCheckFailure) { try result.check() }
}
