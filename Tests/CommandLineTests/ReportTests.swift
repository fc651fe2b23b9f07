import Foundation
import Testing
import TestSupport

/// What was removed, what stays and why, and what the analysis finds.
struct ReportTests {
  private let snapshot = Fixtures.snapshot("corpus/debouncer/snapshot")

  private func run(_ arguments: String...) throws -> Command {
    try Command.run(["-", "-q"] + arguments, input: snapshot.bytes)
  }

  private func why(_ name: String, _ arguments: String...) throws -> Command {
    try Command.run(["why", "-", name] + arguments, input: snapshot.bytes)
  }

  /// Few passes, so that the report does not change with each new one.
  @Test func removedPartsAreGolden() throws {
    let passes = "constant-globals,propagate-values,unreachable-entities"
    expectGolden(try run("--report", "removed", "--passes", passes).text, "removed.txt")
  }

  @Test func nothingIsRemovedFromTheResult() throws {
    let text = "export 1 = 5\n"
    let command = try Command.run(["-", "-q", "--report", "removed"], input: Array(text.utf8))
    #expect(command.text == "nothing was removed\n")
  }

  @Test func analysisIsGolden() throws { expectGolden(try run("--print-analysis").text, "analysis.txt") }

  @Test func explainsWhatIsKept() throws {
    let command = try why("$a1", "--passes", "constant-folding")
    #expect(command.exitCode == 0)
    #expect(command.text.hasPrefix("$a1 is kept:\n  the host may ask for export 1, which is &f6\n"))
    #expect(command.text.contains("  @g11 holds $a1 when the program starts\n"))
    #expect(command.text.contains("\n  the host can notice what &f7 returns\n  that depends on "))
    #expect(command.text.hasSuffix(" $a1\n"))
  }

  @Test func saysWhatRemovedSomething() throws {
    let reason = "unreachable-entities: @g0 is not needed by any export"
    #expect(try why("@g0").text == "@g0 was removed by \(reason)\n")
    #expect(try why("counter").text.hasPrefix("\"counter\" was removed by unreachable-entities: "))
    #expect(try why("&f5", "--passes", "constant-folding").text.hasPrefix("&f5 is kept:\n"))
    #expect(try why("export 1").text.hasPrefix("export 1 is kept: exports are where the host starts from"))
  }

  @Test func knowsNothingOfOtherNames() throws {
    let command = try why("&nobody")
    #expect(command.exitCode == 1)
    let problem = "there is nothing called &nobody; --stats shows what there is"
    #expect(command.errors == "mvboost: <standard input>: \(problem)\n")
  }

  @Test func statsTellWhatWasNotOptimized() throws {
    let text = try run("--stats").text
    #expect(
      text.hasSuffix(
        """
        By function
        not optimized: none of 8
        code kept as it was: none of 8
        checks of uninitialized variables: those that cannot fail were removed


        """))
  }

  /// Two catch blocks are open on the two ways to one place.
  @Test func statsTellWhyAFunctionWasNotOptimized() throws {
    let text = """
      export 1 = &main
      function &main {
        load_arg 1
        branch L0
        start_try L3
        jump L1
      L0:
        start_try L4
      L1:
        end_try
        literal undefined
        return
      L3:
        return
      L4:
        throw
      }
      """
    let input = Array(text.utf8)
    let command = try Command.run(["-", "-q", "--stats"], input: input)
    #expect(command.text.contains("not optimized: 1 of 1\n  &f0: "), "\(command.errors)")
    let checks = "checks of uninitialized variables: all stay, because &f0 could not be optimized\n"
    #expect(command.text.contains(checks))
    let json = try Command.run(["-", "-q", "--json", "-"], input: input)
    let document = try JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any]
    let code = try #require(document?["code"] as? [String: Any])
    #expect((code["notLifted"] as? [[String: String]])?.map { $0["id"] } == ["function:0"])
    #expect(code["functions"] as? Int == 1)
    #expect(code["checksStayBecause"] as? String == "&f0 could not be optimized")
  }
}
