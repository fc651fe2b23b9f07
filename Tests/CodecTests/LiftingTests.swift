import Testing

/// Values, control and calls: stack code before, SSA form after.
@Suite struct LiftingTests {
  /// Variables become locals, and a literal that is read is copied.
  @Test func assignments() throws {
    try expect(
      """
        load_arg 1
        literal 5
        load_var 1
        store_var 0
        load_var 0
        load_var 1
        add
        return
      """,
      liftsInto: """
        b0:
          %0 = load_arg 1
          %1 = add 5, 5
          return %1
        """)
  }

  /// The placeholder for the callee of a method call disappears.
  @Test func methodCall() throws {
    try expect(
      """
        literal undefined
        load_arg 1
        load_var 1
        literal "m"
        object_get
        store_var 0
        literal 1
        call 2 void
        literal undefined
        return
      """,
      liftsInto: """
        b0:
          %0 = load_arg 1
          %1 = initialized %0
          %2 = object_get %1, "m"
          call_void %2, %0, 1
          return undefined
        """)
  }

  /// A variable is checked once, where it is read first.
  @Test func duplicate() throws {
    try expect(
      """
        load_arg 1
        load_var 0
        load_var 0
        add
        store_var 0
        load_var 0
        return
      """,
      liftsInto: """
        b0:
          %0 = load_arg 1
          %1 = initialized %0
          %2 = add %1, %1
          return %2
        """)
  }

  /// `new` does without the placeholder of `this`.
  @Test func construction() throws {
    try expect(
      """
        load_global @g0
        literal undefined
        load_arg 1
        new 2
        return
      """,
      liftsInto: """
        b0:
          %0 = load_global @g0
          %1 = load_arg 1
          %2 = new %0, %1
          return %2
        """)
  }

  /// The value of `&&` is a parameter of the block behind it.
  @Test func shortCircuit() throws {
    try expect(
      """
        load_arg 1
        load_var 0
        branch L0
      L1:
        return
      L0:
        pop 1
        load_arg 2
        jump L1
      """,
      liftsInto: """
        b0:
          %0 = load_arg 1
          %1 = initialized %0
          branch %1, b1, b2(%0)
        b1:
          %2 = load_arg 2
          jump b2(%2)
        b2(%3):
          return %3
        """)
  }

  /// Variables that a loop changes are parameters of it, the others are not.
  @Test func loop() throws {
    try expect(
      """
        literal 0
        load_arg 1
      L0:
        load_var 0
        load_var 1
        less
        branch L1
        load_var 0
        return
      L1:
        load_var 0
        literal 1
        add
        store_var 0
        jump L0
      """,
      liftsInto: """
        b0:
          %0 = load_arg 1
          jump b1(0)
        b1(%1):
          %2 = initialized %0
          %3 = less %1, %2
          branch %3, b2, b3
        b2:
          %4 = add %1, 1
          jump b1(%4)
        b3:
          return %1
        """)
  }

  /// Reading what is uninitialized on one path is checked.
  @Test func uninitialized() throws {
    try expect(
      """
        literal deleted
        load_arg 1
        branch L0
        jump L1
      L0:
        literal 5
        store_var 0
      L1:
        load_var 0
        return
      """,
      liftsInto: """
        b0:
          %0 = load_arg 1
          branch %0, b1, b2
        b1:
          jump b3(5)
        b2:
          jump b3(deleted)
        b3(%1):
          %2 = initialized %1
          return %2
        """)
  }

  /// Reading what is uninitialized on all paths fails.
  @Test func alwaysUninitialized() throws {
    try expect(
      """
        literal deleted
        load_var 0
        return
      """,
      liftsInto: """
        b0:
          %0 = initialized deleted
          return %0
        """)
  }

  /// The discriminant of `switch` stays on the stack.
  @Test func switchStatement() throws {
    try expect(
      """
        load_global @g0
        load_var 0
        literal 1
        equal
        branch L1
        load_var 0
        literal 2
        equal
        branch L2
        jump L3
      L1:
        literal "one"
        store_global @g0
        jump L2
      L2:
        literal "two"
        store_global @g0
      L3:
        pop 1
        literal undefined
        return
      """,
      liftsInto: """
        b0:
          %0 = load_global @g0
          %1 = equal %0, 1
          branch %1, b1, b2
        b1:
          store_global @g0, "one"
          jump b3
        b2:
          %2 = equal %0, 2
          branch %2, b3, b4
        b3:
          store_global @g0, "two"
          jump b5
        b4:
          jump b5
        b5:
          return undefined
        """)
  }

  /// What cannot be reached disappears.
  @Test func unreachableCode() throws {
    try expect(
      """
        literal 1
        return
      L0:
        load_arg 1
        pop 1
        jump L0
      """,
      liftsInto: """
        b0:
          return 1
        """)
  }

  /// Nothing jumps to the entry block.
  @Test func loopAtEntry() throws {
    try expect(
      """
      L0:
        load_arg 1
        branch L0
        literal undefined
        return
      """,
      liftsInto: """
        b0:
          jump b1
        b1:
          %0 = load_arg 1
          branch %0, b1, b2
        b2:
          return undefined
        """)
  }

  /// Calls of known functions.
  @Test func directCalls() throws {
    try expect(
      """
        load_arg 1
        call_function &f1 1
        call_host !h0 1
        literal undefined
        call_host !h0 1 void
        literal undefined
        return
      """,
      liftsInto: """
        b0:
          %0 = load_arg 1
          %1 = call_function &f1, %0
          %2 = call_host !h0, %1
          call_host_void !h0, undefined
          return undefined
        """)
  }

  /// Classes.
  @Test func classes() throws {
    try expect(
      """
        literal &f1
        object_new
        class_create
        store_arg 1
        array_new 2
        fixed_array_new 3
        uint8_array_new
        object_keys
        typeof
        return
      """,
      liftsInto: """
        b0:
          %0 = object_new
          %1 = class_create &f1, %0
          store_arg 1, %1
          %2 = array_new 2
          %3 = fixed_array_new 3
          %4 = uint8_array_new %3
          %5 = object_keys %4
          %6 = typeof %5
          return %6
        """)
  }
}
