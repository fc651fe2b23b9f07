import IL
import Snapshot
import TestSupport
import Testing

/// The bytes of instructions, as section 6 of the description of the format has them.
@Suite struct InstructionEncodingTests {
  /// The code of `&f0` in hexadecimal; `&f0` is at 0x34, as ROM starts at 0x32.
  private func encoded(_ code: String) throws -> String {
    let program = try Program(
      parsing: """
        import !h0 = 1
        import !h1 = 2
        export 1 = &f0
        global @g0 = &f1
        global @g1 = 1
        function &f0 {
        \(code)
        }
        function &f1 {
          literal 1
          return
        }
        """)
    try Verifier.verify(program, .encodable)
    let snapshot = try EncodedSnapshot(program)
    let decoded = try DecodedSnapshot(snapshot.bytes).program
    let isSame = decoded.essential == program.essential
    #expect(isSame)
    let regions = snapshot.map.regions.filter {
      if case .instruction = $0.part { $0.owner == .function(FunctionID(0)) } else { false }
    }
    return regions.map { region in
      snapshot.bytes[region.range].map { String($0, radix: 16).leftPadded }.joined()
    }
    .joined(separator: " ")
  }

  @Test(arguments: [
    ("literal deleted", "00"), ("literal undefined", "01"), ("literal null", "02"), ("literal false", "03"),
    ("literal true", "04"), ("literal -1", "05"), ("literal 0", "06"), ("literal 5", "0b"),
    ("literal 6", "881b00"),
    ("literal -8192", "880380"), ("literal 8191", "88ff7f"), ("literal -0", "881500"),
    ("literal nan", "881100"),
    ("literal \"length\"", "881d00"), ("literal \"__proto__\"", "882100"), ("literal no_op", "882500"),
    ("load_arg 0", "30"), ("load_arg 15", "3f"), ("load_arg 16", "7c10"), ("load_arg 255", "7cff"),
    ("load_scoped 15", "2f"), ("load_scoped 16", "7a10"), ("load_scoped 255", "7aff"),
    ("load_scoped 256", "8a0001"),
    ("load_global @g1", "890100"), ("object_new", "69"), ("array_new 0", "7e00"), ("array_new 255", "7eff"),
    ("fixed_array_new 1", "51"), ("fixed_array_new 15", "5f"), ("fixed_array_new 16", "7f10"),
    ("load_closure", "7d06"), ("call_host !h1 1", "770101"),
  ])
  func pushes(_ code: String, _ bytes: String) throws {
    let count = code.hasPrefix("call_host") ? "literal undefined\n" : ""
    #expect(try encoded("\(count)\(code)\nreturn") == (count.isEmpty ? "" : "01 ") + "\(bytes) 60")
  }

  @Test(arguments: [
    ("store_arg 2", "7102"), ("store_scoped 15", "bf"), ("store_scoped 16", "7210"),
    ("store_scoped 65535", "8dffff"),
    ("store_global @g0", "8c0000"), ("pop 1", "67"), ("throw", "61"),
  ])
  func pops(_ code: String, _ bytes: String) throws {
    let end = code == "throw" ? "" : "\nload_arg 0\nreturn"
    #expect(try encoded("literal 1\n\(code)\(end)") == "07 \(bytes)" + (end.isEmpty ? "" : " 30 60"))
  }

  @Test(arguments: [
    ("closure_new", "62"), ("typeof", "68"), ("logical_not", "6a"), ("negate", "eb"), ("plus", "ec"),
    ("bit_not", "f6"), ("type_code_of", "7d05"), ("object_keys", "7d02"), ("uint8_array_new", "7d03"),
    ("scope_new 1", "6501"), ("scope_push 255", "7d07ff"), ("scope_pop", "7d08"), ("scope_discard", "81"),
    ("scope_clone", "82"), ("enqueue_job", "7d0c"), ("call_function &f0 1", "913400"),
  ])
  func keepTheDepth(_ code: String, _ bytes: String) throws {
    #expect(try encoded("literal 1\n\(code)\nreturn") == "07 \(bytes) 60")
  }

  @Test(arguments: [
    ("less", "e0"), ("greater", "e1"), ("less_or_equal", "e2"), ("greater_or_equal", "e3"),
    ("add_numbers", "e4"),
    ("subtract", "e5"), ("multiply", "e6"), ("divide", "e7"), ("divide_and_truncate", "e8"),
    ("remainder", "e9"),
    ("power", "ea"), ("shift_right", "f0"), ("shift_right_unsigned", "f1"), ("shift_left", "f2"),
    ("bit_or", "f3"),
    ("bit_and", "f4"), ("bit_xor", "f5"), ("add", "6c"), ("equal", "6d"), ("not_equal", "6e"),
    ("object_get", "6b"), ("class_create", "7d04"), ("call 1", "7801"), ("new 1", "6301"),
    ("await_call 1", "8401"),
  ])
  func takeTwo(_ code: String, _ bytes: String) throws {
    #expect(try encoded("literal 1\nliteral 2\n\(code)\nreturn") == "07 08 \(bytes) 60")
  }

  @Test func callsWithoutResult() throws {
    #expect(
      try encoded("literal 1\nliteral 1\ncall 1 void\nliteral 1\ncall_host !h0 1 void\nload_arg 0\nreturn")
        == "07 07 7881 07 778100 30 60")
    #expect(try encoded("call_function &f0 0\nreturn") == "903800 60")
  }

  /// Variables count from the top of the stack, for stores after the pop.
  @Test func variables() throws {
    #expect(
      try encoded("literal 1\nliteral 2\nload_var 0\nstore_var 1\nload_var 1\nreturn") == "07 08 11 a0 10 60")
    let many = Array(repeating: "literal 1\n", count: 17).joined()
    #expect(try encoded("\(many)load_var 1\nstore_var 1\nreturn").hasSuffix("07 1f af 60"))
    #expect(try encoded("\(many)load_var 0\nstore_var 0\nreturn").hasSuffix("07 7b10 7310 60"))
    #expect(try encoded("\(many)pop 17\nload_arg 0\nreturn").hasSuffix("07 8011 30 60"))
  }

  /// A byte reaches from −128 to 127 behind the instruction.
  @Test(arguments: [(127, "707f"), (128, "8b8000")]) func branchesForward(_ distance: Int, _ bytes: String)
    throws
  {
    let filler = Array(repeating: "scope_clone\n", count: distance - 2).joined()
    #expect(
      try encoded("load_arg 0\nbranch L0\n\(filler)load_arg 0\nreturn\nL0:\nload_arg 0\nthrow").hasPrefix(
        "30 \(bytes)"))
  }

  @Test(arguments: [(126, "7680"), (127, "877eff")]) func jumpsBackward(_ count: Int, _ bytes: String) throws
  {
    let filler = Array(repeating: "scope_clone\n", count: count).joined()
    #expect(try encoded("L0:\n\(filler)jump L0").hasSuffix("82 \(bytes)"))
  }

  @Test func elidesJumpsToWhatFollows() throws {
    #expect(try encoded("load_arg 0\njump L0\nL0:\njump L1\nL1:\nreturn") == "30 60")
    #expect(try encoded("L0:\njump L0") == "76fe")
  }

  /// A catch block is 4-aligned, its address is odd in `start_try`, and it has no header unless data needs it.
  @Test func catchBlocks() throws {
    #expect(
      try encoded("start_try L0\nliteral 1\nthrow\nL0:\nreturn") == "7d003d00 07 61 60")
    #expect(
      try encoded("start_try L0\nend_try\nliteral &f0:L0\nreturn\nL0:\nreturn")
        == "7d004100 7d01 884100 60 60")
  }

  /// Resume points have a header, and so have catch blocks whose address an await saves.
  @Test func resumePoints() throws {
    #expect(
      try encoded("async_start 3 parent\nliteral 1\nawait\nasync_resume\nasync_return")
        == "7d0a83 07 83 850002 7d0b")
    #expect(
      try encoded(
        "async_start 9\nliteral 1\nstart_try L0\nliteral 1\nawait\nasync_resume\npop 1\nend_try\nasync_return\nL0:\nasync_return"
      )
        == "7d0a09 07 7d004d00 07 83 850302 67 7d01 7d0b 7d0b")
  }
}

extension String {
  fileprivate var leftPadded: String { count == 1 ? "0\(self)" : self }
}
