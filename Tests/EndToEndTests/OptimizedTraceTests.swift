import Boost
import CaseRunner
import Foundation
import Passes
import Runtime
import Testing
import TestSupport

/// What the optimizer makes of the corpus does what the original did on the reference engine.
struct OptimizedTraceTests {
  @Test(arguments: CorpusCase.all) func defaultPipelineKeepsTheTrace(_ corpusCase: CorpusCase) throws {
    try corpusCase.expectSameTrace(Optimizer())
  }

  @Test(arguments: CorpusCase.all) func lowerLevelsKeepTheTrace(_ corpusCase: CorpusCase) throws {
    for level in [Optimizer.Level.unoptimized, .once] { try corpusCase.expectSameTrace(Optimizer(level)) }
  }

  /// What is written as text is the same program when it is read.
  @Test(arguments: CorpusCase.all) func textKeepsTheTrace(_ corpusCase: CorpusCase) throws {
    let optimized = try Optimizer().optimize(corpusCase.snapshot)
    let assembled = try Assembler.assemble(optimized.optimized.description)
    #expect(Assembler.isText(Array(optimized.optimized.description.utf8)))
    try corpusCase.expectSameTrace(of: Optimizer(.unoptimized).optimize(assembled).bytes)
  }

  @Test(arguments: CorpusCase.all) func moreWorkNeverGivesMoreBytes(_ corpusCase: CorpusCase) throws {
    let sizes = try Optimizer.Level.allCases.map {
      try Optimizer($0).optimize(corpusCase.snapshot).bytes.count
    }
    #expect(sizes[0] <= corpusCase.snapshot.count && sizes[1] <= sizes[0] && sizes[2] <= sizes[1], "\(sizes)")
  }

  @Test(arguments: CorpusCase.all) func eachPassAloneKeepsTheTrace(_ corpusCase: CorpusCase) throws {
    for pass in Pass.all { try corpusCase.expectSameTrace(Optimizer(passes: [pass])) }
  }

  /// Passes must not rely on what ran before them.
  @Test(arguments: CorpusCase.all) func reversedOrderKeepsTheTrace(_ corpusCase: CorpusCase) throws {
    try corpusCase.expectSameTrace(Optimizer(passes: Pass.all.reversed() + Pass.all))
  }

  @Test func corpusGetsSmaller() throws {
    let results = try CorpusCase.all.map { try Optimizer().optimize($0.snapshot) }
    for (corpusCase, result) in zip(CorpusCase.all, results) {
      #expect(result.bytes.count <= corpusCase.snapshot.count, "\(corpusCase)")
      #expect(result.map.initialRAM <= result.original.map.initialRAM, "\(corpusCase)")
    }
    func sum(_ size: (Optimization) -> Int) -> Int { results.reduce(0) { $0 + size($1) } }
    #expect(sum { $0.bytes.count } * 100 <= sum { $0.original.bytes.count } * 65)
    #expect(sum { $0.map.initialRAM } * 100 <= sum { $0.original.map.initialRAM } * 30)
  }

  /// A build may run the optimizer on what it made before.
  @Test(arguments: Fixtures.snapshots) func optimizingTwiceGrowsNothing(_ fixture: Fixture) throws {
    let once = try Optimizer().optimize(fixture.bytes)
    let twice = try Optimizer().optimize(once.bytes)
    #expect(twice.bytes.count <= once.bytes.count)
    #expect(twice.map.initialRAM <= once.map.initialRAM)
  }
}

/// A program of the corpus, with what its host does and what the reference engine did.
struct CorpusCase: Sendable, CustomStringConvertible {
  let description: String
  let snapshot: [UInt8]
  private let caseFile: Data
  private let trace: Data

  /// What its host does.
  var definition: Case { get throws { try Case(parsing: caseFile) } }

  static let all: [CorpusCase] = {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: Fixtures.directory.appending(path: "corpus").path)
    return (names ?? []).sorted().compactMap(CorpusCase.init)
  }()

  private init?(_ name: String) {
    let folder = Fixtures.directory.appending(path: "corpus/\(name)")
    func file(_ name: String) -> Data? { try? Data(contentsOf: folder.appending(path: name)) }
    guard let snapshot = file("snapshot.mvm-bc"), let definition = file("case.json"),
      let trace = file("trace.json")
    else { return nil }
    description = name
    self.snapshot = Array(snapshot)
    caseFile = definition
    self.trace = trace
  }

  /// Expects that what `optimizer` makes of the snapshot gives the reference's events.
  func expectSameTrace(_ optimizer: Optimizer, sourceLocation: SourceLocation = #_sourceLocation) throws {
    var optimizer = optimizer
    optimizer.options.verifiesEach = true
    try expectSameTrace(of: optimizer.optimize(snapshot).bytes, sourceLocation: sourceLocation)
  }

  /// Expects that the snapshot `bytes` gives the reference's events.
  func expectSameTrace(of bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws {
    var options = Configuration()
    options.conformance = .reference
    let events = try CaseRunner.run(definition, on: bytes, options: options).events
    expectTrace(events, sourceLocation: sourceLocation)
  }

  /// Expects that `events` are the reference's.
  func expectTrace(_ events: [JSON], sourceLocation: SourceLocation = #_sourceLocation) {
    guard let expected = (try? JSON(parsing: trace))?["events"]?.items else {
      Issue.record("the trace has no events", sourceLocation: sourceLocation)
      return
    }
    #expect(events.count == expected.count, sourceLocation: sourceLocation)
    for (index, (actual, expected)) in zip(events, expected).enumerated() where !actual.matches(expected) {
      Issue.record("event \(index): \(actual), expected \(expected)", sourceLocation: sourceLocation)
      return
    }
  }
}
