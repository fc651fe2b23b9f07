import Foundation
import Testing
import Verification

/// Passes keep what the programs of the corpus do in whatever order they run.
///
/// `PASS_ORDERS` in the environment sets how many orders are tried on each program (default 1), `PASS_ORDER_SEED`
/// the first seed.
struct PassOrderTests {
  @Test(arguments: CorpusCase.all) func randomOrdersKeepTheTrace(_ corpusCase: CorpusCase) throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["PASS_ORDERS"].flatMap(UInt64.init) ?? 1
    let first = environment["PASS_ORDER_SEED"].flatMap(UInt64.init) ?? 1
    let check = try ProgramCheck(corpusCase.snapshot, corpusCase.definition)
    for seed in first..<(first + count) {
      var random = SeededRandom(seed: seed)
      do {
        try check.check(GeneratedCheck.order(&random))
      } catch {
        Issue.record("PASS_ORDER_SEED=\(seed) PASS_ORDERS=1: \(error)")
      }
    }
  }
}
