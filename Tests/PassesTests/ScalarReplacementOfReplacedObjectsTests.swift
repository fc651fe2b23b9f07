import Testing

/// `scalar-replacement` takes the objects apart that a global holds one after the other.
struct ScalarReplacementOfReplacedObjectsTests {
  /// What the next object does not have is `undefined`, and what nothing reads needs no global.
  @Test func turnsPropertiesIntoGlobals() throws {
    try expect(
      "scalar-replacement",
      turns: """
        export 1 = &poll
        export 2 = &reset
        global @timer = $timer
        ram $timer = object { "start": 0, "limit": 100, "label": "first" }
        function &poll {
        b0:
          %0 = load_global @timer
          %1 = load_arg 1
          object_set %0, "label", %1
          %2 = object_get %0, "start"
          %3 = object_get %0, "limit"
          %4 = object_get %0, "never"
          branch %2, b1, b2
        b1:
          object_set %0, "start", %1
          jump b2
        b2:
          %5 = add %3, %4
          return %5
        }
        function &reset {
        b0:
          %0 = load_arg 1
          %1 = object_new
          object_set %1, "start", %0
          object_set %1, "label", "second"
          store_global @timer, %1
          return undefined
        }
        """,
      into: """
        export 1 = &poll
        export 2 = &reset
        global @timer = undefined
        global @g1 = 0
        global @g2 = 100
        function &poll {
        b0:
          %0 = load_global @timer
          %1 = load_arg 1
          %2 = load_global @g1
          %3 = load_global @g2
          branch %2, b1, b2
        b1:
          store_global @g1, %1
          jump b2
        b2:
          %5 = add %3, undefined
          return %5
        }
        function &reset {
        b0:
          %0 = load_arg 1
          %1 = object_new
          object_set %1, "start", %0
          object_set %1, "label", "second"
          %2 = object_get %1, "start"
          store_global @g1, %2
          %3 = object_get %1, "limit"
          store_global @g2, %3
          return undefined
        }
        """)
  }

  /// A parameter that always gets what the global holds is followed, and one that gets it from there.
  @Test func followsParameters() throws {
    try expect(
      "scalar-replacement",
      turns: Self.method("", "call_void &start, undefined, %0"),
      into: """
        import !log = 1
        export 1 = &main
        export 2 = &reset
        export 3 = &other
        global @timer = undefined
        global @g1 = undefined
        global @g2 = 0
        function &main {
        b0:
          %0 = load_global @timer
          %9 = load_global @g2
          call_void &start, undefined, %0
          return undefined
        }
        function &start {
        b0:
          %0 = load_arg 1
          call_void &read, %0
          return undefined
        }
        function &read {
        b0:
          %0 = load_arg 0
          %1 = load_global @g2
          call_host_void !log, undefined, %1
          return undefined
        }
        function &other {
        b0:
          return undefined
        }
        function &reset {
        b0:
          %1 = object_new
          object_set %1, "start", 1
          %2 = object_get %1, "start"
          store_global @g2, %2
          return undefined
        }
        """)
  }

  /// Uses of a parameter that may be an old object, or of a function that anyone may call.
  @Test(arguments: [
    ("", "call_void &start, undefined, %0\n  call_void &start, undefined, %0"),
    ("", "call_void &other, undefined\n  call_void &start, undefined, %0"),
    ("call_host_void !log, undefined", "call_void &start, undefined, %0"),
    ("store_arg 1, null", "call_void &start, undefined, %0"),
    ("call_host_void !log, &start", "call_void &start, undefined, %0"),
    ("", "call_void &start, undefined, %0\n  call_void &start, undefined, null"),
    ("", "call_void &start, undefined, %0\n  call_void &start, undefined"),
    ("", "call_void &other, undefined, %0"),
  ])
  func leavesParametersThatMayBeOld(_ inCallee: String, _ inCaller: String) throws {
    try expect("scalar-replacement", leaves: Self.method(inCallee, inCaller))
  }

  private static func method(_ inCallee: String, _ inCaller: String) -> String {
    """
    import !log = 1
    export 1 = &main
    export 2 = &reset
    export 3 = &other
    global @timer = $timer
    global @g1 = undefined
    ram $timer = object { "start": 0 }
    function &main {
    b0:
      %0 = load_global @timer
      %9 = object_get %0, "start"
      \(inCaller)
      return undefined
    }
    function &start {
    b0:
      %0 = load_arg 1
      \(inCallee)
      call_void &read, %0
      return undefined
    }
    function &read {
    b0:
      %0 = load_arg 0
      %1 = object_get %0, "start"
      call_host_void !log, undefined, %1
      return undefined
    }
    function &other {
    b0:
      return undefined
    }
    function &reset {
    b0:
      %1 = object_new
      object_set %1, "start", 1
      store_global @timer, %1
      return undefined
    }
    """
  }

  @Test(arguments: [
    // The last value that was loaded may be an old object.
    "call_host_void !log, undefined\n  %2 = object_get %0, \"a\"",
    "call_void &reset, undefined\n  object_set %0, \"a\", 1",
    "%1 = object_new\n  store_global @g, %1\n  %2 = object_get %0, \"a\"",
    // It goes elsewhere.
    "call_host_void !log, undefined, %0", "store_global @other, %0", "object_set handle $data, \"a\", %0",
    "object_set %0, \"a\", %0", "%2 = equal %0, %0", "%2 = object_keys %0", "%2 = initialized %0",
    "call_void %0, undefined",
    // What it is asked for is not known, or not a property of its own.
    "%1 = load_arg 1\n  %2 = object_get %0, %1", "%2 = object_get %0, \"__proto__\"",
    "%2 = object_get %0, \"length\"", "object_set %0, -1, 1",
  ])
  func leavesWhatIsNotOnlyAccessed(_ use: String) throws {
    try expect("scalar-replacement", leaves: Self.program(use: use))
  }

  @Test(arguments: [
    // Nobody knows whether it is an object, or a new one.
    "%1 = load_arg 1\n  store_global @g, %1", "store_global @g, undefined", "store_global @g, handle $data",
    "%1 = array_new 1\n  store_global @g, %1",
    // The object has another name.
    "%1 = object_new\n  store_global @g, %1\n  object_set %1, \"a\", 1",
    "%1 = object_new\n  store_global @g, %1\n  store_global @other, %1",
    "%1 = object_new\n  store_global @g, %1\n  store_global @g, %1",
    "%1 = object_new\n  call_host_void !log, undefined, %1\n  store_global @g, %1",
    "%1 = object_new\n  object_set %1, \"self\", %1\n  store_global @g, %1",
    "%1 = object_new\n  %2 = load_arg 1\n  object_set %1, %2, 1\n  store_global @g, %1",
  ])
  func leavesWhatIsNotOnlyReplaced(_ store: String) throws {
    try expect("scalar-replacement", leaves: Self.program(store: store))
  }

  /// A store to which control comes again with the same object, and a use that comes behind it in another block.
  @Test(arguments: ["jump b1", "object_set %1, \"a\", 2\n  return undefined"])
  func leavesObjectsThatAreUsedBehindTheStore(_ behind: String) throws {
    let body = """
      %1 = object_new
        %2 = load_arg 1
        jump b1
      b1:
        store_global @g, %1
        branch %2, b2, b3
      b2:
        \(behind)
      b3:
      """
    try expect("scalar-replacement", leaves: Self.program(store: body))
  }

  /// A catch block may come behind a store in its `try`.
  @Test func leavesObjectsThatCatchBlocksUse() throws {
    let body = """
      %1 = object_new
        start_try b1, b2
      b1:
        store_global @g, %1
        call_host_void !log, undefined
        end_try
        return undefined
      b2(%2) in %3:
        object_set %1, "a", 2
      """
    try expect("scalar-replacement", leaves: Self.program(store: body))
  }

  @Test(arguments: [
    ("global @g = undefined", "object {}"), ("global @g = null", "object {}"),
    ("global @g = $g\nglobal @again = $g", "object {}"),
    ("global @g = $g\nexport 9 = handle $g", "object {}"),
    ("global @g = $g\nram $holder = array [$g]\nexport 9 = handle $holder", "object {}"),
    ("global @g = $g", "array []"), ("global @g = $g", "object prototype $data {}"),
    ("global @g = $g", "object [-8192, 2, -1, undefined] {}"),
  ])
  func leavesFirstValuesThatAreNoObjectsOfTheirOwn(_ global: String, _ data: String) throws {
    try expect("scalar-replacement", leaves: Self.program(global: global, data: data))
  }

  /// A property gives back what uninitialized variables hold, and a global does not.
  @Test func leavesProgramsInWhichDeletedValuesSpread() throws {
    try expect(
      "scalar-replacement",
      leaves: Self.program(store: "%1 = object_new\n  object_set %1, \"a\", deleted\n  store_global @g, %1"))
  }

  private static func program(
    global: String = "global @g = $g", data: String = "object {}", use: String = "%2 = object_get %0, \"a\"",
    store: String = "%1 = object_new\n  store_global @g, %1"
  ) -> String {
    """
    import !log = 1
    export 1 = &main
    export 2 = &reset
    export 3 = handle $data
    \(global)
    global @other = undefined
    ram $g = \(data)
    ram $data = object {}
    function &main {
    b0:
      %0 = load_global @g
      %9 = object_get %0, "b"
      \(use)
      return undefined
    }
    function &reset {
    b0:
      \(store)
      return undefined
    }
    """
  }
}
