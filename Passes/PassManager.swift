import IL

/// Runs passes over a program.
public struct PassManager: Sendable {
  /// How to run them.
  public struct Options: Sendable {
    /// What the passes may do.
    public var policy = PassPolicy()
    /// Checks the program after each pass, which debug builds always do.
    public var verifiesEach = false
    /// Stops after so many passes, and if given after so many changes of the last one.
    public var stopAfter: StopPoint?

    /// The default options.
    public init() {}
  }

  /// A point in a run, for finding the change that breaks a program: `3`, or `3.5` for change 5 of pass 3.
  public struct StopPoint: Hashable, Sendable {
    /// How many passes run.
    public var passes: Int
    /// How many changes the last of them may make; nil if all.
    public var changes: Int?

    /// Reads `n` or `n.m`.
    public init?(_ text: String) {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(parts.count), let passes = parts[0], passes >= 0 else { return nil }
      self.passes = passes
      guard parts.count == 2 else { return }
      guard let changes = parts[1], changes >= 0 else { return nil }
      self.changes = changes
    }
  }

  /// What one pass did.
  public struct Step: Sendable {
    /// The pass.
    public var pass: Pass
    /// From 1.
    public var number: Int
    /// What it changed.
    public var changes: [Change]
    /// How long it took.
    public var duration: Duration
  }

  /// A pass that left the program in a state that it must not be in: a bug of ours.
  public struct Failure: Error, CustomStringConvertible {
    /// The name of the pass.
    public var pass: String
    /// What is wrong.
    public var problem: Problem
    /// The program before the pass.
    public var before: Program
    /// The program after it.
    public var after: Program
    /// Pass and problem in one line.
    public var description: String { "pass \(pass) broke the program: \(problem)" }

    /// What can be wrong with a program behind a pass.
    public enum Problem: Hashable, CustomStringConvertible, Sendable {
      /// It breaks a rule.
      case rule(Verifier.Failure)
      /// What is kept as known of it is about another program.
      case outdatedFacts

      /// The problem as part of a line.
      public var description: String {
        switch self {
        case .rule(let failure): failure.description
        case .outdatedFacts: "it is not the one that was analyzed"
        }
      }
    }
  }

  private let options: Options

  /// Makes a manager.
  public init(_ options: Options = Options()) { self.options = options }

  /// Runs `passes` over `program` one after the other, and calls `observe` after each one.
  ///
  /// The first pass gets the number behind `count`, so that numbers go on when passes run again. The program is
  /// checked at least once, at the end; if that fails, the passes run again to find the one to blame.
  ///
  /// Passes work on the SSA form. A function in stack form is one that could not be lifted: passes only change what
  /// it refers to, and what it does with its values they do not know.
  ///
  /// - Parameters:
  ///   - passes: The passes, in order.
  ///   - program: The program.
  ///   - count: The number of the pass before the first one.
  ///   - isUsable: Asked about what a pass has made. Changes that lead to what it refuses are taken back; what there
  ///     is before the first pass must be usable.
  ///   - observe: Called after each pass.
  /// - Precondition: `program` satisfies `Verifier`, and every function that can be lifted is.
  public func run(
    _ passes: [Pass], on program: inout AnalyzedProgram, after count: Int = 0,
    keeping isUsable: ((Program) -> Bool)? = nil,
    observe: (Step, Program) -> Void = { _, _ in }
  ) throws(Failure) -> [Step] {
    let before = program.program
    var steps: [Step] = []
    for (index, pass) in passes.enumerated() {
      let number = count + index + 1
      var limit = Int.max
      if let stop = options.stopAfter {
        guard number <= stop.passes else { break }
        if number == stop.passes, let changes = stop.changes { limit = changes }
      }
      let start = ContinuousClock.now
      let context =
        if let isUsable {
          try run(pass, on: program, limit: limit, keeping: isUsable)
        } else {
          try run(pass, on: program, limit: limit, isVerified: verifiesEach)
        }
      let duration = start.duration(to: .now)
      program = context.analyzed
      if !context.hasAsked { program.settle(pass, options.policy) }
      let step = Step(pass: pass, number: number, changes: context.changes, duration: duration)
      steps.append(step)
      observe(step, program.program)
    }
    if !verifiesEach { try verify(program, madeBy: steps, from: before, after: count) }
    return steps
  }

  /// Runs `passes` over a program of which nothing is known, and of which nothing needs to be known later.
  public func run(
    _ passes: [Pass], on program: inout Program, after count: Int = 0,
    keeping isUsable: ((Program) -> Bool)? = nil,
    observe: (Step, Program) -> Void = { _, _ in }
  ) throws(Failure) -> [Step] {
    var analyzed = AnalyzedProgram(program)
    defer { program = analyzed.program }
    return try run(passes, on: &analyzed, after: count, keeping: isUsable, observe: observe)
  }

  private var verifiesEach: Bool { options.verifiesEach || Self.isDebugBuild }

  /// Runs `pass`, which may make `limit` changes, but none of `refused`.
  private func run(
    _ pass: Pass, on program: AnalyzedProgram, limit: Int, refusing refused: Set<Int> = [], isVerified: Bool
  ) throws(Failure) -> PassContext {
    var context = PassContext(
      program, pass: pass.name, policy: options.policy, limit: limit, refusing: refused)
    if !program.isSettled(pass, options.policy) { pass.run(&context) }
    if isVerified { try verify(context.analyzed, before: program.program, pass.name) }
    return context
  }

  /// Runs `pass` without those of its changes that lead to a program that `isUsable` refuses.
  ///
  /// With the number of changes grows how often the pass runs for each that is taken back, as its logarithm. If many
  /// have to be, the pass ends with the last one before the next of them.
  private func run(
    _ pass: Pass, on program: AnalyzedProgram, limit: Int, keeping isUsable: (Program) -> Bool
  ) throws(Failure) -> PassContext {
    var refused: Set<Int> = []
    /// How many of the first changes are known to leave a usable program.
    var usable = 0
    while true {
      let isLast = refused.count == Self.maximumRefusals
      let context = try run(
        pass, on: program, limit: isLast ? usable : limit, refusing: refused, isVerified: true)
      if isLast || context.changes.isEmpty || isUsable(context.program) { return context }
      var unusable = context.accepted.count
      while usable + 1 < unusable {
        let middle = (usable + unusable) / 2
        let part = try run(pass, on: program, limit: middle, refusing: refused, isVerified: true)
        if isUsable(part.program) { usable = middle } else { unusable = middle }
      }
      refused.insert(context.accepted[usable])
    }
  }

  /// How many changes of a pass are taken back one by one.
  private static let maximumRefusals = 8

  private func verify(_ program: AnalyzedProgram, before: Program, _ pass: String) throws(Failure) {
    let after = program.program
    do {
      try Verifier.verify(after)
    } catch {
      throw Failure(pass: pass, problem: .rule(error), before: before, after: after)
    }
    guard program.hasCurrentFacts else {
      throw Failure(pass: pass, problem: .outdatedFacts, before: before, after: after)
    }
  }

  /// Checks the result of a run, in which no pass was checked.
  private func verify(
    _ program: AnalyzedProgram, madeBy steps: [Step], from before: Program, after count: Int
  ) throws(Failure) {
    guard let last = steps.last else { return }
    do throws(Failure) {
      try verify(program, before: before, last.pass.name)
    } catch {
      var careful = options
      careful.verifiesEach = true
      var again = before
      _ = try PassManager(careful).run(steps.map(\.pass), on: &again, after: count)
      throw error
    }
  }

  private static var isDebugBuild: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }
}
