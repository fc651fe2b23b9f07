import Testing

/// Exceptions and cells: stack code before, SSA form after.
@Suite struct TryLiftingTests {
  /// A store that the catch block does not see needs no cell.
  @Test func storesWithoutHandler() throws {
    try expect(
      """
        literal undefined
        start_try L0
        load_arg 1
        literal undefined
        call 1
        store_var 0
        end_try
        jump L1
      L0:
        pop 1
      L1:
        load_var 0
        return
      """,
      liftsInto: """
        b0:
          start_try b1, b2
        b1:
          %0 = load_arg 1
          %1 = call %0, undefined
          end_try
          jump b3(%1)
        b2(%2):
          jump b3(undefined)
        b3(%3):
          %4 = initialized %3
          return %4
        """)
  }

  /// A variable that the catch block may see changed is a cell everywhere.
  @Test func cell() throws {
    try expect(
      """
        literal 1
        start_try L0
        literal 2
        store_var 0
        load_arg 1
        literal undefined
        call 1 void
        end_try
        load_var 0
        return
      L0:
        load_var 0
        add
        return
      """,
      liftsInto: """
        b0:
          store_cell 0, 1
          start_try b1, b2
        b1:
          store_cell 0, 2
          %0 = load_arg 1
          call_void %0, undefined
          end_try
          %1 = load_cell 0
          return %1
        b2(%2):
          %3 = load_cell 0
          %4 = add %2, %3
          return %4
        """)
  }

  /// A web ends where its variable does: the next one in the slot is no cell.
  @Test func cellOfLoop() throws {
    try expect(
      """
        literal 1
        start_try L0
        literal 2
        store_var 0
        load_arg 1
        throw
      L0:
        pop 1
        load_var 0
        store_global @g0
        pop 1
        load_arg 1
        load_var 0
        return
      """,
      liftsInto: """
        b0:
          store_cell 0, 1
          start_try b1, b2
        b1:
          store_cell 0, 2
          %0 = load_arg 1
          throw %0
        b2(%1):
          %2 = load_cell 0
          store_global @g0, %2
          %3 = load_arg 1
          %4 = initialized %3
          return %4
        """)
  }

  /// An inner catch block may change what the outer one sees.
  @Test func nestedTry() throws {
    try expect(
      """
        literal 1
        start_try L0
        start_try L1
        load_arg 1
        throw
      L1:
        store_var 0
        load_arg 2
        throw
      L0:
        pop 1
        load_var 0
        return
      """,
      liftsInto: """
        b0:
          store_cell 0, 1
          start_try b1, b4
        b1:
          start_try b2, b3
        b2:
          %0 = load_arg 1
          throw %0
        b3(%1):
          store_cell 0, %1
          %2 = load_arg 2
          throw %2
        b4(%3):
          %4 = load_cell 0
          return %4
        """)
  }

  /// Control may leave a `try` in the middle.
  @Test func breakOutOfTry() throws {
    try expect(
      """
      L0:
        start_try L1
        load_arg 1
        branch L2
        end_try
        jump L0
      L2:
        literal 5
        end_try
        literal undefined
        return
      L1:
        return
      """,
      liftsInto: """
        b0:
          jump b1
        b1:
          start_try b2, b5
        b2:
          %0 = load_arg 1
          branch %0, b3, b4
        b3:
          end_try
          return undefined
        b4:
          end_try
          jump b1
        b5(%1):
          return %1
        """)
  }

  /// What is awaited may throw.
  @Test func awaitInTry() throws {
    try expect(
      """
        async_start 8
        literal 1
        start_try L0
        literal 2
        store_var 3
        load_arg 1
        await
        async_resume
        pop 1
        end_try
        jump L1
      L0:
        pop 1
      L1:
        load_var 3
        async_return
      """,
      liftsInto: """
        b0 in %0:
          %1 = async_start 8, %0
          store_cell 0, 1
          start_try b1, b2
        b1:
          store_cell 0, 2
          %2 = load_arg 1
          %3 = await %1, %2
          end_try
          jump b3
        b2(%4):
          jump b3
        b3:
          %5 = load_cell 0
          async_return %5
        """)
  }

  /// Two `try` may share a catch block, and one may be inside of what handles the exceptions of the other.
  @Test func sharedCatchBlock() throws {
    try expect(
      """
        start_try L0
        load_arg 1
        throw
      L0:
        store_global @g0
        start_try L0
        load_arg 2
        throw
      """,
      liftsInto: """
        b0:
          start_try b1, b2
        b1:
          %0 = load_arg 1
          throw %0
        b2(%1):
          jump b3(%1)
        b3(%2):
          store_global @g0, %2
          start_try b4, b5
        b4:
          %3 = load_arg 2
          throw %3
        b5(%4):
          jump b3(%4)
        """)
  }

  /// A jump to a catch block passes what the exception would be.
  @Test func jumpToCatchBlock() throws {
    try expect(
      """
        literal 1
        load_arg 1
        branch L1
        start_try L0
        load_arg 1
        throw
      L1:
        literal 7
        jump L0
      L0:
        store_global @g0
        load_var 0
        return
      """,
      liftsInto: """
        b0:
          %0 = load_arg 1
          branch %0, b1, b2
        b1:
          jump b5(7)
        b2:
          start_try b3, b4
        b3:
          %1 = load_arg 1
          throw %1
        b4(%2):
          jump b5(%2)
        b5(%3):
          store_global @g0, %3
          return 1
        """)
  }
}
