import Analysis
import IL
import Testing

/// What `--print-analysis` prints.
struct ValueFlowDescriptionTests {
  private func description(_ text: String) throws -> String {
    let program = try Program(parsing: text)
    try Verifier.verify(program)
    return ValueFlow(program).description
  }

  @Test func saysWhatEverythingCanBe() throws {
    let found = try description(
      """
      import !log = 7
      export 1 = &main
      builtin interned_keys
      global @count = 1
      global @log = !log
      rom $config = object { "n": 5 }
      function &main {
      b0:
        %0 = load_arg 1
        branch %0, b1, b2
      b1:
        store_global @count, "many"
        jump b2
      b2:
        %1 = load_global @log
        call_void %1, undefined, $config
        %2 = call_function &get, undefined, $config
        return %2
      }
      function &get {
      b0:
        %0 = load_arg 1
        %1 = object_get %0, "n"
        %2 = object_new
        object_set %2, "copy", %1
        branch undefined, b1, b2
      b1:
        return 7
      b2:
        return %1
      }
      function &unused {
      b0:
        return 3
      }
      """)
    #expect(
      found == """
        function &main: the host may call it
          this: undefined
          argument 1: anything that the host has
          returns 5
          b2: call_void %1, undefined, $config calls the host
        function &get
          this: undefined
          argument 1: $config
          returns 5
          b1 is never reached
        function &unused: never called
        global @count: "many" | 1
        global @log: !log
        object $config: the host may have it
          "n": 5
          prototype: null
        object_new &get:%2 as called at &main:b2.2
          "copy": 5
          prototype: null
        the host has &main, $config

        """)
  }

  @Test func saysWhyNothingIsKnown() throws {
    let found = try description("export 1 = &main\nfunction &main {\n  literal 1\n  return\n}\n")
    #expect(found == "nothing is known: &main is not in SSA form\n")
  }

  /// Numbers of things and activations depend on the order in which the analysis met them.
  @Test func doesNotDependOnTheOrderOfHashing() throws {
    let reads = (0..<20).map { "  %\($0 + 1) = object_get %0, \"k\($0)\"\n" }.joined()
    let text = """
      export 1 = &main
      builtin interned_keys
      rom $o = object { \((0..<20).map { "\"k\($0)\": $p\($0)" }.joined(separator: ", ")) }
      \((0..<20).map { "rom $p\($0) = object { }" }.joined(separator: "\n"))
      function &main {
      b0:
        %0 = load_arg 1
      \(reads.replacing("object_get %0", with: "object_get $o"))  return %20
      }
      """
    let first = try description(text)
    for _ in 0..<5 { #expect(try description(text) == first) }
    #expect(first.contains("\"k13\": $p13\n"))
  }
}
