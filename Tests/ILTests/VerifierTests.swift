import IL
import Testing

/// A program that breaks a rule of the verifier, and what it says.
struct InvalidProgram: Sendable, CustomTestStringConvertible {
  let message: String
  let text: String
  init(_ message: String, _ text: String) {
    self.message = message
    self.text = text
  }
  var testDescription: String { message }

  /// A program with one function of this code.
  fileprivate static func code(_ message: String, _ code: String) -> InvalidProgram {
    Self(
      "&f0, instruction \(message)",
      "import !h0 = 1\nglobal @g0 = 0\nfunction &f0 {\n\(code)\nliteral 1\nreturn\n}\n"
        + "function &f1 {\nasync_start 2\nliteral 1\nasync_return\n}")
  }

  static let data: [InvalidProgram] = [
    Self("string \"12\": an all-digit string cannot be interned", "string \"12\" interned"),
    Self("string \"12\": an all-digit string cannot be interned", "string \"12\" unlisted"),
    Self(
      "string \"12\": an all-digit string cannot be interned", "global @g0 = \"12\"\nstring \"12\" interned"),
    Self("export 1: $a0 is in RAM, so ROM needs a handle for it", "export 1 = $a0\nram $a0 = array []"),
    Self(
      "builtin array_prototype: $a0 is in RAM, so ROM needs a handle for it",
      "builtin array_prototype = $a0\nram $a0 = object {}"),
    Self("$a0: $a1 is in RAM, so ROM needs a handle for it", "rom $a0 = array [$a1]\nram $a1 = array []"),
    Self("export 1: $a0 is in ROM, so it has no handle", "export 1 = handle $a0\nrom $a0 = array []"),
    Self("@g0: $a0 is in ROM, so it has no handle", "global @g0 = handle $a0\nrom $a0 = array []"),
    Self(
      "builtin async_catch_block: its function is not entered at depth 2",
      "builtin async_catch_block = &f0\nfunction &f0 {\nliteral 1\nreturn\n}"),
    Self(
      "builtin async_continue: its function is not entered at depth 0",
      "builtin async_continue = &f0\nfunction &f0 entry 2 {\nliteral 1\nreturn\n}"),
    Self(
      "&f0, instruction 0: entered at depth 2, but it is not the built-in catch block",
      "export 1 = &f0\nfunction &f0 entry 2 {\nliteral 1\nreturn\n}"),
    Self(
      "@g0: &f0:L0 is neither a catch block nor a resume point",
      "global @g0 = &f0:L0\nfunction &f0 {\nL0:\nliteral 1\nreturn\n}"),
    Self(
      "@g0: &f0:L7 is neither a catch block nor a resume point",
      "global @g0 = &f0:L7\nfunction &f0 {\nliteral 1\nreturn\n}"),
    Self(
      "@g0: &f0:L0 cannot be reached",
      "global @g0 = &f0:L0\nfunction &f0 {\nliteral 1\nreturn\nstart_try L0\nthrow\nL0:\nreturn\n}"),
    Self("$a0: a closure has at least one slot", "ram $a0 = closure []"),
    Self("$a0: an empty byte array must be in ROM", "ram $a0 = bytes \"\""),
    Self("$a0: internal slots come in pairs", "ram $a0 = object [-1] {}"),
    Self("$a0: internal slot 2 is not a negative integer", "ram $a0 = object [1, 2] {}"),
    Self("$a0: internal slot 4 is not a negative integer", "ram $a0 = object [-1, 2, null, 1] {}"),
    Self("$a0: null is not a property key", "ram $a0 = object { null: 1 }"),
    Self("$a0: -1 is not a property key", "ram $a0 = object { -1: 1 }"),
    Self("$a0: 8192 is not a property key", "ram $a0 = object { 8192: 1 }"),
    Self("$a0: \"12\" is not a property key", "ram $a0 = object { \"12\": 1 }"),
    Self("$a0: \"a\" is not a property key", "string \"a\" plain\nram $a0 = object { \"a\": 1 }"),
    Self("$a0: has the key \"a\" twice", "ram $a0 = object { \"a\": 1, \"a\": 2 }"),
    Self(
      "$a0: needs 4096 bytes, more than 4095",
      "ram $a0 = array [" + Array(repeating: "1", count: 2048).joined(separator: ", ") + "]"),
    Self(
      "$a0: needs 4096 bytes, more than 4095",
      "rom $a0 = bytes \"" + String(repeating: "00", count: 4096) + "\""),
    Self(
      "string \"\(String(repeating: "a", count: 4095))\": longer than the 4094 bytes that fit",
      "export 1 = \"\(String(repeating: "a", count: 4095))\""),
  ]

  static let operations: [InvalidProgram] = [
    code("0: argument 256 is not within 0…255", "load_arg 256\npop 1"),
    code("1: argument 256 is not within 0…255", "literal 1\nstore_arg 256"),
    code("0: count 0 is not within 1…255", "pop 0"),
    code("2: argument count 128 is not within 0…127", "literal 1\n\(many(129))\ncall 128\npop 1").at(130),
    code("2: argument count 0 is not within 1…127", "literal 1\nliteral 1\nnew 0\npop 2"),
    code("1: argument count 0 is not within 1…127", "literal 1\nawait_call 0\npop 1"),
    code("0: argument count 0 is not within 1…127", "call_host !h0 0\npop 1"),
    code("16: argument count 16 is not within 0…15", "\(many(16))\ncall_function &f0 16\npop 1"),
    code("0: calls the async function &f1 directly", "call_function &f1 0\npop 1"),
    code("0: capacity 256 is not within 0…255", "array_new 256\npop 1"),
    code("0: length 0 is not within 1…255", "fixed_array_new 0\npop 1"),
    code("0: length 256 is not within 1…255", "fixed_array_new 256\npop 1"),
    code("0: slot count 0 is not within 1…255", "scope_new 0"),
    code("0: slot count 256 is not within 1…255", "scope_push 256"),
    code("0: count 0 is not within 1…255", "pop 0"),
  ]

  private static func many(_ count: Int) -> String {
    Array(repeating: "literal 1", count: count).joined(separator: "\n")
  }

  /// The same with the failure at another instruction.
  private func at(_ position: Int) -> InvalidProgram {
    Self(message.replacing("instruction 2:", with: "instruction \(position):"), text)
  }

  static let async: [InvalidProgram] = [
    Self(
      "&f0, instruction 0: slot count 1 is not within 2…127",
      "function &f0 {\nasync_start 1\nliteral 1\nasync_return\n}"),
    Self(
      "&f0, instruction 0: slot count 128 is not within 2…127",
      "function &f0 {\nasync_start 128\nliteral 1\nasync_return\n}"),
    Self(
      "&f0, instruction 3: await saves 1 slots in a scope with room for 0",
      "function &f0 {\nasync_start 2\nliteral 1\nliteral 1\nawait\nasync_resume\nasync_return\n}"),
    Self("&f0, instruction 0: pops 1 values from a stack of 0", "function &f0 {\nreturn\n}"),
    Self(
      "&f0, instruction 0: $a0 is in RAM, so ROM needs a handle for it",
      "ram $a0 = array []\nfunction &f0 {\nliteral $a0\nreturn\n}"),
  ]
}

/// Every rule of the verifier has a program that breaks it.
@Suite struct VerifierTests {
  @Test(arguments: InvalidProgram.data + InvalidProgram.operations + InvalidProgram.async)
  func refuses(_ example: InvalidProgram) throws {
    let program = try Program(parsing: example.text)
    let failure = #expect(throws: Verifier.Failure.self) { try Verifier.verify(program) }
    #expect(failure?.description == example.message)
  }

  /// What text cannot express: references to entities that a pass removed.
  @Test func refusesReferencesToRemovedEntities() throws {
    let whole = try Program(
      parsing: """
        import !h0 = 1
        export 1 = "a"
        export 2 = &f1
        global @g0 = $a0
        ram $a0 = array [!h0]
        function &f0 {
          load_global @g0
          call_function &f1 1
          literal undefined
          call_host !h0 1
          add
          return
        }
        function &f1 {
          literal 1
          return
        }
        """)
    try Verifier.verify(whole)
    func failure(_ change: (inout Program) -> Void) -> String? {
      var program = whole
      change(&program)
      return #expect(throws: Verifier.Failure.self) { try Verifier.verify(program) }?.description
    }
    #expect(failure { $0.strings.remove(StringID(0)) } == "export 1: refers to a removed entity")
    #expect(failure { $0.functions.remove(FunctionID(1)) } == "export 2: refers to a removed entity")
    #expect(failure { $0.allocations.remove(AllocationID(0)) } == "@g0: refers to a removed entity")
    #expect(failure { $0.imports.remove(ImportID(0)) } == "$a0: refers to a removed entity")
    #expect(
      failure { $0.globals.remove(GlobalID(0)) } == "&f0, instruction 0: refers to a removed global")
    #expect(
      failure {
        $0.exports = []
        $0.functions.remove(FunctionID(1))
      } == "&f0, instruction 1: calls a removed function")
    #expect(
      failure {
        $0.allocations[AllocationID(0)].content = .array([])
        $0.imports.remove(ImportID(0))
      } == "&f0, instruction 3: calls a removed host function")
  }

  @Test func refusesTwoConstantsWithOneText() {
    var program = Program()
    program.strings.append(StringConstant(Array("a".utf8)))
    program.strings.append(StringConstant(Array("a".utf8), kind: .plain))
    let failure = #expect(throws: Verifier.Failure.self) { try Verifier.verify(program) }
    #expect(failure?.description == "string \"a\": there are two constants with this text")
    #expect(failure?.subject == .string(StringID(1)))
  }

  @Test func refusesAScopedVariableBeyondAWord() {
    var program = Program()
    program.functions.append(Function(StackCode([.loadScoped(0x10000), .returnValue])))
    let failure = #expect(throws: Verifier.Failure.self) { try Verifier.verify(program) }
    #expect(failure?.description == "&f0, instruction 0: scoped variable 65536 is not within 0…65535")
  }

  /// The near misses of the rules above.
  @Test func accepts() throws {
    let most = Array(repeating: "1", count: 2047).joined(separator: ", ")
    try Verifier.verify(
      Program(
        parsing: """
          string "12" plain
          string "length" plain
          builtin async_catch_block = &f1
          export 1 = handle $a0
          export 2 = $a1
          export 3 = "\(String(repeating: "a", count: 4094))"
          global @g0 = &f0:L0
          ram $a0 = object prototype $a1 [-1, 5] { 0: 1, 8191: "12", "length": 3, "__proto__": 4 }
          rom $a1 = bytes ""
          ram $a2 = array [\(most)]
          ram $a3 = closure [1]
          function &f0 {
            start_try L0
            load_scoped 65535
            throw
          L0:
            return
          }
          function &f1 entry 2 {
            literal false
            async_complete
          }
          function &f2 {
            async_start 3
            literal 1
            literal 1
            await
            async_resume
            async_return
          }
          """))
  }
}
