import Boost
import CaseRunner
import Codec
import IL
import Interpreter
import Passes
import Runtime
import Snapshot
import Verification

/// Runs a program in all its forms: nothing that the optimizer does to it may change what its host sees.
///
/// What lowering made is run even where the optimizer would have kept the input because it is no better.
struct ProgramCheck {
  /// What is wrong with a form of a program.
  struct Problem: Error, CustomStringConvertible {
    var form: String
    var problem: String
    var description: String { "\(form): \(problem)" }
  }

  /// How many instructions a form may execute for each that the original executed, and at least.
  private static let gas = (factor: 4, minimum: 100_000)

  private let snapshot: [UInt8]
  private let definition: Case
  private let decoded: DecodedSnapshot
  private let expected: Trace
  private let gas: Int

  /// Runs `definition` on the snapshot itself.
  init(_ snapshot: [UInt8], _ definition: Case) throws {
    self.snapshot = snapshot
    self.definition = definition
    decoded = try DecodedSnapshot(snapshot)
    expected = try CaseRunner.run(definition, on: snapshot, options: Self.options(.reference))
    gas = max(Self.gas.minimum, (expected.statistics?.instructions ?? 0) * Self.gas.factor)
  }

  private static func options(_ conformance: Configuration.Conformance) -> Configuration {
    var options = Configuration()
    options.conformance = conformance
    return options
  }

  // MARK: Forms

  /// The lifted program, in the interpreter.
  func checkInterpreter(_ conformance: Configuration.Conformance) throws {
    var lifted = decoded.program
    for failure in lifted.lift() {
      throw Problem(form: "lifting", problem: "\(failure.function): \(failure.reason)")
    }
    var options = InterpretedProgram.Options()
    options.conformance = conformance
    var expected = expected
    if conformance != .reference {
      // The case is made for what the reference does; calls of what nobody got in this mode end it.
      guard
        let trace = try? CaseRunner.run(definition, on: snapshot, options: Self.options(conformance))
      else { return }
      expected = trace
    }
    try compare(expected, "\(conformance) interpreter") { [lifted] imports in
      try InterpretedProgram(lifted, imports: imports, options: options)
    }
  }

  /// What `passes` make of the program, in the interpreter and in the engine; no passes make a round trip.
  func check(_ passes: [Pass], maximumRounds: Int = 1) throws {
    var optimizer = Optimizer(passes: passes, maximumRounds: maximumRounds)
    optimizer.options.verifiesEach = true
    let form = passes.map(\.name).joined(separator: ",")
    let optimization: Optimization
    do {
      optimization = try optimizer.optimize(snapshot)
    } catch {
      throw Problem(form: form, problem: "\(error)")
    }
    let isLarger =
      optimization.bytes.count > snapshot.count
      || optimization.map.initialRAM > decoded.map.initialRAM
    if isLarger { throw Problem(form: form, problem: "the output is larger than the input") }

    try compare(expected, form + " in the interpreter") { imports in
      try InterpretedProgram(
        optimization.optimized, imports: imports, options: .init(conformance: .reference))
    }
    try compare(expected, form, bytes: optimization.bytes)
    var lowered = optimization.optimized
    do {
      // Without the code that was read, so that no function gets it back.
      _ = try lowered.lower(original: decoded.program, lifted: Program())
    } catch {
      // A frame that had no room to spare: the optimizer keeps the code, or does without changes.
      return
    }
    try compare(expected, form + ", everything lowered", bytes: EncodedSnapshot(lowered).bytes)
  }

  /// What `passes` make of the program if many of their changes are refused, for no reason but to refuse them.
  func checkRefusing(_ passes: [Pass]) throws {
    var program = decoded.program
    _ = program.lift()
    let lifted = program
    do {
      _ = try PassManager().run(
        passes, on: &program, keeping: { $0 == lifted || $0.description.utf8.count % 3 != 0 })
      _ = try program.lower(original: decoded.program, lifted: lifted)
    } catch let error as PassManager.Failure {
      throw Problem(form: "refusing", problem: error.description)
    } catch {
      // Refusing is what keeps all functions such that they can be lowered.
      return
    }
    try compare(expected, "refusing", bytes: EncodedSnapshot(program).bytes)
  }

  // MARK: Comparing

  private func compare(_ expected: Trace, _ form: String, bytes: [UInt8]) throws {
    try compare(expected, form) { imports in
      try VM(snapshot: bytes, other: imports, options: Self.options(.reference))
    }
  }

  private func compare(_ expected: Trace, _ form: String, _ load: Verification.Loading) throws {
    let trace: Trace
    do {
      trace = try CaseRunner.run(definition, gas: gas, loading: load)
    } catch {
      throw Problem(form: form, problem: "the case does not fit any more: \(error)")
    }
    if case .different(let difference) = TraceComparison(expected, trace) {
      throw Problem(form: form, problem: difference.description)
    }
    // An endless loop is no lack of a resource.
    if trace.events.contains(where: { $0["code"]?.number == 51 }) {
      throw Problem(form: form, problem: "it executes more than \(gas) instructions")
    }
  }
}

extension InterpretedProgram.Options {
  init(conformance: Configuration.Conformance) {
    self.init()
    self.conformance = conformance
  }
}
