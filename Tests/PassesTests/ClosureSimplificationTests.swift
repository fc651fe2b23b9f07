import Testing

/// `closure-simplification` replaces closures that capture nothing.
struct ClosureSimplificationTests {
  @Test func replacesClosureThatCapturesNothing() throws {
    try expect(
      "closure-simplification",
      turns: """
        export 1 = handle $closure
        ram $closure = closure [&f, 5]
        function &f {
        b0:
          return 1
        }
        """,
      into: """
        export 1 = &f
        function &f {
        b0:
          return 1
        }
        """)
  }

  @Test(arguments: [
    "  %2 = closure_new %0, &read",
    """
      store_scoped 0, %0, &read
      %2 = load_closure %0
    """,
  ])
  func replacesClosureMadeAtRunTime(_ making: String) throws {
    try expect(
      "closure-simplification", turns: Self.made(by: making, called: "%2"),
      into: Self.made(by: making.split(separator: "\n").dropLast().joined(separator: "\n"), called: "&read"))
  }

  private static func made(by making: String, called: String) -> String {
    """
    import !h0 = 7
    export 1 = &main
    function &main {
    b0:
      %0 = scope_new 2
      %1 = load_arg 1
      store_scoped 1, %0, %1
    \(making)
      %3 = call &twice, undefined, \(called)
      return %3
    }
    function &read {
    b0:
      return 7
    }
    function &twice {
    b0:
      %0 = load_arg 1
      %1 = call %0, undefined
      %2 = call %0, undefined
      %3 = add %1, %2
      return %3
    }
    """
  }

  @Test(arguments: [
    // The host may compare two of them.
    "call_void !h0, undefined, %1", "return %1",
    // Here they are compared.
    "%2 = equal %1, &read", "%2 = load_global @last\n  %3 = equal %1, %2",
    // It has another target later.
    "store_scoped 0, %0, &other",
  ])
  func leavesClosureMadeAtRunTime(whose use: String) throws {
    try expect(
      "closure-simplification",
      leaves: """
        import !h0 = 7
        export 1 = &main
        global @last = undefined
        function &main {
        b0:
          %0 = scope_new 2
          store_scoped 0, %0, &read
          %1 = load_closure %0
          store_global @last, %1
          \(use)
          \(use.hasPrefix("return") ? "" : "return undefined")
        }
        function &read {
        b0:
          return 7
        }
        function &other {
        b0:
          return 8
        }
        """)
  }

  /// The closure would become equal to the function.
  @Test func leavesClosureOfFunctionThatIsAValue() throws {
    try expect(
      "closure-simplification",
      leaves: """
        export 1 = handle $closure
        export 2 = &f
        ram $closure = closure [&f]
        function &f {
        b0:
          return 1
        }
        """)
  }

  /// Two closures of one function would become equal.
  @Test func leavesTwoClosuresOfOneFunction() throws {
    try expect(
      "closure-simplification",
      leaves: """
        export 1 = handle $a
        export 2 = handle $b
        ram $a = closure [&f]
        ram $b = closure [&f]
        function &f {
        b0:
          return 1
        }
        """)
  }

  /// A handle is not equal to a direct reference.
  @Test func leavesClosureWithTwoIdentities() throws {
    try expect(
      "closure-simplification",
      leaves: """
        export 1 = handle $closure
        export 2 = &main
        global @f = $closure
        ram $closure = closure [&f]
        function &main {
        b0:
          %0 = load_global @f
          %1 = load_arg 1
          %2 = equal %0, %1
          return %2
        }
        function &f {
        b0:
          return 1
        }
        """)
  }

  /// The function shows the closure itself.
  @Test func leavesClosureThatItsFunctionReturns() throws {
    try expect(
      "closure-simplification",
      leaves: """
        export 1 = handle $closure
        ram $closure = closure [&f]
        function &f {
        b0 in %0:
          %1 = load_closure %0
          return %1
        }
        """)
  }

  /// The closure is the scope of another one.
  @Test func leavesClosureThatIsAScope() throws {
    try expect(
      "closure-simplification",
      leaves: """
        export 1 = handle $outer
        export 2 = handle $inner
        ram $outer = closure [&f, 1]
        ram $inner = closure [&g, $outer]
        function &f {
        b0:
          return 1
        }
        function &g {
        b0 in %0:
          %1 = load_scoped 3, %0
          %2 = add %1, 1
          store_scoped 3, %0, %2
          return %1
        }
        """)
  }

  /// What a promise of the snapshot leads to is not known to the value flow.
  @Test func leavesProgramsWithPromisesThatReferToSomething() throws {
    try expect(
      "closure-simplification",
      leaves: """
        export 1 = &main
        global @o = $o
        global @promise = $promise
        ram $o = closure [&f, 1]
        ram $promise = object [-1, $o] {}
        function &main {
        b0:
          %0 = load_global @o
          %1 = call %0, undefined
          %2 = load_global @promise
          return %1
        }
        function &f {
        b0:
          return 1
        }
        """)
  }
}
