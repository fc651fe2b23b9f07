import Foundation
import Testing

/// Made-up programs do the same in the interpreter, after a round trip, and after passes in any order.
///
/// `PROGRAMS` in the environment sets how many are made (default 100), `PROGRAM_SEED` the first seed and
/// `PROGRAM_SIZE` their size; without it the size varies. A program and all that is done with it follow from its
/// seed alone. The seed of the one that runs is in the file `PROGRAM_LOG`, if that is set.
@Suite("Generated programs")
struct GeneratedProgramTests {
  /// Seeds whose programs once did something else, or could not be written.
  @Test(
    "that once failed do the same in every form",
    arguments: [66, 146, 1_002_031, 2_002_513, 7_004_127, 8_000_833, 9_502_914, 30_001_651])
  func doTheSameNow(seed: UInt64) throws { try GeneratedCheck(seed: seed).run() }

  @Test("do the same in every form")
  func doTheSame() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["PROGRAMS"].flatMap(UInt64.init) ?? 100
    let first = environment["PROGRAM_SEED"].flatMap(UInt64.init) ?? 1
    let size = environment["PROGRAM_SIZE"].flatMap(Int.init)
    let log = environment["PROGRAM_LOG"].map(URL.init(fileURLWithPath:))
    print("programs: \(count) from seed \(first)")
    for seed in first..<(first + count) {
      if let log { try "\(seed)\n".write(to: log, atomically: false, encoding: .utf8) }
      do {
        try GeneratedCheck(seed: seed, size: size).run()
      } catch {
        Issue.record("PROGRAM_SEED=\(seed) PROGRAMS=1: \(error)")
      }
    }
  }
}
