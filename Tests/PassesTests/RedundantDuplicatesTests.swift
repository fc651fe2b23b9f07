import Testing

/// `redundant-duplicates` stores a value without a copy that is dropped right after.
struct RedundantDuplicatesTests {
  /// A function with a variable in slot 0 and this code.
  private func program(_ code: String) -> String {
    """
    export 1 = &main
    global @last = 0
    function &main {
      literal 0
    \(code)
      load_global @last
      return
    }
    """
  }

  @Test func storesToGlobalAtOnce() throws {
    let sum = "  load_arg 1\n  literal 1\n  subtract\n"
    try expect(
      "redundant-duplicates", turns: program(sum + "  load_var 1\n  store_global @last\n  pop 1"),
      into: program(sum + "  store_global @last"))
  }

  @Test func storesToVariableAtOnce() throws {
    try expect(
      "redundant-duplicates", turns: program("  literal 5\n  load_var 1\n  store_var 0\n  pop 1"),
      into: program("  literal 5\n  store_var 0"))
  }

  @Test func keepsTheRestOfALongerPop() throws {
    try expect(
      "redundant-duplicates",
      turns: program("  literal 4\n  literal 5\n  load_var 2\n  store_var 0\n  pop 2"),
      into: program("  literal 4\n  literal 5\n  store_var 0\n  pop 1"))
  }

  @Test func storesInARowAllGo() throws {
    try expect(
      "redundant-duplicates",
      turns: program(
        """
          literal 5
          load_var 1
          store_var 0
          pop 1
          literal 6
          load_var 1
          store_global @last
          pop 1
        """),
      into: program("  literal 5\n  store_var 0\n  literal 6\n  store_global @last"))
  }

  /// An argument may be the mark of an uninitialized variable, of which a load is an error.
  @Test func keepsCopyOfWhatMayBeDeleted() throws {
    try expect(
      "redundant-duplicates", leaves: program("  load_arg 1\n  load_var 1\n  store_global @last\n  pop 1"))
  }

  @Test func keepsCopyOfAnotherVariable() throws {
    try expect(
      "redundant-duplicates", leaves: program("  literal 5\n  load_var 0\n  store_global @last\n  pop 1"))
  }

  @Test func keepsValueThatIsUsed() throws {
    try expect(
      "redundant-duplicates",
      leaves: program("  literal 5\n  load_var 1\n  store_global @last\n  store_var 0"))
  }

  /// Another path drops a value there that it has not copied.
  @Test func keepsCopyIfSomethingJumpsBetween() throws {
    try expect(
      "redundant-duplicates",
      leaves: program(
        """
          literal 5
          load_arg 1
          branch L0
          load_var 1
          store_global @last
        L0:
          pop 1
        """))
  }
}
