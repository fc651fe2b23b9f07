import Testing

/// `parameter-culling` removes parameters that no callee reads.
struct ParameterCullingTests {
  @Test func removesThisAndParameterInTheMiddle() throws {
    try expect(
      "parameter-culling",
      turns: """
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          %1 = call &f, undefined, %0, undefined, 7
          call_void &f, undefined, 1, undefined, 2
          %2 = call_function &f, undefined, 3, undefined, 4
          return %1
        }
        function &f {
        b0:
          %0 = load_arg 1
          %1 = load_arg 3
          %2 = add %0, %1
          return %2
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          %1 = call &f, %0, 7
          call_void &f, 1, 2
          %2 = call_function &f, 3, 4
          return %1
        }
        function &f {
        b0:
          %0 = load_arg 0
          %1 = load_arg 1
          %2 = add %0, %1
          return %2
        }
        """)
  }

  /// Two functions that one call can enter, and a third that shares a call with one of them.
  @Test func changesFunctionsThatShareCallsTogether() throws {
    func program(_ f: Int, _ first: String, _ second: String) -> String {
      """
      export 1 = &main
      global @f = &f
      global @g = &g
      global @h = &h
      function &main {
      b0:
        %0 = load_arg 1
        %1 = load_global @f
        %2 = load_global @g
        %3 = load_global @h
        branch %0, b1(%1, %2), b1(%2, %3)
      b1(%4, %5):
        %6 = call %4, \(first)
        %7 = call %5, \(second)
        %8 = add %6, %7
        return %8
      }
      function &f {
      b0:
        %0 = load_arg \(f)
        return %0
      }
      function &g {
      b0:
        %0 = load_arg \(f)
        return %0
      }
      function &h {
      b0:
        return 1
      }
      """
    }
    try expect(
      "parameter-culling", turns: program(2, "undefined, undefined, 5", "undefined, undefined, 6"),
      into: program(0, "5", "6"))
  }

  /// One function reads what the other does not, so it is passed to both.
  @Test func keepsWhatOneOfTwoCalleesReads() throws {
    try expect(
      "parameter-culling",
      leaves: """
        export 1 = &main
        global @f = &f
        global @g = &g
        function &main {
        b0:
          %0 = load_arg 1
          %1 = load_global @f
          %2 = load_global @g
          branch %0, b1(%1), b1(%2)
        b1(%3):
          %4 = call %3, 5, 6
          return %4
        }
        function &f {
        b0:
          %0 = load_arg 0
          return %0
        }
        function &g {
        b0:
          %0 = load_arg 1
          return %0
        }
        """)
  }

  /// The article that the product comes from: a function is passed to another that calls it.
  @Test func removesParametersOfFunctionsThatArePassed() throws {
    func program(_ main: String, _ apply: String, _ f: Int) -> String {
      """
      export 1 = &main
      global @f = &f
      function &main {
      b0:
        %0 = load_global @f
        %1 = call &apply, \(main)
        return %1
      }
      function &apply {
      b0:
      \(apply)
        return %9
      }
      function &f {
      b0:
        %0 = load_arg \(f)
        return %0
      }
      """
    }
    try expect(
      "parameter-culling",
      turns: program(
        "undefined, %0, undefined, 8, undefined",
        "%0 = load_arg 1\n%1 = load_arg 3\n%9 = call %0, undefined, undefined, %1, undefined", 2),
      into: program("%0, 8", "%0 = load_arg 0\n%1 = load_arg 1\n%9 = call %0, %1", 0))
  }

  @Test func keepsThisOfConstructors() throws {
    func program(_ arguments: String, _ parameter: Int) -> String {
      """
      export 1 = &main
      global @C = $class
      ram $class = class &make, $statics
      ram $statics = object { "prototype": null }
      function &main {
      b0:
        %0 = load_global @C
        %1 = new %0, \(arguments)
        %2 = object_get %1, "x"
        return %2
      }
      function &make {
      b0:
        %0 = load_arg 0
        %1 = load_arg \(parameter)
        object_set %0, "x", %1
        return %0
      }
      """
    }
    try expect("parameter-culling", turns: program("undefined, 5, undefined", 2), into: program("5", 1))
  }

  @Test func keepsPlaceOfThisThatNoConstructorReads() throws {
    func program(_ arguments: String, _ parameter: Int) -> String {
      """
      export 1 = &main
      global @C = $class
      ram $class = class &make, $statics
      ram $statics = object { "prototype": null }
      function &main {
      b0:
        %0 = load_global @C
        %1 = new %0, \(arguments)
        return %1
      }
      function &make {
      b0:
        %1 = load_arg \(parameter)
        return %1
      }
      """
    }
    try expect("parameter-culling", turns: program("undefined, 5", 2), into: program("5", 1))
  }

  /// The format wants one argument of a call that is awaited.
  @Test func dropsArgumentsOfAsyncFunctions() throws {
    func program(_ arguments: String, _ awaited: String) -> String {
      """
      export 1 = &main
      function &main {
      b0 in %0:
        %1 = async_start 3, %0
        call_void \(arguments)
        %2 = await_call %1, \(awaited)
        %3 = await %1, %2
        async_return %3
      }
      function &f {
      b0 in %0:
        %1 = async_start 3, %0
        async_return 1
      }
      """
    }
    try expect(
      "parameter-culling", turns: program("&f, undefined, 5", "&f, undefined, 6"),
      into: program("&f", "&f, undefined"))
  }

  /// Behind an `await` there are other arguments.
  @Test func leavesFunctionsThatReadResumersArguments() throws {
    try expect(
      "parameter-culling",
      leaves: """
        export 1 = &main
        function &main {
        b0:
          %0 = call &f, undefined, undefined, 6
          return %0
        }
        function &f {
        b0 in %0:
          %1 = async_start 3, %0
          %2 = load_arg 2
          %3 = await %1, %2
          %4 = load_arg 2
          async_return %4
        }
        """)
  }

  @Test func trimsArgumentsOfExportedFunctions() throws {
    func program(_ arguments: String) -> String {
      """
      export 1 = &main
      function &main {
      b0:
        %0 = load_arg 2
        branch %0, b1, b2
      b1:
        %1 = call &main, \(arguments)
        return %1
      b2:
        return 1
      }
      """
    }
    try expect(
      "parameter-culling", turns: program("undefined, undefined, 5, 6, 7"),
      into: program("undefined, undefined, 5"))
    try expect("parameter-culling", turns: program("1, 2, undefined"), into: program("1, 2"))
  }

  @Test(arguments: [
    "export 2 = &f", "global @log = !log", "export 2 = $f\nrom $f = closure [&f]",
    "export 2 = $f\nrom $f = class &f, $s\nrom $s = object { \"prototype\": null }",
  ])
  func leavesWhatTheHostCanCall(_ data: String) throws {
    let callee = data.hasPrefix("global") ? "%0" : "&f"
    let code =
      data.hasPrefix("global")
      ? """
      %1 = load_global @log
      %2 = load_arg 1
      branch %2, b1(%1), b1(&f)
      b1(%0):
      """ : ""
    try expect(
      "parameter-culling",
      leaves: """
        export 1 = &main
        import !log = 1
        \(data)
        function &main {
        b0:
          \(code)
          %3 = call \(callee), undefined, undefined, 6
          return %3
        }
        function &f {
        b0:
          %0 = load_arg 2
          return %0
        }
        """)
  }

  /// The host sees how many arguments there are.
  @Test func leavesArgumentsOfTheHost() throws {
    try expect(
      "parameter-culling",
      leaves: """
        export 1 = &main
        import !log = 1
        function &main {
        b0:
          call_void !log, undefined, undefined
          call_host_void !log, undefined, undefined
          %0 = load_arg 1
          %1 = call %0, undefined, undefined
          return %1
        }
        """)
  }

  /// `store_arg` writes to what the caller passed, even where that is `undefined`.
  @Test func keepsArgumentsThatAreWritten() throws {
    func program(_ arguments: String, _ parameter: Int) -> String {
      """
      export 1 = &main
      function &main {
      b0:
        %0 = call &f, \(arguments)
        return %0
      }
      function &f {
      b0:
        store_arg \(parameter), 5
        %0 = load_arg \(parameter)
        return %0
      }
      """
    }
    try expect(
      "parameter-culling", turns: program("undefined, undefined, undefined", 1), into: program("undefined", 0)
    )
  }

  /// The engine itself calls what runs async functions.
  @Test func leavesBuiltins() throws {
    try expect(
      "parameter-culling",
      leaves: """
        export 1 = &main
        builtin async_continue = &f
        function &main {
        b0:
          %0 = call &f, undefined, undefined, 6
          return %0
        }
        function &f {
        b0:
          %0 = load_arg 2
          return %0
        }
        """)
  }
}
