import IL
import Passes
import Testing

/// The order of passes, and running part of them.
struct PassManagerTests {
  /// Three globals that never change: three changes for `constant-globals`.
  private static let text = """
    export 1 = &main
    global @a = 1
    global @b = 2
    global @c = 3
    function &main {
    b0:
      %0 = load_global @a
      %1 = load_global @b
      %2 = add %0, %1
      %3 = load_global @c
      %4 = add %2, %3
      return %4
    }
    """

  private func run(
    _ names: [String], stopAfter stop: String? = nil, skip: Set<String> = []
  ) throws -> (steps: [PassManager.Step], program: Program) {
    var program = try verified(Self.text)
    var options = PassManager.Options()
    options.stopAfter = try stop.map { try #require(PassManager.StopPoint($0)) }
    let passes = try names.map { try #require(Pass.named($0)) }
    let steps = try PassManager(options).run(passes, on: &program)
    return (steps, program)
  }

  @Test func runsPassesInTheGivenOrder() throws {
    let steps = try run(["static-keys", "constant-globals"]).steps
    #expect(steps.map(\.pass.name) == ["static-keys", "constant-globals"])
    #expect(steps.map(\.number) == [1, 2])
    #expect(steps.map(\.changes.count) == [0, 3])
  }

  @Test func stopsAfterAPass() throws {
    let steps = try run(["constant-globals", "unreachable-entities"], stopAfter: "1").steps
    #expect(steps.map(\.pass.name) == ["constant-globals"])
  }

  @Test func stopsAfterAChange() throws {
    let (steps, program) = try run(["constant-globals", "unreachable-entities"], stopAfter: "1.2")
    #expect(steps.map(\.changes.count) == [2])
    let loads = program.description.split(separator: "\n").filter { $0.contains("load_global") }
    #expect(loads == ["  %3 = load_global @c"])
  }

  @Test func stopsBeforeTheFirstPass() throws {
    let (steps, program) = try run(["constant-globals"], stopAfter: "0")
    #expect(steps.isEmpty)
    #expect(program.canonicalized() == (try verified(Self.text)).canonicalized())
  }

  /// Refuses programs without this load.
  @Test(arguments: ["@a", "@b", "@c"]) func takesBackTheChangeThatMakesAProgramUnusable(_ kept: String) throws
  {
    var program = try verified(Self.text)
    let passes = try ["constant-globals", "constant-folding"].map { try #require(Pass.named($0)) }
    let steps = try PassManager().run(
      passes, on: &program, keeping: { $0.description.contains("load_global \(kept)") }, observe: { _, _ in })
    #expect(steps[0].changes.count == 2)
    let loads = program.description.split(separator: "\n").filter { $0.contains("load_global") }
    #expect(loads.count == 1)
  }

  /// Refuses everything but the program itself.
  @Test func takesBackEverythingIfNothingIsUsable() throws {
    let before = try verified(Self.text)
    var program = before
    let pass = try #require(Pass.named("constant-globals"))
    let steps = try PassManager().run([pass], on: &program, keeping: { $0 == before }, observe: { _, _ in })
    #expect(steps.map(\.changes.count) == [0])
    #expect(program.canonicalized() == before.canonicalized())
  }

  /// More changes than are taken back one by one: the first ten globals of twelve have to stay loads.
  @Test func endsAPassThatMakesAProgramUnusableAgainAndAgain() throws {
    let globals = 0..<12
    var program = try verified(
      """
      export 1 = &main
      \(globals.map { "global @a\($0) = \($0)" }.joined(separator: "\n"))
      function &main {
      b0:
        \(globals.map { "%\($0) = load_global @a\($0)" }.joined(separator: "\n"))
        %12 = call &main, undefined, \(globals.map { "%\($0)" }.joined(separator: ", "))
        return %12
      }
      """)
    let pass = try #require(Pass.named("constant-globals"))
    let steps = try PassManager().run(
      [pass], on: &program,
      keeping: { program in
        (0..<10).allSatisfy { program.description.contains("load_global @a\($0)\n") }
      }, observe: { _, _ in })
    #expect(steps.map(\.changes.count) == [0])
  }

  @Test(arguments: ["", "x", "1.", ".1", "-1", "1.-1", "1.2.3"])
  func refusesWrongStopPoint(_ text: String) { #expect(PassManager.StopPoint(text) == nil) }

  @Test func saysWhatItDidAndWhy() throws {
    let changes = try run(["constant-globals"]).steps[0].changes
    #expect(changes.map(\.pass) == ["constant-globals", "constant-globals", "constant-globals"])
    #expect(changes[0].description == "@a always holds 1: nothing stores to it")
  }
}
