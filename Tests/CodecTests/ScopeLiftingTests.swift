import Testing

/// Scopes and async functions: stack code before, SSA form after.
@Suite struct ScopeLiftingTests {
  /// Scopes are named where they are made, and the current one is an operand.
  @Test func scopes() throws {
    try expect(
      """
        scope_new 2
        literal &f0
        store_scoped 0
        load_closure
        scope_push 2
        load_scoped 3
        closure_new
        pop 2
        scope_pop
        scope_clone
        load_scoped 1
        scope_discard
        return
      """,
      liftsInto: """
        b0:
          %0 = scope_new 2
          store_scoped 0, %0, &f0
          %1 = load_closure %0
          %2 = scope_push 2, %0
          %3 = load_scoped 3, %2
          %4 = closure_new %2, %3
          %5 = scope_pop %2
          %6 = scope_clone %5
          %7 = load_scoped 1, %6
          %8 = scope_discard
          return %7
        """)
  }

  /// A join names its scope only if its predecessors do not agree.
  @Test func loopScopes() throws {
    try expect(
      """
        scope_new 1
        load_arg 1
        store_scoped 0
      L0:
        load_scoped 0
        branch L1
        scope_discard
        literal undefined
        return
      L1:
        load_scoped 0
        branch L2
        jump L3
      L2:
        load_arg 2
        store_scoped 0
      L3:
        load_scoped 0
        store_global @g0
        scope_clone
        jump L0
      """,
      liftsInto: """
        b0:
          %0 = scope_new 1
          %1 = load_arg 1
          store_scoped 0, %0, %1
          jump b1
        b1 in %2:
          %3 = load_scoped 0, %2
          branch %3, b2, b6
        b2:
          %4 = load_scoped 0, %2
          branch %4, b3, b4
        b3:
          %5 = load_arg 2
          store_scoped 0, %2, %5
          jump b5
        b4:
          jump b5
        b5:
          %6 = load_scoped 0, %2
          store_global @g0, %6
          %7 = scope_clone %2
          jump b1
        b6:
          %8 = scope_discard
          return undefined
        """)
  }

  /// The scope of the function is named by its entry.
  @Test func closureOfCaller() throws {
    try expect(
      """
        load_scoped 1
        return
      """,
      liftsInto: """
        b0 in %0:
          %1 = load_scoped 1, %0
          return %1
        """)
  }

  /// A catch block names its scope, which the `try` may have changed.
  @Test func catchScope() throws {
    try expect(
      """
        scope_new 1
        start_try L0
        scope_push 2
        load_arg 1
        throw
      L0:
        store_scoped 0
        load_scoped 0
        return
      """,
      liftsInto: """
        b0:
          %0 = scope_new 1
          start_try b1, b2
        b1:
          %1 = scope_push 2, %0
          %2 = load_arg 1
          throw %2
        b2(%3) in %4:
          store_scoped 0, %4, %3
          %5 = load_scoped 0, %4
          return %5
        """)
  }

  /// What the engine keeps in the frame is not seen; `await` gives what resuming pushes.
  @Test func asyncFunction() throws {
    try expect(
      """
        async_start 6 parent
        load_arg 1
        store_scoped 3
        literal 7
        load_scoped 3
        literal undefined
        await_call 1
        await
        async_resume
        add
        async_return
      """,
      liftsInto: """
        b0 in %0:
          %1 = async_start_parent 6, %0
          %2 = load_arg 1
          store_scoped 3, %1, %2
          %3 = load_scoped 3, %1
          %4 = await_call %1, %3, undefined
          %5 = await %1, %4
          %6 = add 7, %5
          async_return %6
        """)
  }

  /// `async_complete` takes what the engine expects in the frame.
  @Test func completion() throws {
    try expect(
      """
        literal undefined
        load_arg 2
        load_arg 1
        async_complete
      """,
      liftsInto: """
        b0:
          %0 = load_arg 2
          %1 = load_arg 1
          async_complete undefined, %0, %1
        """)
  }
}
