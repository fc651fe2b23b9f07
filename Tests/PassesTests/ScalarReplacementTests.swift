import Testing

/// `scalar-replacement` takes objects apart that are only collections of variables.
struct ScalarReplacementTests {
  @Test func turnsPropertiesIntoGlobals() throws {
    try expect(
      "scalar-replacement",
      turns: """
        export 1 = &main
        global @o = $o
        ram $o = object { "a": 1, "b": $list }
        ram $list = array [1]
        function &main {
        b0:
          %0 = load_global @o
          %1 = object_get %0, "a"
          %2 = add %1, 1
          object_set %0, "a", %2
          %3 = object_get %0, "b"
          return %3
        }
        """,
      into: """
        export 1 = &main
        global @o = undefined
        global @g1 = 1
        global @g2 = $list
        ram $list = array [1]
        function &main {
        b0:
          %0 = load_global @o
          %1 = load_global @g1
          %2 = add %1, 1
          store_global @g1, %2
          %3 = load_global @g2
          return %3
        }
        """)
  }

  /// Properties that are added later start as `undefined`; those that never are stay that.
  @Test func turnsMissingPropertiesIntoUndefined() throws {
    try expect(
      "scalar-replacement",
      turns: """
        export 1 = &main
        global @o = $o
        ram $o = object {}
        function &main {
        b0:
          %0 = load_global @o
          %1 = object_get %0, "a"
          %2 = load_arg 1
          object_set %0, "a", %2
          %3 = object_get %0, "never"
          %4 = add %1, %3
          return %4
        }
        """,
      into: """
        export 1 = &main
        global @o = undefined
        global @g1 = undefined
        function &main {
        b0:
          %0 = load_global @o
          %1 = load_global @g1
          %2 = load_arg 1
          store_global @g1, %2
          %4 = add %1, undefined
          return %4
        }
        """)
  }

  /// An object may be passed and stored, as long as each access can only mean this one.
  @Test func followsObjectsThatArePassed() throws {
    try expect(
      "scalar-replacement",
      turns: """
        export 1 = &main
        export 2 = &set
        ram $o = object { "a": 1 }
        function &main {
        b0:
          %0 = call_function &get, undefined, handle $o
          return %0
        }
        function &get {
        b0:
          %0 = load_arg 1
          %1 = object_get %0, "a"
          return %1
        }
        function &set {
        b0:
          %0 = load_arg 1
          object_set handle $o, "a", %0
          return undefined
        }
        """,
      into: """
        export 1 = &main
        export 2 = &set
        global @g0 = 1
        function &main {
        b0:
          %0 = call_function &get, undefined, undefined
          return %0
        }
        function &get {
        b0:
          %0 = load_arg 1
          %1 = load_global @g0
          return %1
        }
        function &set {
        b0:
          %0 = load_arg 1
          store_global @g0, %0
          return undefined
        }
        """)
  }

  @Test(arguments: [
    // Given to the host.
    "%1 = call !send, undefined, %0", "return %0", "throw %0",
    // Enumerated, or accessed with a key that is not known or means something else.
    "%1 = object_keys %0", "%1 = load_arg 1\n  %2 = object_get %0, %1",
    "%1 = load_arg 1\n  object_set %0, %1, 5", "%1 = object_get %0, \"__proto__\"",
    "%1 = object_get %0, \"17\"", "%1 = object_get %0, undefined",
    // The access may mean another object.
    "%1 = object_new\n  %2 = load_arg 1\n  branch %2, b1(%0), b1(%1)\nb1(%3):\n  %4 = object_get %3, \"a\"",
    // Nothing may be there.
    "%1 = load_arg 1\n  branch %1, b1(%0), b1(undefined)\nb1(%2):\n  %3 = object_get %2, \"a\"",
    // Compared, tested, computed with.
    "%1 = load_arg 1\n  %2 = equal %0, %1", "branch %0, b1, b1\nb1:", "%1 = typeof %0", "%1 = logical_not %0",
    "%1 = add %0, \"\"",
    // A key, a callee, a class.
    "%1 = array_new 0\n  %2 = object_get %1, %0", "%1 = call %0, undefined", "%1 = new %0",
    // The static properties of a class.
    "%1 = class_create &main, %0\n  %2 = object_get %1, \"a\"",
    // A property that may be uninitialized.
    "object_set %0, \"a\", deleted",
  ])
  func leavesObjectWithIdentity(code: String) throws {
    let end = code.hasPrefix("return") || code.hasPrefix("throw") ? "" : "return undefined"
    try expect(
      "scalar-replacement",
      leaves: """
        import !send = 1
        export 1 = &main
        global @o = $o
        ram $o = object { "a": 1 }
        function &main {
        b0:
          %0 = load_global @o
          \(code)
          \(end)
        }
        """)
  }

  /// What is inherited is not in the object, and what others inherit is looked for under their names.
  @Test func leavesPrototypesAndHeirs() throws {
    try expect(
      "scalar-replacement",
      leaves: """
        export 1 = &main
        global @heir = $heir
        global @o = $o
        ram $o = object { "a": 1 }
        ram $heir = object prototype $o { "b": 1 }
        function &main {
        b0:
          %0 = load_global @heir
          %1 = object_get %0, "a"
          %2 = load_global @o
          object_set %2, "a", 5
          return %1
        }
        """)
  }

  @Test func leavesWhatTheEngineKnows() throws {
    try expect(
      "scalar-replacement",
      leaves: """
        export 1 = &main
        export 2 = handle $o
        builtin array_prototype = handle $arrays
        global @arrays = $arrays
        ram $arrays = object { "f": 1 }
        ram $o = object { "a": 1 }
        function &main {
        b0:
          %0 = load_global @arrays
          %1 = object_get %0, "f"
          object_set %0, "f", 2
          %2 = object_get handle $o, "a"
          return %1
        }
        """)
  }

  /// What ROM refers to is not equal to what RAM refers to.
  @Test func leavesObjectsInROM() throws {
    try expect(
      "scalar-replacement",
      leaves: """
        export 1 = &main
        rom $o = object { "a": handle $list }
        ram $list = array []
        function &main {
        b0:
          %0 = object_get $o, "a"
          return %0
        }
        """)
  }

  /// Many properties that are only added at run time would take room from the start.
  @Test func leavesObjectsThatAreSmallerThanTheirGlobals() throws {
    let keys = ["a", "b", "c", "d"]
    try expect(
      "scalar-replacement",
      leaves: """
        export 1 = &main
        global @o = $o
        ram $o = object {}
        function &main {
        b0:
          %0 = load_global @o
          %1 = load_arg 1
          \(keys.map { "object_set %0, \"\($0)\", %1" }.joined(separator: "\n"))
          return undefined
        }
        """)
  }
}
