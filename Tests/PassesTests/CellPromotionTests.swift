import Testing

/// `cell-promotion` turns variables that no catch block can see changing into values.
struct CellPromotionTests {
  /// A program with one function, which has `code` behind its header.
  private func program(_ code: String) -> String {
    """
    import !h0 = 1
    export 1 = &main
    global @log = !h0
    function &main {
    b0:
      %0 = load_arg 1
    \(code)
    }
    """
  }

  private func expectPromotion(
    of before: String, into after: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expect(
      "cell-promotion", turns: program(before), into: program(after), sourceLocation: sourceLocation)
  }

  private func expectCells(_ code: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try expect("cell-promotion", leaves: program(code), sourceLocation: sourceLocation)
  }

  // MARK: Paths

  @Test func loadsGetWhatWasStoredLast() throws {
    try expectPromotion(
      of: """
          store_cell 0, 1
          store_cell 1, %0
          %1 = load_cell 0
          store_cell 0, 2
          %2 = load_cell 0
          %3 = add %1, %2
          return %3
        """,
      into: """
          %3 = add 1, 2
          return %3
        """)
  }

  @Test func joinsGetParameters() throws {
    try expectPromotion(
      of: """
          store_cell 0, 1
          branch %0, b1, b2
        b1:
          store_cell 0, 2
          jump b2
        b2:
          %1 = load_cell 0
          return %1
        """,
      into: """
          branch %0, b1, b2(1)
        b1:
          jump b2(2)
        b2(%1):
          return %1
        """)
  }

  /// A branch both of whose edges lead to the same block passes the value along both.
  @Test func bothEdgesPassTheValue() throws {
    try expectPromotion(
      of: """
          store_cell 0, 1
          branch %0, b1, b2(3)
        b1:
          store_cell 0, 2
          branch %0, b2(4), b2(5)
        b2(%1):
          %2 = load_cell 0
          %3 = add %1, %2
          return %3
        """,
      into: """
          branch %0, b1, b2(3, 1)
        b1:
          branch %0, b2(4, 2), b2(5, 2)
        b2(%1, %2):
          %3 = add %1, %2
          return %3
        """)
  }

  /// The variable that the loop changes is its parameter, and the one that it only reads is a value.
  @Test func loopsGetParametersForWhatTheyStore() throws {
    try expectPromotion(
      of: """
          %1 = add %0, 1
          store_cell 0, 0
          store_cell 1, %1
          jump b1
        b1:
          %2 = load_cell 0
          %3 = load_cell 1
          %4 = less %2, %3
          branch %4, b2, b3
        b2:
          %5 = load_cell 0
          %6 = add %5, 1
          store_cell 0, %6
          jump b1
        b3:
          %7 = load_cell 0
          return %7
        """,
      into: """
          %1 = add %0, 1
          jump b1(0)
        b1(%2):
          %4 = less %2, %1
          branch %4, b2, b3
        b2:
          %6 = add %2, 1
          jump b1(%6)
        b3:
          return %2
        """)
  }

  /// Two variables that a loop swaps.
  @Test func swappedVariables() throws {
    try expectPromotion(
      of: """
          store_cell 0, 1
          store_cell 1, 2
          jump b1
        b1:
          %1 = load_cell 0
          %2 = load_cell 1
          store_cell 0, %2
          store_cell 1, %1
          %3 = call_host !h0, undefined
          branch %3, b1, b2
        b2:
          %4 = load_cell 0
          return %4
        """,
      into: """
          jump b1(1, 2)
        b1(%1, %2):
          %3 = call_host !h0, undefined
          branch %3, b1(%2, %1), b2
        b2:
          return %2
        """)
  }

  /// What is stored in each turn before it is loaded needs no parameter, whatever the last turn left.
  @Test func variablesOfOneTurnNeedNoParameter() throws {
    try expectPromotion(
      of: """
          jump b1
        b1:
          %1 = call_host !h0, undefined
          %2 = add %1, 1
          store_cell 0, %2
          branch %1, b2, b3
        b2:
          %3 = load_cell 0
          call_host_void !h0, %3
          jump b1
        b3:
          return undefined
        """,
      into: """
          jump b1
        b1:
          %1 = call_host !h0, undefined
          %2 = add %1, 1
          branch %1, b2, b3
        b2:
          call_host_void !h0, %2
          jump b1
        b3:
          return undefined
        """)
  }

  /// Nothing may go to the entry, so the first turn of a loop has a block of its own.
  @Test func theEntryTakesNothing() throws {
    try expectPromotion(
      of: """
          store_cell 0, %0
          jump b1
        b1:
          %1 = load_cell 0
          %2 = equal %1, 1
          store_cell 0, %2
          jump b1
        """,
      into: """
          jump b1(%0)
        b1(%1):
          %2 = equal %1, 1
          jump b1(%2)
        """)
  }

  // MARK: Uninitialized variables

  /// What an argument or a call gives may be `deleted` as far as a function can tell, if the program passes it on.
  @Test func checksStayWhereDeletedLeaks() throws {
    try expectPromotion(
      of: """
          call_host_void !h0, deleted
          store_cell 0, %0
          %1 = load_cell 0
          %2 = load_cell 0
          %3 = add %1, %2
          return %3
        """,
      into: """
          call_host_void !h0, deleted
          %1 = initialized %0
          %3 = add %1, %1
          return %3
        """)
  }

  @Test(arguments: ["", "  store_cell 0, deleted\n"])
  func loadsOfNothingFail(_ store: String) throws {
    try expectPromotion(
      of: """
        \(store)  %1 = load_cell 0
          store_cell 0, 1
          %2 = load_cell 0
          return %2
        """,
      into: """
          %1 = initialized deleted
          return 1
        """)
  }

  /// The mark of a dead zone that nothing reads.
  @Test func deadZonesThatNothingReadsGo() throws {
    try expectPromotion(
      of: """
          store_cell 0, deleted
          call_host_void !h0, undefined
          store_cell 0, 1
          branch %0, b1, b2
        b1:
          jump b2
        b2:
          %1 = load_cell 0
          return %1
        """,
      into: """
          call_host_void !h0, undefined
          branch %0, b1, b2
        b1:
          jump b2
        b2:
          return 1
        """)
  }

  /// `deleted` cannot be copied, which a parameter might need.
  @Test(arguments: ["", "  store_cell 0, deleted\n"])
  func variablesThatMayBeUninitializedStay(_ store: String) throws {
    try expectCells(
      """
      \(store)  branch %0, b1, b2
      b1:
        store_cell 0, 2
        jump b2
      b2:
        %1 = load_cell 0
        return %1
      """)
  }

  // MARK: Exceptions

  /// Stores in the `try` that the catch block does not read, or only after its own store.
  @Test(arguments: ["", "  store_cell 0, 3\n  %8 = load_cell 0\n  call_host_void !h0, %8\n"])
  func catchBlocksThatDoNotRead(_ store: String) throws {
    try expectPromotion(
      of: """
          store_cell 0, 1
          start_try b1, b2
        b1:
          call_host_void !h0, undefined
          store_cell 0, 2
          call_host_void !h0, undefined
          end_try
          %1 = load_cell 0
          return %1
        b2(%2):
        \(store)  return %2
        """,
      into: """
          start_try b1, b2
        b1:
          call_host_void !h0, undefined
          call_host_void !h0, undefined
          end_try
          return 2
        b2(%2):
        \(store.isEmpty ? "" : "  call_host_void !h0, 3\n")  return %2
        """)
  }

  @Test func catchBlocksThatReadWhatTheTryDoesNotStore() throws {
    try expectPromotion(
      of: """
          store_cell 0, 1
          branch %0, b1, b2
        b1:
          store_cell 0, 2
          jump b2
        b2:
          start_try b3, b4
        b3:
          call_host_void !h0, undefined
          end_try
          store_cell 0, 3
          call_host_void !h0, undefined
          jump b5
        b4(%1):
          %2 = load_cell 0
          call_host_void !h0, %2
          jump b5
        b5:
          %3 = load_cell 0
          return %3
        """,
      into: """
          branch %0, b1, b2(1)
        b1:
          jump b2(2)
        b2(%2):
          start_try b3, b4
        b3:
          call_host_void !h0, undefined
          end_try
          call_host_void !h0, undefined
          jump b5(3)
        b4(%1):
          call_host_void !h0, %2
          jump b5(%2)
        b5(%3):
          return %3
        """)
  }

  /// Nothing that can throw follows the store in the `try`.
  @Test func storesBehindTheLastException() throws {
    try expectPromotion(
      of: """
          store_cell 0, 1
          start_try b1, b2
        b1:
          call_host_void !h0, undefined
          store_cell 0, 2
          end_try
          jump b3
        b2(%1):
          jump b3
        b3:
          %2 = load_cell 0
          return %2
        """,
      into: """
          start_try b1, b2
        b1:
          call_host_void !h0, undefined
          end_try
          jump b3(2)
        b2(%1):
          jump b3(1)
        b3(%2):
          return %2
        """)
  }

  /// Different values are in the cell where an exception may come from.
  @Test(arguments: [
    "call_host_void !h0, undefined\n  end_try\n  return undefined", "throw %0",
    "%5 = call %0, undefined\n  end_try\n  return %5", "%5 = new %0\n  end_try\n  return %5",
  ])
  func catchBlocksThatReadWhatTheTryStored(_ code: String) throws {
    try expectCells(
      """
        store_cell 0, 1
        start_try b1, b2
      b1:
        store_cell 0, 2
        \(code)
      b2(%1):
        %2 = load_cell 0
        return %2
      """)
  }

  /// What meets a version that stays in the cell stays there too, and is not copied.
  @Test func websStayInTheirCells() throws {
    try expectCells(
      """
        store_cell 0, 1
        start_try b1, b2
      b1:
        store_cell 0, 2
        %1 = load_cell 0
        call_host_void !h0, %1
        end_try
        jump b3
      b2(%2):
        jump b3
      b3:
        %3 = load_cell 0
        return %3
      """)
  }

  /// Only one life of the variable has to do with the catch block, and cells are renumbered.
  @Test func onlyTheWebThatIsSeenStays() throws {
    try expectPromotion(
      of: """
          store_cell 0, 7
          store_cell 1, 1
          start_try b1, b2
        b1:
          store_cell 1, 2
          call_host_void !h0, undefined
          end_try
          jump b3
        b2(%1):
          %2 = load_cell 1
          call_host_void !h0, %2
          jump b3
        b3:
          store_cell 1, 3
          %3 = load_cell 1
          %4 = load_cell 0
          %5 = add %3, %4
          return %5
        """,
      into: """
          store_cell 0, 1
          start_try b1, b2
        b1:
          store_cell 0, 2
          call_host_void !h0, undefined
          end_try
          jump b3
        b2(%1):
          %2 = load_cell 0
          call_host_void !h0, %2
          jump b3
        b3:
          %5 = add 3, 7
          return %5
        """)
  }

  /// A store to a cell that stays, which is replaced before anything can read it.
  @Test func deadStoresToCellsGo() throws {
    let cells = """
        store_cell 0, 1
        start_try b1, b2
      b1:
        DEAD
        store_cell 0, 2
        call_host_void !h0, undefined
        end_try
        return undefined
      b2(%1):
        %2 = load_cell 0
        return %2
      """
    try expectPromotion(
      of: cells.replacing("DEAD", with: "store_cell 0, 5"), into: cells.replacing("  DEAD\n", with: ""))
  }

  /// Exceptions of the inner `try` do not come to the outer catch block, but those of the inner catch block do.
  @Test(arguments: [false, true]) func nestedTry(_ throwsInInnerCatchBlock: Bool) throws {
    let code = """
        CELL1
        start_try b1, b4
      b1:
        start_try b2, b3
      b2:
        CELL2
        call_host_void !h0, undefined
        end_try
        end_try
        return undefined
      b3(%1):
        \(throwsInInnerCatchBlock ? "throw %1" : "end_try\n  return %1")
      b4(%2):
        VALUE
        return %3
      """
    let before = code.replacing("CELL1", with: "store_cell 0, 1").replacing("CELL2", with: "store_cell 0, 2")
      .replacing("VALUE", with: "%3 = load_cell 0")
    if throwsInInnerCatchBlock {
      try expectCells(before)
    } else {
      try expectPromotion(
        of: before,
        into: code.replacing("  CELL1\n", with: "").replacing("  CELL2\n", with: "")
          .replacing("  VALUE\n", with: "").replacing("%3", with: "1"))
    }
  }

  /// A `try` that is entered again after its catch block: the store there reaches the catch block.
  @Test(arguments: ["b1", "b4"]) func retries(_ target: String) throws {
    let code = """
        store_cell 0, 0
        jump b1
      b1:
        start_try b2, b3
      b2:
        call_host_void !h0, undefined
        end_try
        jump b4
      b3(%1):
        %2 = load_cell 0
        %3 = add %2, 1
        store_cell 0, %3
        jump \(target)
      b4:
        %4 = load_cell 0
        return %4
      """
    let isLoop = target == "b1"
    try expectPromotion(
      of: code,
      into: """
          jump b1\(isLoop ? "(0)" : "")
        b1\(isLoop ? "(%2)" : ""):
          start_try b2, b3
        b2:
          call_host_void !h0, undefined
          end_try
          jump b4\(isLoop ? "" : "(0)")
        b3(%1):
          %3 = add \(isLoop ? "%2" : "0"), 1
          jump \(target)(%3)
        b4\(isLoop ? "" : "(%2)"):
          return %2
        """)
  }

  // MARK: Async functions

  private func asyncProgram(_ first: String, _ second: String, _ result: String) -> String {
    """
    import !h0 = 1
    export 1 = &main
    function &main {
    b0 in %0:
      %1 = async_start 4, %0
    \(first)  %2 = call_host !h0, undefined
      start_try b1, b2
    b1:
    \(second)  %3 = await %1, %2
      end_try
      async_return %3
    b2(%4) in %5:
      async_return \(result)
    }
    """
  }

  @Test func valuesLiveAcrossAwait() throws {
    try expect(
      "cell-promotion",
      turns: asyncProgram("  store_cell 0, 1\n", "", "%6").replacing(
        "  async_return %6", with: "  %6 = load_cell 0\n  async_return %6"),
      into: asyncProgram("", "", "1"))
  }

  /// The promise may be rejected.
  @Test func awaitMayThrow() throws {
    try expect(
      "cell-promotion",
      leaves: asyncProgram("  store_cell 0, 1\n", "  store_cell 0, 2\n", "%6").replacing(
        "  async_return %6", with: "  %6 = load_cell 0\n  async_return %6"))
  }
}
