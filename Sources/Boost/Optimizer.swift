import Codec
import IL
import Passes
import Snapshot

/// Makes a snapshot smaller: reads it, runs passes, writes it, and checks what was written.
public struct Optimizer: Sendable {
  /// The passes to run, in order.
  public var passes: [Pass]
  /// How to run them.
  public var options: PassManager.Options

  /// Makes an optimizer; by default it runs the default pipeline.
  public init(passes: [Pass] = Pass.defaultPipeline, options: PassManager.Options = .init()) {
    self.passes = passes
    self.options = options
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

  /// Optimizes the snapshot `bytes`, and calls `observe` for each pass with what it has made.
  ///
  /// Where the result has no stack code, the passes that lead to that do without their changes.
  ///
  /// - Throws: `DecodingError` if the input is not a valid snapshot, `EncodingError` if the result does not fit the
  ///   format, `PassManager.Failure` or `SelfCheckFailure` if we have a bug.
  public func optimize(
    _ bytes: [UInt8], observe: (PassManager.Step, Program) -> Void = { _, _ in }
  ) throws -> Optimization {
    let original = try DecodedSnapshot(bytes)
    var lifted = original.program
    let liftingReport = lifted.lift()
    // Where uninitialized variables may be read, the checks of all of them stay.
    try? lifted.removeImpossibleChecks()
    let input = (original: original.program, lifted: lifted)
    var result = try PassResult(passes, options, input)
    do {
      try result.lower(input)
    } catch {
      // Some change led to a frame that the function has no room for, or to a value that nothing can copy.
      result = try PassResult(passes, options, input) { program in
        var program = program
        return (try? program.lower(original: input.original, lifted: input.lifted)) != nil
      }
      try result.lower(input)
    }
    let (optimized, program) = (result.optimized, result.lowered)
    for (step, program) in result.steps { observe(step, program) }
    let encoded = try EncodedSnapshot(program)
    try check(encoded, holds: program)
    var optimization = Optimization(
      original: original, lifted: lifted, optimized: optimized, lifting: liftingReport,
      lowering: result.report, steps: result.steps.map(\.step))
    if encoded.isWorthwhile(insteadOf: original) { optimization.use(encoded, program) }
    return optimization
  }

  /// Reads `encoded` back, because what nobody has read may not be readable.
  private func check(_ encoded: EncodedSnapshot, holds program: Program) throws(SelfCheckFailure) {
    let decoded: DecodedSnapshot
    do {
      decoded = try DecodedSnapshot(encoded.bytes)
    } catch {
      throw SelfCheckFailure(problem: error.description)
    }
    guard decoded.program.essential == program.essential else {
      throw SelfCheckFailure(problem: "it holds another program")
    }
  }
}

/// What passes and lowering make of a program.
private struct PassResult {
  let steps: [(step: PassManager.Step, program: Program)]
  let optimized: Program
  private(set) var lowered: Program
  private(set) var report = LoweringReport()

  /// Runs `passes`, whose changes must leave what `isUsable` accepts.
  init(
    _ passes: [Pass], _ options: PassManager.Options, _ input: (original: Program, lifted: Program),
    keeping isUsable: ((Program) -> Bool)? = nil
  ) throws(PassManager.Failure) {
    var program = input.lifted
    var steps: [(step: PassManager.Step, program: Program)] = []
    _ = try PassManager(options).run(passes, on: &program, keeping: isUsable) { steps.append(($0, $1)) }
    self.steps = steps
    optimized = program
    lowered = program
  }

  mutating func lower(_ input: (original: Program, lifted: Program)) throws(Program.LoweringError) {
    report = try lowered.lower(original: input.original, lifted: input.lifted)
  }
}

extension EncodedSnapshot {
  /// True iff this takes less flash or RAM than `original`, and not more of either.
  fileprivate func isWorthwhile(insteadOf original: DecodedSnapshot) -> Bool {
    let before = (size: original.map.size, ram: original.map.initialRAM)
    let after = (size: map.size, ram: map.initialRAM)
    return after.size <= before.size && after.ram <= before.ram && after != before
  }
}
