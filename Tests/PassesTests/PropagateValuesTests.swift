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

  /// The scope is made anew for each call, but its variable is always 5 by the time the closure can run.
  @Test func namesConstantThatClosureCaptures() throws {
    try expect(
      "propagate-values",
      turns: Self.capturing(beforeCall: "  store_scoped 1, %0, 5", reading: "%1"),
      into: Self.capturing(beforeCall: "  store_scoped 1, %0, 5", reading: "5"))
  }

  /// Whoever calls the closure early finds the variable uninitialized.
  @Test func leavesCapturedVariableThatMayBeUninitialized() throws {
    try expect(
      "propagate-values",
      leaves: Self.capturing(
        beforeCall: "  store_scoped 1, %0, 5", reading: "%1", captureFirst: true))
  }

  private static func capturing(beforeCall store: String, reading value: String, captureFirst: Bool = false)
    -> String
  {
    let capture = """
        store_scoped 0, %0, &read
        %1 = load_closure %0
        call_void !h0, undefined, %1
      """
    return """
      import !h0 = 7
      export 1 = &main
      function &main {
      b0:
        %0 = scope_new 2
      \(captureFirst ? capture + "\n" + store : store + "\n" + capture)
        return undefined
      }
      function &read {
      b0 in %0:
        %1 = load_scoped 1, %0
        return \(value)
      }
      """
  }
}
