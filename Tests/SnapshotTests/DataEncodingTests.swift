import IL
import Snapshot
import TestSupport
import Testing

/// What has an identity or a place in the tables: the bytes that it becomes, and that it reads back.
@Suite struct DataEncodingTests {
  /// Encodes the program `text`, which must survive that.
  private func encoded(_ text: String) throws -> EncodedSnapshot {
    let program = try Program(parsing: text)
    try Verifier.verify(program, .encodable)
    let snapshot = try EncodedSnapshot(program)
    let decoded = try DecodedSnapshot(snapshot.bytes).program
    let isSame = decoded.essential == program.essential
    #expect(isSame, "\(decoded.essential)")
    // The order of the text goes, with the file order in its place.
    let again = try EncodedSnapshot(decoded).bytes
    #expect(again.count == snapshot.bytes.count)
    #expect(try EncodedSnapshot(DecodedSnapshot(again).program).bytes == again)
    return snapshot
  }

  /// The words of `section`.
  private func words(_ section: Section, of snapshot: EncodedSnapshot) -> [Int] {
    let image = PatchedImage(snapshot.bytes)
    let range = snapshot.map.range(of: section)
    return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { image.word(at: $0) }
  }

  /// A slot that no code names may be a variable or padding, so a reader may leave it out.
  @Test func slotsThatNothingNamesAreNotEssential() throws {
    let program = try Program(parsing: "export 1 = 5\nglobal @a = deleted\nglobal @b = 7\n")
    let decoded = try DecodedSnapshot(EncodedSnapshot(program).bytes).program
    #expect(decoded.globals.count == 1)
    let isSame = decoded.essential == program.essential
    #expect(isSame, "\(decoded.essential)")
  }

  /// The heap starts with the only thing in it.
  @Test(arguments: [
    ("object {}", [0xC004, 0x05, 0x05]),
    ("object { 0: 1, 8191: null }", [0xC00C, 0x05, 0x05, 0x03, 0x07, 0x7FFF, 0x05]),
    ("object [-1, undefined, -2, 5] {}", [0xC00C, 0x05, 0x05, 0xFFFF, 0x01, 0xFFFB, 0x17]),
    ("object prototype $a0 {}", [0xC004, 0x05, 0x02]),
    ("array []", [0xD004, 0x05, 0x03]),
    ("array [deleted, true]", [0xD004, 0x08, 0x0B, 0xE004, 0x19, 0x09]),
    ("fixed_array [false]", [0xE002, 0x0D]),
    ("fixed_array []", [0xE001, 0x01]),
    ("closure [$a0]", [0xF002, 0x02]),
    ("closure [no_op, deleted, -0]", [0xF006, 0x25, 0x19, 0x15]),
    ("class null, $a0", [0x9004, 0x05, 0x02]),
    ("bytes \"0102ff\"", [0x7003, 0x0201, 0x00FF]),
  ])
  func heapAllocations(_ content: String, _ expected: [Int]) throws {
    #expect(try words(.heap, of: encoded("global @g0 = $a0\nram $a0 = \(content)")) == expected)
  }

  /// ROM starts at 0x2E with one export: its first body is at 0x30.
  @Test(arguments: [
    ("object { 5: 6 }", [0xC008, 0x05, 0x05, 0x17, 0x1B]),
    ("array []", [0xD004, 0x05, 0x03]),
    ("array [1, 2]", [0xD004, 0x39, 0x0B, 0, 0xE004, 0x07, 0x0B]),
    ("fixed_array []", [0xE001, 0x01]),
    ("fixed_array [1]", [0xE002, 0x07]),
    ("closure [$a0]", [0xF002, 0x31]),
    ("class no_op, $a0", [0x9004, 0x25, 0x31]),
    ("bytes \"\"", [0x7000, 0]),
    ("bytes \"ff\"", [0x7001, 0xFF]),
  ])
  func romAllocations(_ content: String, _ expected: [Int]) throws {
    // The first two bytes of ROM are the header: 28 + 4 + 14 is 2 modulo 4.
    #expect(try words(.rom, of: encoded("export 1 = $a0\nrom $a0 = \(content)")) == expected)
  }

  @Test(arguments: [
    ("70000", [0x1004, 0x1170, 0x0001]), ("-8193", [0x1004, 0xDFFF, 0xFFFF]),
    ("1.5", [0x2008, 0, 0, 0, 0x3FF8]), ("infinity", [0x2008, 0, 0, 0, 0x7FF0]),
    ("2147483648.0", [0x2008, 0, 0, 0, 0x41E0]), ("\"12\"", [0x3003, 0x3231, 0]),
  ])
  func constants(_ value: String, _ expected: [Int]) throws {
    let snapshot = try encoded("export 1 = \(value)\nglobal @g0 = \(value)")
    #expect(words(.rom, of: snapshot) == expected)
    #expect(words(.globals, of: snapshot) == [0x31])
    #expect(words(.stringTable, of: snapshot) == [])
  }

  /// Only what strings made at run time must find is listed, in the order of the bytes.
  @Test func strings() throws {
    let snapshot = try encoded(
      """
      string "plain" plain
      string "unlisted" unlisted
      export 1 = "plain"
      export 2 = "unlisted"
      export 3 = "\u{10000}"
      export 4 = "\u{FFFF}"
      export 5 = "ab"
      export 6 = "a"
      export 7 = ""
      export 8 = "length"
      export 9 = "a\\x00b"
      """)
    let image = PatchedImage(snapshot.bytes)
    let listed = words(.stringTable, of: snapshot).map { word in
      Array(snapshot.bytes[(word & ~1)...].prefix(image.word(at: (word & ~1) - 2) & 0xFFF).dropLast())
    }
    #expect(listed == ["", "a", "a\0b", "ab", "\u{FFFF}", "\u{10000}"].map { Array($0.utf8) })
    let exports = words(.exportTable, of: snapshot)
    #expect(image.word(at: exports[1] - 3) == 0x3006)
    #expect(image.word(at: exports[3] - 3) == 0x4009)
    #expect(exports[15] == 0x1D)
  }

  @Test func hostFunctions() throws {
    let snapshot = try encoded("import !a = 9\nimport !b = 65535\nexport 1 = !b\nglobal @g0 = !b")
    #expect(words(.importTable, of: snapshot) == [9, 65535])
    #expect(words(.rom, of: snapshot).suffix(2) == [0x6002, 1])
  }

  @Test func classesAndTheirBuiltins() throws {
    _ = try encoded(
      """
      builtin interned_keys
      builtin array_prototype = handle $a0
      builtin prototype_key = "prototype"
      builtin promise_prototype = $promise
      builtin async_catch_block = &f1
      export 1 = $class
      ram $a0 = object { "push": &f0 }
      ram $a1 = object { "prototype": $a0 }
      rom $class = class &f0, handle $a1
      rom $promise = object [-8192, 2, -1, undefined] {}
      function &f0 {
        load_arg 0
        return
      }
      function &f1 entry 2 {
        literal false
        async_complete
      }
      """)
  }

  /// Handles are at 4-aligned offsets, and variables between them; padding is `deleted`.
  @Test(arguments: [
    (0, 0, 0), (0, 3, 3), (1, 0, 1), (1, 1, 2), (2, 0, 3), (2, 1, 3), (2, 2, 4), (3, 1, 5), (3, 2, 5),
    (3, 7, 10),
  ])
  func globalsFillThePlacesBetweenHandles(_ handles: Int, _ variables: Int, _ slots: Int) throws {
    var text = ""
    for index in 0..<handles {
      text += "export \(index) = handle $a\(index)\nram $a\(index) = array [\(index)]\n"
    }
    for index in 0..<variables { text += "global @g\(index) = \(index)\n" }
    let snapshot = try encoded(text)
    #expect(words(.globals, of: snapshot).count == slots)
    for region in snapshot.map.regions where region.part == .slot {
      switch region.owner {
      case .handle: #expect(region.range.lowerBound.isMultiple(of: 4))
      case .padding: #expect(PatchedImage(snapshot.bytes).word(at: region.range.lowerBound) == 0x19)
      default: break
      }
    }
  }

  /// An allocation has one handle, however often ROM refers to it, and the list of keys one of its own.
  @Test func handlesAreShared() throws {
    let snapshot = try encoded(
      """
      builtin interned_keys
      export 1 = handle $a0
      export 2 = $a1
      ram $a0 = array []
      rom $a1 = array [handle $a0]
      """)
    #expect(
      snapshot.map.regions.filter { $0.part == .slot && $0.owner == .handle(AllocationID(0)) }.count == 1)
    #expect(snapshot.map.regions.filter { $0.part == .slot && $0.owner == .internedKeys }.count == 1)
  }

  /// A byte array without bytes must not be last in ROM: its address would be that of a global.
  @Test func emptyByteArraysAreNotLast() throws {
    let snapshot = try encoded("export 1 = $a0\nglobal @g0 = 1\nrom $a0 = bytes \"\"")
    #expect(words(.exportTable, of: snapshot)[1] & ~3 < snapshot.map.range(of: .globals).lowerBound)
    _ = try encoded("export 1 = $a0\nexport 2 = 70000\nrom $a0 = bytes \"\"")
  }

  /// A suspended function keeps its resume point, its frame, and the handlers of its open try blocks.
  @Test func suspendedFunctions() throws {
    let snapshot = try encoded(
      """
      global @waiting = $scope
      ram $scope = closure [&f0:L1, no_op, 1, -4, &f0:L0, $scope]
      function &f0 {
        async_start 6
        literal 1
        start_try L0
        literal 2
        await
      L1:
        async_resume
        pop 1
        end_try
        async_return
      L0:
        async_return
      }
      """)
    #expect(snapshot.map.regions.filter { $0.part == .continuationHeader }.count == 2)
    // &f0 is at 0x2C; the headers count back in steps of 4 bytes.
    let heap = words(.heap, of: snapshot)
    #expect(heap.first == 0xF00C)
    for pointer in [heap[1], heap[5]] {
      #expect(PatchedImage(snapshot.bytes).word(at: pointer - 3) == 0x5800 | (pointer - 1 - 0x2C) / 4)
    }
  }

  /// The header of a catch block that only code refers to, before and behind the function itself.
  @Test func continuationsInCode() throws {
    let catching = "start_try L0\nliteral 1\nthrow\nL0:\nreturn\n"
    let referring = "literal &f:L0\nreturn\n"
    for (first, second) in [(catching, referring), (referring, catching)] {
      let (f, g) = first == catching ? ("&f", "&g") : ("&g", "&f")
      let snapshot = try encoded("export 1 = &g\nfunction \(f) {\n\(first)}\nfunction \(g) {\n\(second)}")
      #expect(snapshot.map.regions.filter { $0.part == .continuationHeader }.count == 1)
    }
  }
}
