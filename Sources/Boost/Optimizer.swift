import Codec
import IL
import Passes
import Snapshot
import SourceMaps

/// Makes a snapshot smaller: reads it, runs passes, writes it, and checks what was written.
public struct Optimizer: Sendable {
  /// The passes to run, in order.
  public var passes: [Pass]
  /// How often they run at most; fewer rounds if one gains nothing.
  public var maximumRounds: Int
  /// How to run them.
  public var options: PassManager.Options

  /// How much work goes into making a snapshot small.
  public enum Level: Sendable, CaseIterable {
    /// No pass: code is only brought into SSA form and back.
    case unoptimized
    /// The default pipeline, once.
    case once
    /// The default pipeline until it finds nothing more.
    case converged
  }

  /// The most rounds of the passes; programs that are not made up to need more settle in two or three.
  public static let roundLimit = 8

  /// Makes an optimizer that runs the default pipeline as often as `level` says.
  public init(_ level: Level = .converged, options: PassManager.Options = .init()) {
    passes = Pass.defaultPipeline
    maximumRounds =
      switch level {
      case .unoptimized: 0
      case .once: 1
      case .converged: Self.roundLimit
      }
    self.options = options
  }

  /// Makes an optimizer that runs `passes` at most `maximumRounds` times.
  public init(passes: [Pass], maximumRounds: Int = 1, options: PassManager.Options = .init()) {
    self.passes = passes
    self.maximumRounds = maximumRounds
    self.options = options
  }

  /// Optimizes the snapshot `bytes`, and calls `observe` for each pass with what it has made.
  ///
  /// Names and places in reports are those of `sourceMap`, if there is one.
  ///
  /// The output is the smallest of what there is after each round, and the input. If no round makes anything
  /// smaller, what there is before the first one counts too. Where a result has no stack code, the changes that lead
  /// to that are taken back.
  ///
  /// What is written is read back and compared.
  ///
  /// - Throws: `DecodingError` if the input is not a valid snapshot, `ForeignSourceMap` if the map is not its own,
  ///   `EncodingError` if no result fits the format,
  ///   `Program.LoweringError`, `PassManager.Failure` or `SelfCheckFailure` if we have a bug.
  public func optimize(
    _ bytes: [UInt8], describedBy sourceMap: SourceMap? = nil,
    observe: (PassManager.Step, Program) -> Void = { _, _ in }
  ) throws -> Optimization {
    let original = try DecodedSnapshot(bytes)
    guard sourceMap?.describes(original.map) ?? true else { throw ForeignSourceMap() }
    var optimization = Optimization(original, describedBy: sourceMap)
    var program = AnalyzedProgram(optimization.lifted)
    var problem: EncodingError?
    for _ in 0..<maximumRounds {
      let before = program
      let smallest = optimization.smallestSize
      let round: Round
      do {
        round = try Round(self, of: before, in: optimization)
      } catch is Program.LoweringError {
        // Some change led to a frame that the function has no room for, or to a value that nothing can copy.
        let input = (original: optimization.original.program, lifted: optimization.lifted)
        var cache = LoweringCache()
        round = try Round(self, of: before, in: optimization) { program in
          var program = program
          let report = try? program.lower(
            original: input.original, lifted: input.lifted, reusing: &cache)
          return report != nil
        }
      }
      (optimization, program, problem) = (round.optimization, round.program, round.problem ?? problem)
      for (step, program) in round.steps { observe(step, program) }
      // Fewer ran than there are: the user wants to stop there.
      guard program.program != before.program, round.steps.count == passes.count else { break }
      guard optimization.smallestSize != smallest else { break }
    }
    if !optimization.isWorthwhile {
      problem = try optimization.consider(optimization.lifted, stepCount: 0) ?? problem
    }
    guard optimization.hasResult else { throw problem! }
    try optimization.check()
    return optimization
  }
}

/// A source map that is not the one of the snapshot it was given for.
public struct ForeignSourceMap: Error, CustomStringConvertible {
  /// The problem as a line for the user.
  public var description: String { "the source map is that of another snapshot" }
}

/// All passes, once.
private struct Round {
  var steps: [(step: PassManager.Step, program: Program)] = []
  var optimization: Optimization
  var program: AnalyzedProgram
  /// The limit of the format that the result exceeds, if it does.
  let problem: EncodingError?

  /// Runs the passes of `optimizer` over `program`, whose changes must leave what `isUsable` accepts.
  init(
    _ optimizer: Optimizer, of program: AnalyzedProgram, in optimization: Optimization,
    keeping isUsable: ((Program) -> Bool)? = nil
  ) throws {
    var (optimization, result) = (optimization, program)
    var steps: [(step: PassManager.Step, program: Program)] = []
    _ = try PassManager(optimizer.options).run(
      optimizer.passes, on: &result, after: optimization.steps.count, keeping: isUsable
    ) { step, after in
      optimization.record(step, after)
      steps.append((step, after))
    }
    let isSame = result.program == program.program
    problem = isSame ? nil : try optimization.consider(result.program, stepCount: optimization.steps.count)
    self.optimization = optimization
    self.program = result
    self.steps = steps
  }
}
