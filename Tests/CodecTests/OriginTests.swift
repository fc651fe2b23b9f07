import Codec
import IL
import Testing

/// Lifting keeps track of the instruction that each part of the body stands for.
@Suite struct OriginTests {
  @Test func origins() throws {
    let program = try program("load_arg 1\n load_var 0\n branch L0\n return\n L0:\n literal 1\n add\n return")
    let body = try program.functions[FunctionID(0)].lifted()
    #expect(body.blocks.flatMap(\.instructions).map(\.origin) == [0, 1, 6])
    #expect(body.blocks.map(\.terminator.origin) == [2, 7, 3])
  }

  /// A jump that the code does not have comes from nowhere.
  @Test func implicitJump() throws {
    let program = try program("load_arg 1\n L0:\n load_arg 1\n branch L0\n return")
    let body = try program.functions[FunctionID(0)].lifted()
    #expect(body.blocks.map(\.terminator.origin) == [nil, 3, 4])
  }
}
