import Testing

/// `byte-arrays` stores arrays of bytes that are only read as bytes.
struct ByteArraysTests {
  /// A program with `table` in ROM, whose `main` has `code` and may call `&read` with the table.
  private func program(_ table: String, _ code: String, data: String = "") -> String {
    """
    export 1 = &main
    import !log = 1
    \(data)
    rom $table = \(table)
    function &main {
    \(code)
    }
    """
  }

  private func expectLeaves(
    _ code: String, table: String = "array [1, 2, 3]", data: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expect("byte-arrays", leaves: program(table, code, data: data), sourceLocation: sourceLocation)
  }

  private func expectTurns(
    _ code: String, table: String = "array [1, 2, 3]", into bytes: String = #"bytes "010203""#,
    data: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expect(
      "byte-arrays", turns: program(table, code, data: data), into: program(bytes, code, data: data),
      sourceLocation: sourceLocation)
  }

  /// An index from a bit operation may be negative, which fails alike.
  private static let readsAtIndex = """
    b0:
      %0 = load_arg 1
      %1 = bit_and %0, 3
      %2 = object_get $table, %1
      return %2
    """

  @Test(arguments: ["array", "fixed_array"]) func turnsArraysThatAreRead(_ kind: String) throws {
    try expectTurns(Self.readsAtIndex, table: "\(kind) [0, 127, 255]", into: #"bytes "007fff""#)
  }

  @Test func turnsArrayWhoseLengthIsRead() throws {
    try expectTurns("b0:\n  %0 = object_get $table, \"length\"\n  return %0")
  }

  /// It may be one of several values, and be stored anywhere.
  @Test func turnsArrayThatIsPassedOn() throws {
    try expectTurns(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1($table), b1($words)
      b1(%1):
        store_global @current, %1
        %2 = load_global @current
        %3 = object_get %2, 1
        return %3
      """, data: "global @current = undefined\nrom $words = array [1, 300]")
  }

  @Test func turnsArrayThatIsTested() throws {
    try expectTurns(
      """
      b0:
        %0 = load_global @current
        store_global @current, $table
        branch %0, b1, b2
      b1:
        %1 = object_get %0, 0
        return %1
      b2:
        return 0
      """, data: "global @current = undefined")
  }

  @Test(arguments: ["256", "-1", "1.5", "-0", "true", "\"a\"", "deleted", "70000"])
  func leavesOtherItems(_ item: String) throws {
    try expectLeaves(Self.readsAtIndex, table: "array [1, \(item)]")
  }

  @Test func leavesEmptyArray() throws {
    try expectLeaves(Self.readsAtIndex, table: "array []")
  }

  @Test func leavesArrayInRAM() throws {
    try expect(
      "byte-arrays",
      leaves: program("array [1, 2]", Self.readsAtIndex)
        .replacing("rom $", with: "ram $").replacing("get $table", with: "get handle $table"))
  }

  /// Only arrays have `push`; `__proto__` and others fail with bytes, too.
  @Test(arguments: ["push", "__proto__"]) func leavesArrayWithOtherKeys(_ key: String) throws {
    try expectLeaves("b0:\n  %0 = object_get $table, \"\(key)\"\n  return undefined")
  }

  /// The host may call with a string.
  @Test func leavesArrayWithKeysFromTheHost() throws {
    try expectLeaves("b0:\n  %0 = load_arg 1\n  %1 = object_get $table, %0\n  return %1")
  }

  @Test(
    arguments: [
      "return $table", "call_void !log, undefined, $table\n  return undefined", "throw $table",
    ]) func leavesArrayThatTheHostSees(_ code: String) throws
  {
    try expectLeaves("b0:\n  \(code)")
  }

  @Test(
    arguments: [
      "typeof $table", "type_code_of $table", "equal $table, %0", "not_equal %0, $table", "add $table, 1",
      "negate $table", "object_keys $table", "object_get %0, $table", "call $table, undefined", "new $table",
    ]) func leavesArrayThatIsObserved(_ operation: String) throws
  {
    try expectLeaves("b0:\n  %0 = load_arg 1\n  %1 = \(operation)\n  return undefined")
  }

  @Test func leavesArrayThatMayBeWritten() throws {
    try expectLeaves(
      """
      b0:
        %0 = load_arg 1
        branch %0, b1, b2($table)
      b1:
        %1 = array_new 2
        jump b2(%1)
      b2(%2):
        object_set %2, 0, 5
        return undefined
      """)
  }

  @Test func leavesProgramsInStackForm() throws {
    try expectLeaves("  literal $table\n  literal 1\n  object_get\n  return")
  }
}
