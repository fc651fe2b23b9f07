import Codec
import IL
import Snapshot
import Testing

/// Blocks stand where jumps reach them in the short form.
struct JumpShorteningTests {
  /// A function with two ends far from where it comes together, of which one is long.
  private func program(longBlock: String) throws -> Program {
    func end(_ block: String) -> String {
      let stores = Array(repeating: "  store_global @g0, %0\n", count: block == longBlock ? 60 : 3)
      return "\(block):\n\(stores.joined())  store_global @g0, \"\(block)\"\n  return %1\n"
    }
    return try Program(
      parsing: """
        global @g0 = 1
        function &f {
        b0:
          %0 = load_arg 1
          %1 = load_arg 2
          branch %0, b1, b2
        \(end("b1"))
        b2:
          branch %1, b3, b4
        \(end("b3"))
        b4:
          store_global @g0, "b4"
          return %0
        }
        """)
  }

  @Test(arguments: ["b1", "b3"]) func putsTheLongBlockLast(_ block: String) throws {
    let program = try program(longBlock: block)
    try Verifier.verify(program)
    let id = FunctionID(0)
    let code = try program.functions[id].lowered(in: program)
    #expect(Function(code, entryDepth: 0).longJumps.isEmpty)
    var lowered = program
    lowered.functions[id].body = .stack(code)
    try Verifier.verify(lowered)
    // What is where does not change what it does.
    #expect(lowered.lift().isEmpty)
    #expect(lowered.functions[id].ssa?.blocks.count == program.functions[id].ssa?.blocks.count)
  }
}
