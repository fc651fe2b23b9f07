import IL
import Testing

/// The rules of stack code: for each, code that breaks it beside code that just does not.
@Suite struct StackDepthsTests {
  /// The depths of the function of which `code` is the text, after `entry 2` or the like in `header`.
  private func depths(_ code: String, header: String = "") throws -> StackDepths {
    let program = try Program(
      parsing:
        "import !h0 = 1\nglobal @g0 = 0\nfunction &f0 \(header) {\n\(code)\n}\nfunction &f1 {\nthrow\n}")
    return try StackDepths(program.functions[FunctionID(0)])
  }

  @Test(arguments: StackDepthsCase.all) func refuses(_ example: StackDepthsCase) {
    let error = #expect(throws: StackDepths.Violation.self) {
      try depths(example.bad, header: example.header)
    }
    #expect(error.map { "\($0.position): \($0)" } == example.message)
  }

  @Test(arguments: StackDepthsCase.all) func acceptsTheNearMiss(_ example: StackDepthsCase) throws {
    _ = try depths(example.good, header: example.header)
  }

  @Test func refusesAFunctionWithoutInstructions() {
    let error = #expect(throws: StackDepths.Violation.self) { try StackDepths(Function(StackCode())) }
    #expect(error?.description == "the function has no instructions")
  }

  @Test func countsEverySlotOfTheFrame() throws {
    let depths = try depths("start_try L0\nliteral 1\nend_try\nliteral 1\nreturn\nL0:\nreturn")
    #expect(depths.maximum == 3)
    #expect((0...6).map { depths.depth(at: $0) } == [0, 2, 3, 0, 1, 1, 1])
    #expect(depths.innermostCatchRecord(at: 1) == 0)
    #expect(depths.innermostCatchRecord(at: 3) == nil)
    #expect(depths.isInTry(2))
    #expect(!depths.isInTry(6))
  }

  @Test func countsTheRecordOfAnAsyncFunction() throws {
    let depths = try depths(
      "async_start 4\nstart_try L0\nend_try\nliteral 1\nasync_return\nL0:\nasync_return")
    #expect(depths.depth(at: 1) == 3)
    #expect(depths.innermostCatchRecord(at: 1) == 1)
    #expect(depths.innermostCatchRecord(at: 2) == 3)
  }

  @Test func leavesOutWhatCannotBeReached() throws {
    let depths = try depths("literal 1\nreturn\npop 200\nreturn")
    #expect(depths.isReachable(1))
    #expect(!depths.isReachable(2))
    #expect(depths.depth(at: 2) == nil)
  }

  @Test func savesWhatIsAboveTheRecordOfAnAsyncFunction() throws {
    let depths = try depths(
      "async_start 4\nliteral 1\nliteral 2\nliteral 3\nawait\nasync_resume\nasync_return")
    #expect(depths.savedSlots(atAwait: 4) == 2)
  }
}
