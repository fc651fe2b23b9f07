import Boost
import CaseRunner
import Compiler
import Foundation
import Runtime
import Testing
import TestSupport

/// The programs of the corpus and the benchmarks, compiled from their sources.
struct CompiledCorpusTests {
  /// What the reference's compiler gets wrong, by case and position in the trace: what ours makes of it.
  static let repaired: [String: [Int: String]] = [
    "engine-quirks": [
      // ++ converts its operand to a number (language specification, Q17).
      71: #"{"host":1,"args":[0,1],"returns":{"undefined":true}}"#,
      74: #"{"host":1,"args":[1,2],"returns":{"undefined":true}}"#,
      77: #"{"host":1,"args":[5,6],"returns":{"undefined":true}}"#,
      // An exception in the operand of `return` is caught in the same `try` (Q4).
      86: #"{"returned":"caught not caught"}"#,
      // Variables of the body of a `while` loop are new in each iteration (Q13).
      88: #"{"returned":"0 1 4"}"#,
      // `o['12']` is `o[12]`, and `o[1.5]` is `o['1.5']`.
      102: #"{"returned":"no error"}"#, 128: #"{"returned":"no error"}"#,
      // Reading a captured variable before its declaration is an error (Q15).
      124: #"{"error":"MVM_E_TDZ_ERROR","code":41}"#,
    ]
  ]

  /// Expects that the optimizer makes at most as many bytes of `compiled` as of what the reference has compiled, and
  /// that these need at most as much RAM.
  private func expectOptimized(_ compiled: [UInt8], noLargerThan reference: [UInt8]) throws {
    let (ours, theirs) = (try Optimizer().optimize(compiled), try Optimizer().optimize(reference))
    #expect(ours.bytes.count <= theirs.bytes.count)
    #expect(ours.map.initialRAM <= theirs.map.initialRAM)
  }

  @Test(arguments: CorpusCase.all) func optimizedProgramsAreNotLarger(_ corpusCase: CorpusCase) throws {
    try expectOptimized(
      try compile("corpus/\(corpusCase)/main.js"), noLargerThan: corpusCase.snapshot)
  }

  @Test(arguments: [
    "async", "closures", "dispatch", "exceptions", "fib", "gc", "mandelbrot", "matmul", "objects", "sieve",
    "strings",
  ])
  func optimizedBenchmarksAreNotLarger(_ name: String) throws {
    try expectOptimized(
      try compile("bench/\(name).js"), noLargerThan: Fixtures.snapshot("bench/\(name)").bytes)
  }

  private func compile(_ path: String) throws -> [UInt8] {
    let machine = BuildMachine()
    let file = Fixtures.directory.appending(path: path).path
    try machine.evaluate(FileImporter.source(path: file), importer: FileImporter())
    return try machine.snapshot().bytes
  }

  @Test(arguments: CorpusCase.all) func doesWhatTheReferenceDoes(_ corpusCase: CorpusCase) throws {
    let snapshot = try compile("corpus/\(corpusCase)/main.js")
    #expect(snapshot.count <= corpusCase.snapshot.count)
    var options = Configuration()
    options.conformance = .reference
    var events = try CaseRunner.run(corpusCase.definition, on: snapshot, options: options).events
    let original = try CaseRunner.run(corpusCase.definition, on: corpusCase.snapshot, options: options).events
    for (position, expected) in Self.repaired[corpusCase.description] ?? [:] {
      #expect(events[position].matches(try JSON(parsing: Data(expected.utf8))))
      #expect(!events[position].matches(original[position]))
      events[position] = original[position]
    }
    corpusCase.expectTrace(events)
  }

  @Test func snapshotsAreATenthSmallerThanThoseOfTheReference() throws {
    var (ours, reference) = (0, 0)
    for corpusCase in CorpusCase.all {
      ours += try compile("corpus/\(corpusCase)/main.js").count
      reference += corpusCase.snapshot.count
    }
    #expect(ours * 10 <= reference * 9, "\(ours) of \(reference) bytes")
  }

  @Test(arguments: [
    ("async", 100), ("closures", 100), ("dispatch", 100), ("exceptions", 100), ("fib", 10), ("gc", 100),
    ("mandelbrot", 8), ("matmul", 1), ("objects", 100), ("sieve", 1), ("strings", 100),
  ])
  func benchmarksGiveTheSame(_ name: String, _ argument: Double) throws {
    let reference = Fixtures.snapshot("bench/\(name)").bytes
    let compiled = try compile("bench/\(name).js")
    #expect(compiled.count <= reference.count)
    let definition = Case(steps: [.call(export: 1, arguments: [.number(argument)])])
    var options = Configuration()
    options.conformance = .reference
    let expected = try CaseRunner.run(definition, on: reference, options: options).events
    #expect(expected.last?["returned"] != nil)
    #expect(try CaseRunner.run(definition, on: compiled, options: options).events == expected)
  }
}
