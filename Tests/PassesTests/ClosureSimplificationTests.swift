import Testing

/// `closure-simplification` drops what closures of the snapshot capture in vain.
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

  @Test func dropsSlotsThatNothingUses() throws {
    try expect(
      "closure-simplification",
      turns: """
        export 1 = handle $closure
        ram $closure = closure [&f, 5, 6, 7]
        function &f {
        b0 in %0:
          %1 = load_scoped 1, %0
          %2 = add %1, 1
          store_scoped 1, %0, %2
          return %1
        }
        """,
      into: """
        export 1 = handle $closure
        ram $closure = closure [&f, 5]
        function &f {
        b0 in %0:
          %1 = load_scoped 1, %0
          %2 = add %1, 1
          store_scoped 1, %0, %2
          return %1
        }
        """)
  }

  /// The last slot leads to the variable, so that indices count on from there.
  @Test func leavesLinksThatAreFollowed() throws {
    try expect(
      "closure-simplification",
      leaves: """
        export 1 = handle $closure
        ram $scope = closure [1, 2]
        ram $closure = closure [&f, 5, $scope]
        function &f {
        b0 in %0:
          %1 = load_scoped 4, %0
          store_scoped 4, %0, 5
          return %1
        }
        """)
  }

  @Test(arguments: [
    // The parent is the last slot, and a copy has them all.
    "%1 = scope_pop %0", "%1 = scope_clone %0\n  %2 = load_closure %1",
  ])
  func leavesScopesThatAreUsedWhole(code: String) throws {
    try expect(
      "closure-simplification",
      leaves: """
        export 1 = handle $closure
        ram $scope = closure [1]
        ram $closure = closure [&f, 5, $scope]
        function &f {
        b0 in %0:
          \(code)
          return undefined
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
