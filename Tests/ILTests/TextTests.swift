import IL
import Snapshot
import Testing
import TestSupport

/// Printing what was parsed gives the same text.
@Suite struct TextTests {
  @Test(arguments: Fixtures.snapshots) func fixturesReadBack(_ fixture: Fixture) throws {
    let text = try DecodedSnapshot(fixture.bytes).program.description
    let isSame = try Program(parsing: text).description == text
    #expect(isSame)
  }

  @Test func everyStatementAndValueReadsBack() throws {
    let text = """
      features 1
      import !h0 = 7
      import !log = 65535
      string "unused" unlisted
      string "plain" plain
      string "12" interned
      export 0 = undefined
      export 65535 = null
      export 2 = true
      export 2 = false
      export 3 = deleted
      export 4 = no_op
      export 5 = "text"
      export 6 = &f0
      export 7 = !h0
      export 8 = handle $a0
      export 9 = $frozen
      export 10 = -0
      export 11 = nan
      export 12 = -infinity
      export 13 = 1.5e-07
      builtin interned_keys
      builtin array_prototype = $frozen
      builtin prototype_key = "prototype"
      builtin async_catch_block = &catchBlock
      global @g0 = -8192
      global @led.state = &f0:L3
      ram $a0 = object prototype $frozen [-1, undefined, -2, 5] { "a": 1, 0: "plain" }
      rom $frozen = object {}
      ram $a2 = array [deleted, $a0]
      rom $a3 = fixed_array []
      ram $a4 = closure [&f0, $a0]
      ram $a5 = class &f0, $a0
      rom $a6 = bytes ""
      ram $a7 = bytes "00ff7e"

      function &f0 {
      L3:
        return
      }

      function &catchBlock entry 2 {
        literal false
        async_complete
      }

      """
    #expect(try Program(parsing: text).description == text)
  }

  @Test func everyOperationReadsBack() throws {
    let operations =
      [
        "literal 70000", "load_var 3", "store_var 3", "load_arg 1", "store_arg 0", "load_scoped 300",
        "store_scoped 65535", "load_global @g0", "store_global @g0", "pop 2", "jump L0", "branch L0",
        "return",
        "throw", "call 3", "call 3 void", "call_function &f0 0", "call_host !h0 1", "call_host !h0 2 void",
        "await_call 1", "new 1", "object_new", "object_get", "object_set", "object_keys", "array_new 0",
        "fixed_array_new 1", "uint8_array_new", "class_create", "closure_new", "scope_new 1", "scope_push 2",
        "scope_pop", "scope_discard", "scope_clone", "load_closure", "start_try L0", "end_try",
        "async_start 2",
        "async_start 3 parent", "await", "async_resume", "async_return", "async_complete", "enqueue_job",
      ] + BinaryOperator.allCases.map(\.rawValue) + UnaryOperator.allCases.map(\.rawValue)
    let code = operations.map { "  \($0)\n" }.joined()
    let text = "import !h0 = 1\nglobal @g0 = 1\n\nfunction &f0 {\nL0:\n\(code)}\n"
    let program = try Program(parsing: text)
    #expect(program.description == text)
    let parsed = program.functions[FunctionID(0)].code.instructions.dropFirst().map(\.operation)
    #expect(parsed.count == operations.count)
    for operation in parsed {
      #expect(Operation(mnemonic: operation.text.mnemonic, operands: operation.text.operands) == operation)
    }
  }

  /// Quotes, escapes, malformed UTF-8, and characters that combine with the quotes around them.
  @Test(
    arguments: [
      "", " ", "\"", "\\", "\n", "\r\n", "\t", "\0", "a\0b", "\u{7F}", "\u{85}", "\u{2028}", "\u{301}a",
      "\u{200D}",
      "\u{FEFF}", "\u{600}", "é", "e\u{301}", "👩‍👩‍👧", "\u{FFFF}", "\u{10FFFF}", "// no comment", "\\x41",
      "{}[],:=",
    ].map { Array($0.utf8) } + [
      [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0x41, 0x80, 0x0A, 0x22], Array(0...255),
    ])
  func oddStringsReadBack(_ bytes: [UInt8]) throws {
    var program = Program()
    let id = program.strings.append(StringConstant(bytes))
    program.exports = [Export(id: 1, value: .string(id))]
    let parsed = try Program(parsing: program.description)
    #expect(parsed == program)
    #expect(parsed.strings[id].bytes == bytes)
  }

  /// A name that the text cannot have, or that two have, is replaced by the index.
  @Test func oddNamesGiveWayToIndices() throws {
    var program = Program()
    for name in ["led", "led", "two words", "", "g0", "g", "naïve", nil, "ok_1.x"] as [String?] {
      program.globals.append(Global(.undefined, name: name))
    }
    let text = program.description
    #expect(
      text.split(separator: "\n").map { $0.prefix { $0 != "=" } } == [
        "global @g0 ", "global @g1 ", "global @g2 ", "global @g3 ", "global @g4 ", "global @g5 ",
        "global @g6 ",
        "global @g7 ", "global @ok_1.x ",
      ])
    #expect(try Program(parsing: text).description == text)
  }

  @Test func holesInIdentitiesStay() throws {
    let text = """
      import !h2 = 1
      export 1 = &f3
      global @g5 = 1
      ram $a1 = array [!h2]

      function &f3 {
        load_global @g5
        return
      }

      """
    let program = try Program(parsing: text)
    #expect(program.description == text)
    #expect(Array(program.globals.ids) == [GlobalID(5)])
    #expect(program.functions.contains(FunctionID(3)))
    #expect(program.functions.capacity == 4)
  }

  /// Names take the indices that no other definition has, in the order of the text.
  @Test func namesAndIndicesNeverMeet() throws {
    let program = try Program(
      parsing:
        "global @a = 0\nglobal @g5 = 1\nglobal @b = 2\nglobal @g2 = 3\nglobal @c = 4\nglobal @d = 5\nglobal @e = 6"
    )
    #expect(program.globals.count == 7)
    #expect(
      program.globals.entries.map { "\($0.id.index) \($0.element.name ?? "-")" } == [
        "0 a", "2 -", "3 c", "4 d", "5 -", "6 b", "7 e",
      ])
  }

  @Test func blanksAndCommentsDoNotMatter() throws {
    let program = try Program(
      parsing: "\r\n// first\r\n\tglobal  @g0=1 //x\r\n\n\nfunction &f0{\n\n L0 :\njump L0\n}")
    #expect(program.description == "global @g0 = 1\n\nfunction &f0 {\nL0:\n  jump L0\n}\n")
  }
}
