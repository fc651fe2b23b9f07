import Testing

/// `specialization` copies functions for the constants that calls pass.
struct SpecializationTests {
  /// Both copies are smaller than the function with its calls.
  @Test func foldsWhatConstantsDecide() throws {
    try expect(
      "specialization",
      turns: """
        export 1 = &first
        export 2 = &second
        function &first {
        b0:
          %0 = load_arg 1
          branch %0, b1, b2
        b1:
          return 50
        b2:
          %1 = call &fromThirty, 20
          return %1
        }
        function &second {
        b0:
          %0 = load_arg 1
          %1 = call &fromThirty, %0
          return %1
        }
        function &fromThirty {
        b0:
          %0 = load_arg 0
          %1 = subtract 30, %0
          return %1
        }
        """,
      into: """
        export 1 = &first
        export 2 = &second
        function &first {
        b0:
          %0 = load_arg 1
          branch %0, b1, b2
        b1:
          return 50
        b2:
          return 10
        }
        function &second {
        b0:
          %0 = load_arg 1
          %1 = subtract 30, %0
          return %1
        }
        """)
  }

  /// A program with a function that the host can call, too.
  private func exported(_ main: String) -> String {
    """
    export 1 = &main
    export 2 = &f
    import !log = 1
    function &main {
    b0:
      \(main)
      return undefined
    }
    function &f {
    b0:
      %0 = load_arg 1
      %1 = load_arg 2
      %2 = less %0, 10
      branch %2, b1, b2
    b1:
      call_host_void !log, undefined, %1
      return 1
    b2:
      call_host_void !log, undefined, "first", %1
      call_host_void !log, undefined, "second", %1
      call_host_void !log, undefined, "third", %1
      return 2
    }
    """
  }

  /// The function stays for others, but this call takes the short way.
  @Test func foldsOneCallOfMany() throws {
    try expect(
      "specialization",
      turns: exported(
        """
        %0 = load_arg 1
          call_void &f, undefined, 5, %0
          call_void &f, undefined, 5, 7
          call_void &f, undefined, 5, 8
        """),
      into: exported(
        """
        %0 = load_arg 1
          call_host_void !log, undefined, %0
          call_host_void !log, undefined, 7
          call_host_void !log, undefined, 8
        """))
  }

  @Test func leavesCallsThatTakeTheLongWay() throws {
    try expect(
      "specialization", leaves: exported("%0 = load_arg 1\n  call_void &f, undefined, 50, %0"))
  }

  @Test func leavesCallsWithoutConstants() throws {
    try expect(
      "specialization",
      leaves: exported("%0 = load_arg 1\n  %1 = load_arg 2\n  call_void &f, undefined, %0, %1"))
  }

  @Test(arguments: [
    // Calls itself.
    "%0 = load_arg 0\n  branch %0, b1, b2\nb1:\n  return 1\nb2:\n  %1 = call &f, 1\n  return %1",
    "%0 = load_arg 0\n  store_arg 0, 1\n  return %0",
    "throw 5",
  ])
  func leavesFunctionsThatNeedTheirFrame(_ callee: String) throws {
    try expect(
      "specialization",
      leaves: """
        export 1 = &main
        function &main {
        b0:
          %0 = call &f, 1
          %1 = call &f, 2
          return %1
        }
        function &f {
        b0:
          \(callee)
        }
        """)
  }

  /// Which copies there are room for in the frame of an async function is not known.
  @Test func leavesAsyncCallers() throws {
    try expect(
      "specialization",
      leaves: """
        export 1 = &main
        export 2 = &f
        function &main {
        b0 in %0:
          %1 = async_start 3, %0
          %2 = call &f, 5
          async_return %2
        }
        function &f {
        b0:
          %0 = load_arg 0
          %1 = multiply %0, %0
          branch %1, b1, b2
        b1:
          return 1
        b2:
          return 2
        }
        """)
  }
}
