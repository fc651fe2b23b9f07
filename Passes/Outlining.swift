import Analysis
import Codec
import IL

extension Pass {
  /// Makes a function of a sequence of instructions that stands in several places, if that takes fewer bytes.
  ///
  /// Safe because a sequence does as a function what it does where it is (`RepeatedSequences`): it looks at no
  /// scope, cell or argument, starts and ends no `try`, and suspends nothing. What it uses is passed, what is used
  /// of it is returned, exceptions reach the same catch blocks through the call, and nobody can compare the
  /// new function with any other. Nothing is computed earlier or later.
  ///
  /// While the sequence runs, the stack is higher by a frame and what was passed. How deep a recursion gets is not
  /// behaviour, but it should not get less deep for a few bytes, so functions that may call themselves keep
  /// their code.
  ///
  /// Whether it pays is first estimated, then measured with the code of all functions that change (`CodeSizes`).
  ///
  /// Before:
  /// ```
  ///   %2 = multiply %1, 1000
  ///   %3 = remainder %2, 1009
  ///   %4 = multiply %3, 1000
  ///   %5 = remainder %4, 1009
  ///   ...
  /// ```
  /// After:
  /// ```
  ///   %3 = call &sequence, %1
  ///   %5 = call &sequence, %3
  ///   ...
  /// function &sequence {
  /// b0:
  ///   %0 = load_arg 0
  ///   %1 = multiply %0, 1000
  ///   %2 = remainder %1, 1009
  ///   return %2
  /// }
  /// ```
  static let outlining = Pass(
    "outlining", "makes functions of sequences of instructions that stand in several places"
  ) { context in
    guard let uninitialized = try? context.uninitializedValues.get() else { return }
    let names = context.names
    let functions = context.program.functionsThatCannotCallThemselves
    let sequences = RepeatedSequences(context.program, in: functions) {
      uninitialized.deletedLocals(of: $1, $0)
    }
    var outliner = Outliner(context.program, context.codeSizes(uninitialized))
    for candidate in sequences.candidates.prefix(maximumTrials) {
      guard let change = outliner.change(for: candidate),
        context.accept(
          "what \(change.callers.map { names[$0] }.joined(separator: ", ")) do in "
            + "\(change.occurrenceCount) places is a function of its own")
      else { continue }
      outliner.apply(change)
    }
    context.keep(outliner.sizes)
    if outliner.program != context.program { context.update { $0 = outliner.program } }
  }

  /// How many sequences are measured; the ones from which most is expected.
  private static let maximumTrials = 24
}

/// Measures what functions of repeated sequences are worth, and makes them.
private struct Outliner {
  private(set) var program: Program
  private(set) var sizes: CodeSizes
  /// The functions whose instructions are not where they were.
  private var changed: Set<FunctionID> = []

  /// A new function with its callers.
  struct Change {
    var function: Function
    var bodies: [FunctionID: SSABody]
    var occurrenceCount: Int
    var callers: [FunctionID] { bodies.keys.sorted() }
  }

  init(_ program: Program, _ sizes: CodeSizes) {
    self.program = program
    self.sizes = sizes
  }

  /// What is to be done about `candidate`; nil if nothing is gained.
  mutating func change(for candidate: RepeatedSequences.Candidate) -> Change? {
    typealias Occurrence = RepeatedSequences.Occurrence
    var sequence: SSABody?
    var occurrences: [(caller: FunctionID, places: [(Occurrence, arguments: [Operand])])] = []
    for occurrence in candidate.occurrences where !changed.contains(occurrence.function) {
      let outlined = occurrence.outlined(from: program.functions[occurrence.function].ssa!)
      if sequence == nil { sequence = outlined.body }
      guard outlined.body == sequence else { continue }
      if occurrences.last?.caller != occurrence.function { occurrences.append((occurrence.function, [])) }
      if let last = occurrences.last?.places.last?.0, last.block == occurrence.block,
        last.range.overlaps(occurrence.range)
      {
        continue
      }
      occurrences[occurrences.count - 1].places.append((occurrence, outlined.arguments))
    }
    guard let sequence, occurrences.map(\.places.count).reduce(0, +) > 1 else { return nil }
    let function = Function(.ssa(sequence))
    var trial = program
    let id = trial.functions.append(function)
    guard let functionSize = sizes.size(of: sequence, from: id, in: trial) else { return nil }
    var change = Change(function: function, bodies: [:], occurrenceCount: 0)
    var gain = -functionSize
    for (caller, places) in occurrences {
      let body = program.functions[caller].ssa!
      // From the back, so that positions stay.
      let calling = places.reversed().reduce(body) { $1.0.replaced(in: $0, byCalling: id, $1.arguments) }
      guard let before = size(of: caller),
        let after = sizes.size(of: calling, from: caller, in: trial, limit: before), after < before
      else { continue }
      gain += before - after
      change.bodies[caller] = calling
      change.occurrenceCount += places.count
    }
    return gain > 0 ? change : nil
  }

  mutating func apply(_ change: Change) {
    program.functions.append(change.function)
    for (caller, body) in change.bodies {
      program.functions[caller].body = .ssa(body)
      changed.insert(caller)
    }
  }

  private mutating func size(of id: FunctionID) -> Int? {
    program.functions[id].ssa.flatMap { sizes.size(of: $0, from: id, in: program) }
  }
}

extension Program {
  /// The functions that are not async, and are on no cycle of calls by name, nor between two.
  fileprivate var functionsThatCannotCallThemselves: [FunctionID] {
    var callees: [FunctionID: Set<FunctionID>] = [:]
    var callers: [FunctionID: Set<FunctionID>] = [:]
    for (id, function) in functions.entries {
      callees[id] = Set((function.ssa?.directCallees ?? []).filter { functions.contains($0) })
      for callee in callees[id]! { callers[callee, default: []].insert(id) }
    }
    // What calls nothing is on no cycle, and neither is what nothing calls; then these no longer count.
    var pending = functions.ids.filter { callees[$0]!.isEmpty || callers[$0, default: []].isEmpty }
    var isOnNoCycle = Set(pending)
    while let id = pending.popLast() {
      for callee in callees[id]! {
        callers[callee]!.remove(id)
        if callers[callee]!.isEmpty, isOnNoCycle.insert(callee).inserted { pending.append(callee) }
      }
      for caller in callers[id, default: []] {
        callees[caller]!.remove(id)
        if callees[caller]!.isEmpty, isOnNoCycle.insert(caller).inserted { pending.append(caller) }
      }
    }
    return functions.ids.filter {
      isOnNoCycle.contains($0) && !functions[$0].isAsync && functions[$0].entryDepth == 0
    }
  }
}
