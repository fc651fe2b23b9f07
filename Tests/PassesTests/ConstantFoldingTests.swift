import Testing

/// `constant-folding` computes what always has the same result.
struct ConstantFoldingTests {
  /// A program with one function, in which `%0` and `%1` are arguments, and that mentions the strings `strings`.
  private func program(_ code: String, strings: [String] = [], globals: String = "") -> String {
    """
    import !h0 = 1
    export 1 = &main
    \(strings.enumerated().map { "export \($0.offset + 2) = \"\($0.element)\"" }.joined(separator: "\n"))
    \(globals)
    rom $table = array [1]
    ram $object = object {}
    function &main {
    b0:
      %0 = load_arg 1
      %1 = load_arg 2
    \(code)
    }
    """
  }

  private func expectResult(
    of code: String, is value: String, strings: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expect(
      "constant-folding", turns: program("  %2 = \(code)\n  return %2", strings: strings),
      into: program("  return \(value)", strings: strings), sourceLocation: sourceLocation)
  }

  // MARK: Operators

  @Test(arguments: [
    ("add 2, 3", "5"), ("add_numbers -1, true", "0"), ("subtract 2, null", "2"), ("multiply 100, -7", "-700"),
    ("remainder 7, -3", "1"), ("remainder 7, 0", "nan"), ("divide_and_truncate -7, 2", "-3"),
    ("divide_and_truncate 1, 0", "0"), ("multiply undefined, 2", "nan"),
    ("divide_and_truncate undefined, 2", "0"),
    ("less 1, 2", "true"), ("greater_or_equal 70000, 70001", "false"), ("less undefined, 2", "false"),
    ("shift_left 1, 35", "8"), ("shift_right -8, 1", "-4"), ("shift_right_unsigned -1, 28", "15"),
    ("bit_and -1, 255", "255"), ("bit_or undefined, 3", "3"), ("bit_xor 5, nan", "5"),
    ("subtract 70000, 69999", "1"), ("bit_and 100000, 15", "0"),
    ("negate 5", "-5"), ("negate 0", "-0"), ("plus true", "1"), ("plus undefined", "nan"),
    ("bit_not 0", "-1"),
    ("logical_not 0", "true"), ("logical_not \"\"", "true"), ("logical_not \"a\"", "false"),
    ("logical_not nan", "true"), ("logical_not &main", "false"),
  ])
  func computes(_ operation: String, _ result: String) throws { try expectResult(of: operation, is: result) }

  @Test(arguments: [
    ("undefined, undefined", "true"), ("null, undefined", "false"), ("1, 1", "true"), ("1, 70000", "false"),
    ("nan, nan", "false"), ("\"a\", \"a\"", "true"), ("\"a\", \"b\"", "false"), ("1, \"1\"", "false"),
    ("&main, &main", "true"), ("$table, null", "false"), ("!h0, !h0", "true"), ("true, 1", "false"),
  ])
  func compares(_ operands: String, _ result: String) throws {
    try expectResult(of: "equal \(operands)", is: result)
    try expectResult(of: "not_equal \(operands)", is: result == "true" ? "false" : "true")
  }

  /// Engines differ, or the result takes a cell.
  @Test(arguments: [
    // Only the reference engine takes what does not fit a slot for false.
    "logical_not 70000", "logical_not 1.5", "logical_not infinity",
    // It has no negative zero here.
    "multiply 0, -1", "multiply -5, 0", "remainder -4, 2",
    // It has one that is not equal to zero.
    "equal 0, -0", "not_equal -0, 0",
    // It reads other numbers from strings, does not compare strings, and does not ask objects.
    "subtract \"1\", 1", "less \"a\", \"b\"", "plus \"12\"", "add \"a\", 1", "multiply handle $object, 2",
    "add $table, 1",
    // It cuts floats to integers as the host's processor does.
    "bit_or 4294967295, 0", "bit_not 1.5",
    // It may have been built without floats.
    "divide 6, 2", "power 2, 3", "add 0.5, 0.5",
    // These do not fit a slot.
    "add 8191, 1", "multiply 1000, 1000", "shift_left 1, 31", "shift_right_unsigned -1, 0",
    // A class need not be equal to itself, nor a handle to what it refers to.
    "equal $table, $table", "equal handle $object, handle $object",
    // The mark of what is not initialized.
    "equal deleted, undefined", "logical_not deleted", "typeof deleted",
    "type_code_of 1",
  ])
  func keeps(_ operation: String) throws {
    try expect(
      "constant-folding",
      leaves: program(
        "  %2 = \(operation)\n  return %2", strings: ["undefined", "number", "object", "function"]))
  }

  @Test func namesTypes() throws {
    try expectResult(of: "typeof 5", is: "\"number\"", strings: ["number"])
    try expectResult(of: "typeof null", is: "\"object\"", strings: ["object"])
    try expectResult(of: "typeof &main", is: "\"function\"", strings: ["function"])
  }

  /// The string would take more than the operation.
  @Test func keepsTypeWhoseNameIsNotThere() throws {
    try expect("constant-folding", leaves: program("  %2 = typeof 5\n  return %2", strings: ["string"]))
  }

  @Test func comparesTypesOfResults() throws {
    try expect(
      "constant-folding",
      turns: program(
        """
          %2 = multiply %0, %1
          %3 = typeof %2
          %4 = equal %3, "number"
          %5 = equal %2, undefined
          %6 = call %0, undefined, %4, %5
          return %6
        """),
      into: program(
        """
          %2 = multiply %0, %1
          %6 = call %0, undefined, true, false
          return %6
        """))
  }

  @Test func keepsComparisonOfUnknownTypes() throws {
    try expect(
      "constant-folding",
      leaves: program(
        """
          %2 = add %0, %1
          %3 = typeof %2
          %4 = equal %3, "number"
          %5 = equal %0, undefined
          %6 = call %0, undefined, %4, %5
          return %6
        """))
  }

  // MARK: Initialization

  @Test func dropsCheckOfWhatIsInitialized() throws {
    try expect(
      "constant-folding",
      turns: program("  %2 = object_new\n  %3 = initialized %2\n  return %3"),
      into: program("  %2 = object_new\n  return %2"))
    try expect(
      "constant-folding",
      turns: program("  branch %0, b1(1), b1(\"a\")\nb1(%2):\n  %3 = initialized %2\n  return %3"),
      into: program("  branch %0, b1(1), b1(\"a\")\nb1(%2):\n  return %2"))
  }

  @Test func keepsCheckOfWhatMayNotBeInitialized() throws {
    try expect("constant-folding", leaves: program("  %2 = initialized %0\n  return %2"))
    try expect("constant-folding", leaves: program("  %2 = initialized deleted\n  return %2"))
    try expect(
      "constant-folding",
      leaves: program("  branch %0, b1(1), b1(deleted)\nb1(%2):\n  %3 = initialized %2\n  return %3"))
  }

  // MARK: Control

  @Test func passesConstantsThroughBlocks() throws {
    try expect(
      "constant-folding",
      turns: program(
        """
          branch %0, b1(4), b2
        b1(%2):
          %3 = add %2, 1
          return %3
        b2:
          jump b1(4)
        """),
      into: program(
        """
          branch %0, b1(4), b2
        b1(%2):
          return 5
        b2:
          jump b1(4)
        """))
  }

  @Test func keepsWhatDiffersByPath() throws {
    try expect(
      "constant-folding",
      leaves: program("  branch %0, b1(4), b1(5)\nb1(%2):\n  %3 = add %2, 1\n  return %3"))
  }

  /// The loop changes the variable only in a block that is reached only if it was changed.
  @Test func followsOnlyWhatCanBeExecuted() throws {
    try expect(
      "constant-folding",
      turns: program(
        """
          jump b1(1)
        b1(%2):
          %3 = equal %2, 1
          branch %3, b2, b3
        b2:
          branch %0, b1(%2), b4
        b3:
          jump b1(2)
        b4:
          return %2
        """),
      into: program(
        """
          jump b1(1)
        b1(%2):
          branch true, b2, b3
        b2:
          branch %0, b1(1), b4
        b3:
          jump b1(2)
        b4:
          return 1
        """))
  }

  @Test func keepsLoopCounter() throws {
    try expect(
      "constant-folding",
      leaves: program(
        """
          jump b1(0)
        b1(%2):
          %3 = add %2, 1
          %4 = less %3, 10
          branch %4, b1(%3), b2
        b2:
          return %3
        """))
  }

  @Test func decidesBranchOnWhatIsAlwaysTrue() throws {
    func code(_ condition: String) -> String {
      "  %2 = object_new\n  branch \(condition), b1, b2\nb1:\n  return %2\nb2:\n  return 0"
    }
    try expect("constant-folding", turns: program(code("%2")), into: program(code("true")))
  }

  /// To ask about an array that `Reflect.ownKeys` made is fatal; an argument may be anything.
  @Test(arguments: ["object_keys %0", "add %0, 1", "multiply %0, 2"])
  func keepsBranchOnWhatIsNotKnown(_ operation: String) throws {
    try expect(
      "constant-folding",
      leaves: program("  %2 = \(operation)\n  branch %2, b1, b2\nb1:\n  return 1\nb2:\n  return 0"))
  }

  @Test func keepsExceptionsAndCells() throws {
    try expect(
      "constant-folding",
      leaves: program(
        """
          store_cell 0, 1
          start_try b1, b2
        b1:
          store_cell 0, 2
          call_void %0, undefined
          end_try
          return 0
        b2(%2):
          %3 = load_cell 0
          %4 = add %3, 1
          %5 = equal %2, 1
          %6 = call %0, undefined, %4, %5
          return %6
        """))
  }

  // MARK: Globals

  @Test func knowsTypesOfGlobals() throws {
    let globals = "global @count = 0"
    func code(_ check: String) -> String {
      """
        %2 = load_global @count
        \(check)
        %4 = subtract %2, %0
        store_global @count, %4
        return \(check.isEmpty ? "false" : "%3")
      """
    }
    try expect(
      "constant-folding", turns: program(code("%3 = equal %2, undefined"), globals: globals),
      into: program(code(""), globals: globals))
  }

  @Test func keepsStackCode() throws {
    try expect(
      "constant-folding",
      leaves: """
        export 1 = &main
        function &main {
          literal 1
          literal 2
          add
          return
        }
        """)
  }
}
