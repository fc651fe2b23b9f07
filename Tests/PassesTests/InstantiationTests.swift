import Testing

/// `instantiation` makes plain objects where nobody notices the class.
struct InstantiationTests {
  @Test func makesPlainObjectIfNothingLooksIntoThePrototype() throws {
    try expect(
      "instantiation",
      turns: """
        export 1 = &main
        builtin prototype_key = "prototype"
        ram $prototype = object {}
        ram $statics = object { "prototype": $prototype }
        rom $c = class &construct, handle $statics
        function &main {
        b0:
          %0 = load_arg 1
          %1 = new $c, %0
          %2 = object_get %1, "x"
          return %2
        }
        function &construct {
        b0:
          %0 = load_arg 0
          %1 = load_arg 1
          object_set %0, "x", %1
          return %0
        }
        """,
      into: """
        export 1 = &main
        builtin prototype_key = "prototype"
        ram $prototype = object {}
        ram $statics = object { "prototype": $prototype }
        rom $c = class &construct, handle $statics
        function &main {
        b0:
          %0 = load_arg 1
          %3 = object_new
          %1 = call &construct, %3, %0
          %2 = object_get %1, "x"
          return %2
        }
        function &construct {
        b0:
          %0 = load_arg 0
          %1 = load_arg 1
          object_set %0, "x", %1
          return %0
        }
        """)
  }

  @Test func leavesInstanceWhoseMethodsAreCalled() throws {
    try expect(
      "instantiation",
      leaves: """
        export 1 = &main
        builtin prototype_key = "prototype"
        ram $prototype = object { "f": &f }
        ram $statics = object { "prototype": $prototype }
        rom $c = class &construct, handle $statics
        function &main {
        b0:
          %0 = new $c
          %1 = object_get %0, "f"
          %2 = call %1, %0
          return %2
        }
        function &construct {
        b0:
          %0 = load_arg 0
          return %0
        }
        function &f {
        b0:
          return 5
        }
        """)
  }

  /// Nothing needs the call of a method without effects, but while it is there, it needs the method.
  @Test func leavesInstanceWhoseMethodsAreCalledForNothing() throws {
    try expect(
      "instantiation",
      leaves: """
        export 1 = &main
        builtin prototype_key = "prototype"
        ram $prototype = object { "f": &f }
        ram $statics = object { "prototype": $prototype }
        rom $c = class &construct, handle $statics
        function &main {
        b0:
          %0 = new $c
          %1 = object_get %0, "f"
          call_void %1, %0
          return undefined
        }
        function &construct {
        b0:
          %0 = load_arg 0
          return %0
        }
        function &f {
        b0:
          return 5
        }
        """)
  }

  @Test func leavesInstanceWhosePrototypeIsAskedFor() throws {
    try expect(
      "instantiation",
      leaves: """
        import !print = 1
        export 1 = &main
        builtin prototype_key = "prototype"
        ram $prototype = object {}
        ram $statics = object { "prototype": $prototype }
        rom $c = class &construct, handle $statics
        function &main {
        b0:
          %0 = new $c
          %1 = object_get %0, "__proto__"
          %2 = call !print, undefined, %1
          return undefined
        }
        function &construct {
        b0:
          %0 = load_arg 0
          return %0
        }
        """)
  }

  /// What the host has may come back and be looked into; here it is not, but the class is called by the host.
  @Test func leavesClassThatMayBeAnother() throws {
    try expect(
      "instantiation",
      leaves: """
        export 1 = &main
        export 2 = $c
        builtin prototype_key = "prototype"
        ram $prototype = object {}
        ram $statics = object { "prototype": $prototype }
        rom $c = class &construct, handle $statics
        function &main {
        b0:
          %0 = load_arg 1
          %1 = new %0
          return %1
        }
        function &construct {
        b0:
          %0 = load_arg 0
          return %0
        }
        """)
  }
}
