import Codec
import IL
import Testing

/// What an `await` may save in a scope.
struct FrameRoomTests {
  @Test func keepsTheFrameOutOfTheVariablesBehindIt() throws {
    // Variable 2 of the scope is that of a closure, so an await has no room to save anything.
    let original = try Program(
      parsing: """
        global @g0 = 1
        function &f {
          async_start 4
          load_global @g0
          await
          async_resume
          store_scoped 2
          literal "text"
          store_global @g0
          literal "text"
          store_global @g0
          literal "text"
          store_global @g0
          literal "text"
          async_return
        }

        """)
    var program = original
    #expect(program.lift().isEmpty)
    let lifted = program
    let report = try program.lower(original: original, lifted: lifted)
    #expect(report.kept.isEmpty)
    let function = program.functions[FunctionID(0)]
    let position = try #require(function.code.instructions.firstIndex { $0.operation == .await })
    #expect(try StackDepths(function).savedSlots(atAwait: position) == 0)
  }

  /// Lowers a function that has a value to save across an `await`, in a scope with four slots, and which was read as one
  /// that has none; `code` stands before the `await`.
  private func lowerWithValueToSave(_ code: String) throws -> Int {
    func program(_ function: String) throws -> Program {
      let program = try Program(parsing: "global @g0 = 1\nglobal @g1 = 2\nfunction &f {\n\(function)\n}\n")
      try Verifier.verify(program)
      return program
    }
    let original = try program(
      "async_start 4\nload_global @g0\nawait\nasync_resume\nasync_return")
    var changed = try program(
      """
      b0 in %0:
        %1 = async_start 4, %0
        %2 = load_global @g0
      \(code)
        %3 = await %1, %2
        %4 = add %2, %3
        async_return %4
      """)
    var lifted = original
    #expect(lifted.lift().isEmpty)
    _ = try changed.lower(original: original, lifted: lifted)
    try Verifier.verify(changed)
    let function = changed.functions[FunctionID(0)]
    let position = try #require(function.code.instructions.firstIndex { $0.operation == .await })
    return try StackDepths(function).savedSlots(atAwait: position)
  }

  @Test func usesTheRoomThatNothingElseKnows() throws {
    #expect(try lowerWithValueToSave("") == 1)
    #expect(try lowerWithValueToSave("  store_scoped 3, %1, 5") == 1)
  }

  @Test(arguments: ["  store_scoped 2, %1, 5", "  %5 = load_closure %1\n  store_global @g1, %5"])
  func refusesRoomThatMayBeThatOfAVariable(_ code: String) {
    #expect(throws: Program.LoweringError.self) { try lowerWithValueToSave(code) }
  }

  /// A function whose `await` saved nothing has to save one slot now.
  ///
  /// A closure names variable 2 or 3 of its scope.
  @Test(arguments: [(2, false), (3, true)])
  func fillsTheScopeUpToTheFirstVariableThatCodeNames(variable: Int, hasRoom: Bool) throws {
    // In the closure the variables of the activation come behind two slots of its own.
    let closure = "function &g {\n  literal 1\n  store_scoped \(variable + 2)\n  literal 1\n  return\n}"
    let original = try Program(
      parsing: """
        global @g0 = 1
        function &f {
          async_start 4
          literal &g
          closure_new
          store_global @g0
          load_global @g0
          await
          async_resume
          async_return
        }
        \(closure)

        """)
    var lifted = original
    #expect(lifted.lift().isEmpty)
    var program = lifted
    program.functions[FunctionID(0)] = try Program(
      parsing: """
        global @g0 = 1
        function &f {
        b0 in %0:
          %1 = async_start 4, %0
          %2 = closure_new %1, &g
          store_global @g0, %2
          %3 = await %1, %2
          %4 = add %3, 1
          %5 = await %1, %4
          %6 = add %4, %5
          async_return %6
        }
        \(closure)

        """
    ).functions[FunctionID(0)]
    if hasRoom {
      #expect(try program.lower(original: original, lifted: lifted).kept.isEmpty)
    } else {
      #expect(throws: Program.LoweringError.self) { try program.lower(original: original, lifted: lifted) }
    }
  }
}
