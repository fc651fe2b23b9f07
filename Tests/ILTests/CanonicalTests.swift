import IL
import Testing

/// Equal canonical forms mean equal programs but for the order of what has no order.
@Suite struct CanonicalTests {
  private static let original = """
    import !h0 = 7
    import !h1 = 8
    export 1 = &f0
    global @g0 = $a0
    global @g1 = "b"
    ram $a0 = array [!h0, $a1]
    ram $a1 = object { "a": "b" }
    function &f0 {
      load_global @g0
      branch L1
    L0:
      literal &f1
      return
    L1:
      load_global @g1
      pop 1
      jump L0
    }
    function &f1 {
      literal "a"
      return
    }
    """

  private static let reordered = """
    function &f5 {
      literal "a"
      return
    }
    function &f2 {
      load_global @g7
      branch L3
    L9:
    L8:
      literal &f5
      return
    L3:
      load_global @g3
      pop 1
      jump L8
    }
    import !h1 = 7
    import !h4 = 8
    ram $a9 = object { "a": "b" }
    ram $a3 = array [!h1, $a9]
    global @g3 = "b"
    global @g7 = $a3
    export 1 = &f2
    """

  private func canonical(_ text: String) throws -> Program { try Program(parsing: text).canonicalized() }

  @Test func orderDoesNotMatter() throws {
    #expect(try canonical(Self.original) == canonical(Self.reordered))
  }

  @Test func isItsOwnCanonicalForm() throws {
    let program = try canonical(Self.original)
    #expect(program.canonicalized() == program)
    try Verifier.verify(program)
  }

  /// Functions that only variables reach are numbered by these.
  @Test func theOrderOfFunctionsBehindVariablesDoesNotMatter() throws {
    #expect(
      try canonical("global @g0 = &f0\nglobal @g1 = &f1\nfunction &f0 {\nthrow\n}\nfunction &f1 {\nreturn\n}")
        == canonical(
          "global @g0 = &f1\nglobal @g1 = &f0\nfunction &f0 {\nreturn\n}\nfunction &f1 {\nthrow\n}"))
  }

  @Test(arguments: [
    ("import !h0 = 7", "import !h0 = 9"), ("$a1]", "$a1, 1]"), ("\"a\": \"b\"", "\"b\": \"a\""),
    ("ram $a1 = object", "rom $a1 = object"), ("export 1", "export 2"), ("branch L1", "branch L0"),
    ("global @g1 = \"b\"", "global @g1 = \"a\""), ("literal &f1", "literal &f0"),
    ("pop 1", "pop 1\nliteral 1\npop 1"),
  ])
  func whatDiffersStaysDifferent(_ old: String, _ new: String) throws {
    let changed = Self.original.replacing(old, with: new)
    #expect(changed != Self.original)
    #expect(try canonical(changed) != canonical(Self.original))
  }

  private static let ssa = """
    import !h0 = 7
    import !h1 = 8
    export 1 = &f0
    global @g0 = "a"
    global @g1 = "b"
    function &f0 {
    b0 in %0:
      %1 = load_global @g0
      store_cell 0, %1
      store_cell 1, 5
      branch %1, b1(1), b2
    b1(%2):
      %3 = call_function &f1, "c"
      start_try b3, b4
    b2:
      %4 = scope_push 2, %0
      jump b1(%1)
    b3:
      call_host_void !h1, &f2
      end_try
      return %3
    b4(%5) in %6:
      store_global @g1, %5
      %7 = load_cell 1
      %8 = call_host !h0, %7
      throw %8
    }
    function &f1 {
    b0:
      return "d"
    }
    function &f2 {
      literal "e"
      return
    }
    """

  private static let reorderedSSA = """
    import !h0 = 8
    import !h3 = 7
    string "e" interned
    string "d" interned
    global @g4 = "b"
    global @g5 = "a"
    function &f7 {
    b0:
      return "d"
    }
    function &f1 {
      literal "e"
      return
    }
    function &f4 {
    b0 in %9:
      %8 = load_global @g5
      store_cell 4, %8
      store_cell 2, 5
      branch %8, b3(1), b4
    b1(%5) in %1:
      store_global @g4, %5
      %7 = load_cell 2
      %2 = call_host !h3, %7
      throw %2
    b2:
      call_host_void !h0, &f1
      end_try
      return %3
    b3(%0):
      %3 = call_function &f7, "c"
      start_try b2, b1
    b4:
      %4 = scope_push 2, %9
      jump b3(%8)
    }
    export 1 = &f4
    """

  @Test func orderDoesNotMatterInSSAForm() throws {
    let (program, reordered) = (try canonical(Self.ssa), try canonical(Self.reorderedSSA))
    #expect(program == reordered)
    #expect(program.description == reordered.description)
    #expect(program.canonicalized() == program)
    try Verifier.verify(program)
  }

  @Test func originsAndUnusedNumbersDoNotMatter() throws {
    var program = try canonical(Self.ssa)
    var body = try #require(program.functions[FunctionID(0)].ssa)
    let canonicalBody = body
    body.cellCount += 1
    _ = body.makeLocal()
    body[SSABody.entry].instructions[0].origin = 5
    body[SSABody.entry].terminator.origin = 6
    #expect(body != canonicalBody)
    #expect(body.canonicalized() == canonicalBody)
    program.functions[FunctionID(0)].body = .ssa(body)
    #expect(program.canonicalized() == (try canonical(Self.ssa)))
  }

  @Test(arguments: [
    ("branch %1, b1(1), b2", "branch %1, b2, b1(1)"), ("load_cell 1", "load_cell 0"), ("b1(%1)", "b1(2)"),
    ("throw %8", "throw %7"), ("throw %8", "return %8"), ("call_host !h0", "call_host !h1"),
    ("\"c\"", "\"x\""),
    ("store_global @g1", "store_global @g0"), ("scope_push 2", "scope_push 3"),
    ("return \"d\"", "return \"e\""),
    ("call_function &f1", "call_function &f2"), ("start_try b3, b4", "start_try b2, b4"),
  ])
  func whatDiffersInSSAFormStaysDifferent(_ old: String, _ new: String) throws {
    let changed = Self.ssa.replacing(old, with: new)
    #expect(changed != Self.ssa)
    #expect(try canonical(changed) != canonical(Self.ssa))
  }

  @Test func valuesAndOperationsAreRewrittenInBothForms() throws {
    var program = try Program(parsing: Self.ssa)
    program.rewriteValues { $0 == .function(FunctionID(2)) || $0 == .integer(1) ? .null : $0 }
    program.rewriteSSAOperations { $0 == .storeGlobal(GlobalID(1)) ? .storeGlobal(GlobalID(0)) : $0 }
    program.rewriteOperations { $0 == .returnValue ? .throwValue : $0 }
    let expected = Self.ssa.replacing("!h1, &f2", with: "!h1, null").replacing("b1(1)", with: "b1(null)")
      .replacing("store_global @g1", with: "store_global @g0").replacing("  return\n", with: "  throw\n")
    #expect(program.description == (try Program(parsing: expected)).description)
  }
}
