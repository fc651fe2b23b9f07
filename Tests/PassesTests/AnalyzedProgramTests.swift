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
    #expect(program.valueFlow.value(of: global).constant == .integer(1))
    program.update { $0.globals[global].value = .integer(2) }
    #expect(program.valueFlow.value(of: global).constant == .integer(2))
  }

  @Test func allFactsFollowTheProgram() throws {
    var program = AnalyzedProgram(try verified(Self.text))
    let main = try #require(program.program.functions.ids.first { _ in true })
    #expect(program.liveness(.init()).isLive(.result(main)))
    #expect(!program.propertyKeys.usesComputedKeys)
    program.update { $0.exports = [] }
    #expect(!program.liveness(.init()).isLive(.result(main)))
    #expect(!program.valueFlow.isReached(main))
  }

  @Test func copiesHaveTheirOwnFacts() throws {
    var program = AnalyzedProgram(try verified(Self.text))
    let global = try #require(program.program.globals.ids.first { _ in true })
    _ = program.valueFlow
    var copy = program
    copy.update { $0.globals[global].value = .integer(2) }
    #expect(program.valueFlow.value(of: global).constant == .integer(1))
    #expect(copy.valueFlow.value(of: global).constant == .integer(2))
  }

  /// What `run` leaves is what is known afterwards.
  @Test func passesKeepFactsOfWhatTheyLeave() throws {
    var program = AnalyzedProgram(try verified(Self.text))
    _ = program.valueFlow
    var options = PassManager.Options()
    options.verifiesEach = true
    _ = try PassManager(options).run(Pass.defaultPipeline, on: &program)
    #expect(program.valueFlow.description == AnalyzedProgram(program.program).recomputedDescription)
  }
}

extension AnalyzedProgram {
  /// The value flow, found afresh.
  fileprivate var recomputedDescription: String {
    var fresh = AnalyzedProgram(program)
    return fresh.valueFlow.description
  }
}
