import Boost
import Passes
import Verification

/// Everything that is done with the program of one seed.
struct GeneratedCheck {
  private static let sizes = [2, 3, 4, 4, 4, 6, 8]
  private static let longestOrder = 24

  private let seed: UInt64
  private let check: ProgramCheck

  /// Makes the program of `seed`; without a size it follows from the seed.
  init(seed: UInt64, size: Int? = nil) throws {
    self.seed = seed
    let size = size ?? Self.sizes[Int(seed % UInt64(Self.sizes.count))]
    let generated = try GeneratedProgram(seed: seed, size: size)
    check = try ProgramCheck(generated.snapshot, generated.testCase)
  }

  /// Does everything, of which some only for a share of the seeds.
  func run() throws {
    try check.checkInterpreter(.reference)
    if seed % 4 == 0 { try check.checkInterpreter(.ecmascript) }
    try check.check([])
    try check.check(Pass.defaultPipeline, maximumRounds: seed % 2 == 0 ? 1 : Optimizer.roundLimit)
    if seed % 16 == 1 { for pass in Pass.all { try check.check([pass]) } }
    if seed % 8 == 3 { try check.checkRefusing(Pass.defaultPipeline) }
    if seed % 4 == 2 {
      var random = SeededRandom(seed: seed)
      try check.check(Self.order(&random))
    }
  }

  /// Passes in a random order, each any number of times.
  static func order(_ random: inout SeededRandom) -> [Pass] {
    (0..<Int.random(in: 2...longestOrder, using: &random)).compactMap { _ in
      Pass.all.randomElement(using: &random)
    }
  }
}
