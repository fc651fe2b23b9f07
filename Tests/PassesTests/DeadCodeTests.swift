import Testing

/// `dead-code` removes what the host cannot notice.
struct DeadCodeTests {
  @Test func removesCounterThatOnlyItsIncrementReads() throws {
    try expect(
      "dead-code",
      turns: """
        export 1 = &main
        global @count = 0
        function &main {
        b0:
          %0 = load_global @count
          %1 = add %0, 1
          store_global @count, %1
          %2 = load_arg 1
          return %2
        }
        """,
      into: """
        export 1 = &main
        global @count = 0
        function &main {
        b0:
          %2 = load_arg 1
          return %2
        }
        """)
  }

  /// A byte is a valid key, unless it may be `undefined` because there is none.
  @Test(arguments: [(1, true), (2, false)]) func removesReadAtAByte(_ index: Int, _ isRemoved: Bool) throws {
    func program(_ read: String) -> String {
      """
      export 1 = &main
      rom $bytes = bytes "0102"
      rom $o = object {}
      function &main {
      b0:
        \(read)
        return 5
      }
      """
    }
    let read = "%0 = object_get $bytes, \(index)\n  %1 = object_get $o, %0"
    try expect("dead-code", turns: program(read), into: program(isRemoved ? "" : read))
  }

  @Test func removesPropertyThatNothingReads() throws {
    try expect(
      "dead-code",
      turns: """
        export 1 = &main
        global @state = $state
        ram $state = object { "used": 1, "hits": 0 }
        function &main {
        b0:
          %0 = load_global @state
          %1 = object_get %0, "hits"
          %2 = add %1, 1
          object_set %0, "hits", %2
          %3 = object_get %0, "used"
          return %3
        }
        """,
      into: """
        export 1 = &main
        global @state = $state
        ram $state = object { "used": 1 }
        function &main {
        b0:
          %0 = load_global @state
          %3 = object_get %0, "used"
          return %3
        }
        """)
  }

  /// The article that the product comes from: a parameter that the callee ignores takes what computes it along.
  @Test func removesArgumentThatTheCalleeIgnores() throws {
    try expect(
      "dead-code",
      turns: """
        export 1 = &main
        global @x = 1
        global @y = 2
        function &main {
        b0:
          %0 = load_global @x
          %1 = load_global @y
          %2 = call &f, undefined, %0, %1
          return %2
        }
        function &f {
        b0:
          %0 = load_arg 2
          return %0
        }
        """,
      into: """
        export 1 = &main
        global @x = 1
        global @y = 2
        function &main {
        b0:
          %1 = load_global @y
          %2 = call &f, undefined, undefined, %1
          return %2
        }
        function &f {
        b0:
          %0 = load_arg 2
          return %0
        }
        """)
  }

  @Test func removesArgumentThatPassesThroughOthers() throws {
    try expect(
      "dead-code",
      turns: """
        export 1 = &main
        global @f = &f
        function &main {
        b0:
          %0 = load_arg 1
          %1 = load_global @f
          %2 = call &apply, undefined, %1, %0, 5
          return %2
        }
        function &apply {
        b0:
          %0 = load_arg 1
          %1 = load_arg 2
          %2 = load_arg 3
          %3 = call %0, undefined, %1, %2
          return %3
        }
        function &f {
        b0:
          %0 = load_arg 2
          return %0
        }
        """,
      into: """
        export 1 = &main
        global @f = &f
        function &main {
        b0:
          %1 = load_global @f
          %2 = call &apply, undefined, %1, undefined, 5
          return %2
        }
        function &apply {
        b0:
          %0 = load_arg 1
          %2 = load_arg 3
          %3 = call %0, undefined, undefined, %2
          return %3
        }
        function &f {
        b0:
          %0 = load_arg 2
          return %0
        }
        """)
  }

  @Test func removesCallWithoutEffects() throws {
    try expect(
      "dead-code",
      turns: """
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          %1 = call &f, undefined, %0
          return 5
        }
        function &f {
        b0:
          %0 = load_arg 1
          %1 = call &f, undefined, %0
          return %1
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0:
          return 5
        }
        function &f {
        b0:
          return undefined
        }
        """)
  }

  /// With the call goes all that the callee does, also the `try` around some of it.
  @Test func emptiesFunctionWhoseCallsAllGo() throws {
    func program(_ call: String, _ callee: String) -> String {
      """
      export 1 = &main
      global @pure = &pure
      function &main {
      b0:
        \(call)
        return 5
      }
      function &pure {
      b0:
        \(callee)
      }
      """
    }
    try expect(
      "dead-code",
      turns: program(
        "%0 = call &pure, undefined",
        """
          start_try b1, b4
        b1:
          jump b2(0)
        b2(%0):
          %1 = less %0, 4
          branch %1, b3, b5
        b3:
          %2 = object_new
          %3 = add %0, 1
          jump b2(%3)
        b4(%4):
          jump b6
        b5:
          end_try
          jump b6
        b6:
          return false
        """),
      into: program("", "return undefined"))
  }

  @Test func keepsCallsOfTheHostAndWhatTheyGet() throws {
    try expect(
      "dead-code",
      leaves: """
        import !print = 7
        export 1 = &main
        global @count = 0
        function &main {
        b0:
          %0 = load_global @count
          %1 = add %0, 1
          store_global @count, %1
          %2 = call &f, undefined, %1
          return 5
        }
        function &f {
        b0:
          %0 = load_arg 1
          %1 = call !print, undefined, %0
          return undefined
        }
        """)
  }

  /// What the host passes may have no properties: error 12 is observable.
  @Test func keepsWhatMayFail() throws {
    try expect(
      "dead-code",
      leaves: """
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          %1 = object_get %0, "x"
          return undefined
        }
        """)
  }

  /// `Reflect.ownKeys` sees every property, and their order.
  @Test func keepsPropertiesThatAreListed() throws {
    try expect(
      "dead-code",
      leaves: """
        import !print = 7
        export 1 = &main
        ram $o = object { "a": 1, "b": 2 }
        function &main {
        b0:
          object_set handle $o, "c", 3
          %0 = object_keys handle $o
          %1 = object_get %0, 0
          %2 = call !print, undefined, %1
          return undefined
        }
        """)
  }

  /// A thing that the host has comes back with what was stored in it.
  @Test func keepsPropertyReadThroughTheHost() throws {
    try expect(
      "dead-code",
      leaves: """
        export 1 = &make
        export 2 = &read
        function &make {
        b0:
          %0 = object_new
          object_set %0, "x", 1
          return %0
        }
        function &read {
        b0:
          %0 = load_arg 1
          %1 = object_get %0, "x"
          return %1
        }
        """)
  }

  @Test func keepsVariableOfScopeThatAClosureReads() throws {
    try expect(
      "dead-code",
      leaves: """
        export 1 = &make
        function &make {
        b0:
          %0 = scope_new 2
          %1 = load_arg 1
          store_scoped 1, %0, %1
          store_scoped 0, %0, &inner
          %2 = load_closure %0
          return %2
        }
        function &inner {
        b0 in %0:
          %1 = load_scoped 1, %0
          return %1
        }
        """)
  }

  @Test func keepsLoopWithoutEnd() throws {
    try expect(
      "dead-code",
      leaves: """
        export 1 = &main
        function &main {
        b0:
          %0 = call &stop, undefined
          return 5
        }
        function &stop {
        b0:
          jump b1
        b1:
          jump b1
        }
        """)
  }

  /// Setting the length of an array to what it is fails, so the elements decide (engine specification, Q11).
  @Test func keepsElementsThatDecideWhetherTheLengthCanBeSet() throws {
    try expect(
      "dead-code",
      leaves: """
        export 1 = &main
        function &main {
        b0:
          %0 = array_new 1
          object_set %0, 0, 7
          object_set %0, "length", 1
          return undefined
        }
        """)
  }

  /// Completing an operation finds who waits for it in the closure that runs.
  @Test func keepsPromiseInTheClosureThatSettlesIt() throws {
    try expect(
      "dead-code",
      leaves: """
        export 1 = &make
        function &make {
        b0 in %0:
          %1 = scope_new 2
          %2 = load_arg 1
          store_scoped 0, %1, &resolve
          store_scoped 1, %1, %2
          %3 = load_closure %1
          return %3
        }
        function &resolve {
        b0:
          async_complete undefined, 5, true
        }
        """)
  }

  /// What the first slot of the closure holds makes the instance; the host may make one, too.
  @Test(arguments: ["%7 = new %5", "call_void !h0, undefined, %5"])
  func keepsTargetOfConstructor(_ use: String) throws {
    try expect(
      "dead-code",
      leaves: """
        import !h0 = 7
        export 1 = &make
        builtin prototype_key = "prototype"
        function &make {
        b0 in %0:
          %1 = scope_new 2
          %2 = load_arg 1
          store_scoped 1, %1, %2
          store_scoped 0, %1, &constructor
          %3 = load_closure %1
          %4 = object_new
          %5 = class_create %3, %4
          %6 = object_new
          object_set %5, "prototype", %6
          \(use)
          return undefined
        }
        function &constructor {
        b0 in %0:
          %1 = load_scoped 1, %0
          call_void !h0, undefined, %1
          return undefined
        }
        """)
  }
}
