import CaseRunner
import IL
import Runtime
import Snapshot
import Testing
import Verification

/// Made-up programs are valid and varied, and do something that their host can see.
struct ProgramGeneratorTests {
  /// What many programs are and do, taken together.
  private struct Tally: Sendable {
    /// Instructions as IL text names them, with what tells their variants apart.
    var instructions: Set<String> = []
    var programs = 0
    var withoutError = 0
    var withHostCall = 0
    var withException = 0
    var withDeadMachine = 0
    /// The most instructions that one case executed.
    var longestRun = 0
    /// The error numbers of the engine that appeared.
    var errors: Set<Int> = []

    mutating func add(_ generated: GeneratedProgram) throws {
      programs += 1
      for (_, function) in generated.program.functions.entries {
        for instruction in function.code.instructions { add(instruction.operation) }
      }
      // The generator lets the verifier check what it made; what is read back is another program.
      if programs.isMultiple(of: 8) { try Verifier.verify(DecodedSnapshot(generated.snapshot).program) }
      var options = Configuration()
      options.conformance = .reference
      let trace = try CaseRunner.run(
        generated.testCase, on: generated.snapshot, options: options, gas: 300_000)
      let errors = trace.events.compactMap { $0["code"]?.number.map { Int($0) } }
      self.errors.formUnion(errors)
      if errors.isEmpty { withoutError += 1 }
      if trace.events.contains(where: { $0["host"] != nil }) { withHostCall += 1 }
      if trace.events.contains(where: { $0["threw"] != nil }) { withException += 1 }
      if trace.statistics == nil { withDeadMachine += 1 }
      longestRun = max(longestRun, trace.statistics?.instructions ?? 0)
    }

    private mutating func add(_ operation: IL.Operation) {
      let (mnemonic, operands) = operation.text
      let flags = operands.compactMap { if case .flag(let word) = $0 { " " + word } else { nil } }
      instructions.insert(mnemonic + flags.joined())
    }

    mutating func add(_ other: Tally) {
      instructions.formUnion(other.instructions)
      programs += other.programs
      withoutError += other.withoutError
      withHostCall += other.withHostCall
      withException += other.withException
      withDeadMachine += other.withDeadMachine
      longestRun = max(longestRun, other.longestRun)
      errors.formUnion(other.errors)
    }
  }

  /// Everything that the reference compiler emits, and direct calls, which optimizers make of calls.
  private static let instructions: Set<String> = Set(
    BinaryOperator.allCases.map(\.rawValue) + UnaryOperator.allCases.map(\.rawValue) + [
      "label", "literal", "load_var", "store_var", "load_arg", "load_scoped", "store_scoped", "load_global",
      "store_global", "pop", "jump", "branch", "return", "throw", "call", "call void", "call_function",
      "call_host", "call_host void", "await_call", "new", "object_new", "object_get", "object_set",
      "object_keys", "array_new", "uint8_array_new", "class_create", "closure_new", "scope_new", "scope_push",
      "scope_pop", "scope_discard", "scope_clone", "load_closure", "start_try", "end_try", "async_start",
      "async_start parent", "await", "async_resume", "async_return", "async_complete",
    ])

  /// The tally of the programs with seeds 0 to 999.
  private func tally() async throws -> Tally {
    let (tasks, seedsPerTask) = (UInt64(8), UInt64(125))
    return try await withThrowingTaskGroup(of: Tally.self) { group in
      for task in 0..<tasks {
        group.addTask {
          var tally = Tally()
          for seed in task * seedsPerTask..<(task + 1) * seedsPerTask {
            try tally.add(GeneratedProgram(seed: seed))
          }
          return tally
        }
      }
      return try await group.reduce(into: Tally()) { $0.add($1) }
    }
  }

  @Test func programsAreValidVariedAndVisible() async throws {
    let tally = try await tally()
    #expect(Self.instructions.subtracting(tally.instructions) == [])
    #expect(tally.withoutError > tally.programs * 85 / 100)
    #expect(tally.withHostCall > tally.programs * 95 / 100)
    #expect(tally.withException > tally.programs * 5 / 100)
    // Type errors, calls of what is no function, and variables that were not initialized.
    #expect(tally.errors.isSuperset(of: [12, 20, 40, 41, 58]))
    #expect(tally.withDeadMachine == 0)
    #expect(tally.longestRun < 20_000)
  }

  @Test func sameSeedGivesTheSame() throws {
    let (first, second) = (try GeneratedProgram(seed: 5), try GeneratedProgram(seed: 5))
    #expect(first.program == second.program)
    #expect("\(first.testCase.steps)" == "\(second.testCase.steps)")
    for (id, behaviour) in first.testCase.imports {
      #expect("\(behaviour)" == second.testCase.imports[id].map { "\($0)" })
    }
    #expect(try GeneratedProgram(seed: 6).program != first.program)
  }

  @Test(arguments: [0, 2, 12]) func anySizeIsValid(_ size: Int) throws {
    for seed in UInt64(0)..<5 { _ = try GeneratedProgram(seed: seed, size: size) }
  }
}
