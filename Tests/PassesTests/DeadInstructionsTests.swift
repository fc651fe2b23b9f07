import Testing

/// `dead-instructions` removes code that has no effect or is never reached.
struct DeadInstructionsTests {
  /// A program with one function, in which `%0` is an argument.
  private func program(_ code: String, globals: String = "") -> String {
    """
    import !h0 = 1
    export 1 = &main
    \(globals)
    function &main {
    b0:
      %0 = load_arg 1
    \(code)
    }
    """
  }

  private func expectRemoval(
    of before: String, leaving after: String, globals: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expect(
      "dead-instructions", turns: program(before, globals: globals), into: program(after, globals: globals),
      sourceLocation: sourceLocation)
  }

  // MARK: Instructions

  /// One after the other, each used by the next only.
  @Test(arguments: [
    "object_new", "array_new 3", "fixed_array_new 2", "load_arg 2", "add %0, 1", "less %0, 1", "typeof %0",
    "logical_not %0", "equal %0, 1", "class_create %0, null", "load_global @known",
  ])
  func removesUnusedResult(_ operation: String) throws {
    try expectRemoval(
      of: "  %1 = \(operation)\n  %2 = equal %1, 1\n  return %0", leaving: "  return %0",
      globals: "global @known = 1")
  }

  /// These can be noticed even if nothing uses the result.
  @Test(arguments: [
    "call %0, undefined", "call_host !h0, undefined", "new %0", "object_get %0, 1", "object_keys %0",
    "uint8_array_new %0", "initialized %0", "load_cell 0", "load_global @later", "call_function &main",
  ])
  func keepsEffects(_ operation: String) throws {
    try expect(
      "dead-instructions",
      leaves: program(
        "  store_cell 0, 1\n  %1 = \(operation)\n  return %0", globals: "global @later = deleted"))
  }

  @Test(arguments: [
    "store_arg 1, 1", "store_cell 0, 1", "store_global @known, 1", "object_set %0, 1, 2",
    "call_void %0, undefined",
    "call_host_void !h0, undefined",
  ])
  func keepsEffectsWithoutResult(_ operation: String) throws {
    try expect(
      "dead-instructions", leaves: program("  \(operation)\n  return %0", globals: "global @known = 1"))
  }

  @Test func keepsChangesOfTheScope() throws {
    try expect(
      "dead-instructions",
      leaves: program(
        """
          %1 = scope_new 2
          store_scoped 0, %1, 5
          %2 = scope_push 2, %1
          %3 = closure_new %2, &main
          call_void %0, undefined, %3
          %4 = scope_pop %2
          return 1
        """))
  }

  @Test func removesUnusedClosures() throws {
    func code(_ unused: String) -> String {
      "  %1 = scope_new 2\n\(unused)  store_scoped 0, %1, 5\n  return 1"
    }
    try expect(
      "dead-instructions",
      turns: program(
        "  call_void %0, undefined\n" + code("  %2 = load_closure %1\n  %3 = closure_new %1, &main\n")),
      into: program("  call_void %0, undefined\n" + code("")))
  }

  // MARK: Parameters

  @Test func removesParameterThatNothingUses() throws {
    try expectRemoval(
      of: """
          branch %0, b1(1, 2), b2
        b1(%1, %2):
          return %2
        b2:
          %3 = add %0, 1
          jump b1(%3, 4)
        """,
      leaving: """
          branch %0, b1(2), b2
        b1(%2):
          return %2
        b2:
          jump b1(4)
        """)
  }

  /// The counter is used only to compute itself.
  @Test func removesParametersThatNeedEachOther() throws {
    try expectRemoval(
      of: """
          jump b1(0, 1)
        b1(%1, %2):
          %3 = add %1, 1
          %4 = add %2, %3
          %5 = call %0, undefined
          branch %5, b1(%4, %3), b2
        b2:
          return 0
        """,
      leaving: """
          jump b1
        b1:
          %5 = call %0, undefined
          branch %5, b1, b2
        b2:
          return 0
        """)
  }

  @Test func replacesParameterThatIsAlwaysTheSame() throws {
    try expectRemoval(
      of: """
          %1 = call %0, undefined
          branch %1, b1(%1), b2
        b1(%2):
          %3 = call %2, undefined
          branch %3, b1(%2), b3(%2)
        b2:
          jump b3(%1)
        b3(%4):
          return %4
        """,
      leaving: """
          %1 = call %0, undefined
          branch %1, b1, b2
        b1:
          %3 = call %1, undefined
          branch %3, b1, b3
        b2:
          jump b3
        b3:
          return %1
        """)
  }

  @Test func keepsParametersThatDiffer() throws {
    try expect(
      "dead-instructions",
      leaves: program(
        """
          jump b1(0, %0)
        b1(%1, %2):
          %3 = call %0, undefined, %1
          branch %3, b1(%2, %1), b2
        b2:
          return %2
        """))
  }

  /// The engine puts the exception there, used or not; and what is in the frame at the entry.
  @Test func keepsParametersThatTheEnginePasses() throws {
    try expect(
      "dead-instructions",
      leaves: program(
        """
          start_try b1, b2
        b1:
          call_void %0, undefined
          end_try
          return 0
        b2(%1):
          return 1
        """))
  }

  // MARK: Control

  @Test(arguments: [
    ("true", 1), ("5", 1), ("\"a\"", 1), ("&main", 1), ("false", 2), ("0", 2), ("-0", 2), ("nan", 2),
    ("\"\"", 2),
    ("null", 2), ("undefined", 2),
  ])
  func followsBranchOnLiteral(_ literal: String, _ result: Int) throws {
    try expectRemoval(
      of: """
          branch \(literal), b1, b2
        b1:
          call_void %0, undefined, 1
          return 1
        b2:
          call_void %0, undefined, 2
          return 2
        """,
      leaving: "  call_void %0, undefined, \(result)\n  return \(result)")
  }

  /// Engines differ in what these count as.
  @Test(arguments: ["70000", "1.5", "infinity", "deleted"])
  func keepsBranchOnLiteralThatEnginesDifferOn(_ literal: String) throws {
    try expect(
      "dead-instructions",
      leaves: program(
        "  branch \(literal), b1, b2\nb1:\n  return %0\nb2:\n  return 2"))
  }

  @Test func removesBranchBetweenEqualEdges() throws {
    try expectRemoval(
      of: """
          %1 = add %0, 1
          branch %1, b1(%0), b1(%0)
        b1(%2):
          return %2
        """,
      leaving: "  return %0")
  }

  @Test func removesCatchBlockThatNothingLeadsTo() throws {
    try expectRemoval(
      of: """
          branch true, b1, b2
        b1:
          return %0
        b2:
          start_try b3, b4
        b3:
          call_void %0, undefined
          end_try
          jump b1
        b4(%1):
          throw %1
        """,
      leaving: "  return %0")
  }

  @Test func joinsBlocks() throws {
    try expectRemoval(
      of: """
          jump b1(%0, 2)
        b1(%1, %2):
          call_void %1, undefined, %2
          jump b2(%2)
        b2(%3):
          return %3
        """,
      leaving: "  call_void %0, undefined, 2\n  return 2")
  }

  /// The body of a `try` is entered by an operation of the engine, and its catch block by a throw.
  @Test func keepsBlocksOfTry() throws {
    try expect(
      "dead-instructions",
      leaves: program(
        """
          start_try b1, b2
        b1:
          call_void %0, undefined
          end_try
          jump b3
        b2(%1):
          call_void %1, undefined
          jump b3
        b3:
          return %0
        """))
  }

  /// The name of the current scope stays that of the block before, if it has one.
  @Test func joinsBlocksThatNameTheScope() throws {
    try expectRemoval(
      of: """
          %1 = scope_new 2
          jump b1
        b1 in %2:
          store_scoped 0, %2, 5
          return %0
        """,
      leaving: """
          %1 = scope_new 2
          store_scoped 0, %1, 5
          return %0
        """)
  }

  @Test func namesTheScopeWhereBlocksAreJoined() throws {
    func text(_ code: String) -> String { "export 1 = &main\nfunction &main {\n\(code)\n}" }
    try expect(
      "dead-instructions",
      turns: text("b0:\n  jump b1\nb1 in %0:\n  %1 = load_scoped 0, %0\n  return %1"),
      into: text("b0 in %0:\n  %1 = load_scoped 0, %0\n  return %1"))
  }

  @Test func keepsStackCode() throws {
    try expect(
      "dead-instructions",
      leaves: """
        export 1 = &main
        function &main {
          literal 1
          pop 1
          literal 2
          return
        }
        """)
  }
}
