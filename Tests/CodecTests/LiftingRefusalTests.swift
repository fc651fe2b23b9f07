import Codec
import IL
import Testing

/// What stays in stack form, and why.
@Suite struct LiftingRefusalTests {
  @Test func asyncResult() throws {
    try expect("async_start 2\n load_var 0\n async_return", isRefused: .usesActivationRecord(position: 1))
    try expect(
      "async_start 2\n literal 1\n store_var 0\n literal 1\n async_return",
      isRefused: .usesActivationRecord(position: 2))
  }

  /// The slots behind the callback are for the frame while the function waits: here for one value.
  @Test func savedFrame() throws {
    func code(_ slot: Int) -> String {
      """
      async_start 4
      literal 1
      load_arg 1
      await
      async_resume
      add
      store_scoped \(slot)
      literal undefined
      async_return
      """
    }
    try expect(code(2), isRefused: .usesActivationRecord(position: 6))
    var program = try program(code(3))
    #expect(program.lift().isEmpty)
  }

  @Test func differentCatchBlocks() throws {
    let code = """
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
      """
    try expect(code, isRefused: .catchBlocksDiffer(position: 6))
  }

  @Test func awaitCallOnly() throws {
    let code = """
      async_start 4
      load_arg 1
      literal undefined
      await_call 1
      async_return
      """
    try expect(code, isRefused: .awaitCallWithoutAwait(position: 3))
  }

  @Test func poppedCell() throws {
    let code = """
      literal 1
      start_try L0
      literal 2
      store_var 0
      load_arg 1
      throw
      L0:
      pop 1
      return
      """
    try expect(code, isRefused: .operandIsCell(position: 8))
  }

  @Test func invalidCode() {
    let function = Function(StackCode([.pop(1)]))
    #expect(throws: LiftingFailure.self) { try function.lifted() }
  }

  /// A function whose resume point is a value keeps its frame in data.
  @Test func suspendedFunction() throws {
    var program = try Program(
      parsing: """
        export 1 = &f0
        ram $a0 = closure [&f0:L0, undefined, undefined]
        global @g0 = $a0
        function &f0 {
          async_start 3
          load_arg 1
          await
        L0:
          async_resume
          async_return
        }
        """)
    let before = program
    let report = program.lift()
    #expect(report.map(\.reason) == [.isSuspended])
    #expect(program == before)
  }

  private func expect(
    _ code: String, isRefused reason: LiftingFailure, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var program = try program(code)
    let before = program.functions[FunctionID(0)]
    let report = program.lift()
    #expect(report.map(\.reason) == [reason], sourceLocation: sourceLocation)
    let function = try #require(report.first?.function, sourceLocation: sourceLocation)
    #expect(program.functions[function].ssa == nil, sourceLocation: sourceLocation)
    #expect(program.functions[function] == before, sourceLocation: sourceLocation)
  }
}
