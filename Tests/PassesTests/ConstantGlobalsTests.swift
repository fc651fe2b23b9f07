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
        b0:
          %0 = load_global @speed
          %1 = load_arg 1
          %2 = multiply %0, %1
          return %2
        }
        """,
      into: """
        export 1 = &main
        global @speed = 100
        function &main {
        b0:
          %1 = load_arg 1
          %2 = multiply 100, %1
          return %2
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
        b0:
          %0 = load_global @print
          call_void %0, undefined
          %1 = load_global @run
          jump b1(%1)
        b1(%2):
          return %2
        }
        """,
      into: """
        import !h0 = 7
        export 1 = &main
        global @print = !h0
        global @run = &main
        function &main {
        b0:
          call_void !h0, undefined
          jump b1(&main)
        b1(%2):
          return %2
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
        b0:
          %0 = load_global @table
          return %0
        }
        """,
      into: """
        export 1 = &main
        global @table = $table
        rom $table = array [1, 2]
        function &main {
        b0:
          return $table
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
        b0:
          %0 = load_global @count
          %1 = add %0, 1
          store_global @count, %1
          return undefined
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
        b0:
          %0 = load_global @state
          return %0
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
        b0:
          %0 = load_global @later
          return %0
        }
        """)
  }

  /// What could not be lifted counts as well.
  @Test func keepsGlobalThatStackCodeStoresTo() throws {
    try expect(
      "constant-globals",
      leaves: """
        export 1 = &main
        export 2 = &set
        global @speed = 100
        function &main {
        b0:
          %0 = load_global @speed
          return %0
        }
        function &set {
          load_arg 1
          store_global @speed
          literal undefined
          return
        }
        """)
  }

  @Test func replacesLoadInStackCode() throws {
    func program(_ value: String) -> String {
      """
      export 1 = &main
      global @speed = 100
      function &main {
        \(value)
        return
      }
      """
    }
    try expect("constant-globals", turns: program("load_global @speed"), into: program("literal 100"))
  }
}
