import Boost
import Foundation
import Report
import TestSupport
import Testing

/// The part of the size document about functions.
struct CodeReportTests {
  private static let docs = Fixtures.directory.deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "docs")

  @Test func satisfiesTheSchema() throws {
    let schema = try JSONSchema(Data(contentsOf: Self.docs.appending(path: "stats.schema.json")))
    let optimization = try Optimizer(.unoptimized).optimize(
      Fixtures.snapshot("corpus/async-order/snapshot").bytes)
    let report = CodeReport(optimization)
    let document = SizeDocument(SizeReport(optimization), report, of: "app.mvm-bc")
    let json = Data(try document.json().utf8)
    #expect(try schema.violations(in: json) == [])
    #expect(try JSONDecoder().decode(SizeDocument.self, from: json) == document)
    #expect(report.functions == optimization.original.program.functions.count)
  }
}
