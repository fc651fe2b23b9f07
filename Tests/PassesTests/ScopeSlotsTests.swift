import Testing

/// `scope-slots` drops slots and parents of scopes that nothing needs.
struct ScopeSlotsTests {
  @Test func dropsVariableAndParent() throws {
    try expect(
      "scope-slots",
      turns: """
        export 1 = &main
        function &main {
        b0 in %0:
          %1 = load_arg 1
          %2 = scope_push 4, %0
          store_scoped 1, %2, "unused"
          store_scoped 2, %2, %1
          store_scoped 0, %2, &read
          %3 = load_closure %2
          return %3
        }
        function &read {
        b0 in %0:
          %1 = load_scoped 2, %0
          return %1
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0 in %0:
          %1 = load_arg 1
          %2 = scope_new 2
          store_scoped 1, %2, %1
          store_scoped 0, %2, &read
          %3 = load_closure %2
          return %3
        }
        function &read {
        b0 in %0:
          %1 = load_scoped 1, %0
          return %1
        }
        """)
  }

  /// The closure of `closure_new` has two slots, behind which those of the scope are counted.
  @Test func countsOnThroughParents() throws {
    try expect(
      "scope-slots",
      turns: """
        export 1 = &main
        function &main {
        b0:
          %0 = scope_new 3
          store_scoped 2, %0, 5
          %1 = scope_push 3, %0
          store_scoped 0, %1, "unused"
          %2 = closure_new %1, &read
          return %2
        }
        function &read {
        b0 in %0:
          %1 = load_scoped 3, %0
          %2 = load_scoped 7, %0
          store_scoped 7, %0, 6
          return %2
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0:
          %0 = scope_new 1
          store_scoped 0, %0, 5
          %1 = scope_push 2, %0
          %2 = closure_new %1, &read
          return %2
        }
        function &read {
        b0 in %0:
          %1 = load_scoped 2, %0
          %2 = load_scoped 4, %0
          store_scoped 4, %0, 6
          return %2
        }
        """)
  }

  @Test func dropsSlotsOfClosuresOfTheSnapshot() throws {
    try expect(
      "scope-slots",
      turns: """
        export 1 = handle $closure
        ram $closure = closure [&f, 5, 6, $scope]
        ram $scope = closure [1, 2]
        function &f {
        b0 in %0:
          %1 = load_scoped 2, %0
          store_scoped 1, %0, %1
          return %1
        }
        """,
      into: """
        export 1 = handle $closure
        ram $closure = closure [&f, 6]
        ram $scope = closure [1]
        function &f {
        b0 in %0:
          %1 = load_scoped 1, %0
          return %1
        }
        """)
  }

  /// One function looks into scopes of two places: what one of them needs stays in both.
  @Test func keepsLayoutsAlike() throws {
    try expect(
      "scope-slots", turns: Self.alike(slots: 4, second: 2, third: 3),
      into: Self.alike(slots: 3, second: 1, third: 2))
  }

  private static func alike(slots: Int, second: Int, third: Int) -> String {
    """
    export 1 = &main
    export 2 = &other
    function &main {
    b0:
      %0 = scope_new \(slots)
      store_scoped \(third), %0, 5
      store_scoped 0, %0, &read
      %1 = load_closure %0
      return %1
    }
    function &other {
    b0:
      %0 = scope_new \(slots)
      store_scoped \(second), %0, 7
      store_scoped \(third), %0, 6
      %1 = closure_new %0, &second
      call_void %1
      store_scoped 0, %0, &read
      %2 = load_closure %0
      return %2
    }
    function &read {
    b0 in %0:
      %1 = load_scoped \(third), %0
      return %1
    }
    function &second {
    b0 in %0:
      %1 = load_scoped \(second + 2), %0
      return %1
    }
    """
  }

  /// Copies have the layout of what they are copies of.
  @Test func dropsSlotsOfCopies() throws {
    try expect(
      "scope-slots", turns: Self.copying(slots: 3, index: 2), into: Self.copying(slots: 2, index: 1))
  }

  private static func copying(slots: Int, index: Int) -> String {
    """
    export 1 = &main
    function &main {
    b0:
      %0 = scope_new \(slots)
      store_scoped \(index), %0, 5
      %1 = scope_clone %0
      store_scoped \(index), %1, 6
      store_scoped 0, %1, &read
      %2 = load_closure %1
      return %2
    }
    function &read {
    b0 in %0:
      %1 = load_scoped \(index), %0
      return %1
    }
    """
  }

  /// The engine saves the frame in slots 2 and 3; what follows are variables.
  @Test func dropsVariableAndParentOfActivation() throws {
    try expect(
      "scope-slots",
      turns: Self.asynchronous(
        start: "async_start_parent 7, %0", unused: "store_scoped 4, %1, 1\n  ", variable: 5),
      into: Self.asynchronous(start: "async_start 5, %0", unused: "", variable: 4))
  }

  private static func asynchronous(start: String, unused: String, variable: Int) -> String {
    """
    import !h0 = 7
    export 1 = &main
    function &main {
    b0 in %0:
      %1 = \(start)
      \(unused)store_scoped \(variable), %1, 2
      %2 = await_call %1, !h0, undefined, 5
      %3 = await %1, %2
      %4 = load_scoped \(variable), %1
      async_return %4
    }
    """
  }

  @Test(arguments: [
    // The scope becomes current again.
    """
    export 1 = &main
    function &main {
    b0:
      %0 = scope_new 1
      store_scoped 0, %0, 5
      %1 = scope_push 2, %0
      store_scoped 0, %1, &read
      %2 = load_closure %1
      %3 = scope_pop %1
      %4 = load_scoped 0, %3
      %5 = call %2
      return %4
    }
    function &read {
    b0 in %0:
      return 1
    }
    """,
    // The engine finds the promise in slot 1.
    """
    export 1 = &main
    function &main {
    b0 in %0:
      %1 = load_arg 1
      %2 = scope_new 2
      store_scoped 1, %2, %1
      store_scoped 0, %2, &resolve
      %3 = load_closure %2
      return %3
    }
    function &resolve {
    b0:
      %0 = load_arg 1
      async_complete undefined, %0, true
    }
    """,
    // Only the catch block looks at the scope that the function is entered with.
    """
    import !h0 = 7
    export 1 = handle $closure
    ram $closure = closure [&f, $scope]
    ram $scope = closure [1, 2]
    function &f {
    b0:
      start_try b1, b2
    b1:
      call_void !h0, undefined
      end_try
      return undefined
    b2(%0) in %1:
      %2 = load_scoped 3, %1
      %3 = load_scoped 2, %1
      return %2
    }
    """,
    // The frame may need all of the room.
    """
    import !h0 = 7
    export 1 = &main
    function &main {
    b0 in %0:
      %1 = async_start 6, %0
      %2 = await_call %1, !h0, undefined, 5
      %3 = await %1, %2
      async_return %3
    }
    """,
    // The same code counts through scopes that are not alike.
    """
    export 1 = &main
    export 2 = &other
    function &main {
    b0:
      %0 = scope_new 3
      store_scoped 1, %0, 5
      store_scoped 0, %0, &read
      %1 = load_closure %0
      return %1
    }
    function &other {
    b0:
      %0 = scope_new 2
      store_scoped 1, %0, 5
      store_scoped 0, %0, &read
      %1 = load_closure %0
      return %1
    }
    function &read {
    b0 in %0:
      %1 = load_scoped 1, %0
      return %1
    }
    """,
  ]) func leaves(_ program: String) throws { try expect("scope-slots", leaves: program) }
}
