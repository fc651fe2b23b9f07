import Testing

/// `rom-promotion` moves data that nothing writes to ROM.
struct RomPromotionTests {
  @Test func movesObjectThatIsOnlyRead() throws {
    try expect(
      "rom-promotion",
      turns: """
        export 1 = &main
        global @o = $o
        ram $o = object { "a": $inner, "b": 2 }
        ram $inner = array [1, 2]
        function &main {
        b0:
          %0 = load_global @o
          %1 = load_arg 1
          %2 = object_get %0, %1
          return %2
        }
        """,
      into: """
        export 1 = &main
        global @o = $o
        rom $o = object { "a": $inner, "b": 2 }
        rom $inner = array [1, 2]
        function &main {
        b0:
          %0 = load_global @o
          %1 = load_arg 1
          %2 = object_get %0, %1
          return %2
        }
        """)
  }

  @Test func replacesHandles() throws {
    try expect(
      "rom-promotion",
      turns: """
        export 1 = &main
        export 2 = handle $o
        ram $o = object {}
        function &main {
        b0:
          return handle $o
        }
        """,
      into: """
        export 1 = &main
        export 2 = $o
        rom $o = object {}
        function &main {
        b0:
          return $o
        }
        """)
  }

  @Test func leavesObjectThatIsWritten() throws {
    try expect(
      "rom-promotion",
      leaves: """
        export 1 = &main
        global @o = $o
        ram $o = object { "a": 1 }
        function &main {
        b0:
          %0 = load_global @o
          %1 = load_arg 1
          object_set %0, "a", %1
          %2 = object_get %0, "a"
          return %2
        }
        """)
  }

  /// What the host was given may come back as an argument and be written.
  @Test func leavesObjectThatIsWrittenThroughTheHost() throws {
    try expect(
      "rom-promotion",
      leaves: """
        export 1 = handle $o
        export 2 = &write
        ram $o = object { "a": 1 }
        function &write {
        b0:
          %0 = load_arg 1
          object_set %0, "a", 5
          return undefined
        }
        """)
  }

  /// A reference from ROM would be a handle, which is not equal to the direct reference that the global has.
  @Test func leavesObjectThatRefersToRAM() throws {
    try expect(
      "rom-promotion",
      leaves: """
        export 1 = &main
        global @o = $o
        global @p = $inner
        ram $o = object { "a": $inner }
        ram $inner = object { "n": 0 }
        function &main {
        b0:
          %0 = load_global @p
          object_set %0, "n", 1
          %1 = load_global @o
          %2 = object_get %1, "a"
          %3 = equal %2, %0
          return %3
        }
        """)
  }

  @Test func leavesScopeThatAClosureWrites() throws {
    try expect(
      "rom-promotion",
      leaves: """
        export 1 = handle $counter
        ram $counter = closure [&next, 0]
        function &next {
        b0 in %0:
          %1 = load_scoped 1, %0
          %2 = add %1, 1
          store_scoped 1, %0, %2
          return %2
        }
        """)
  }

  /// The engine takes prototypes for data in RAM when it makes instances.
  @Test func leavesPrototypeOfClassThatIsInstantiated() throws {
    try expect(
      "rom-promotion",
      leaves: """
        export 1 = &main
        builtin prototype_key = "prototype"
        ram $prototype = object { "f": &main }
        ram $statics = object { "prototype": $prototype }
        rom $c = class &construct, handle $statics
        function &main {
        b0:
          %0 = new $c
          return %0
        }
        function &construct {
        b0:
          %0 = load_arg 0
          return %0
        }
        """)
  }

  @Test func leavesBytesThatTheHostHas() throws {
    try expect(
      "rom-promotion",
      leaves: """
        import !send = 1
        export 1 = &main
        global @b = $b
        ram $b = bytes "0102"
        function &main {
        b0:
          %0 = load_global @b
          %1 = call !send, undefined, %0
          return undefined
        }
        """)
  }
}
