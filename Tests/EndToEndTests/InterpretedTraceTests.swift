import CaseRunner
import Codec
import Interpreter
import Runtime
import Snapshot
import Testing
import TestSupport
import Verification

/// The interpreter does with the IL of a snapshot what the engine does with its code.
struct InterpretedTraceTests {
  /// Runs a case in the interpreter.
  private func interpret(
    _ definition: Case, _ snapshot: [UInt8], _ conformance: Configuration.Conformance,
    collectsAlways: Bool = false
  ) throws -> [JSON] {
    try CaseRunner.run(
      definition, loading: interpreter(of: snapshot, conformance, collectsAlways: collectsAlways)
    ).events
  }

  private func interpreter(
    of snapshot: [UInt8], _ conformance: Configuration.Conformance, collectsAlways: Bool = false
  ) throws -> Verification.Loading {
    var program = try DecodedSnapshot(snapshot).program
    #expect(program.lift().isEmpty)
    var options = InterpretedProgram.Options()
    options.conformance = conformance
    options.collectsAlways = collectsAlways
    return { [program, options] imports in
      try InterpretedProgram(program, imports: imports, options: options)
    }
  }

  private func run(
    _ definition: Case, _ snapshot: [UInt8], _ conformance: Configuration.Conformance
  ) throws -> [JSON] {
    var options = Configuration()
    options.conformance = conformance
    return try CaseRunner.run(definition, on: snapshot, options: options).events
  }

  @Test(arguments: CorpusCase.all) func givesTheTraceOfTheReference(_ corpusCase: CorpusCase) throws {
    corpusCase.expectTrace(try interpret(corpusCase.definition, corpusCase.snapshot, .reference))
  }

  @Test(arguments: CorpusCase.all) func givesTheEnginesTraceInECMAScript(_ corpusCase: CorpusCase) throws {
    let definition = try corpusCase.definition
    let expected = try run(definition, corpusCase.snapshot, .ecmascript)
    #expect(try interpret(definition, corpusCase.snapshot, .ecmascript) == expected)
  }

  @Test(arguments: CorpusCase.all) func collectingAlwaysChangesNothing(_ corpusCase: CorpusCase) throws {
    let events = try interpret(corpusCase.definition, corpusCase.snapshot, .reference, collectsAlways: true)
    corpusCase.expectTrace(events)
  }

  /// Calls that no case file makes: other arguments, host functions that throw, fail and call back.
  @Test(arguments: Fixtures.snapshots) func madeUpCallsGiveTheSame(_ fixture: Fixture) throws {
    for conformance in [Configuration.Conformance.reference, .ecmascript] {
      let interpreter = try interpreter(of: fixture.bytes, conformance)
      let verification = Verification(fixture.bytes, conformance: conformance, with: interpreter)
      if case .different(let difference, let seed) = try verification.runGeneratedCases(seed: 1, count: 4) {
        Issue.record("seed \(seed ?? 0) in \(conformance): \(difference)")
      }
    }
  }

  @Test func generatedProgramsGiveTheSame() throws {
    for seed in UInt64(0)..<60 {
      let generated = try GeneratedProgram(seed: seed)
      for conformance in [Configuration.Conformance.reference, .ecmascript] {
        let interpreter = try interpreter(
          of: generated.snapshot, conformance, collectsAlways: seed.isMultiple(of: 10))
        let verification = Verification(generated.snapshot, conformance: conformance, with: interpreter)
        if case .different(let difference, _) = try verification.run(generated.testCase) {
          Issue.record("seed \(seed) in \(conformance): \(difference)")
        }
      }
    }
  }

  @Test(arguments: [
    ("async", 100), ("closures", 100), ("dispatch", 100), ("exceptions", 100), ("fib", 10), ("gc", 100),
    ("mandelbrot", 8), ("matmul", 1), ("objects", 100), ("sieve", 1), ("strings", 100),
  ])
  func benchmarksGiveTheSame(_ name: String, _ argument: Double) throws {
    let snapshot = Fixtures.snapshot("bench/\(name)").bytes
    let definition = Case(steps: [.call(export: 1, arguments: [.number(argument)])])
    for conformance in [Configuration.Conformance.reference, .ecmascript] {
      let expected = try run(definition, snapshot, conformance)
      #expect(expected.last?["returned"] != nil)
      #expect(try interpret(definition, snapshot, conformance) == expected)
    }
  }
}
