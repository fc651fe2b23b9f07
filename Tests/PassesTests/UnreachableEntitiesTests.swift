import Passes
import Testing

/// `unreachable-entities` removes what no export needs.
struct UnreachableEntitiesTests {
  @Test func removesFunctionsDataImportsAndStrings() throws {
    try expect(
      "unreachable-entities",
      turns: """
        import !h0 = 7
        export 1 = &main
        ram $unused = object { "key": !h0 }
        function &main {
        b0:
          return undefined
        }
        function &unused {
        b0:
          return "text"
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0:
          return undefined
        }
        """)
  }

  @Test func removesWhatOnlyRefersToItself() throws {
    try expect(
      "unreachable-entities",
      turns: """
        export 1 = 5
        ram $left = array [$right]
        ram $right = array [$left]
        function &odd {
        b0:
          return &even
        }
        function &even {
        b0:
          %0 = call_function &odd
          return %0
        }
        """,
      into: """
        export 1 = 5
        """)
  }

  @Test func removesGlobalThatIsOnlyStoredTo() throws {
    try expect(
      "unreachable-entities",
      turns: """
        export 1 = &main
        global @last = $initial
        ram $initial = object {}
        function &main {
        b0:
          %0 = load_arg 1
          %1 = add %0, 1
          store_global @last, %1
          return undefined
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          %1 = add %0, 1
          return undefined
        }
        """)
  }

  @Test func keepsWhatAGlobalThatIsLoadedHolds() throws {
    try expect(
      "unreachable-entities",
      leaves: """
        export 1 = &main
        global @state = $state
        ram $state = object { "on": true }
        function &main {
        b0:
          %0 = load_global @state
          %1 = object_get %0, "on"
          return %1
        }
        """)
  }

  /// The store is not needed by its function, but by the global.
  @Test func keepsStoresToGlobalThatIsLoadedElsewhere() throws {
    try expect(
      "unreachable-entities",
      leaves: """
        export 1 = &set
        export 2 = &get
        global @value = 0
        function &set {
        b0:
          %0 = load_arg 1
          store_global @value, %0
          return undefined
        }
        function &get {
        b0:
          %0 = load_global @value
          return %0
        }
        """)
  }

  @Test func keepsPrototypesAndParentScopes() throws {
    try expect(
      "unreachable-entities",
      leaves: """
        export 1 = handle $instance
        export 2 = handle $inner
        ram $instance = object prototype $methods { "x": 1 }
        ram $methods = object { "get": &method }
        ram $inner = closure [&method, $outer]
        ram $outer = closure [deleted, 3]
        function &method {
        b0:
          %0 = load_arg 0
          return %0
        }
        """)
  }

  @Test func keepsArrayPrototypeAsLongAsThereAreArrays() throws {
    try expect(
      "unreachable-entities",
      leaves: """
        export 1 = &main
        builtin array_prototype = handle $methods
        ram $methods = object { "push": &push }
        function &main {
        b0:
          %0 = array_new 0
          return %0
        }
        function &push {
        b0:
          return undefined
        }
        """)
  }

  @Test func removesBuiltinsThatNothingNeeds() throws {
    try expect(
      "unreachable-entities",
      turns: """
        export 1 = &main
        builtin interned_keys
        builtin array_prototype = handle $methods
        builtin prototype_key = "prototype"
        builtin async_continue = &continue
        builtin promise_prototype = handle $promise
        ram $methods = object {}
        ram $promise = object [-8192, 2, -1, undefined] {}
        function &main {
        b0:
          return 1
        }
        function &continue {
        b0:
          return 2
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0:
          return 1
        }
        """)
  }

  /// Any host function may start an async operation, for which the engine needs them.
  @Test func keepsAsyncBuiltinsIfAHostFunctionIsCalled() throws {
    try expect(
      "unreachable-entities",
      leaves: """
        import !h0 = 1
        export 1 = !h0
        builtin async_host_callback = &callback
        builtin promise_prototype = handle $promise
        ram $promise = object [-8192, 2, -1, undefined] {}
        function &callback {
        b0:
          %0 = load_arg 2
          %1 = load_arg 1
          async_complete undefined, %0, %1
        }
        """)
  }

  /// The host can make instances of a class that it gets.
  @Test func keepsPrototypeKeyOfExportedClass() throws {
    try expect(
      "unreachable-entities",
      leaves: """
        export 1 = $class
        builtin prototype_key = "prototype"
        rom $class = class &make, handle $statics
        ram $statics = object { "prototype": null }
        function &make {
        b0:
          %0 = load_arg 0
          return %0
        }
        """)
  }

  /// A property may be read by a string that is made at run time.
  @Test func keepsListOfKeysIfPropertiesAreRead() throws {
    try expect(
      "unreachable-entities",
      leaves: """
        export 1 = &main
        builtin interned_keys
        function &main {
        b0:
          %0 = load_arg 1
          %1 = load_arg 2
          %2 = object_get %0, %1
          return %2
        }
        """)
  }

  @Test func policyKeepsImports() throws {
    var policy = PassPolicy()
    policy.keepsImports = true
    try expect("unreachable-entities", leaves: "import !h0 = 7\nexport 1 = 2", policy: policy)
  }

  /// Operands are values in the code, wherever they stand.
  @Test func keepsWhatOperandsMention() throws {
    try expect(
      "unreachable-entities",
      leaves: """
        import !h0 = 7
        export 1 = &main
        ram $data = object {}
        function &main {
        b0:
          %0 = load_arg 1
          branch %0, b1(&left), b1(handle $data)
        b1(%1):
          call_host_void !h0, undefined, %1
          %2 = call_function &right
          return %2
        }
        function &left {
        b0:
          return 1
        }
        function &right {
        b0:
          return 2
        }
        """)
  }

  /// A store needs both its function and its global: that in the dead function keeps nothing.
  @Test func removesWhatOnlyADeadFunctionStores() throws {
    try expect(
      "unreachable-entities",
      turns: """
        export 1 = &main
        global @value = 0
        global @other = 1
        function &main {
        b0:
          %0 = load_global @value
          return %0
        }
        function &dead {
        b0:
          %0 = load_global @other
          store_global @value, %0
          store_global @value, &callee
          return undefined
        }
        function &callee {
        b0:
          return undefined
        }
        """,
      into: """
        export 1 = &main
        global @value = 0
        function &main {
        b0:
          %0 = load_global @value
          return %0
        }
        """)
  }

  /// A function goes with the store that was its only use.
  @Test func removesWhatOnlyAnUnreadGlobalHolds() throws {
    try expect(
      "unreachable-entities",
      turns: """
        export 1 = &main
        global @handler = undefined
        function &main {
        b0:
          store_global @handler, &handle
          return undefined
        }
        function &handle {
        b0:
          return undefined
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0:
          return undefined
        }
        """)
  }

  @Test func followsStackCode() throws {
    try expect(
      "unreachable-entities",
      turns: """
        export 1 = &main
        global @count = 0
        function &main {
          literal &callee
          store_global @count
          call_function &called 0
          return
        }
        function &callee {
        b0:
          return undefined
        }
        function &called {
        b0:
          return undefined
        }
        function &dead {
        b0:
          return undefined
        }
        """,
      into: """
        export 1 = &main
        function &main {
          literal &callee
          pop 1
          call_function &called 0
          return
        }
        function &callee {
        b0:
          return undefined
        }
        function &called {
        b0:
          return undefined
        }
        """)
  }
}
