import Testing

/// `scope-promotion` turns variables of scopes into cells where only one function uses them.
struct ScopePromotionTests {
  /// A program whose export runs `main`, which is entered with a scope of two variables.
  private func program(_ main: String, _ functions: String = "") -> String {
    """
    import !log = 1
    export 1 = $main
    rom $main = closure [&main, 5]
    function &main {
    \(main)
    }
    \(functions)
    """
  }

  private let read = """
    function &read {
    b0 in %0:
      %1 = load_scoped 1, %0
      return %1
    }
    """

  // MARK: Scopes that go

  @Test func makesCellsOfVariables() throws {
    try expect(
      "scope-promotion",
      turns: program(
        """
        b0:
          %0 = load_arg 1
          %1 = scope_new 2
          store_scoped 0, %1, %0
          store_scoped 1, %1, 6
          %2 = load_scoped 0, %1
          %3 = load_scoped 1, %1
          %4 = add %2, %3
          return %4
        """),
      into: program(
        """
        b0:
          %0 = load_arg 1
          store_cell 0, %0
          store_cell 1, 6
          %2 = load_cell 0
          %3 = load_cell 1
          %4 = add %2, %3
          return %4
        """))
  }

  /// Variables that are counted through a scope that goes are nearer then.
  @Test func countsFromTheParent() throws {
    try expect(
      "scope-promotion",
      turns: program(
        """
        b0 in %0:
          %1 = scope_push 2, %0
          store_scoped 0, %1, 6
          %2 = load_scoped 3, %1
          store_scoped 3, %1, 7
          %3 = load_scoped 0, %1
          %4 = scope_pop %1
          %5 = load_scoped 1, %4
          %6 = add %2, %3
          %7 = add %6, %5
          return %7
        """),
      into: program(
        """
        b0 in %0:
          store_cell 0, 6
          %2 = load_scoped 1, %0
          store_scoped 1, %0, 7
          %3 = load_cell 0
          %5 = load_scoped 1, %0
          %6 = add %2, %3
          %7 = add %6, %5
          return %7
        """))
  }

  /// The scope that stays is current where the other one was.
  @Test func keepsScopesThatClosuresHave() throws {
    func main(_ inside: String) -> String {
      """
      b0:
        %0 = load_arg 1
        %1 = scope_new 2
        store_scoped 0, %1, &read
        store_scoped 1, %1, 0
        %2 = load_closure %1
        call_void !log, undefined, %2
        jump b1(%0)
      \(inside)
      """
    }
    try expect(
      "scope-promotion",
      turns: program(
        main(
          """
          b1(%3) in %4:
            %5 = scope_push 2, %4
            store_scoped 0, %5, %3
            %6 = load_scoped 3, %5
            %7 = load_scoped 0, %5
            %8 = add %6, %7
            store_scoped 3, %5, %8
            %9 = scope_pop %5
            branch %8, b1(%8), b2
          b2:
            %10 = load_scoped 1, %9
            return %10
          """), read),
      into: program(
        main(
          """
          b1(%3):
            store_cell 0, %3
            %6 = load_scoped 1, %1
            %7 = load_cell 0
            %8 = add %6, %7
            store_scoped 1, %1, %8
            branch %8, b1(%8), b2
          b2:
            %10 = load_scoped 1, %1
            return %10
          """), read))
  }

  /// The scopes of all iterations share cells: only one can be looked at.
  @Test func followsCopiesOfScopes() throws {
    try expect(
      "scope-promotion",
      turns: program(
        """
        b0:
          %0 = scope_new 2
          store_scoped 1, %0, 0
          jump b1
        b1 in %1:
          %2 = load_scoped 1, %1
          call_void !log, undefined, %2
          %3 = scope_clone %1
          %4 = load_scoped 1, %3
          %5 = add %4, 1
          store_scoped 1, %3, %5
          branch %5, b1, b2
        b2:
          return 1
        """),
      into: program(
        """
        b0:
          store_cell 0, 0
          jump b1
        b1:
          %2 = load_cell 0
          call_void !log, undefined, %2
          %4 = load_cell 0
          %5 = add %4, 1
          store_cell 0, %5
          branch %5, b1, b2
        b2:
          return 1
        """))
  }

  /// A catch block finds in the cell what it found in the scope.
  @Test func followsScopesIntoCatchBlocks() throws {
    try expect(
      "scope-promotion",
      turns: program(
        """
        b0:
          %0 = scope_new 1
          store_scoped 0, %0, 1
          start_try b1, b2
        b1:
          store_scoped 0, %0, 2
          call_void !log, undefined
          end_try
          jump b3
        b2(%1) in %2:
          %3 = load_scoped 0, %2
          return %3
        b3 in %4:
          %5 = load_scoped 0, %4
          return %5
        """),
      into: program(
        """
        b0:
          store_cell 0, 1
          start_try b1, b2
        b1:
          store_cell 0, 2
          call_void !log, undefined
          end_try
          jump b3
        b2(%1):
          %3 = load_cell 0
          return %3
        b3:
          %5 = load_cell 0
          return %5
        """))
  }

  /// A closure that nothing uses does not keep what it was made of.
  @Test(arguments: ["load_closure %0", "closure_new %0, &main"])
  func dropsUnusedClosures(_ closure: String) throws {
    try expect(
      "scope-promotion",
      turns: program("b0:\n  %0 = scope_new 2\n  store_scoped 1, %0, 5\n  %1 = \(closure)\n  return 1"),
      into: program("b0:\n  store_cell 0, 5\n  return 1"))
  }

  /// Other variables of a scope that a closure has may still be the function's own.
  @Test func makesCellsOfVariablesThatNoClosureUses() throws {
    func main(_ store: String, _ load: String) -> String {
      """
      b0:
        %0 = scope_new 3
        store_scoped 0, %0, &read
        store_scoped 1, %0, 5
        \(store)
        %1 = load_closure %0
        call_void !log, undefined, %1
        %2 = \(load)
        return %2
      """
    }
    try expect(
      "scope-promotion", turns: program(main("store_scoped 2, %0, 6", "load_scoped 2, %0"), read),
      into: program(main("store_cell 0, 6", "load_cell 0"), read))
  }

  // MARK: Scopes that stay

  @Test(arguments: [
    // Closures use the variables.
    """
    b0:
      %0 = scope_new 2
      store_scoped 0, %0, &read
      store_scoped 1, %0, 5
      %1 = load_closure %0
      call_void !log, undefined, %1
      %2 = load_scoped 1, %0
      return %2
    """,
    // Closures use them through a scope that is linked to theirs.
    """
    b0:
      %0 = scope_new 2
      store_scoped 0, %0, 4
      store_scoped 1, %0, 5
      %1 = scope_push 1, %0
      %2 = closure_new %1, &far
      call_void !log, undefined, %2
      return 1
    """,
    // The variable may not have been stored.
    """
    b0:
      %0 = load_arg 1
      %1 = scope_new 1
      branch %0, b1, b2
    b1:
      store_scoped 0, %1, 5
      jump b2
    b2:
      %2 = load_scoped 0, %1
      %3 = typeof %2
      return %3
    """,
    // It may be another scope that is current.
    """
    b0:
      %0 = load_arg 1
      branch %0, b1, b2
    b1:
      %1 = scope_new 1
      store_scoped 0, %1, 5
      jump b3
    b2:
      %2 = scope_new 2
      store_scoped 0, %2, 6
      jump b3
    b3 in %3:
      %4 = load_scoped 0, %3
      return %4
    """,
    // A job finds its scope current.
    """
    b0:
      %0 = scope_new 2
      store_scoped 0, %0, &read
      store_scoped 1, %0, 5
      enqueue_job %0
      return 1
    """,
  ])
  func leavesScopes(_ main: String) throws {
    try expect(
      "scope-promotion",
      leaves: program(
        main,
        """
        \(read)
        function &far {
        b0 in %0:
          %1 = load_scoped 4, %0
          %2 = load_scoped 3, %0
          %3 = add %1, %2
          return %3
        }
        """))
  }

  /// The engine looks at the scope that is current where a function waits.
  @Test func leavesAsyncFunctions() throws {
    try expect(
      "scope-promotion",
      leaves: program(
        """
        b0 in %0:
          %1 = async_start 3, %0
          %2 = scope_push 2, %1
          store_scoped 0, %2, 5
          %3 = load_scoped 0, %2
          %4 = scope_pop %2
          async_return %3
        """))
  }

  /// What is linked to a scope that stays has to stay, even if nothing else needs it.
  @Test func leavesParentsOfScopesThatStay() throws {
    func main(_ store: String) -> String {
      """
      b0:
        %0 = scope_new 1
        \(store)
        %1 = scope_push 3, %0
        store_scoped 0, %1, &read
        store_scoped 1, %1, 6
        %2 = load_closure %1
        call_void !log, undefined, %2
        return 1
      """
    }
    try expect(
      "scope-promotion", turns: program(main("store_scoped 0, %0, 5"), read),
      into: program(main("store_cell 0, 5"), read))
  }
}
