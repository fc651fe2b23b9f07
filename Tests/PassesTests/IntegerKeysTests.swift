import Testing

/// `integer-keys` renames keys that nobody can see.
struct IntegerKeysTests {
  @Test func renamesKeysInDataAndCode() throws {
    try expect(
      "integer-keys",
      turns: """
        export 1 = &main
        global @o = $o
        ram $o = object { "a": 1, "b": 2 }
        function &main {
        b0:
          %0 = load_global @o
          %1 = load_arg 1
          object_set %0, "b", %1
          %2 = object_get %0, "b"
          %3 = object_get %0, "a"
          %4 = add %2, %3
          return %4
        }
        """,
      into: """
        export 1 = &main
        global @o = $o
        ram $o = object { 1: 1, 0: 2 }
        function &main {
        b0:
          %0 = load_global @o
          %1 = load_arg 1
          object_set %0, 0, %1
          %2 = object_get %0, 0
          %3 = object_get %0, 1
          %4 = add %2, %3
          return %4
        }
        """)
  }

  /// A key that comes as an argument, but is always the same, is named where it is used.
  @Test func namesKeysThatArePassed() throws {
    try expect(
      "integer-keys",
      turns: """
        export 1 = &main
        function &main {
        b0:
          %0 = object_new
          object_set %0, "a", 1
          %1 = call_function &get, undefined, %0, "a"
          return %1
        }
        function &get {
        b0:
          %0 = load_arg 1
          %1 = load_arg 2
          %2 = object_get %0, %1
          return %2
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0:
          %0 = object_new
          object_set %0, 0, 1
          %1 = call_function &get, undefined, %0, "a"
          return %1
        }
        function &get {
        b0:
          %0 = load_arg 1
          %1 = load_arg 2
          %2 = object_get %0, 0
          return %2
        }
        """)
  }

  /// Objects that never meet share integers; prototypes and integers that are keys already count as met.
  @Test func givesKeysOfOneObjectDifferentIntegers() throws {
    try expect(
      "integer-keys",
      turns: """
        export 1 = &main
        global @o = $o
        global @p = $p
        ram $o = object prototype $proto { "a": 1 }
        ram $proto = object { 0: 7, "b": 2 }
        ram $p = object { "c": 3 }
        function &main {
        b0:
          %0 = load_global @o
          %1 = object_get %0, "a"
          %2 = object_get %0, "b"
          %3 = object_get %0, 0
          %4 = load_global @p
          %5 = object_get %4, "c"
          %6 = add %1, %2
          %7 = add %6, %3
          %8 = add %7, %5
          return %8
        }
        """,
      into: """
        export 1 = &main
        global @o = $o
        global @p = $p
        ram $o = object prototype $proto { 1: 1 }
        ram $proto = object { 0: 7, 2: 2 }
        ram $p = object { 0: 3 }
        function &main {
        b0:
          %0 = load_global @o
          %1 = object_get %0, 1
          %2 = object_get %0, 2
          %3 = object_get %0, 0
          %4 = load_global @p
          %5 = object_get %4, 0
          %6 = add %1, %2
          %7 = add %6, %3
          %8 = add %7, %5
          return %8
        }
        """)
  }

  /// The host cannot look into objects that it has.
  @Test func renamesStaticsOfClass() throws {
    try expect(
      "integer-keys",
      turns: """
        export 1 = $c
        export 2 = &main
        builtin prototype_key = "prototype"
        ram $prototype = object {}
        ram $statics = object { "prototype": $prototype, "count": 1 }
        rom $c = class &construct, handle $statics
        function &construct {
        b0:
          %0 = load_arg 0
          return %0
        }
        function &main {
        b0:
          %0 = object_get $c, "count"
          return %0
        }
        """,
      into: """
        export 1 = $c
        export 2 = &main
        builtin prototype_key = "prototype"
        ram $prototype = object {}
        ram $statics = object { "prototype": $prototype, 0: 1 }
        rom $c = class &construct, handle $statics
        function &construct {
        b0:
          %0 = load_arg 0
          return %0
        }
        function &main {
        b0:
          %0 = object_get $c, 0
          return %0
        }
        """)
  }

  @Test(arguments: [
    // Enumerated.
    "%1 = object_keys %0",
    // Read with a key that may be anything.
    "%1 = load_arg 1\n  %2 = object_get %0, %1",
    // Written with a key that may be any integer, so that integers could collide.
    "%1 = load_arg 1\n  %2 = add_numbers %1, 1\n  object_set %0, %2, 5",
    // The same access reads something else as well.
    "%1 = uint8_array_new 4\n  %2 = load_arg 1\n  branch %2, b1(%0), b1(%1)\nb1(%3):\n  %4 = object_get %3, \"a\"",
    "%1 = array_new 4\n  %2 = load_arg 1\n  branch %2, b1(%0), b1(%1)\nb1(%3):\n  %4 = object_get %3, \"a\"",
    // One access names two keys.
    "%1 = load_arg 1\n  branch %1, b1(\"a\"), b1(0)\nb1(%2):\n  %3 = object_get %0, %2",
    // The object may come from the host, which may pass bytes in its place.
    "%1 = load_arg 1\n  %2 = object_get %1, \"a\"",
    // The object inherits to one that is enumerated along its prototypes.
    "%1 = load_arg 1\n  %2 = load_global @heir\n  %3 = object_get %2, %1",
  ])
  func leavesKeysThatMayBeSeen(code: String) throws {
    try expect(
      "integer-keys",
      leaves: """
        export 1 = &main
        global @o = $o
        global @heir = $heir
        ram $o = object { "a": 1 }
        ram $heir = object prototype $o {}
        function &main {
        b0:
          %0 = load_global @o
          \(code)
          return undefined
        }
        """)
  }

  /// An array looks for a name in its prototype, but for an integer in its elements.
  @Test func leavesMethodsOfArrays() throws {
    try expect(
      "integer-keys",
      leaves: """
        export 1 = &main
        builtin array_prototype = handle $arrays
        ram $arrays = object { "f": 1 }
        function &main {
        b0:
          %0 = array_new 0
          %1 = object_get %0, "f"
          return %1
        }
        """)
  }

  /// A name that is made at run time may be looked for in the prototype of arrays.
  @Test func leavesPrototypeOfArraysWithUnknownNames() throws {
    try expect(
      "integer-keys",
      leaves: """
        export 1 = &main
        builtin array_prototype = handle $arrays
        global @arrays = $arrays
        ram $arrays = object { "f": 1 }
        function &main {
        b0:
          %0 = array_new 0
          %1 = load_arg 1
          %2 = object_get %0, %1
          %3 = load_global @arrays
          %4 = object_get %3, "f"
          return %4
        }
        """)
  }

  /// The engine itself looks for the prototype of instances, knows two names by itself, and has promises.
  @Test func leavesKeysOfTheEngine() throws {
    try expect(
      "integer-keys",
      leaves: """
        export 1 = $c
        export 2 = &main
        builtin prototype_key = "prototype"
        global @o = $o
        global @promise = $promise
        ram $prototype = object {}
        ram $statics = object { "prototype": $prototype }
        ram $o = object { "length": 1 }
        ram $promise = object [-1, -2] { "f": 1 }
        rom $c = class &construct, handle $statics
        function &construct {
        b0:
          %0 = load_arg 0
          return %0
        }
        function &main {
        b0:
          %0 = object_get $c, "prototype"
          %1 = load_global @o
          %2 = object_get %1, "length"
          %3 = object_get %1, "__proto__"
          %4 = load_global @promise
          %5 = object_get %4, "f"
          return %5
        }
        """)
  }

  /// A string that is no key fails as one.
  @Test func leavesStringsThatAreNotInterned() throws {
    try expect(
      "integer-keys",
      leaves: """
        export 1 = &main
        global @o = $o
        ram $o = object {}
        function &main {
        b0:
          %0 = load_global @o
          %1 = object_get %0, "17"
          return %1
        }
        """)
  }
}
