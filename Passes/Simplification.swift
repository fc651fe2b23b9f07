import Analysis
import IL

/// What `constant-folding` and `dead-instructions` make of a body, for passes that want to know what a change is
/// worth.
struct Simplification {
  private let program: Program
  private let globals: GlobalTypes
  private let evaluator: Evaluator

  /// Prepares to simplify bodies of `program`.
  init(_ program: Program) {
    self.program = program
    globals = GlobalTypes(program)
    evaluator = Evaluator(program)
  }

  /// `body`, with what is known in it alone followed to the end.
  func simplified(_ body: SSABody) -> SSABody {
    var result = body
    for _ in 0..<Self.maximumRounds {
      let before = result
      let values = LocalValues(result, in: program, globals, evaluator)
      result = ConstantFolder(result, values).folded { _ in true }
      var cleaner = InstructionCleaner(result, program, globals, evaluator)
      cleaner.run()
      result = cleaner.result
      if result == before { break }
    }
    return result
  }

  /// Joining blocks shows more constants, but hardly ever more than once.
  private static let maximumRounds = 3
}
