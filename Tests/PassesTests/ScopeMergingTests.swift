import Testing

/// `scope-merging` makes scopes one with the scope that they are linked to.
struct ScopeMergingTests {
  @Test func storesClosureInItsScope() throws {
    try expect(
      "scope-merging",
      turns: """
        export 1 = &main
        function &main {
        b0:
          %0 = scope_new 1
          store_scoped 0, %0, 5
          %1 = closure_new %0, &read
          store_scoped 0, %0, 6
          return %1
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
        b0:
          %0 = scope_new 2
          store_scoped 1, %0, 5
          store_scoped 0, %0, &read
          %1 = load_closure %0
          store_scoped 1, %0, 6
          return %1
        }
        function &read {
        b0 in %0:
          %1 = load_scoped 1, %0
          return %1
        }
        """)
  }

  /// Each round of the loop has its own copy of the variable, and in that a scope for the closure.
  @Test func mergesScopesOfLoop() throws {
    try expect(
      "scope-merging",
      turns: """
        import !h0 = 7
        export 1 = &main
        function &main {
        b0:
          %0 = scope_new 1
          store_scoped 0, %0, 0
          jump b1
        b1 in %1:
          %2 = load_scoped 0, %1
          %3 = less %2, 4
          branch %3, b2, b3
        b2:
          %4 = scope_push 2, %1
          store_scoped 0, %4, &read
          %5 = load_closure %4
          call_void !h0, undefined, %5
          %6 = scope_pop %4
          %7 = scope_clone %6
          %8 = load_scoped 0, %7
          %9 = add %8, 1
          store_scoped 0, %7, %9
          jump b1
        b3:
          return undefined
        }
        function &read {
        b0 in %0:
          %1 = load_scoped 2, %0
          return %1
        }
        """,
      into: """
        import !h0 = 7
        export 1 = &main
        function &main {
        b0:
          %0 = scope_new 2
          store_scoped 1, %0, 0
          jump b1
        b1 in %1:
          %2 = load_scoped 1, %1
          %3 = less %2, 4
          branch %3, b2, b3
        b2:
          store_scoped 0, %1, &read
          %5 = load_closure %1
          call_void !h0, undefined, %5
          %7 = scope_clone %1
          %8 = load_scoped 1, %7
          %9 = add %8, 1
          store_scoped 1, %7, %9
          jump b1
        b3:
          return undefined
        }
        function &read {
        b0 in %0:
          %1 = load_scoped 1, %0
          return %1
        }
        """)
  }

  /// The link of the parent stays behind everything else.
  @Test func countsOnThroughParentOfParent() throws {
    try expect(
      "scope-merging",
      turns: """
        export 1 = handle $outer
        ram $outer = closure [&main, 7]
        function &main {
        b0 in %0:
          %1 = scope_push 2, %0
          store_scoped 0, %1, 5
          %2 = scope_push 3, %1
          store_scoped 1, %2, 6
          store_scoped 0, %2, &read
          %3 = load_closure %2
          return %3
        }
        function &read {
        b0 in %0:
          %1 = load_scoped 3, %0
          %2 = load_scoped 6, %0
          %3 = add %1, %2
          return %3
        }
        """,
      into: """
        export 1 = handle $outer
        ram $outer = closure [&main, 7]
        function &main {
        b0 in %0:
          %1 = scope_push 4, %0
          store_scoped 2, %1, 5
          store_scoped 1, %1, 6
          store_scoped 0, %1, &read
          %3 = load_closure %1
          return %3
        }
        function &read {
        b0 in %0:
          %1 = load_scoped 2, %0
          %2 = load_scoped 5, %0
          %3 = add %1, %2
          return %3
        }
        """)
  }

  /// Of two closures over one scope, one can be that scope.
  @Test func mergesOneOfTwoClosures() throws {
    func program(slots: Int, index: Int, first: String, firstIndex: Int, secondIndex: Int) -> String {
      """
      export 1 = &main
      function &main {
      b0:
        %0 = scope_new \(slots)
        store_scoped \(index), %0, 5
      \(first)
        %2 = closure_new %0, &second
        call_void %1
        return %2
      }
      function &first {
      b0 in %0:
        store_scoped \(firstIndex), %0, 6
        return undefined
      }
      function &second {
      b0 in %0:
        %1 = load_scoped \(secondIndex), %0
        return %1
      }
      """
    }
    try expect(
      "scope-merging",
      turns: program(
        slots: 1, index: 0, first: "  %1 = closure_new %0, &first", firstIndex: 2, secondIndex: 2),
      into: program(
        slots: 2, index: 1, first: "  store_scoped 0, %0, &first\n  %1 = load_closure %0", firstIndex: 1,
        secondIndex: 3))
  }

  @Test(arguments: [
    // Every round of the loop makes another closure over the same variable.
    """
    import !h0 = 7
    export 1 = &main
    function &main {
    b0:
      %0 = scope_new 1
      store_scoped 0, %0, 0
      jump b1
    b1:
      %1 = closure_new %0, &read
      call_void !h0, undefined, %1
      %2 = load_scoped 0, %0
      branch %2, b1, b2
    b2:
      return undefined
    }
    function &read {
    b0 in %0:
      %1 = load_scoped 2, %0
      return %1
    }
    """,
    // There is one slot for a target, and the parent is a closure itself.
    """
    import !h0 = 7
    export 1 = &main
    function &main {
    b0:
      %0 = scope_new 2
      store_scoped 1, %0, 0
      store_scoped 0, %0, &write
      %1 = load_closure %0
      call_void !h0, undefined, %1
      %2 = closure_new %0, &read
      return %2
    }
    function &write {
    b0 in %0:
      store_scoped 1, %0, 3
      return undefined
    }
    function &read {
    b0 in %0:
      %1 = load_scoped 3, %0
      return %1
    }
    """,
    // The function is entered with a scope that it has made: another call may find it.
    """
    import !h0 = 7
    export 1 = &main
    function &main {
    b0 in %0:
      %1 = scope_new 1
      store_scoped 0, %1, 0
      %2 = closure_new %1, &main
      return %2
    }
    """,
    // A copy of the child shares the parent.
    """
    export 1 = &main
    function &main {
    b0:
      %0 = scope_new 1
      store_scoped 0, %0, 0
      %1 = scope_push 2, %0
      store_scoped 0, %1, 1
      %2 = scope_clone %1
      store_scoped 2, %2, 3
      %3 = load_scoped 2, %2
      return %3
    }
    """,
    // A round of the loop may find what an earlier one left in the variable of the child.
    """
    import !h0 = 7
    export 1 = &main
    function &main {
    b0:
      %0 = scope_new 1
      store_scoped 0, %0, 0
      jump b1
    b1 in %1:
      %2 = scope_push 2, %1
      %3 = load_scoped 0, %2
      %4 = typeof %3
      call_void !h0, undefined, %4
      store_scoped 0, %2, 5
      %5 = scope_pop %2
      %6 = scope_clone %5
      %7 = load_scoped 0, %6
      branch %7, b1, b2
    b2:
      return undefined
    }
    """,
    // One instruction reads from the merged scope and from another.
    """
    export 1 = &main
    export 2 = &other
    function &main {
    b0:
      %0 = scope_new 1
      store_scoped 0, %0, 5
      %1 = closure_new %0, &read
      return %1
    }
    function &other {
    b0:
      %0 = scope_new 3
      store_scoped 2, %0, 6
      store_scoped 0, %0, &read
      %1 = load_closure %0
      return %1
    }
    function &read {
    b0 in %0:
      %1 = load_scoped 2, %0
      return %1
    }
    """,
    // A catch block finds the scope that was current where the exception was thrown.
    """
    import !h0 = 7
    export 1 = &main
    function &main {
    b0:
      %0 = scope_new 1
      store_scoped 0, %0, 5
      start_try b1, b2
    b1:
      %1 = scope_push 2, %0
      store_scoped 0, %1, 6
      call_void !h0, undefined
      %2 = load_scoped 0, %1
      end_try
      return %2
    b2(%3) in %4:
      %5 = load_scoped 0, %4
      return %5
    }
    """,
  ]) func leaves(_ program: String) throws { try expect("scope-merging", leaves: program) }
}
