import Testing

/// `static-keys` drops the string table if no property key is computed.
struct StaticKeysTests {
  /// A program whose only function reads a property by what `key` pushes.
  private func program(
    _ key: String, strings: String = "", internsKeys: Bool = true, globals: String = ""
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
      load_arg 1
    \(key)
      object_get
      return
    }
    """
  }

  @Test func dropsTableIfKeysAreConstant() throws {
    try expect(
      "static-keys", turns: program("  literal \"y\""),
      into: program(
        "  literal \"y\"",
        strings: """
          string "y" unlisted
          string "x" unlisted
          string "text" plain
          """,
        internsKeys: false))
  }

  @Test func dropsTableIfKeysAreNumbers() throws {
    try expect(
      "static-keys", turns: program("  load_global @index", globals: "global @index = 3"),
      into: program(
        "  load_global @index",
        strings: """
          string "x" unlisted
          string "text" plain
          """,
        internsKeys: false, globals: "global @index = 3"))
  }

  @Test func keepsTableIfAKeyIsAnArgument() throws {
    try expect("static-keys", leaves: program("  load_arg 2"))
  }

  @Test func keepsTableIfAKeyIsConcatenated() throws {
    try expect("static-keys", leaves: program("  literal \"x\"\n  load_arg 1\n  add"))
  }

  /// The global holds a string after the first call.
  @Test func keepsTableIfAGlobalKeyMayBecomeAString() throws {
    try expect(
      "static-keys",
      leaves: program(
        "  literal \"x\"\n  store_global @index\n  load_global @index", globals: "global @index = 3"))
  }

  @Test func keepsTableIfAPropertyIsWrittenByAComputedKey() throws {
    try expect(
      "static-keys",
      leaves: """
        export 1 = &main
        builtin interned_keys
        function &main {
          load_arg 1
          load_arg 2
          literal 5
          object_set
          literal "a"
          return
        }
        """)
  }
}
