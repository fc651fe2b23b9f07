import Testing

/// `call-splitting` calls functions where they are chosen.
struct CallSplittingTests {
  /// A program whose `main` has `code` and may call `&f`, `&g`, and the async `&h`.
  private func program(_ code: String) -> String {
    """
    export 1 = &main
    import !log = 1
    function &main {
    \(code)
    }
    function &f {
    b0:
      %0 = load_arg 1
      return %0
    }
    function &g {
    b0:
      return 5
    }
    function &h {
    b0 in %0:
      %1 = async_start 3, %0
      async_return 1
    }
    """
  }

  @Test func callsWhereBlocksChoose() throws {
    try expect(
      "call-splitting",
      turns: program(
        """
        b0:
          %0 = load_arg 1
          branch %0, b1, b2
        b1:
          jump b3(&f)
        b2:
          jump b3(&g)
        b3(%1):
          %2 = call %1, undefined, %0
          %3 = add %2, 1
          return %3
        """),
      into: program(
        """
        b0:
          %0 = load_arg 1
          branch %0, b1, b2
        b1:
          %1 = call &f, undefined, %0
          jump b3(%1)
        b2:
          %2 = call &g, undefined, %0
          jump b3(%2)
        b3(%3):
          %4 = add %3, 1
          return %4
        """))
  }

  /// Each side gets a block of its own, and what the block is passed besides is passed to the function.
  @Test func callsOnSidesOfABranch() throws {
    try expect(
      "call-splitting",
      turns: program(
        """
        b0:
          %0 = load_arg 1
          branch %0, b1(&f, 1), b1(&g, %0)
        b1(%1, %2):
          call_void %1, undefined, %2
          return %2
        """),
      into: program(
        """
        b0:
          %0 = load_arg 1
          branch %0, b1, b2
        b1:
          call_void &f, undefined, 1
          jump b3(1)
        b2:
          call_void &g, undefined, %0
          jump b3(%0)
        b3(%1):
          return %1
        """))
  }

  /// The call stays inside of the `try`.
  @Test func callsBehindTheStartOfATry() throws {
    try expect(
      "call-splitting",
      turns: program(
        """
        b0:
          start_try b1(&f), b3
        b1(%0):
          %1 = call %0, undefined, 1
          branch %1, b1(&g), b2
        b2:
          end_try
          return 1
        b3(%2):
          return %2
        """),
      into: program(
        """
        b0:
          start_try b1, b5
        b1:
          %0 = call &f, undefined, 1
          jump b2(%0)
        b2(%1):
          branch %1, b3, b4
        b3:
          %2 = call &g, undefined, 1
          jump b2(%2)
        b4:
          end_try
          return 1
        b5(%3):
          return %3
        """))
  }

  /// What one call gives is passed on to where the next is made.
  @Test func splitsOneCallBehindAnother() throws {
    try expect(
      "call-splitting",
      turns: program(
        """
        b0:
          %0 = load_arg 1
          branch %0, b1(&f), b1(&g)
        b1(%1):
          %2 = call %1, undefined
          branch %2, b2(&f), b2(&g)
        b2(%3):
          %4 = call %3, undefined, %2
          return %4
        """),
      into: program(
        """
        b0:
          %0 = load_arg 1
          branch %0, b1, b2
        b1:
          %1 = call &f, undefined
          jump b3(%1)
        b2:
          %2 = call &g, undefined
          jump b3(%2)
        b3(%3):
          branch %3, b4, b5
        b4:
          %4 = call &f, undefined, %3
          jump b6(%4)
        b5:
          %5 = call &g, undefined, %3
          jump b6(%5)
        b6(%6):
          return %6
        """))
  }

  /// Nothing would be gained, as the one function can be named where it is called.
  @Test func leavesOneFunction() throws {
    try expect(
      "call-splitting",
      leaves: program(
        """
        b0:
          %0 = load_arg 1
          branch %0, b1(&f), b1(&f)
        b1(%1):
          %2 = call %1, undefined
          return %2
        """))
  }

  @Test func leavesFunctionsThatAreNotNamed() throws {
    try expect(
      "call-splitting",
      leaves: program(
        """
        b0:
          %0 = load_arg 1
          branch %0, b1(&f), b1(%0)
        b1(%1):
          %2 = call %1, undefined
          return %2
        """))
  }

  @Test func leavesAsyncFunctions() throws {
    try expect(
      "call-splitting",
      leaves: program(
        """
        b0:
          %0 = load_arg 1
          branch %0, b1(&f), b1(&h)
        b1(%1):
          %2 = call %1, undefined
          return %2
        """))
  }

  /// What comes before the call would come after it.
  @Test func leavesCallsBehindOthers() throws {
    try expect(
      "call-splitting",
      leaves: program(
        """
        b0:
          %0 = load_arg 1
          branch %0, b1(&f), b1(&g)
        b1(%1):
          call_void !log, undefined, 1
          %2 = call %1, undefined
          return %2
        """))
  }

  @Test func leavesFunctionThatIsUsedAgain() throws {
    try expect(
      "call-splitting",
      leaves: program(
        """
        b0:
          %0 = load_arg 1
          branch %0, b1(&f), b1(&g)
        b1(%1):
          %2 = call %1, %1
          return %2
        """))
  }

  @Test func leavesCallsWithManyArguments() throws {
    try expect(
      "call-splitting",
      leaves: program(
        """
        b0:
          %0 = load_arg 1
          branch %0, b1(&f), b1(&g)
        b1(%1):
          %2 = call %1, undefined, 1, 2, 3
          return %2
        """))
  }

  /// Four ways, each of which would pass `this` and two more.
  @Test func leavesCallsFromManyPlaces() throws {
    try expect(
      "call-splitting",
      leaves: program(
        """
        b0:
          %0 = load_arg 1
          branch %0, b1, b2
        b1:
          branch %0, b3(&f), b3(&g)
        b2:
          branch %0, b3(&f), b3(&g)
        b3(%1):
          %2 = call %1, undefined, 1, 2
          return %2
        """))
  }
}
