import Boost
import Runtime
import Testing
import TestSupport
import Verification

/// Snapshots that a running machine takes: with garbage, chains of cells, spare room in arrays, keys made at run time.
struct RuntimeSnapshotTests {
  /// The snapshot of a machine on which the host has called every export a few times.
  private func snapshot(after fixture: Fixture) throws -> [UInt8] {
    var options = Configuration()
    options.conformance = .reference
    let vm = try VM(snapshot: fixture.bytes, other: { _ in .function { _ in .number(3) } }, options: options)
    for arguments: [GuestValue] in [[], [.number(1), .number(2)], [.string("up"), .boolean(true)]] {
      for export in vm.exports {
        vm.instructionsLeft = 50_000
        // What goes wrong in the program leaves a state like any other.
        _ = try? vm.call(export: export, arguments)
      }
    }
    return try vm.createSnapshot()
  }

  /// Some programs end in a fatal error when they are called with anything; the test below has nothing of these.
  @Test func mostMachinesSurvive() {
    let survivors = Fixtures.snapshots.count { (try? snapshot(after: $0)) != nil }
    #expect(survivors * 10 >= Fixtures.snapshots.count * 9, "\(survivors) of \(Fixtures.snapshots.count)")
  }

  @Test(arguments: Fixtures.snapshots)
  func isOptimizedWithoutAChangeOfBehaviour(_ fixture: Fixture) throws {
    guard let taken = try? snapshot(after: fixture) else { return }
    let optimized = try Optimizer().optimize(taken)
    #expect(optimized.bytes.count <= taken.count)
    #expect(optimized.map.initialRAM <= optimized.original.map.initialRAM)
    let outcome = try Verification(taken, optimized.bytes).runGeneratedCases(seed: 1, count: 4)
    if case .different(let difference, let seed) = outcome {
      Issue.record("seed \(seed ?? 0): \(difference)")
    }
  }
}
