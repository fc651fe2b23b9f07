import Testing

/// `static-keys` drops the string table if no property key is computed.
struct StaticKeysTests {
  /// A program whose only function reads a property by `key`, which `code` computes.
  private func program(
    _ key: String, _ code: String = "", strings: String = "", internsKeys: Bool = true, globals: String = ""
  ) -> String {
    """
    export 1 = &main
    export 2 = "text"
    \(internsKeys ? "builtin interned_keys" : "")
    \(strings)
    \(globals)
    ram $point = object { "x": 1 }
    export 3 = handle $point
    function &main {
    b0:
      %0 = load_arg 1
    \(code)
      %9 = object_get %0, \(key)
      return %9
    }
    """
  }

  @Test func dropsTableIfKeysAreConstant() throws {
    try expect(
      "static-keys", turns: program("\"y\""),
      into: program(
        "\"y\"",
        strings: """
          string "y" unlisted
          string "x" unlisted
          string "text" plain
          """,
        internsKeys: false))
  }

  @Test func dropsTableIfKeysAreNumbers() throws {
    try expect(
      "static-keys", turns: program("%1", "  %1 = load_global @index", globals: "global @index = 3"),
      into: program(
        "%1", "  %1 = load_global @index",
        strings: """
          string "x" unlisted
          string "text" plain
          """,
        internsKeys: false, globals: "global @index = 3"))
  }

  @Test func keepsTableIfAKeyIsAnArgument() throws {
    try expect("static-keys", leaves: program("%1", "  %1 = load_arg 2"))
  }

  @Test func keepsTableIfAKeyIsConcatenated() throws {
    try expect("static-keys", leaves: program("%1", "  %1 = add \"x\", %0"))
  }

  /// The global holds a string after the first call.
  @Test func keepsTableIfAGlobalKeyMayBecomeAString() throws {
    try expect(
      "static-keys",
      leaves: program(
        "%1", "  %3 = add \"x\", %0\n  store_global @index, %3\n  %1 = load_global @index",
        globals: "global @index = 3"))
  }

  @Test func keepsTableIfAPropertyIsWrittenByAComputedKey() throws {
    try expect(
      "static-keys",
      leaves: """
        export 1 = &main
        builtin interned_keys
        function &main {
        b0:
          %0 = load_arg 1
          %1 = load_arg 2
          object_set %0, %1, 5
          return "a"
        }
        """)
  }

  /// Both are constants, which are interned already.
  @Test func dropsTableIfAKeyIsOneOfTwoStrings() throws {
    let code = """
      function &main {
      b0:
        %0 = load_arg 1
        branch %0, b1("x"), b1("y")
      b1(%1):
        %2 = object_get %0, %1
        return %2
      }
      """
    try expect(
      "static-keys", turns: "export 1 = &main\nbuiltin interned_keys\n" + code,
      into: "string \"x\" unlisted\nstring \"y\" unlisted\nexport 1 = &main\n" + code)
  }

  /// What could not be lifted may do anything.
  @Test func keepsTableIfStackCodeReadsProperties() throws {
    try expect(
      "static-keys",
      leaves: """
        export 1 = &main
        builtin interned_keys
        function &main {
          load_arg 1
          literal "x"
          object_get
          return
        }
        """)
  }
}
