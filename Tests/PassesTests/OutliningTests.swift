import Testing

/// `outlining` makes functions of sequences that stand in several places.
struct OutliningTests {
  /// A program with exported functions that have these bodies.
  private func program(_ bodies: [String], others: String = "") -> String {
    """
    import !log = 1
    global @count = 0
    \(others)

    """
      + bodies.enumerated().map { index, body in
        "export \(index + 1) = &f\(index)\nfunction &f\(index) {\n\(body)\n}\n"
      }.joined()
  }

  private static let counting = """
    %1 = load_global @count
      call_host_void !log, undefined, "count", %1
      %2 = add %1, 1
      store_global @count, %2
    """

  /// What comes before and after differs, so that the functions do not.
  private func body(_ number: Int, _ sequence: String, _ result: String? = nil) -> String {
    "b0:\n  call_host_void !log, undefined, \(number)\n  \(sequence)\n  return \(result ?? "\(number)")"
  }

  @Test func sharesWhatGivesNothing() throws {
    try expect(
      "outlining", turns: program((1...3).map { body($0, Self.counting) }),
      into: program(
        (1...3).map { body($0, "call_void &f9") },
        others: """
          function &f9 {
          b0:
            \(Self.counting.replacing("%2", with: "%9").replacing("%1", with: "%0"))
            return undefined
          }
          """))
  }

  /// Values from before are passed in the order in which they are used, and one value comes back.
  @Test func passesAndReturnsValues() throws {
    func sequence(_ first: String, _ second: String) -> String {
      """
      %5 = load_global @count
        %6 = object_get \(first), "value"
        %7 = call_host !log, undefined, %5, %6, \(second), "sequence"
      """
    }
    func body(_ code: String, _ number: Int) -> String {
      """
      b0:
        %0 = load_arg 1
        %1 = load_arg 2
        %2 = add %0, \(number)
        \(code)
        call_host_void !log, undefined, %2, %7
        return %1
      """
    }
    try expect(
      "outlining",
      turns: program([
        body(sequence("%0", "%1"), 1), body(sequence("%1", "%2"), 2), body(sequence("%2", "%0"), 3),
      ]),
      into: program(
        [
          body("%7 = call &f9, %0, %1", 1), body("%7 = call &f9, %1, %2", 2),
          body("%7 = call &f9, %2, %0", 3),
        ],
        others: """
          function &f9 {
          b0:
            %0 = load_arg 0
            %1 = load_arg 1
            \(sequence("%0", "%1"))
            return %7
          }
          """))
  }

  /// An exception leaves the call as it left the sequence.
  @Test func sharesEnds() throws {
    let end = """
      call_host_void !log, undefined, "empty", %0
        call_host_void !log, undefined, "nothing"
        throw "stop"
      """
    func bodies(_ end: String) -> [String] {
      [
        "b0:\n  %0 = load_arg 1\n  branch %0, b1, b2\nb1:\n  \(end)\nb2:\n  return 1",
        """
        b0:
          %0 = load_arg 1
          start_try b1, b4
        b1:
          branch %0, b2, b3
        b2:
          \(end)
        b3:
          end_try
          return 2
        b4(%9):
          return %9
        """,
      ]
    }
    try expect(
      "outlining", turns: program(bodies(end)),
      into: program(
        bodies("%8 = call &f9, %0\n  throw %8"),
        others: "function &f9 {\nb0:\n  %0 = load_arg 0\n  \(end)\n}"))
  }

  // MARK: What stays

  /// Two calls and a function are no less than the sequence twice.
  @Test func leavesWhatIsTooSmall() throws {
    let increment = "%1 = load_global @count\n  %2 = add %1, 1\n  store_global @count, %2"
    try expect("outlining", leaves: program((1...2).map { body($0, increment) }))
    let small = "%1 = load_global @count\n  %2 = object_get %1, \"length\""
    let uses = (1...3).map { body($0, small + "\n  call_host_void !log, undefined, \($0), %2") }
    try expect("outlining", leaves: program(uses))
  }

  /// The literals are pushed once for all, so that what remains is no more than calls.
  @Test func measuresInsteadOfGuessing() throws {
    let steps = (1...6).map {
      "%\(2 * $0) = multiply %\(2 * $0 - 1), 1000\n  %\(2 * $0 + 1) = remainder %\(2 * $0), 1009"
    }
    try expect(
      "outlining",
      leaves: program(["b0:\n  %1 = load_arg 1\n  \(steps.joined(separator: "\n  "))\n  return %13"]))
  }

  @Test func leavesWhatGivesTwoValues() throws {
    let two = """
      %1 = load_global @count
        %2 = call_host !log, undefined, "count", %1, "one"
        %3 = call_host !log, undefined, "count", %1, "two"
      """
    let uses = "\n  %4 = add %1, %2\n  %5 = subtract %3, %4"
    let bodies = (1...2).map { body($0, two + uses.replacing("add", with: $0 == 1 ? "add" : "less"), "%5") }
    try expect("outlining", leaves: program(bodies))
  }

  @Test func leavesFunctionsThatMayCallThemselves() throws {
    let recursive = (1...3).map { body($0, Self.counting + "\n  call_void &f\($0 % 3)") }
    try expect("outlining", leaves: program(recursive))
  }

  @Test(arguments: [
    "store_scoped 1, %s, 1\n  store_scoped 2, %s, 2\n  store_scoped 3, %s, 3\n  store_scoped 4, %s, 4",
    "store_cell 0, 1000\n  store_cell 1, 1001\n  store_cell 2, 1002\n  store_cell 3, 1003",
    "store_arg 1, 1000\n  store_arg 1, 1001\n  store_arg 1, 1002\n  store_arg 1, 1003",
  ])
  func leavesWhatNeedsItsFrame(_ sequence: String) throws {
    try expect(
      "outlining",
      leaves: program(
        (1...4).map { number in
          "b0:\n  %7 = scope_new 5\n  call_host_void !log, undefined, \(number)\n  "
            + sequence.replacing("%s", with: "%7") + "\n  return \(number)"
        }))
  }

  /// Nothing can pass what may be `deleted`.
  @Test func leavesWhatUsesSomethingUninitialized() throws {
    func closure(_ number: Int) -> String {
      """
      b0 in %9:
        %0 = load_scoped 1, %9
        call_host_void !log, undefined, \(number)
        %1 = binary %0
        return %1
      """.replacing("%1 = binary %0", with: Self.uses)
    }
    try expect(
      "outlining",
      leaves: """
        import !log = 1
        export 1 = $f0
        export 2 = $f1
        export 3 = $f2
        rom $f0 = closure [&f0, deleted]
        rom $f1 = closure [&f1, deleted]
        rom $f2 = closure [&f2, deleted]

        """ + (0...2).map { "function &f\($0) {\n\(closure($0))\n}\n" }.joined())
  }

  private static let uses = """
    %2 = add %0, 1000
      %3 = multiply %2, %0
      %4 = subtract %3, %0
      %1 = remainder %4, %0
    """

  @Test func leavesAsyncFunctions() throws {
    try expect(
      "outlining",
      leaves: program(
        (1...3).map { number in
          "b0 in %8:\n  %9 = async_start 3, %8\n  %0 = load_arg \(number)\n  call_host_void !log, undefined, %0\n  "
            + Self.counting + "\n  async_return %0"
        }))
  }
}
