import CaseRunner
import Foundation
import Runtime
import Testing

@Suite("Corpus: what the reference engine does")
struct CorpusTests {
  @Test("events and memory equal the trace", arguments: Corpus.names)
  func matchesTrace(name: String) throws {
    let files = try Corpus.load(name)
    var options = Configuration()
    options.conformance = .reference
    let trace = try CaseRunner.run(files.definition, on: files.snapshot, options: options)
    let expected = try #require(files.trace["events"]?.items)
    Corpus.expectEqual(trace.events, expected)
    let statistics = try #require(trace.statistics)
    let memory = try #require(files.trace["memory"])
    #expect(memory["afterRestore"].map { statistics.afterRestore.matches($0) } == true)
    #expect(statistics.atEnd["virtualHeapUsed"] == memory["atEnd"]?["virtualHeapUsed"])
    #expect(statistics.atEnd["stackHighWaterMark"] == memory["atEnd"]?["stackHighWaterMark"])
    #expect(files.trace["instructions"]?.number == Double(statistics.instructions))
  }

  @Test("collecting at every allocation changes nothing", arguments: Corpus.names)
  func survivesConstantCollection(name: String) throws {
    let files = try Corpus.load(name)
    var options = Configuration()
    options.conformance = .reference
    options.collectsAlways = true
    let trace = try CaseRunner.run(files.definition, on: files.snapshot, options: options)
    Corpus.expectEqual(trace.events, try #require(files.trace["events"]?.items))
  }
}

/// The cases under `Tests/Fixtures/corpus`.
enum Corpus {
  struct Files {
    let definition: Case
    let snapshot: [UInt8]
    let trace: JSON
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/corpus")

  static let names: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (names ?? []).filter { !$0.hasPrefix(".") && !$0.hasSuffix(".md") }.sorted()
  }()

  static func load(_ name: String) throws -> Files {
    let folder = folder.appendingPathComponent(name)
    func data(_ file: String) throws -> Data { try Data(contentsOf: folder.appendingPathComponent(file)) }
    return Files(
      definition: try Case(parsing: data("case.json")), snapshot: [UInt8](try data("snapshot.mvm-bc")),
      trace: try JSON(parsing: data("trace.json")))
  }

  /// Compares events one by one and reports the first difference.
  static func expectEqual(
    _ events: [JSON], _ expected: [JSON], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (index, (event, wanted)) in zip(events, expected).enumerated() where !event.matches(wanted) {
      Issue.record("event \(index): \(event), expected \(wanted)", sourceLocation: sourceLocation)
      return
    }
    #expect(events.count == expected.count, sourceLocation: sourceLocation)
  }

  @Test("there are 45 cases")
  static func isComplete() { #expect(names.count == 45) }
}
