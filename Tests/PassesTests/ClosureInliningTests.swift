import Testing

/// `inlining` puts closures that the caller itself made where they are called.
struct ClosureInliningTests {
  /// A program whose export runs `main`.
  private func program(_ main: String, _ functions: String) -> String {
    """
    export 1 = &main
    import !log = 1
    function &main {
    \(main)
    }
    \(functions)
    """
  }

  private let add = """
    function &add {
    b0 in %0:
      %1 = load_arg 1
      %2 = load_scoped 1, %0
      %3 = add %2, %1
      store_scoped 1, %0, %3
      return undefined
    }
    """

  /// A body that takes more room than its call.
  private let report = """
    function &report {
    b0 in %0:
      %1 = load_scoped 1, %0
      call_void !log, undefined, %1, 70000
      call_void !log, undefined, %1, 80000
      return %1
    }
    """

  // MARK: Closures that go where they are called

  @Test func replacesAllCallsOfAnEmbeddedClosure() throws {
    func main(_ calls: String) -> String {
      """
      b0:
        %0 = scope_new 2
        store_scoped 1, %0, 0
        store_scoped 0, %0, &add
        %1 = load_closure %0
      \(calls)
        %2 = load_scoped 1, %0
        return %2
      """
    }
    try expect(
      "inlining",
      turns: program(main("  call_void %1, undefined, 5\n  call_void %1, undefined, 6"), add),
      into: program(
        main(
          """
            %12 = load_scoped 1, %0
            %13 = add %12, 5
            store_scoped 1, %0, %13
            %22 = load_scoped 1, %0
            %23 = add %22, 6
            store_scoped 1, %0, %23
          """), add))
  }

  /// Variables of the scope that it was made of come behind the two of the closure.
  @Test func countsVariablesFromTheScopeThatIsCurrent() throws {
    let callee = """
      function &f {
      b0 in %0:
        %1 = load_scoped 3, %0
        call_void !log, undefined, %1
        %2 = load_scoped 4, %0
        return %2
      }
      """
    try expect(
      "inlining",
      turns: program(
        """
        b0:
          %0 = scope_new 3
          store_scoped 1, %0, 7
          store_scoped 2, %0, 8
          %1 = closure_new %0, &f
          %2 = call %1, undefined
          return %2
        """, callee),
      into: program(
        """
        b0:
          %0 = scope_new 3
          store_scoped 1, %0, 7
          store_scoped 2, %0, 8
          %1 = closure_new %0, &f
          %2 = load_scoped 1, %0
          call_void !log, undefined, %2
          %3 = load_scoped 2, %0
          return %3
        """, callee))
  }

  /// Code in an inner scope counts on to the variables of the outer one.
  @Test(arguments: [
    ("store_scoped 0, %0, &f\n  %1 = load_closure %0", 1), ("%1 = closure_new %0, &f", 3),
  ])
  func countsVariablesThroughInnerScopes(_ closure: String, _ index: Int) throws {
    func main(_ call: String) -> String {
      """
      b0:
        %0 = scope_new 2
        store_scoped 1, %0, 7
        \(closure)
        %2 = scope_push 3, %0
        store_scoped 0, %2, 8
        \(call)
        %4 = load_scoped 0, %2
        %5 = add %3, %4
        return %5
      """
    }
    let callee = """
      function &f {
      b0 in %0:
        %1 = load_scoped \(index), %0
        call_void !log, undefined, %1, 70000
        return %1
      }
      """
    try expect(
      "inlining", turns: program(main("%3 = call %1, undefined"), callee),
      into: program(
        main("%3 = load_scoped 4, %2\n  call_void !log, undefined, %3, 70000"), callee))
  }

  /// A copy of a scope is a scope of its own, in whose first slot the function is stored again.
  @Test func replacesCallsOfClosuresOfOneIteration() throws {
    func main(_ call: String) -> String {
      """
      b0:
        %0 = scope_new 2
        store_scoped 1, %0, 0
        jump b1
      b1 in %1:
        %2 = load_scoped 1, %1
        store_scoped 0, %1, &report
        %3 = load_closure %1
        \(call)
        %5 = scope_clone %1
        store_scoped 1, %5, %4
        branch %4, b1, b2
      b2:
        return %2
      """
    }
    try expect(
      "inlining", turns: program(main("%4 = call %3, undefined"), report),
      into: program(
        main(
          """
          %4 = load_scoped 1, %1
            call_void !log, undefined, %4, 70000
            call_void !log, undefined, %4, 80000
          """), report))
  }

  /// What is current behind the body does not matter where nobody looks at it.
  @Test func leavesTheScopeOfTheBodyCurrent() throws {
    let callee = """
      function &f {
      b0 in %0:
        %1 = scope_push 3, %0
        %2 = load_scoped 4, %1
        store_scoped 1, %1, %2
        %3 = closure_new %1, &report
        return %3
      }
      """
    func main(_ call: String, _ result: String) -> String {
      """
      b0:
        %0 = scope_new 2
        store_scoped 1, %0, 7
        store_scoped 0, %0, &f
        %1 = load_closure %0
        \(call)
        call_void !log, undefined, \(result)
        return 1
      """
    }
    try expect(
      "inlining", turns: program(main("%2 = call %1, undefined", "%2"), "\(callee)\n\(report)"),
      into: program(
        main(
          """
          %2 = scope_push 3, %0
            %3 = load_scoped 4, %2
            store_scoped 1, %2, %3
            %4 = closure_new %2, &report
          """, "%4"), "\(callee)\n\(report)"))
  }

  /// Catch blocks of the body and what comes behind it find the scope that they found before.
  @Test func namesTheScopeBehindCatchBlocks() throws {
    let callee = """
      function &f {
      b0 in %0:
        start_try b1, b2
      b1:
        call_void !log, undefined
        end_try
        return 1
      b2(%1) in %2:
        %3 = load_scoped 1, %2
        return %3
      }
      """
    try expect(
      "inlining",
      turns: program(
        """
        b0:
          %0 = scope_new 2
          store_scoped 1, %0, 7
          store_scoped 0, %0, &f
          %1 = load_closure %0
          %2 = call %1, undefined
          %3 = load_scoped 1, %0
          %4 = add %2, %3
          return %4
        """, callee),
      into: program(
        """
        b0:
          %0 = scope_new 2
          store_scoped 1, %0, 7
          store_scoped 0, %0, &f
          %1 = load_closure %0
          jump b1
        b1:
          start_try b2, b3
        b2:
          call_void !log, undefined
          end_try
          jump b4(1)
        b3(%5) in %6:
          %7 = load_scoped 1, %6
          jump b4(%7)
        b4(%2) in %8:
          %3 = load_scoped 1, %8
          %4 = add %2, %3
          return %4
        """, callee))
  }

  // MARK: Closures that stay

  @Test(arguments: [
    // It may be another function that is called.
    """
    b0:
      %0 = scope_new 2
      %1 = load_arg 1
      store_scoped 1, %0, 7
      store_scoped 0, %0, &add
      branch %1, b1, b2
    b1:
      store_scoped 0, %0, &report
      jump b2
    b2:
      %2 = load_closure %0
      call_void %2, undefined, 5
      return 1
    """,
    // The first slot may hold nothing that can be called.
    """
    b0:
      %0 = scope_new 2
      %1 = load_arg 1
      store_scoped 1, %0, 7
      branch %1, b1, b2
    b1:
      store_scoped 0, %0, &add
      jump b2
    b2:
      %2 = load_closure %0
      call_void %2, undefined, 5
      return 1
    """,
    """
    b0:
      %0 = scope_new 2
      store_scoped 1, %0, 7
      store_scoped 0, %0, &add
      %1 = load_closure %0
      store_scoped 0, %0, 5
      call_void %1, undefined, 5
      return 1
    """,
    // Another scope is current.
    """
    b0:
      %0 = scope_new 2
      store_scoped 1, %0, 7
      store_scoped 0, %0, &add
      %1 = load_closure %0
      %2 = scope_new 2
      store_scoped 1, %2, 8
      call_void %1, undefined, 5
      %3 = load_scoped 1, %2
      return %3
    """,
    // It is the copy that is current, not the scope that the closure is.
    """
    b0:
      %0 = scope_new 2
      store_scoped 1, %0, 7
      store_scoped 0, %0, &add
      %1 = load_closure %0
      %2 = scope_clone %0
      call_void %1, undefined, 5
      %3 = load_scoped 1, %2
      return %3
    """,
    // Something else gets the closure, too, and the body is larger than the call.
    """
    b0:
      %0 = scope_new 2
      store_scoped 1, %0, 7
      store_scoped 0, %0, &report
      %1 = load_closure %0
      call_void %1, undefined
      call_void !log, undefined, %1
      return 1
    """,
    // Three copies are larger than the function and three calls.
    """
    b0:
      %0 = scope_new 2
      store_scoped 1, %0, 7
      store_scoped 0, %0, &report
      %1 = load_closure %0
      call_void %1, undefined
      call_void %1, undefined
      call_void %1, undefined
      return 1
    """,
  ])
  func leavesClosures(_ main: String) throws {
    try expect("inlining", leaves: program(main, "\(add)\n\(report)"))
  }

  /// The body needs the closure itself, or changes it.
  @Test(arguments: [
    "%1 = closure_new %0, &report\n  call_void !log, undefined, %1\n  return 1",
    "%1 = load_closure %0\n  call_void !log, undefined, %1\n  return 1",
    "%1 = load_scoped 0, %0\n  call_void !log, undefined, %1\n  return 1",
    "store_scoped 0, %0, &report\n  return 1",
    "%1 = scope_push 2, %0\n  %2 = load_scoped 5, %1\n  return %2",
  ])
  func leavesClosuresThatAreMoreThanTheirScope(_ body: String) throws {
    try expect(
      "inlining",
      leaves: program(
        """
        b0:
          %0 = scope_new 2
          store_scoped 1, %0, 7
          %1 = closure_new %0, &f
          call_void %1, undefined
          return 1
        """, "function &f {\nb0 in %0:\n  \(body)\n}\n\(report)"))
  }

  /// Behind the body another scope would be current.
  @Test(arguments: [
    "%3 = load_scoped 1, %0\n  return %3",
    "%3 = call %1, undefined\n  return %3",
    "branch %2, b1, b2\nb2:\n  return 1",
  ])
  func leavesBodiesThatMakeScopesWhereTheScopeIsUsed(_ rest: String) throws {
    try expect(
      "inlining",
      leaves: program(
        """
        b0:
          %0 = scope_new 2
          store_scoped 1, %0, 7
          store_scoped 0, %0, &f
          %1 = load_closure %0
          jump b1
        b1:
          %2 = call %1, undefined
          \(rest)
        """,
        """
        function &f {
        b0 in %0:
          %1 = scope_push 2, %0
          store_scoped 0, %1, 70000
          %2 = load_scoped 0, %1
          call_void !log, undefined, %2
          return %2
        }
        """))
  }
}
