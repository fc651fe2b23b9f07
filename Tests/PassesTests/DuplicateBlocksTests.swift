import Testing

/// `duplicate-blocks` merges blocks and ends of blocks that do the same.
struct DuplicateBlocksTests {
  /// A program whose `main` has `code`.
  private func program(_ code: String, data: String = "") -> String {
    """
    export 1 = &main
    import !log = 1
    import !send = 2
    global @state = 0
    global @other = 0
    \(data)
    function &main {
    \(code)
    }
    """
  }

  private func expectTurns(
    _ before: String, into after: String, data: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expect(
      "duplicate-blocks", turns: program(before, data: data), into: program(after, data: data),
      sourceLocation: sourceLocation)
  }

  private func expectLeaves(
    _ code: String, data: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expect("duplicate-blocks", leaves: program(code, data: data), sourceLocation: sourceLocation)
  }

  // MARK: Returns

  @Test func joinsReturnsAfterTheSameOperators() throws {
    try expectTurns(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        %1 = load_global @state
        %2 = bit_and %1, 1
        %3 = equal %2, 1
        return %3
      b2:
        %4 = load_global @other
        %5 = bit_and %4, 1
        %6 = equal %5, 1
        return %6
      """,
      into: """
        b0:
          %0 = load_arg 1
          branch %0, b1, b2
        b1:
          %1 = load_global @state
          jump b3(%1)
        b2:
          %4 = load_global @other
          jump b3(%4)
        b3(%8):
          %2 = bit_and %8, 1
          %3 = equal %2, 1
          return %3
        """)
  }

  // MARK: Equal blocks

  @Test func mergesEqualBlocks() throws {
    try expectTurns(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2(%0)
      b1:
        %1 = call_host !log, undefined, %0
        %2 = add %1, 1
        return %2
      b2(%3):
        branch %3, b3, b4
      b3:
        return 1
      b4:
        %4 = call_host !log, undefined, %0
        %5 = add %4, 1
        return %5
      """,
      into: """
        b0:
          %0 = load_arg 1
          branch %0, b1, b2(%0)
        b1:
          %1 = call_host !log, undefined, %0
          %2 = add %1, 1
          return %2
        b2(%3):
          branch %3, b3, b1
        b3:
          return 1
        """)
  }

  /// What leads to blocks that are merged may be equal, too.
  @Test func mergesBlocksThatLeadToEqualBlocks() throws {
    try expectTurns(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b3
      b1:
        call_host_void !log, undefined, 1
        %1 = load_arg 2
        branch %1, b2, b5
      b2:
        call_host_void !log, undefined, 2
        return 1
      b3:
        call_host_void !log, undefined, 1
        %2 = load_arg 2
        branch %2, b4, b5
      b4:
        call_host_void !log, undefined, 2
        return 1
      b5:
        return 3
      """,
      into: """
        b0:
          %0 = load_arg 1
          branch %0, b1, b1
        b1:
          call_host_void !log, undefined, 1
          %1 = load_arg 2
          branch %1, b2, b3
        b2:
          call_host_void !log, undefined, 2
          return 1
        b3:
          return 3
        """)
  }

  /// The jump takes as much.
  @Test func leavesSmallBlocks() throws {
    try expectLeaves(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        %1 = negate %0
        return %1
      b2:
        branch %0, b3, b4
      b3:
        %2 = negate %0
        return %2
      b4:
        return 7
      """)
  }

  @Test func leavesBlocksWithOtherTargets() throws {
    try expectLeaves(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        call_host_void !log, undefined, 1
        branch %0, b3, b4
      b2:
        call_host_void !log, undefined, 1
        branch %0, b4, b3
      b3:
        return 3
      b4:
        return 4
      """)
  }

  @Test func leavesBlocksThatDefineWhatOthersUse() throws {
    try expectLeaves(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b3
      b1:
        %1 = call_host !log, undefined, 1
        branch %1, b2, b5
      b2:
        return %1
      b3:
        %2 = call_host !log, undefined, 1
        branch %2, b4, b5
      b4:
        %3 = add %2, 1
        return %3
      b5:
        return 5
      """)
  }

  /// The two calls see different scopes, and write to different variables.
  @Test func leavesBlocksWithOtherScopes() throws {
    try expectLeaves(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b3
      b1:
        %1 = scope_new 2
        store_scoped 0, %1, 5
        jump b2
      b2:
        store_scoped 1, %1, 1000
        %2 = load_closure %1
        return %2
      b3:
        %3 = scope_new 2
        store_scoped 0, %3, 6
        jump b4
      b4:
        store_scoped 1, %3, 1000
        %4 = load_closure %3
        return %4
      """)
  }

  /// An exception goes to another place.
  @Test func leavesBlocksInOtherTryBlocks() throws {
    try expectLeaves(
      """
      b0:
        %0 = load_arg 1
        start_try b1, b4
      b1:
        branch %0, b2, b3
      b2:
        throw 1000
      b3:
        end_try
        throw 1000
      b4(%1):
        return %1
      """)
  }

  // MARK: Blocks with one difference

  @Test func passesWhatDiffers() throws {
    try expectTurns(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        store_global @state, "on"
        %1 = call_host !log, undefined, "state"
        %2 = call_host !send, undefined, %1, 1000
        store_global @other, %2
        return 1
      b2:
        branch %0, b3, b4
      b3:
        store_global @state, "off"
        %3 = call_host !log, undefined, "state"
        %4 = call_host !send, undefined, %3, 1000
        store_global @other, %4
        return 1
      b4:
        return 2
      """,
      into: """
        b0:
          %0 = load_arg 1
          branch %0, b1("on"), b2
        b1(%1):
          store_global @state, %1
          %2 = call_host !log, undefined, "state"
          %3 = call_host !send, undefined, %2, 1000
          store_global @other, %3
          return 1
        b2:
          branch %0, b1("off"), b3
        b3:
          return 2
        """)
  }

  /// Passing the value takes as much as the blocks have in common.
  @Test func leavesWhatDiffersInSmallBlocks() throws {
    try expectLeaves(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        call_host_void !log, undefined, "on"
        return 1
      b2:
        call_host_void !log, undefined, "off"
        return 1
      """)
  }

  @Test func leavesBlocksWithTwoDifferences() throws {
    try expectLeaves(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        store_global @state, "on"
        %1 = call_host !log, undefined, "state"
        %2 = call_host !send, undefined, %1, 1000
        store_global @other, %2
        return 1
      b2:
        store_global @state, "off"
        %3 = call_host !log, undefined, "state"
        %4 = call_host !send, undefined, %3, 2000
        store_global @other, %4
        return 1
      """)
  }

  /// What is accessed, and with which key, is for other passes to see.
  @Test(arguments: ["$o, \"b\"", "$p, \"a\""]) func leavesBlocksWithOtherProperties(_ other: String) throws {
    try expectLeaves(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        %1 = object_get $o, "a"
        %2 = call_host !log, undefined, "state"
        %3 = call_host !send, undefined, %1, 1000
        store_global @other, %2
        return %3
      b2:
        %4 = object_get \(other)
        %5 = call_host !log, undefined, "state"
        %6 = call_host !send, undefined, %4, 1000
        store_global @other, %5
        return %6
      """, data: "rom $o = object {}\nrom $p = object {}")
  }

  // MARK: Common ends

  @Test func movesWhatAllPredecessorsEndWith() throws {
    try expectTurns(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        store_global @state, 1
        store_global @other, 5
        call_host_void !log, undefined, "done"
        jump b3
      b2:
        store_global @state, 2
        call_host_void !send, undefined, 3
        store_global @other, 5
        call_host_void !log, undefined, "done"
        jump b3
      b3:
        return 3
      """,
      into: """
        b0:
          %0 = load_arg 1
          branch %0, b1, b2
        b1:
          store_global @state, 1
          jump b3
        b2:
          store_global @state, 2
          call_host_void !send, undefined, 3
          jump b3
        b3:
          store_global @other, 5
          call_host_void !log, undefined, "done"
          return 3
        """)
  }

  /// The result was passed, as was an operand; another operand can be.
  @Test func movesWhatIsPassed() throws {
    try expectTurns(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        %1 = load_global @state
        %2 = call_host !log, undefined, %1
        jump b3(%1, %2)
      b2:
        %3 = load_global @other
        %4 = call_host !log, undefined, %3
        jump b3(%3, %4)
      b3(%5, %6):
        %7 = add %5, %6
        store_global @state, %7
        return 3
      """,
      into: """
        b0:
          %0 = load_arg 1
          branch %0, b1, b2
        b1:
          %1 = load_global @state
          jump b3(%1)
        b2:
          %2 = load_global @other
          jump b3(%2)
        b3(%3):
          %4 = call_host !log, undefined, %3
          %5 = add %3, %4
          store_global @state, %5
          return 3
        """)
    try expectTurns(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        call_host_void !send, undefined, 1
        store_global @state, 1
        jump b3
      b2:
        store_global @state, 2
        jump b3
      b3:
        return 3
      """,
      into: """
        b0:
          %0 = load_arg 1
          branch %0, b1, b2
        b1:
          call_host_void !send, undefined, 1
          jump b3(1)
        b2:
          jump b3(2)
        b3(%1):
          store_global @state, %1
          return 3
        """)
  }

  /// Of a parameter that was added for what differs in `b3` and `b4` nothing is known when it comes to `b2`.
  @Test func passesWhatDiffersOnlyOnce() throws {
    try expectTurns(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        %1 = load_arg 2
        branch %1, b3, b4
      b2:
        store_global @state, "off"
        jump b6
      b3:
        call_host_void !log, undefined, "on"
        store_global @state, 1
        jump b5
      b4:
        call_host_void !send, undefined, "on"
        store_global @state, 2
        jump b5
      b5:
        jump b6
      b6:
        return 5
      """,
      into: """
        b0:
          %0 = load_arg 1
          branch %0, b1, b5
        b1:
          %1 = load_arg 2
          branch %1, b2, b3
        b2:
          call_host_void !log, undefined, "on"
          jump b4(1)
        b3:
          call_host_void !send, undefined, "on"
          jump b4(2)
        b4(%2):
          store_global @state, %2
          jump b6
        b5:
          store_global @state, "off"
          jump b6
        b6:
          return 5
        """)
  }

  @Test func leavesEndsThatSomePredecessorsLack() throws {
    try expectLeaves(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        call_host_void !log, undefined, "done"
        jump b4
      b2:
        branch %0, b3, b4
      b3:
        call_host_void !send, undefined, 1
        call_host_void !log, undefined, "done"
        jump b4
      b4:
        return 3
      """)
  }

  /// They would be needed in more places than where they are passed.
  @Test func leavesEndsWhoseResultsAreUsedTwice() throws {
    try expectLeaves(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        call_host_void !send, undefined, 1
        %1 = call_host !log, undefined, "done"
        jump b3(%1, %1)
      b2:
        %2 = call_host !log, undefined, "done"
        jump b3(%2, 4)
      b3(%3, %4):
        %5 = add %3, %4
        return %5
      """)
  }

  /// What a property holds cannot be `deleted` in a program that stores it nowhere.
  @Test func passesPropertiesWhereNothingUninitializedLeaks() throws {
    func program(_ first: String, _ second: String, _ end: String) -> String {
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        \(first)
      b2:
        %1 = object_get $a, %0
        \(second)
      b3\(end)
        return 3
      """
    }
    let before = program("store_global @state, 1\n  jump b3", "store_global @state, %1\n  jump b3", ":")
    let data = "rom $a = array [1, 2]"
    try expectTurns(
      before, into: program("jump b3(1)", "jump b3(%1)", "(%2):\n  store_global @state, %2"), data: data)
    try expectLeaves(
      before, data: data + "\nexport 3 = $leak\nrom $leak = object { \"leak\": deleted }")
  }

  /// Which function is called, and whether it may be `deleted`, is better known where it is chosen.
  @Test func leavesEndsThatCallDifferentFunctions() throws {
    try expectLeaves(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        call_void &f, undefined, 1
        jump b3
      b2:
        call_void &g, undefined, 1
        jump b3
      b3:
        return 3
      """,
      data: """
        function &f {
        b0:
          call_host_void !log, undefined, 1
          return undefined
        }
        function &g {
        b0:
          call_host_void !log, undefined, 2
          return undefined
        }
        """)
  }

  @Test func leavesEndsOfTryBlocks() throws {
    try expectLeaves(
      """
      b0:
        %0 = load_arg 1
        start_try b1, b5
      b1:
        branch %0, b2, b3
      b2:
        call_host_void !log, undefined, 1
        end_try
        jump b4
      b3:
        call_host_void !send, undefined, 2
        end_try
        jump b4
      b4:
        return 3
      b5(%1):
        return %1
      """)
  }

  @Test func leavesEndsOfALoop() throws {
    try expectLeaves(
      """
      b0:
        %0 = load_arg 1
        call_host_void !log, undefined, 1
        jump b1
      b1:
        %1 = call_host !send, undefined, 2
        branch %1, b1, b2
      b2:
        return 3
      """)
  }
}
