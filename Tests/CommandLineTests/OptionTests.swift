import Foundation
import Passes
import Testing
import TestSupport

/// What the options of `mvboost` do.
struct OptionTests {
  private let snapshot = Fixtures.snapshot("corpus/debouncer/snapshot")

  /// Runs `mvboost` with `arguments` on the snapshot.
  private func run(_ arguments: String...) throws -> Command {
    try Command.run(["-"] + arguments, input: snapshot.bytes)
  }

  @Test func helpIsGolden() throws {
    let command = try Command.run(["--help"])
    #expect(command.exitCode == 0)
    expectGolden(command.text, "help.txt")
  }

  @Test func listsPasses() throws {
    let command = try Command.run(["--list-passes"])
    #expect(command.exitCode == 0)
    expectGolden(command.text, "list-passes.txt")
  }

  @Test func saysItsVersion() throws {
    #expect(try Command.run(["--version"]).text == "mvboost 0.1.0 (Microvium bytecode version 8)\n")
  }

  @Test func changesAreGolden() throws { expectGolden(try run("--changes").text, "changes.txt") }

  @Test func quietPrintsNothing() throws {
    let command = try run("--quiet", "-o", "/dev/null", "--verify-each")
    #expect(command.exitCode == 0 && command.output.isEmpty && command.errors.isEmpty)
  }

  @Test func budgetIsKept() throws {
    let folder = try TemporaryFolder()
    let command = try run("-o", folder.path("out"), "--max-bytes", "1300")
    #expect(command.exitCode == 0)
    #expect(folder.files == ["out"])
  }

  @Test func budgetIsExceeded() throws {
    let folder = try TemporaryFolder()
    let command = try run("-o", folder.path("out"), "--max-bytes", "500")
    #expect(command.exitCode == 2)
    #expect(command.errors.contains(/the result has \d+ bytes, --max-bytes allows 500\n/))
    #expect(folder.files.isEmpty)
  }

  @Test func runsPassesAlone() throws {
    let command = try run(
      "--passes", "constant-globals,unreachable-entities", "--skip-pass", "constant-globals")
    #expect(command.exitCode == 0)
    let timed = try run("--passes", "static-keys", "-q", "--time-passes")
    #expect(timed.errors.hasSuffix("  static-keys\n"))
    #expect(timed.errors.split(separator: "\n").count == 2)
  }

  @Test func skipsPasses() throws {
    let command = try run("-O1", "--skip-pass", "unreachable-entities", "-q", "--time-passes")
    let passes = command.errors.split(separator: "\n").dropFirst().map { $0.split(separator: " ").last! }
    #expect(
      passes == Pass.defaultPipeline.map(\.name).filter { $0 != "unreachable-entities" }.map { $0[...] })
  }

  @Test func printsTheProgramAfterAPass() throws {
    let command = try run("--print-after", "constant-globals", "--stop-after", "1")
    #expect(command.errors.contains("// after pass 1, constant-globals\n"))
    #expect(command.errors.contains("function &f"))
  }

  @Test func disassemblesAndCounts() throws {
    #expect(try run("--disassemble").text.contains("load_arg 1"))
    #expect(try run("--stats").text.contains("By section"))
    let json = try JSONSerialization.jsonObject(with: Data(try run("--json", "-").output)) as? [String: Any]
    #expect(json?["schemaVersion"] as? Int == 1)
  }

  @Test(arguments: [
    ["--no-such-option"], ["--passes", "no-such-pass"], ["--stop-after", "x"], ["--max-bytes", "many"],
    ["-o", "-", "--json", "-"], ["--stats", "-o", "-", "-q"],
  ])
  func refusesWrongUsage(_ arguments: [String]) throws {
    let command = try Command.run(["-"] + arguments, input: snapshot.bytes)
    #expect(command.exitCode == 64)
    #expect(command.output.isEmpty)
  }

  @Test func refusesToRunWithoutInput() throws { #expect(try Command.run([]).exitCode == 64) }
}
