import Testing

/// `propagate-values` names values that can only be one thing.
struct PropagateValuesTests {
  @Test func namesPropertyThatNothingStoresTo() throws {
    try expect(
      "propagate-values",
      turns: """
        export 1 = &main
        global @config = $config
        ram $config = object { "level": 3 }
        function &main {
        b0:
          %0 = load_global @config
          %1 = object_get %0, "level"
          return %1
        }
        """,
      into: """
        export 1 = &main
        global @config = $config
        ram $config = object { "level": 3 }
        function &main {
        b0:
          %0 = load_global @config
          %1 = object_get %0, "level"
          return 3
        }
        """)
  }

  @Test func namesParameterThatIsAlwaysTheSame() throws {
    try expect(
      "propagate-values",
      turns: """
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          %1 = call &f, undefined, true, %0
          %2 = call &f, undefined, true, 5
          return %1
        }
        function &f {
        b0:
          %0 = load_arg 1
          branch %0, b1, b2
        b1:
          %1 = load_arg 2
          return %1
        b2:
          return 7
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          %1 = call &f, undefined, true, %0
          %2 = call &f, undefined, true, 5
          return %1
        }
        function &f {
        b0:
          %0 = load_arg 1
          branch true, b1, b2
        b1:
          %1 = load_arg 2
          return %1
        b2:
          return 7
        }
        """)
  }

  @Test func namesWhatAFunctionReturns() throws {
    try expect(
      "propagate-values",
      turns: """
        export 1 = &main
        function &main {
        b0:
          %0 = call &f, undefined
          return %0
        }
        function &f {
        b0:
          return 7
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0:
          %0 = call &f, undefined
          return 7
        }
        function &f {
        b0:
          return 7
        }
        """)
  }

  @Test func leavesPropertyThatSomethingStoresTo() throws {
    try expect(
      "propagate-values",
      leaves: """
        export 1 = &main
        export 2 = &change
        global @config = $config
        ram $config = object { "level": 3 }
        function &main {
        b0:
          %0 = load_global @config
          %1 = object_get %0, "level"
          return %1
        }
        function &change {
        b0:
          %0 = load_global @config
          object_set %0, "level", 4
          return undefined
        }
        """)
  }

  /// The host may pass fewer arguments than the function has, or others.
  @Test func leavesArgumentOfTheHost() throws {
    try expect(
      "propagate-values",
      leaves: """
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          %1 = call &main, undefined, 5
          return %0
        }
        """)
  }

  /// A handle is not equal to a direct reference.
  @Test func leavesReferenceToRAM() throws {
    try expect(
      "propagate-values",
      leaves: """
        export 1 = &main
        global @o = $o
        ram $o = object {}
        function &main {
        b0:
          %0 = load_global @o
          return %0
        }
        """)
  }

  @Test func leavesCounter() throws {
    try expect(
      "propagate-values",
      leaves: """
        export 1 = &main
        global @n = 0
        function &main {
        b0:
          %0 = load_global @n
          %1 = add %0, 1
          store_global @n, %1
          return %1
        }
        """)
  }
}
