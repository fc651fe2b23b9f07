import Testing

/// `try` and `throw`.
@Suite struct ExceptionTests {
  @Test func exceptionsGetToTheInnermostCatchBlock() throws {
    let program = try Running(
      """
      export 1 = &main
      function &main {
      b0:
        store_cell 0, 0
        start_try b1, b5
      b1:
        store_cell 0, 1
        start_try b2, b3
      b2:
        %0 = call &deep, undefined, 3
        end_try
        end_try
        return %0
      b3(%1):
        %2 = load_cell 0
        %3 = add %1, %2
        start_try b4, b6
      b4:
        end_try
        throw %3
      b5(%4):
        %5 = add %4, "!"
        return %5
      b6(%6):
        end_try
        return "never"
      }
      function &deep {
      b0:
        %0 = load_arg 1
        %1 = equal %0, 0
        branch %1, b1, b2
      b1:
        throw "e"
      b2:
        %2 = subtract %0, 1
        %3 = call &deep, undefined, %2
        return %3
      }
      """)
    #expect(program.call() == "\"e1!\"")
  }

  @Test func withoutACatchBlockTheHostGetsThem() throws {
    #expect(try Running(main: "b0:\nthrow 5").call() == "throws 5")
    let ended = "b0:\nstart_try b1, b2\nb1:\nend_try\nthrow 5\nb2(%0):\nreturn %0"
    #expect(try Running(main: ended).call() == "throws 5")
  }

  @Test(arguments: [
    ("%1 = object_get 1, 1", "error 12"), ("call_void 1, 1", "error 40"),
    ("%1 = initialized deleted", "error 41"),
  ])
  func errorsOfTheEngineCannotBeCaught(_ line: String, _ result: String) throws {
    let code = "b0:\nstart_try b1, b2\nb1:\n\(line)\nend_try\nreturn 1\nb2(%0):\nreturn 2"
    #expect(try Running(main: code).call() == result)
  }

  /// The scope stays the one of the throw (quirk 13).
  @Test func catchBlocksRunInTheScopeOfTheThrow() throws {
    let code = """
      b0:
        %0 = scope_new 2
        store_scoped 1, %0, "outer"
        start_try b1, b2
      b1:
        %1 = scope_push 2, %0
        store_scoped 0, %1, "inner"
        throw 1
      b2(%2) in %3:
        %4 = load_scoped 0, %3
        return %4
      """
    #expect(try Running(main: code).call() == "\"inner\"")
  }

  /// A callee's scope goes with its activation.
  @Test func catchBlocksOfCallersRunInTheirScope() throws {
    let program = try Running(
      """
      export 1 = &main
      function &main {
      b0:
        %0 = scope_new 2
        store_scoped 1, %0, "mine"
        start_try b1, b2
      b1:
        call_void &thrower, undefined
        end_try
        return 1
      b2(%1) in %2:
        %3 = load_scoped 1, %2
        return %3
      }
      function &thrower {
      b0:
        %0 = scope_new 2
        throw 1
      }
      """)
    #expect(program.call() == "\"mine\"")
  }
}
