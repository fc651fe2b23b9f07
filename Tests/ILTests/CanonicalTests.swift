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
}
