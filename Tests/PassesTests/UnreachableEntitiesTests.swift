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
          literal undefined
          return
        }
        function &unused {
          literal "text"
          return
        }
        """,
      into: """
        export 1 = &main
        function &main {
          literal undefined
          return
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
          literal &even
          return
        }
        function &even {
          literal &odd
          return
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
          load_arg 1
          literal 1
          add
          store_global @last
          literal undefined
          return
        }
        """,
      into: """
        export 1 = &main
        function &main {
          load_arg 1
          literal 1
          add
          pop 1
          literal undefined
          return
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
          load_global @state
          literal "on"
          object_get
          return
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
          load_arg 1
          store_global @value
          literal undefined
          return
        }
        function &get {
          load_global @value
          return
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
          load_arg 0
          return
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
          array_new 0
          return
        }
        function &push {
          literal undefined
          return
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
          literal 1
          return
        }
        function &continue {
          literal 2
          return
        }
        """,
      into: """
        export 1 = &main
        function &main {
          literal 1
          return
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
          literal undefined
          load_arg 2
          load_arg 1
          async_complete
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
          load_arg 0
          return
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
          load_arg 1
          load_arg 2
          object_get
          return
        }
        """)
  }

  @Test func policyKeepsImports() throws {
    var policy = PassPolicy()
    policy.keepsImports = true
    try expect("unreachable-entities", leaves: "import !h0 = 7\nexport 1 = 2", policy: policy)
  }
}
