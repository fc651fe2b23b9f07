import Testing

/// `duplicate-functions` merges functions with the same code where nobody can tell them apart.
struct DuplicateFunctionsTests {
  /// A caller of two functions; `code` is the body of both.
  private func program(calling first: String, _ second: String, functions: String) -> String {
    """
    export 1 = &main
    function &main {
      literal \(first)
      literal undefined
      call 1
      pop 1
      literal \(second)
      literal undefined
      call 1
      return
    }
    \(functions)
    """
  }

  private func function(_ name: String, returning value: String = "5") -> String {
    """
    function \(name) {
      literal \(value)
      return
    }

    """
  }

  @Test func mergesFunctionsThatAreOnlyCalled() throws {
    try expect(
      "duplicate-functions",
      turns: program(calling: "&one", "&two", functions: function("&one") + function("&two")),
      into: program(calling: "&one", "&one", functions: function("&one")))
  }

  @Test func mergesIntoTheOneThatIsExported() throws {
    try expect(
      "duplicate-functions",
      turns: "export 2 = &two\n"
        + program(calling: "&one", "&two", functions: function("&one") + function("&two")),
      into: "export 2 = &two\n" + program(calling: "&two", "&two", functions: function("&two")))
  }

  @Test func mergesCallersOfMergedFunctions() throws {
    func caller(_ name: String, of callee: String) -> String {
      """
      function \(name) {
        literal \(callee)
        literal undefined
        call 1
        return
      }

      """
    }
    try expect(
      "duplicate-functions",
      turns: program(
        calling: "&left", "&right",
        functions: caller("&left", of: "&one") + caller("&right", of: "&two") + function("&one")
          + function("&two")),
      into: program(calling: "&left", "&left", functions: caller("&left", of: "&one") + function("&one")))
  }

  @Test func mergesTargetsOfDirectCalls() throws {
    func direct(_ first: String, _ second: String) -> String {
      """
      export 1 = &main
      function &main {
        call_function \(first) 0
        pop 1
        call_function \(second) 0
        return
      }

      """
    }
    try expect(
      "duplicate-functions", turns: direct("&one", "&two") + function("&one") + function("&two"),
      into: direct("&one", "&one") + function("&one"))
  }

  @Test func keepsTwoExportedFunctions() throws {
    // The host can compare the values that it gets.
    try expect(
      "duplicate-functions",
      leaves: "export 1 = &one\nexport 2 = &two\n" + function("&one") + function("&two"))
  }

  @Test func keepsFunctionsThatAreCompared() throws {
    try expect(
      "duplicate-functions",
      leaves: """
        export 1 = &main
        function &main {
          literal &one
          literal &two
          equal
          return
        }
        """ + "\n" + function("&one") + function("&two"))
  }

  /// What is passed on may be compared by whoever gets it.
  @Test func keepsFunctionsThatArePassed() throws {
    try expect(
      "duplicate-functions",
      leaves: """
        import !h0 = 1
        export 1 = &main
        function &main {
          literal !h0
          literal undefined
          literal &one
          literal &two
          call 3
          return
        }
        """ + "\n" + function("&one") + function("&two"))
  }

  @Test func keepsFunctionsInDataAndGlobals() throws {
    try expect(
      "duplicate-functions",
      leaves: """
        export 1 = handle $table
        export 2 = &get
        global @current = &two
        ram $table = array [&one]
        function &get {
          load_global @current
          return
        }
        """ + "\n" + function("&one") + function("&two"))
  }

  /// The variable may hold either function where it is loaded.
  @Test func keepsFunctionsThatMeetInAVariable() throws {
    try expect(
      "duplicate-functions",
      leaves: """
        export 1 = &main
        function &main {
          load_arg 1
          branch L0
          literal &one
          jump L1
        L0:
          literal &two
        L1:
          load_var 0
          return
        }
        """ + "\n" + function("&one") + function("&two"))
  }

  @Test func keepsFunctionsThatAreStoredAndLoaded() throws {
    try expect(
      "duplicate-functions",
      leaves: """
        export 1 = &main
        function &main {
          literal &one
          literal &two
          load_var 0
          load_var 1
          equal
          return
        }
        """ + "\n" + function("&one") + function("&two"))
  }

  @Test func keepsDifferentFunctions() throws {
    try expect(
      "duplicate-functions",
      leaves: program(
        calling: "&one", "&two", functions: function("&one") + function("&two", returning: "6")))
  }
}
