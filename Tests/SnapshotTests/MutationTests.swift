import Foundation
import Snapshot
import Testing
import TestSupport

/// Damaged snapshots are refused with an error, or are good snapshots: no crash, no hang, no wrong program.
///
/// `MVBOOST_SEED` chooses other inputs than the usual ones, `MVBOOST_MUTATIONS` how many there are for each
/// fixture. With `MVBOOST_KEEP_INPUTS` set to a folder, the inputs are written there as fixture-attempt.mvm-bc.
@Suite struct MutationTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let seed = environment["MVBOOST_SEED"].flatMap { UInt64($0) } ?? 20_260_401
  private static let count = environment["MVBOOST_MUTATIONS"].flatMap { Int($0) } ?? 280

  @Test func thereAreEnough() {
    print("mutation seed \(Self.seed); MVBOOST_SEED=\(Self.seed) repeats this run")
    #expect(Self.count * Fixtures.snapshots.count >= 20_000)
  }

  @Test(arguments: Fixtures.snapshots.indices)
  func damagedSnapshotsAreRefusedOrGood(_ index: Int) throws {
    let fixture = Fixtures.snapshots[index]
    var mutate = Mutation(seed: Self.seed &+ UInt64(index) &* 1_000_003)
    let keep = Self.environment["MVBOOST_KEEP_INPUTS"]
    var accepted = 0
    for attempt in 0..<Self.count {
      let bytes = mutate(fixture.bytes)
      if let keep { try Data(bytes).write(to: URL(filePath: "\(keep)/\(index)-\(attempt).mvm-bc")) }
      let comment = Comment("\(fixture), seed \(Self.seed), attempt \(attempt)")
      do {
        if try expectConsistent(bytes, comment) { accepted += 1 }
      } catch {
        Issue.record("\(error): \(comment)")
      }
    }
    // Else the mutations would test one side only.
    if Self.count >= 200 { #expect((Self.count / 50..<Self.count).contains(accepted)) }
  }

  /// Every input on which something once failed.
  @Test(arguments: Fixtures.regressions)
  func whatOnceFailedIsRefusedOrGood(_ fixture: Fixture) throws {
    try expectConsistent(fixture.bytes, "\(fixture)")
  }
}
