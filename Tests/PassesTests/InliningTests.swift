import Testing

/// `inlining` puts functions where they are called.
struct InliningTests {
  // MARK: Called once

  @Test func replacesCallByInstructions() throws {
    try expect(
      "inlining",
      turns: """
        export 1 = &main
        import !log = 1
        function &main {
        b0:
          %0 = load_arg 1
          %1 = call &f, undefined, %0
          call_void !log, undefined, %1
          return %1
        }
        function &f {
        b0:
          %0 = load_arg 1
          call_void !log, undefined, %0
          %1 = load_arg 2
          %2 = add %0, %1
          return %2
        }
        """,
      into: """
        export 1 = &main
        import !log = 1
        function &main {
        b0:
          %0 = load_arg 1
          call_void !log, undefined, %0
          %2 = add %0, undefined
          call_void !log, undefined, %2
          return %2
        }
        """)
  }

  @Test func splitsBlockOfCall() throws {
    try expect(
      "inlining",
      turns: """
        export 1 = &main
        import !log = 1
        function &main {
        b0:
          %0 = load_arg 1
          %1 = call_function &f, %0, 5
          call_void !log, undefined, %1
          branch %1, b1, b2
        b1:
          return %0
        b2:
          return %1
        }
        function &f {
        b0:
          %0 = load_arg 0
          branch %0, b1, b2(%0)
        b1:
          %1 = load_arg 1
          return %1
        b2(%2):
          %3 = subtract %2, 1
          branch %3, b2(%3), b3
        b3:
          return %3
        }
        """,
      into: """
        export 1 = &main
        import !log = 1
        function &main {
        b0:
          %0 = load_arg 1
          jump b1
        b1:
          branch %0, b2, b3(%0)
        b2:
          jump b5(5)
        b3(%2):
          %3 = subtract %2, 1
          branch %3, b3(%3), b4
        b4:
          jump b5(%3)
        b5(%1):
          call_void !log, undefined, %1
          branch %1, b6, b7
        b6:
          return %0
        b7:
          return %1
        }
        """)
  }

  @Test func dropsResultThatNobodyWants() throws {
    try expect(
      "inlining",
      turns: """
        export 1 = &main
        import !log = 1
        function &main {
        b0:
          %0 = load_arg 1
          call_void &f, %0
          return 5
        }
        function &f {
        b0:
          %0 = load_arg 0
          branch %0, b1, b2
        b1:
          call_void !log, undefined, 1
          return 1
        b2:
          throw 2
        }
        """,
      into: """
        export 1 = &main
        import !log = 1
        function &main {
        b0:
          %0 = load_arg 1
          jump b1
        b1:
          branch %0, b2, b3
        b2:
          call_void !log, undefined, 1
          jump b4
        b3:
          throw 2
        b4:
          return 5
        }
        """)
  }

  /// Callees come first, so that whole chains end up in one place.
  @Test func followsChains() throws {
    try expect(
      "inlining",
      turns: """
        export 1 = &main
        import !log = 1
        function &main {
        b0:
          %0 = call &f, 1
          return %0
        }
        function &f {
        b0:
          call_void !log, undefined, 1
          %0 = load_arg 0
          %1 = call &g, %0
          return %1
        }
        function &g {
        b0:
          call_void !log, undefined, 2
          %0 = load_arg 0
          %1 = call &h, 3, %0
          return %1
        }
        function &h {
        b0:
          call_void !log, undefined, 3
          %0 = load_arg 1
          return %0
        }
        """,
      into: """
        export 1 = &main
        import !log = 1
        function &main {
        b0:
          call_void !log, undefined, 1
          call_void !log, undefined, 2
          call_void !log, undefined, 3
          return 1
        }
        """)
  }

  /// Exceptions reach the same catch block as before.
  @Test func inlinesIntoTry() throws {
    try expect(
      "inlining",
      turns: """
        export 1 = &main
        function &main {
        b0:
          start_try b1, b2
        b1:
          %0 = load_arg 1
          %1 = call &f, %0
          end_try
          return %1
        b2(%2):
          return %2
        }
        function &f {
        b0:
          %0 = load_arg 0
          branch %0, b1, b2
        b1:
          throw %0
        b2:
          return 1
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0:
          start_try b1, b2
        b1:
          %0 = load_arg 1
          jump b3
        b2(%2):
          return %2
        b3:
          branch %0, b4, b5
        b4:
          throw %0
        b5:
          jump b6(1)
        b6(%1):
          end_try
          return %1
        }
        """)
  }

  // MARK: Scopes and exceptions

  /// A program whose `main` calls `&f` in a loop and then does `last`.
  private func loop(_ call: String, _ others: String, last: String = "return %2") -> String {
    """
    export 1 = &main
    import !log = 1
    function &main {
    b0 in %0:
      %1 = load_arg 1
      jump b1
    b1:
      \(call)
    \(others)
    """.replacing("LAST", with: last)
  }

  @Test func inlinesFunctionsThatMakeScopes() throws {
    try expect(
      "inlining",
      turns: loop(
        "%2 = call &f, %1\n  branch %2, b1, b2\nb2:\n  LAST\n}",
        """
        function &f {
        b0:
          %0 = load_arg 0
          %1 = scope_new 2
          store_scoped 1, %1, %0
          %2 = closure_new %1, &inner
          call_void !log, undefined, %2
          %3 = load_scoped 1, %1
          return %3
        }
        function &inner {
        b0 in %0:
          %1 = load_scoped 1, %0
          return %1
        }
        """),
      into: loop(
        """
        %3 = scope_new 2
          store_scoped 1, %3, %1
          %4 = closure_new %3, &inner
          call_void !log, undefined, %4
          %5 = load_scoped 1, %3
          branch %5, b1, b2
        b2:
          return %5
        }
        """,
        """
        function &inner {
        b0 in %0:
          %1 = load_scoped 1, %0
          return %1
        }
        """))
  }

  @Test func inlinesTryBlocks() throws {
    try expect(
      "inlining",
      turns: loop(
        "%2 = call &f, %1\n  branch %2, b1, b2\nb2:\n  LAST\n}",
        """
        function &f {
        b0:
          start_try b1, b2
        b1:
          %0 = load_arg 0
          call_void !log, undefined, %0
          end_try
          return 1
        b2(%1):
          return %1
        }
        """),
      into: loop(
        """
        jump b3
        b2:
          return %2
        b3:
          start_try b4, b5
        b4:
          call_void !log, undefined, %1
          end_try
          jump b6(1)
        b5(%3):
          jump b6(%3)
        b6(%2):
          branch %2, b1, b2
        }
        """, ""))
  }

  /// A call starts with new cells, so those that are read before they are stored must not keep what an earlier call
  /// left there.
  @Test func clearsCellsWhereACallWould() throws {
    func callee(_ first: String) -> String {
      """
      function &f {
      b0:
        \(first)
        start_try b1, b2
      b1:
        %0 = load_arg 0
        store_cell 0, %0
        call_void !log, undefined, %0
        end_try
        return 1
      b2(%1):
        %2 = load_cell 0
        return %2
      }
      """
    }
    func expected(_ first: String) -> String {
      loop(
        """
        jump b3
        b2:
          return %2
        b3:
          \(first)
          start_try b4, b5
        b4:
          store_cell 0, %1
          call_void !log, undefined, %1
          end_try
          jump b6(1)
        b5(%3):
          %4 = load_cell 0
          jump b6(%4)
        b6(%2):
          branch %2, b1, b2
        }
        """, "")
    }
    let call = "%2 = call &f, %1\n  branch %2, b1, b2\nb2:\n  LAST\n}"
    try expect(
      "inlining", turns: loop(call, callee("")), into: expected("store_cell 0, undefined"))
    try expect(
      "inlining", turns: loop(call, callee("store_cell 0, 7")), into: expected("store_cell 0, 7"))
  }

  @Test func keepsCellsApart() throws {
    func program(_ call: String, _ callee: String) -> String {
      """
      export 1 = &main
      function &main {
      b0:
        %0 = load_arg 1
        store_cell 0, %0
        \(call)
        return %3
      }
      \(callee)
      """
    }
    try expect(
      "inlining",
      turns: program(
        "%1 = call &f\n  %2 = load_cell 0\n  %3 = add %1, %2",
        "function &f {\nb0:\n  store_cell 0, 5\n  %0 = load_cell 0\n  return %0\n}"),
      into: program(
        "store_cell 1, 5\n  %1 = load_cell 1\n  %2 = load_cell 0\n  %3 = add %1, %2", ""))
  }

  private func usingScope(_ call: String, _ functions: String) -> String {
    """
    export 1 = $main
    rom $main = closure [&main, 5]
    function &main {
    b0 in %0:
    \(call)
      %3 = add %1, %2
      return %3
    }
    \(functions)
    """
  }

  /// Behind the function another scope would be current.
  @Test func leavesFunctionsThatChangeTheScopeWhereItIsUsed() throws {
    try expect(
      "inlining",
      leaves: usingScope(
        "  %1 = call &f\n  %2 = load_scoped 1, %0",
        "function &f {\nb0:\n  %0 = scope_new 2\n  %1 = closure_new %0, &main\n  return %1\n}"))
  }

  @Test func inlinesFunctionsThatChangeTheScopeBehindItsLastUse() throws {
    try expect(
      "inlining",
      turns: usingScope(
        "  %2 = load_scoped 1, %0\n  %1 = call &f",
        "function &f {\nb0:\n  %0 = scope_new 2\n  %1 = closure_new %0, &main\n  return %1\n}"),
      into: usingScope("  %2 = load_scoped 1, %0\n  %4 = scope_new 2\n  %1 = closure_new %4, &main", ""))
  }

  /// From a catch block on, it takes a name to know which scope is current.
  @Test func namesTheScopeBehindTryBlocks() throws {
    try expect(
      "inlining",
      turns: usingScope(
        "  %1 = call &f\n  %2 = load_scoped 1, %0",
        "function &f {\nb0:\n  start_try b1, b2\nb1:\n  end_try\n  return 1\nb2(%1):\n  return %1\n}"),
      into: usingScope(
        """
          jump b1
        b1:
          start_try b2, b3
        b2:
          end_try
          jump b4(1)
        b3(%5) in %7:
          jump b4(%5)
        b4(%1) in %6:
          %2 = load_scoped 1, %6
        """, ""))
  }

  // MARK: Small

  /// A program that calls `&f`, which has `callee`, twice, and has `code` in place of each call.
  private func twice(_ callee: String, passing arguments: String, as expected: String?) -> String {
    func call(_ result: String) -> String {
      expected?.replacing("%r", with: result) ?? "\(result) = call &f, \(arguments)"
    }
    return """
      export 1 = &main
      export 2 = &f
      import !log = 1
      global @g = 1
      function &main {
      b0:
        %0 = load_arg 1
        %1 = load_arg 2
        \(call("%2"))
        call_void !log, undefined, %2
        \(call("%3"))
        return %3
      }
      function &f {
      b0:
        \(callee)
      }
      """
  }

  @Test(arguments: [
    ("%0 = load_arg 1\n%1 = add %0, 1\nreturn %1", "undefined, %0", "%r = add %0, 1"),
    ("%0 = load_global @g\nreturn %0", "undefined", "%r = load_global @g"),
    ("%0 = load_arg 0\n%1 = load_arg 1\n%2 = less %0, %1\nreturn %2", "%0, %1", "%r = less %0, %1"),
    (
      "%0 = load_arg 0\n%1 = logical_not %0\n%2 = logical_not %1\nreturn %2", "%0",
      "%r8 = logical_not %0\n%r = logical_not %r8"
    ),
  ])
  func replacesCallsByWhatIsNoLarger(_ callee: String, _ arguments: String, _ expected: String) throws {
    try expect(
      "inlining", turns: twice(callee, passing: arguments, as: nil),
      into: twice(callee, passing: arguments, as: expected))
  }

  @Test(arguments: [
    // Larger than a call.
    ("%0 = load_arg 1\n%1 = object_get %0, \"key\"\n%2 = add %1, 1\nreturn %2", "undefined, %0"),
    ("%0 = load_arg 0\n%1 = multiply %0, %0\n%2 = add %1, %0\nreturn %2", "%0"),
    // In another order, so that both have to be kept in variables.
    ("%0 = load_arg 0\n%1 = load_arg 1\n%2 = subtract %1, %0\n%3 = logical_not %2\nreturn %3", "%0, %1"),
  ])
  func leavesCallsOfWhatIsLarger(_ callee: String, _ arguments: String) throws {
    try expect("inlining", leaves: twice(callee, passing: arguments, as: nil))
  }

  @Test func putsExpressionsIntoAsyncFunctions() throws {
    func program(_ first: String, _ operand: String) -> String {
      """
      export 1 = &main
      export 2 = &f
      function &main {
      b0 in %0:
        %1 = async_start 3, %0
        %2 = load_arg 1
        \(first)
        %4 = await %1, %3
        async_return \(operand)
      }
      function &f {
      b0:
        %0 = load_arg 0
        %1 = typeof %0
        return %1
      }
      """
    }
    try expect(
      "inlining", turns: program("%3 = call &f, %2", "%4"), into: program("%3 = typeof %2", "%4"))
  }

  /// The scope of an async function limits what its frame can hold.
  @Test func leavesAsyncFunctionsThatWouldNeedMoreRoom() throws {
    try expect(
      "inlining",
      leaves: """
        export 1 = &main
        function &main {
        b0 in %0:
          %1 = async_start 3, %0
          %2 = load_arg 1
          %3 = call &f, %2
          %4 = await %1, %3
          async_return %4
        }
        function &f {
        b0:
          %0 = load_arg 0
          %1 = multiply %0, %0
          return %1
        }
        """)
  }

  // MARK: Callees that stay where they are

  @Test(arguments: [
    "b0 in %0:\n  %1 = load_scoped 1, %0\n  return %1",
    "b0 in %0:\n  %1 = async_start 3, %0\n  async_return 1",
    "b0:\n  store_arg 0, 1\n  %0 = load_arg 0\n  return %0",
    "b0:\n  throw 5",
    "b0:\n  %0 = call &f, 1\n  return %0",
  ])
  func leavesFunctionsThatNeedTheirFrame(_ callee: String) throws {
    try expect(
      "inlining",
      leaves: """
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          %1 = call &f, %0
          return %1
        }
        function &f {
        \(callee)
        }
        """)
  }

  @Test func leavesFunctionsThatAreUsedElsewhere() throws {
    for data in ["export 2 = &f", "global @f = &f", "rom $a = closure [&f]\nexport 2 = $a"] {
      try expect(
        "inlining",
        leaves: """
          export 1 = &main
          import !log = 1
          \(data)
          function &main {
          b0:
            call_void &f, 1
            return 1
          }
          function &f {
          b0:
            call_void !log, undefined, 2
            return 1
          }
          """)
    }
  }

  /// What may be `deleted` cannot be copied, so it must be used where it is.
  @Test func leavesCallsOverWhichSomethingUninitializedIsKept() throws {
    try expect(
      "inlining",
      leaves: """
        export 1 = $main
        rom $main = closure [&main, deleted]
        function &main {
        b0 in %0:
          %1 = load_scoped 1, %0
          %2 = call &f, 1
          %3 = add %1, %2
          return %3
        }
        function &f {
        b0:
          %0 = load_arg 0
          branch %0, b1, b2
        b1:
          return 1
        b2:
          return 2
        }
        """)
  }

  /// The name that the function has for the scope is not the caller's.
  @Test func inlinesFunctionThatNamesTheScopeForNothing() throws {
    func program(_ call: String, _ helper: String) -> String {
      """
      import !print = 7
      export 1 = &main
      function &main {
      b0:
        %0 = scope_new 2
        %1 = load_arg 1
        store_scoped 1, %0, %1
        \(call)
        %3 = load_scoped 1, %0
        return %3
      }
      \(helper)
      """
    }
    try expect(
      "inlining",
      turns: program(
        "call_void &helper, undefined",
        """
        function &helper {
        b0 in %0:
          call_void !print, undefined, 5
          return undefined
        }
        """),
      into: program("call_void !print, undefined, 5", ""))
  }
}
