import Testing

/// `object-promotion` takes objects apart that never leave the function that makes them.
struct ObjectPromotionTests {
  @Test func turnsPropertiesIntoVariables() throws {
    try expect(
      "object-promotion",
      turns: """
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          %1 = object_new
          object_set %1, "next", %0
          object_set %1, 5, 1
          object_set %1, "name", "x"
          %2 = object_get %1, "next"
          %3 = object_get %1, 5
          %4 = add %2, %3
          return %4
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          store_cell 0, undefined
          store_cell 1, undefined
          store_cell 1, %0
          store_cell 0, 1
          %2 = load_cell 1
          %3 = load_cell 0
          %4 = add %2, %3
          return %4
        }
        """)
  }

  @Test func turnsItemsIntoVariables() throws {
    try expect(
      "object-promotion",
      turns: """
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          %1 = array_new 1
          object_set %1, 1023, %0
          %2 = object_get %1, 1023
          %3 = object_get %1, 0
          %4 = add %2, %3
          return %4
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          store_cell 0, undefined
          store_cell 0, %0
          %2 = load_cell 0
          %4 = add %2, undefined
          return %4
        }
        """)
  }

  /// Each time around the loop there is another object, which knows nothing of the last one.
  @Test func clearsVariablesWhereTheObjectIsMade() throws {
    try expect(
      "object-promotion",
      turns: """
        import !log = 1
        export 1 = &main
        function &main {
        b0:
          jump b1(0)
        b1(%0):
          %1 = object_new
          %2 = load_arg 1
          branch %2, b2, b3
        b2:
          object_set %1, "a", %0
          jump b3
        b3:
          %3 = object_get %1, "a"
          call_host_void !log, undefined, %3
          %4 = add %0, 1
          %5 = less %4, 3
          branch %5, b1(%4), b4
        b4:
          return undefined
        }
        """,
      into: """
        import !log = 1
        export 1 = &main
        function &main {
        b0:
          jump b1(0)
        b1(%0):
          store_cell 0, undefined
          %2 = load_arg 1
          branch %2, b2, b3
        b2:
          store_cell 0, %0
          jump b3
        b3:
          %3 = load_cell 0
          call_host_void !log, undefined, %3
          %4 = add %0, 1
          %5 = less %4, 3
          branch %5, b1(%4), b4
        b4:
          return undefined
        }
        """)
  }

  /// An object that has just one name is equal to nothing else.
  @Test func knowsTheOutcomeOfComparisons() throws {
    try expect(
      "object-promotion",
      turns: """
        import !log = 1
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          %1 = object_new
          %2 = array_new 0
          %3 = equal %1, %0
          %4 = not_equal %1, %2
          %5 = equal %1, %1
          %6 = not_equal %2, %2
          call_host_void !log, undefined, %3, %4, %5, %6
          return undefined
        }
        """,
      into: """
        import !log = 1
        export 1 = &main
        function &main {
        b0:
          %0 = load_arg 1
          call_host_void !log, undefined, false, true, true, false
          return undefined
        }
        """)
  }

  /// Of an object in a property of another one, only that one can go at first.
  @Test func takesTheOuterObjectOfTwo() throws {
    try expect(
      "object-promotion",
      turns: """
        export 1 = &main
        function &main {
        b0:
          %0 = object_new
          %1 = object_new
          object_set %0, "inner", %1
          object_set %1, "a", 1
          %2 = object_get %0, "inner"
          %3 = object_get %2, "a"
          return %3
        }
        """,
      into: """
        export 1 = &main
        function &main {
        b0:
          store_cell 0, undefined
          %1 = object_new
          store_cell 0, %1
          object_set %1, "a", 1
          %2 = load_cell 0
          %3 = object_get %2, "a"
          return %3
        }
        """)
  }

  /// What a catch block finds in the object is in the cell as well.
  @Test func keepsWhatCatchBlocksSee() throws {
    try expect(
      "object-promotion",
      turns: """
        import !log = 1
        export 1 = &main
        function &main {
        b0:
          %0 = object_new
          start_try b1, b2
        b1:
          object_set %0, "step", 1
          call_host_void !log, undefined
          object_set %0, "step", 2
          end_try
          return undefined
        b2(%1) in %2:
          %3 = object_get %0, "step"
          return %3
        }
        """,
      into: """
        import !log = 1
        export 1 = &main
        function &main {
        b0:
          store_cell 0, undefined
          start_try b1, b2
        b1:
          store_cell 0, 1
          call_host_void !log, undefined
          store_cell 0, 2
          end_try
          return undefined
        b2(%1) in %2:
          %3 = load_cell 0
          return %3
        }
        """)
  }

  @Test(arguments: [
    "return %0", "throw %0", "jump b1(%0)", "branch %0, b1(2), b1(3)",
  ])
  func leavesObjectsThatGoElsewhereAtTheEnd(_ terminator: String) throws {
    try expectLeft("object_new", [], terminator)
  }

  @Test(arguments: [
    "call_void &other, undefined, %0", "call_void &other, %0", "call_host_void !log, undefined, %0",
    "call_void %0, undefined", "%5 = call_function &other, undefined, %0", "store_global @g, %0",
    "store_cell 0, %0",
    "store_arg 1, %0", "object_set handle $other, \"a\", %0", "object_set %0, \"a\", %0",
    "object_set %0, %0, 1",
    "%5 = typeof %0", "%5 = logical_not %0", "%5 = object_keys %0",
    "%5 = initialized %0",
    "%5 = class_create &other, %0",
  ])
  func leavesObjectsWithOtherUses(_ use: String) throws {
    try expectLeft("object_new", [use], "return undefined")
  }

  /// Keys that are not known, have a meaning of their own or fail, and what else arrays can do wrong.
  @Test(arguments: [
    ("object_new", "%5 = object_get %0, %4"), ("object_new", "object_set %0, %4, 1"),
    ("object_new", "object_set %0, \"__proto__\", null"), ("object_new", "%5 = object_get %0, \"length\""),
    ("object_new", "%5 = object_get %0, \"7\""), ("object_new", "object_set %0, -1, 1"),
    ("object_new", "object_set %0, 8192, 1"), ("object_new", "%5 = object_get %0, true"),
    ("array_new 2", "%5 = object_get %0, \"length\""), ("array_new 2", "object_set %0, \"length\", 3"),
    ("array_new 2", "%5 = object_get %0, \"push\""), ("array_new 2", "object_set %0, \"push\", 1"),
    ("array_new 2", "object_set %0, 1024, 1"), ("fixed_array_new 2", "object_set %0, 0, 1"),
  ])
  func leavesAccessThatIsNotPlain(_ object: String, _ access: String) throws {
    try expectLeft(object, [access], "return undefined")
  }

  /// A property gives back what uninitialized variables hold, and a variable does not.
  @Test func leavesProgramsInWhichDeletedValuesSpread() throws {
    try expect(
      "object-promotion",
      leaves: """
        export 1 = &main
        function &main {
        b0:
          %0 = object_new
          object_set %0, "a", deleted
          %1 = object_get %0, "a"
          return 1
        }
        """)
  }

  private func expectLeft(_ object: String, _ uses: [String], _ terminator: String) throws {
    try expect(
      "object-promotion",
      leaves: """
        import !log = 1
        export 1 = &main
        export 2 = &other
        export 3 = handle $other
        global @g = undefined
        ram $other = object {}
        function &main {
        b0:
          %0 = \(object)
          %4 = load_arg 1
          \(uses.joined(separator: "\n  "))
          branch %4, b2, b3
        b1(%6):
          return undefined
        b2:
          jump b1(1)
        b3:
          \(terminator)
        }
        function &other {
        b0:
          %0 = load_arg 0
          %1 = load_arg 1
          %2 = equal %0, %1
          return %2
        }
        """)
  }
}
