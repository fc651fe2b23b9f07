import Testing

/// `duplicate-functions` merges functions with the same code where nobody can tell them apart.
struct DuplicateFunctionsTests {
  /// A caller of two functions; `code` is the body of both.
  private func program(calling first: String, _ second: String, functions: String) -> String {
    """
    export 1 = &main
    function &main {
    b0:
      %0 = call \(first), undefined
      %1 = call \(second), undefined
      return %1
    }
    \(functions)
    """
  }

  private func function(_ name: String, returning value: String = "5") -> String {
    """
    function \(name) {
    b0:
      return \(value)
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
      b0:
        %0 = call \(callee), undefined
        return %0
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
      b0:
        %0 = call_function \(first)
        %1 = call_function \(second)
        return %1
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
        b0:
          %0 = equal &one, &two
          return %0
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
        b0:
          %0 = call !h0, undefined, &one, &two
          return %0
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
        b0:
          %0 = load_global @current
          return %0
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
        b0:
          %0 = load_arg 1
          branch %0, b1(&one), b1(&two)
        b1(%1):
          return %1
        }
        """ + "\n" + function("&one") + function("&two"))
  }

  @Test func keepsFunctionsThatAreStoredAndLoaded() throws {
    try expect(
      "duplicate-functions",
      leaves: """
        export 1 = &main
        function &main {
        b0:
          store_cell 0, &one
          store_cell 1, &two
          %0 = load_cell 0
          %1 = load_cell 1
          %2 = equal %0, %1
          return %2
        }
        """ + "\n" + function("&one") + function("&two"))
  }

  @Test func keepsDifferentFunctions() throws {
    try expect(
      "duplicate-functions",
      leaves: program(
        calling: "&one", "&two", functions: function("&one") + function("&two", returning: "6")))
  }

  /// Blocks and locals are numbered as they happened to be made.
  @Test func mergesFunctionsThatAreNumberedDifferently() throws {
    func branching(_ name: String, _ local: Int, _ first: String, _ second: String) -> String {
      let blocks = [first: "  return 1", second: "  return 2"].sorted { $0.key < $1.key }
      return """
        function \(name) {
        b0:
          %\(local) = load_arg 1
          branch %\(local), \(first), \(second)
        \(blocks.map { "\($0.key):\n\($0.value)" }.joined(separator: "\n"))
        }

        """
    }
    try expect(
      "duplicate-functions",
      turns: program(
        calling: "&one", "&two",
        functions: branching("&one", 0, "b1", "b2") + branching("&two", 3, "b2", "b1")),
      into: program(calling: "&one", "&one", functions: branching("&one", 0, "b1", "b2")))
  }

  /// What becomes of a value in stack code is not known.
  @Test func keepsFunctionsThatStackCodeMentions() throws {
    try expect(
      "duplicate-functions",
      leaves: """
        export 1 = &main
        function &main {
          literal &one
          literal undefined
          call 1
          pop 1
          literal &two
          literal undefined
          call 1
          return
        }
        """ + "\n" + function("&one") + function("&two"))
  }

  @Test func mergesTargetsOfDirectCallsInStackCode() throws {
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
}
