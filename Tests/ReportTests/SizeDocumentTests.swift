import Foundation
import IL
import Report
import Snapshot
import TestSupport
import Testing

@Suite struct SizeDocumentTests {
  private static let docs = Fixtures.directory.deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "docs")

  private func schema() throws -> JSONSchema {
    try JSONSchema(Data(contentsOf: Self.docs.appending(path: "stats.schema.json")))
  }

  private func document(of fixture: Fixture) throws -> SizeDocument {
    let original = try DecodedSnapshot(fixture.bytes)
    let encoded = try EncodedSnapshot(original.program)
    let report = SizeReport(
      before: .init(original), after: .init(program: original.program, map: encoded.map))
    return SizeDocument(report, of: "\(fixture).mvm-bc")
  }

  @Test("The output satisfies the documented schema", arguments: Fixtures.snapshots)
  func satisfiesSchema(fixture: Fixture) throws {
    #expect(try schema().violations(in: Data(document(of: fixture).json().utf8)) == [])
  }

  @Test("The output of an edited program satisfies the schema too, and is as reviewed")
  func golden() throws {
    let json = try SizeDocument(SizeReportTests.editedReport(), of: "app.mvm-bc").json()
    #expect(try schema().violations(in: Data(json.utf8)) == [])
    expectGolden(json, "stats-edited.json")
  }

  @Test(
    "The schema refuses what it should",
    arguments: [
      ("\"schemaVersion\" : 1", "\"schemaVersion\" : 2"), ("\"status\" : \"kept\"", "\"status\" : \"lost\""),
      ("\"initialRAM\"", "\"initialRam\""), ("\"before\" : 166", "\"before\" : -166"),
      ("\"file\" : \"app.mvm-bc\"", "\"file\" : 1"), ("\"percent\" : 44.6", "\"percent\" : \"44.6\""),
    ])
  func schemaRefuses(original: String, replacement: String) throws {
    let json = try SizeDocument(SizeReportTests.editedReport(), of: "app.mvm-bc").json()
    try #require(json.contains(original))
    #expect(try !schema().violations(in: Data(json.replacing(original, with: replacement).utf8)).isEmpty)
  }

  @Test("Every key and every kind of entity is described for people")
  func documented() throws {
    let text = try String(contentsOf: Self.docs.appending(path: "stats-schema.md"), encoding: .utf8)
    for name in try schema().propertyNames.sorted() { #expect(text.contains("| `\(name)` |"), "\(name)") }
    let kinds = try Fixtures.snapshots.flatMap { try document(of: $0).entities.map(\.kind) }
    for kind in Set(kinds).sorted() { #expect(text.contains("| `\(kind)` |"), "\(kind)") }
  }

  @Test("The text reads back as the same document")
  func roundTrip() throws {
    let document = try document(of: Fixtures.snapshot("corpus/async-order/snapshot"))
    #expect(try JSONDecoder().decode(SizeDocument.self, from: Data(document.json().utf8)) == document)
  }
}
