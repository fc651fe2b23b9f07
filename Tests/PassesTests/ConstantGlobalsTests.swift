import Testing

/// `constant-globals` replaces loads of globals that nothing stores to.
struct ConstantGlobalsTests {
  @Test func replacesLoadOfGlobalThatNobodyStoresTo() throws {
    try expect(
      "constant-globals",
      turns: """
        export 1 = &main
        global @speed = 100
        function &main {
          load_global @speed
          return
        }
        """,
      into: """
        export 1 = &main
        global @speed = 100
        function &main {
          literal 100
          return
        }
        """)
  }

  @Test func replacesFunctionAndHostFunction() throws {
    try expect(
      "constant-globals",
      turns: """
        import !h0 = 7
        export 1 = &main
        global @print = !h0
        global @run = &main
        function &main {
          load_global @print
          pop 1
          load_global @run
          return
        }
        """,
      into: """
        import !h0 = 7
        export 1 = &main
        global @print = !h0
        global @run = &main
        function &main {
          literal !h0
          pop 1
          literal &main
          return
        }
        """)
  }

  /// Data in ROM is the same word wherever it is referred to from.
  @Test func replacesReferenceToROM() throws {
    try expect(
      "constant-globals",
      turns: """
        export 1 = &main
        global @table = $table
        rom $table = array [1, 2]
        function &main {
          load_global @table
          return
        }
        """,
      into: """
        export 1 = &main
        global @table = $table
        rom $table = array [1, 2]
        function &main {
          literal $table
          return
        }
        """)
  }

  @Test func keepsGlobalThatIsStoredTo() throws {
    try expect(
      "constant-globals",
      leaves: """
        export 1 = &main
        global @count = 0
        function &main {
          load_global @count
          literal 1
          add
          store_global @count
          literal undefined
          return
        }
        """)
  }

  /// Code could only refer to it through a handle, which is not equal to the direct reference.
  @Test func keepsReferenceToRAM() throws {
    try expect(
      "constant-globals",
      leaves: """
        export 1 = &main
        global @state = $state
        ram $state = object { "a": 1 }
        function &main {
          load_global @state
          return
        }
        """)
  }

  /// Loading it is an error, a literal would not be.
  @Test func keepsUninitializedGlobal() throws {
    try expect(
      "constant-globals",
      leaves: """
        export 1 = &main
        global @later = deleted
        function &main {
          load_global @later
          return
        }
        """)
  }
}
