import Testing

/// `immediate-initialization` leaves the first value of a variable where it is computed.
struct ImmediateInitializationTests {
  /// A function with this code.
  private func program(_ code: String) -> String {
    "export 1 = &main\nfunction &main {\n\(code)\n}"
  }

  @Test func leavesTheValueInItsPlace() throws {
    try expect(
      "immediate-initialization",
      turns: program("literal deleted\nload_arg 1\nload_arg 2\nadd\nstore_var 0\nload_var 0\nreturn"),
      into: program("load_arg 1\nload_arg 2\nadd\nload_var 0\nreturn"))
  }

  /// The compiler declares all variables of a block at its start.
  @Test func takesTheVariablesOfABlockTogether() throws {
    try expect(
      "immediate-initialization",
      turns: program(
        """
        literal deleted
        literal deleted
        literal 1
        store_var 0
        load_var 0
        literal 2
        add
        store_var 1
        load_var 1
        return
        """),
      into: program("literal 1\nload_var 0\nliteral 2\nadd\nload_var 1\nreturn"))
  }

  /// Copies above the variable are one slot lower without it.
  @Test func renumbersWhatIsAboveTheVariable() throws {
    try expect(
      "immediate-initialization",
      turns: program(
        """
        literal 7
        literal deleted
        load_arg 1
        load_var 2
        add
        load_var 0
        add
        store_var 1
        load_var 1
        return
        """),
      into: program(
        """
        literal 7
        load_arg 1
        load_var 1
        add
        load_var 0
        add
        load_var 1
        return
        """))
  }

  /// Reading it is an error, and must stay one.
  @Test func keepsVariableThatIsReadTooEarly() throws {
    try expect(
      "immediate-initialization",
      leaves: program("literal deleted\nload_var 0\nstore_var 0\nload_var 0\nreturn"))
  }

  @Test func keepsVariableThatIsInitializedOnOnePath() throws {
    try expect(
      "immediate-initialization",
      leaves: program(
        "literal deleted\nload_arg 1\nbranch L0\nliteral 1\nstore_var 0\nL0:\nload_var 0\nreturn"))
  }

  @Test func keepsVariableAcrossATry() throws {
    try expect(
      "immediate-initialization",
      leaves: program(
        """
        literal deleted
        start_try L0
        literal 1
        store_var 0
        end_try
        load_var 0
        return
        L0:
        return
        """))
  }

  /// The store leaves another value on the stack above the variable.
  @Test func keepsVariableBelowAnotherValue() throws {
    try expect(
      "immediate-initialization",
      leaves: program("literal deleted\nliteral 1\nliteral 2\nstore_var 0\nreturn"))
  }

  @Test func keepsDeletedThatIsAValue() throws {
    try expect("immediate-initialization", leaves: program("literal deleted\nreturn"))
  }
}
