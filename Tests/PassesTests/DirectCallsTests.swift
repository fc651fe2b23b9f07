import Testing

/// `direct-calls` calls functions by name where only one can be meant.
struct DirectCallsTests {
  /// A program whose `main` has `code` and may call `&f`, which has `callee`.
  private func program(
    _ code: String, calling callee: String = "b0:\n  %0 = load_arg 1\n  return %0", data: String = ""
  ) -> String {
    """
    export 1 = &main
    import !log = 1
    \(data)
    function &main {
    \(code)
    }
    function &f {
    \(callee)
    }
    """
  }

  private static let inGlobal = """
    global @f = $closure
    ram $closure = closure [&f, 5]
    """

  @Test func callsFunctionOfClosure() throws {
    try expect(
      "direct-calls",
      turns: program(
        """
        b0:
          %0 = load_global @f
          %1 = call %0, undefined, 1
          call_void %0, undefined, 2
          return %1
        """, data: Self.inGlobal),
      into: program(
        """
        b0:
          %0 = load_global @f
          %1 = call &f, undefined, 1
          call_void &f, undefined, 2
          return %1
        """, data: Self.inGlobal))
  }

  @Test func callsPlainFunction() throws {
    let usesScope = "b0 in %0:\n  %1 = load_scoped 0, %0\n  return %1"
    try expect(
      "direct-calls",
      turns: program(
        "b0:\n  %0 = load_global @f\n  %1 = call %0, undefined\n  return %1", calling: usesScope,
        data: "global @f = &f"),
      into: program(
        "b0:\n  %0 = load_global @f\n  %1 = call &f, undefined\n  return %1", calling: usesScope,
        data: "global @f = &f"))
  }

  /// One and the same function is meant, whichever of the two is called.
  @Test func callsFunctionThatIsThereInTwoForms() throws {
    let data = """
      global @f = &f
      global @g = $closure
      ram $closure = closure [&f, 5]
      """
    func code(_ callee: String) -> String {
      """
      b0:
        %0 = load_arg 1
        %1 = load_global @f
        %2 = load_global @g
        branch %0, b1(%1), b1(%2)
      b1(%3):
        %4 = call \(callee), undefined, 1
        return %4
      """
    }
    try expect(
      "direct-calls", turns: program(code("%3"), data: data), into: program(code("&f"), data: data))
  }

  @Test func callsFunctionOfNewClosure() throws {
    func code(_ callee: String) -> String {
      """
      b0:
        %0 = scope_new 1
        %1 = closure_new %0, &f
        %2 = call \(callee), undefined, 1
        return %2
      """
    }
    try expect("direct-calls", turns: program(code("%1")), into: program(code("&f")))
  }

  /// The engine notices how async functions are called, but not through what.
  @Test func callsAsyncFunction() throws {
    let callee = """
      b0 in %0:
        %1 = async_start 3, %0
        async_return 1
      """
    func code(_ callee: String) -> String {
      """
      b0 in %0:
        %1 = async_start 3, %0
        %2 = load_global @f
        %3 = await_call %1, \(callee), undefined
        %4 = await %1, %3
        async_return %4
      """
    }
    try expect(
      "direct-calls", turns: program(code("%2"), calling: callee, data: Self.inGlobal),
      into: program(code("&f"), calling: callee, data: Self.inGlobal))
  }

  @Test func allowsScopesOfItsOwn() throws {
    let callee = """
      b0:
        %0 = scope_new 1
        store_scoped 0, %0, 5
        %1 = load_scoped 0, %0
        return %1
      """
    try expect(
      "direct-calls",
      turns: program(
        "b0:\n  %0 = load_global @f\n  %1 = call %0, undefined\n  return %1", calling: callee,
        data: Self.inGlobal),
      into: program(
        "b0:\n  %0 = load_global @f\n  %1 = call &f, undefined\n  return %1", calling: callee,
        data: Self.inGlobal))
  }

  @Test(arguments: [
    "b0 in %0:\n  %1 = load_scoped 1, %0\n  return %1",
    "b0 in %0:\n  %1 = load_closure %0\n  return %1",
    "b0 in %0:\n  %1 = async_start_parent 4, %0\n  async_return 1",
    "b0 in %0:\n  %1 = scope_push 1, %0\n  %2 = load_scoped 1, %1\n  return %2",
    "b0:\n  start_try b1, b2\nb1:\n  end_try\n  return 1\nb2(%1) in %0:\n  %2 = load_scoped 1, %0\n  return %2",
  ])
  func leavesClosuresWhoseScopeMatters(_ callee: String) throws {
    try expect(
      "direct-calls",
      leaves: program(
        "b0:\n  %0 = load_global @f\n  %1 = call %0, undefined\n  return %1", calling: callee,
        data: Self.inGlobal))
  }

  @Test(arguments: [
    // Another function, nothing callable, or a function of the host.
    "global @f = &f\nglobal @g = &main", "global @f = &f\nglobal @g = 5", "global @f = &f\nglobal @g = !log",
    "global @f = &f\nglobal @g = no_op", "global @f = &f\nglobal @g = $o\nram $o = object { }",
  ])
  func leavesCallsOfSeveralThings(_ data: String) throws {
    try expect(
      "direct-calls",
      leaves: program(
        """
        b0:
          %0 = load_arg 1
          %1 = load_global @f
          %2 = load_global @g
          branch %0, b1(%1), b1(%2)
        b1(%3):
          %4 = call %3, undefined, 1
          return %4
        """, data: data))
  }

  @Test func leavesCallsOfWhatTheHostPasses() throws {
    try expect(
      "direct-calls",
      leaves: program(
        """
        b0:
          %0 = load_arg 1
          %1 = call %0, undefined, 1
          return %1
        """))
  }

  /// A scope is a closure only from when its first variable is a function.
  @Test func leavesScopesThatMayNotBeCallableYet() throws {
    try expect(
      "direct-calls",
      leaves: program(
        """
        b0:
          %0 = scope_new 2
          %1 = load_closure %0
          %2 = load_arg 1
          branch %2, b1, b2
        b1:
          store_scoped 0, %0, &f
          jump b2
        b2:
          %3 = call %1, undefined, 1
          return %3
        """))
  }

  @Test func leavesProgramsInStackForm() throws {
    try expect(
      "direct-calls",
      leaves: """
        export 1 = &main
        global @f = &f
        function &main {
          load_global @f
          literal undefined
          call 1
          return
        }
        function &f {
          literal 1
          return
        }
        """)
  }
}
