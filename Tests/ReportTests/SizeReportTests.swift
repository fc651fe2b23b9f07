import IL
import Report
import Snapshot
import TestSupport
import Testing

@Suite struct SizeReportTests {
  /// The report of encoding the program of a fixture after `edit` changed it.
  private func report(
    of fixture: Fixture, _ edit: (inout Program) -> Void = { _ in }
  ) throws -> SizeReport {
    let original = try DecodedSnapshot(fixture.bytes)
    var program = original.program
    edit(&program)
    let encoded = try EncodedSnapshot(program)
    return SizeReport(before: .init(original), after: .init(program: program, map: encoded.map))
  }

  /// A report of a program where something was removed, changed and added.
  static func editedReport() throws -> SizeReport {
    let original = try DecodedSnapshot(Fixtures.snapshot("corpus/boost-params/snapshot").bytes)
    var program = original.program
    program.exports.removeFirst()
    let function = try #require(Array(program.functions.ids).last)
    let text = "größer als \"vorher\", und länger, als eine Spalte breit sein soll"
    let id = program.stringID(of: Array(text.utf8))
    program.functions[function].code = StackCode([.literal(.string(id)), .returnValue])
    program.globals.append(Global(.integer(1), name: "extra"))
    let encoded = try EncodedSnapshot(program)
    return SizeReport(before: .init(original), after: .init(program: program, map: encoded.map))
  }

  @Test("Sections, kinds and entities each add up to the file", arguments: Fixtures.snapshots)
  func addsUp(fixture: Fixture) throws {
    let report = try report(of: fixture)
    #expect(report.file.before == fixture.bytes.count)
    for path in [\SizeChange.before, \SizeChange.after] {
      let total = report.file[keyPath: path]
      #expect(report.sections.reduce(0) { $0 + $1.bytes[keyPath: path] } == total)
      #expect(report.kinds.reduce(0) { $0 + $1.bytes[keyPath: path] } == total)
      #expect(report.entities.reduce(0) { $0 + $1.bytes[keyPath: path] } == total)
      let ram = report.initialRAM[keyPath: path]
      #expect(report.ramKinds.reduce(0) { $0 + $1.bytes[keyPath: path] } == ram)
      #expect(report.entities.reduce(0) { $0 + $1.ram[keyPath: path] } == ram)
    }
  }

  @Test("Identities are unique", arguments: Fixtures.snapshots)
  func uniqueIdentities(fixture: Fixture) throws {
    let ids = try report(of: fixture).entities.map(\.id)
    #expect(Set(ids).count == ids.count)
  }

  @Test("Exports are matched by their number, also when an earlier one goes")
  func exportsByNumber() throws {
    let report = try report(of: Fixtures.snapshot("corpus/boost-params/snapshot")) {
      $0.exports.removeFirst()
    }
    let exports = report.entities.filter { $0.kind == "export" }
    #expect(exports.map(\.id) == ["export:0", "export:1", "export:2"])
    #expect(exports.map(\.status) == [.removed, .kept, .kept])
  }

  @Test("Exports with one number are told apart")
  func exportsWithOneNumber() throws {
    let report = try report(of: Fixtures.snapshot("corpus/boost-params/snapshot")) {
      $0.exports.append($0.exports[0])
    }
    #expect(report.entities.last { $0.kind == "export" }?.id == "export:0#2")
  }

  @Test("A removed entity keeps its name, and its row says so")
  func removed() throws {
    let text = try Self.editedReport().text(of: "app.mvm-bc", limit: nil)
    #expect(text.contains("removed │"))
    #expect(text.contains("new │"))
  }

  @Test("Columns align by characters")
  func alignment() throws {
    let lines = try Self.editedReport().text(of: "app.mvm-bc").split(separator: "\n")
    let start = try #require(lines.lastIndex { $0.hasPrefix("By entity") })
    let columns = lines[(start + 1)...].map { line in
      line.enumerated().filter { $0.element == "│" || $0.element == "┼" }.map(\.offset)
    }
    #expect(Set(columns).count == 1)
  }

  @Test("The limit leaves out rows, and one row says what they add up to")
  func limit() throws {
    let report = try Self.editedReport()
    let all = report.entities.count
    let lines = report.text(of: "app.mvm-bc", limit: 2).split(separator: "\n")
    #expect(lines[lines.count - 2].hasSuffix("... and \(all - 2) more entities"))
    #expect(lines.last?.hasSuffix("total of \(all)") == true)
    #expect(!report.text(of: "app.mvm-bc", limit: nil).contains("more entit"))
  }

  @Test("Percentages are rounded to one decimal and signed")
  func percent() {
    #expect(SizeChange(before: 1476, after: 1320).permille == -106)
    #expect(SizeChange(before: 3, after: 4).permille == 333)
    #expect(SizeChange(before: 0, after: 4).permille == nil)
    #expect(SizeChange(before: 10_000, after: 9_999).permille == 0)
  }

  @Test("The summary is one line")
  func summary() throws {
    let report = try Self.editedReport()
    #expect(
      report.summary(of: "app.mvm-bc")
        == "app.mvm-bc: 166 -> 240 bytes (+44.6 %), initial RAM 14 -> 16 bytes (+14.3 %)")
  }

  @Test("The tables are as reviewed")
  func golden() throws {
    expectGolden(try Self.editedReport().text(of: "app.mvm-bc", limit: 12), "stats-edited.txt")
    let plain = try report(of: Fixtures.snapshot("corpus/async-order/snapshot"))
    expectGolden(plain.text(of: "async-order.mvm-bc", limit: nil), "stats-async-order.txt")
  }
}
