import Boost
import Codec
import IL
import Interpreter
import Passes
import Runtime
import Snapshot
import Testing
import Verification

/// Made-up programs whose values were put into cells get them back, and do what they did.
struct CellPromotionTraceTests {
  private static let count = 60
  /// The seeds whose frames get too large for what an `await` may save; the optimizer does without the pass then.
  private static let withoutRoom: Set<UInt64> = [48, 57]

  /// The program of `seed` in SSA form, and with its values in cells.
  private func programs(
    of generated: GeneratedProgram, seed: UInt64
  ) throws -> (lifted: Program, demoted: Program) {
    var lifted = try DecodedSnapshot(generated.snapshot).program
    #expect(lifted.lift().isEmpty)
    // Programs that pass on `deleted` keep their checks.
    try? lifted.removeImpossibleChecks()
    let values = try? UninitializedValues(lifted)
    var random = SeededRandom(seed: seed)
    var demoted = lifted
    // What the engine enters with values in its frame was never a function of a source.
    for (id, function) in lifted.functions.entries where function.entryDepth == 0 {
      let body = try #require(function.ssa)
      demoted.functions[id].body = .ssa(
        body.demoted(isDeleted: values?.deletedLocals(of: body, id) ?? body.possiblyDeleted, &random))
    }
    try Verifier.verify(demoted)
    return (lifted, demoted)
  }

  private func cellCount(_ program: Program) -> Int {
    program.functions.entries.reduce(0) { $0 + ($1.element.ssa?.cellCount ?? 0) }
  }

  @Test(arguments: 1...UInt64(count)) func promotionUndoesDemotion(_ seed: UInt64) throws {
    let generated = try GeneratedProgram(seed: seed)
    let (lifted, demoted) = try programs(of: generated, seed: seed)
    var promoted = demoted
    var options = PassManager.Options()
    options.verifiesEach = true
    _ = try PassManager(options).run([#require(Pass.named("cell-promotion"))], on: &promoted)
    #expect(cellCount(demoted) > cellCount(lifted))
    #expect(cellCount(promoted) <= cellCount(lifted))
    for (form, program) in [("demoted", demoted), ("promoted", promoted)] {
      let verification = Verification(generated.snapshot, conformance: .reference) { [program] imports in
        try InterpretedProgram(program, imports: imports, options: .init(conformance: .reference))
      }
      if case .different(let difference, _) = try verification.run(generated.testCase) {
        Issue.record("seed \(seed), \(form): \(difference)")
      }
    }
    var room = lifted
    // Without the code that was read, a frame may have no room to spare for what `await` saves.
    guard (try? room.lower(original: generated.program, lifted: Program())) != nil else { return }
    var lowered = promoted
    guard !Self.withoutRoom.contains(seed) else {
      #expect(throws: Program.LoweringError.self) {
        try lowered.lower(original: generated.program, lifted: Program())
      }
      return
    }
    _ = try lowered.lower(original: generated.program, lifted: Program())
    let verification = try Verification(generated.snapshot, EncodedSnapshot(lowered).bytes)
    if case .different(let difference, _) = try verification.run(generated.testCase) {
      Issue.record("seed \(seed), lowered: \(difference)")
    }
  }
}
