import IL
import Passes
import Testing

/// Facts are kept as long as the program is the same, and no longer.
struct AnalyzedProgramTests {
  private static let text = """
    export 1 = &main
    global @a = 1
    function &main {
    b0:
      %0 = load_global @a
      return %0
    }
    """

  @Test func factsFollowTheProgram() throws {
    var program = AnalyzedProgram(try verified(Self.text))
    let global = try #require(program.program.globals.ids.first { _ in true })
    #expect(value(of: global, in: &program) == .integer(1))
    program.update { $0.globals[global].value = .integer(2) }
    #expect(value(of: global, in: &program) == .integer(2))
  }

  @Test func allFactsFollowTheProgram() throws {
    var program = AnalyzedProgram(try verified(Self.text))
    let main = try #require(program.program.functions.ids.first { _ in true })
    let before = (flow: program.valueFlow, liveness: program.liveness(.init()))
    #expect(before.flow.isReached(main) && before.liveness.isLive(.result(main)))
    program.update { $0.exports = [] }
    let after = (flow: program.valueFlow, liveness: program.liveness(.init()))
    #expect(!after.flow.isReached(main) && !after.liveness.isLive(.result(main)))
  }

  @Test func copiesHaveTheirOwnFacts() throws {
    var program = AnalyzedProgram(try verified(Self.text))
    let global = try #require(program.program.globals.ids.first { _ in true })
    _ = program.valueFlow
    var copy = program
    copy.update { $0.globals[global].value = .integer(2) }
    #expect(value(of: global, in: &program) == .integer(1))
    #expect(value(of: global, in: &copy) == .integer(2))
  }

  /// What passes leave is what is known afterwards.
  @Test func passesForgetWhatTheyChange() throws {
    var program = AnalyzedProgram(try verified(Self.text))
    let before = program.valueFlow.description
    var options = PassManager.Options()
    options.verifiesEach = true
    _ = try PassManager(options).run(Pass.defaultPipeline, on: &program)
    var fresh = AnalyzedProgram(program.program)
    let (kept, found) = (program.valueFlow.description, fresh.valueFlow.description)
    #expect(kept == found && kept != before)
  }

  /// A pass that has nothing to do is not asked again before something changes.
  @Test func settledPassesRunAgainOnAnotherProgram() throws {
    var program = AnalyzedProgram(try verified(Self.text))
    let manager = PassManager()
    let pass = try #require(Pass.named("constant-globals"))
    #expect(try manager.run([pass, pass, pass], on: &program).map(\.changes.count) == [1, 0, 0])
    program.update { $0 = try! verified(Self.text) }
    #expect(try manager.run([pass], on: &program).map(\.changes.count) == [1])
  }

  @Test func settledPassesRunAgainUnderAnotherPolicy() throws {
    var program = AnalyzedProgram(
      try verified(
        """
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          %1 = object_get %0, "x"
          return undefined
        }
        """))
    let pass = try #require(Pass.named("dead-code"))
    #expect(try PassManager().run([pass], on: &program).map(\.changes.count) == [0])
    var options = PassManager.Options()
    options.policy.errorsNeverHappen = true
    #expect(try PassManager(options).run([pass], on: &program)[0].changes.count > 0)
  }

  private func value(of global: GlobalID, in program: inout AnalyzedProgram) -> Value? {
    program.valueFlow.value(of: global).constant
  }
}
