import CaseRunner
import Codec
import Foundation
import IL
import Snapshot
import TestSupport
import Testing
import Verification

/// Lifting and lowering every function of every fixture, with no pass between.
@Suite struct LoweringFixturesTests {
  /// The program of `fixture` after the round trip.
  private func roundTripped(_ fixture: Fixture) throws -> (original: Program, result: Program) {
    let original = try DecodedSnapshot(fixture.bytes).program
    var program = original
    _ = program.lift()
    try? program.removeImpossibleChecks()
    let lifted = program
    let report = try program.lower(original: original, lifted: lifted)
    for case (let id, .failed(let failure)) in report.kept {
      Issue.record("\(fixture), \(id): \(failure)")
    }
    return (original, program)
  }

  @Test(arguments: Fixtures.snapshots + Fixtures.linked) func nothingGetsWorse(fixture: Fixture) throws {
    let (original, result) = try roundTripped(fixture)
    try Verifier.verify(result)
    for (id, function) in result.functions.entries {
      let old = original.functions[id]
      #expect(try size(function) <= size(old), "\(fixture), \(id)")
      #expect(try StackDepths(function).maximum <= StackDepths(old).maximum, "\(fixture), \(id)")
    }
    let encoded = try EncodedSnapshot(result)
    #expect(try DecodedSnapshot(encoded.bytes).program.functions.count == result.functions.count)
  }

  @Test(arguments: Fixtures.snapshots.filter { $0.name.hasPrefix("corpus/") })
  func doesTheSame(fixture: Fixture) throws {
    let folder = fixture.name.split(separator: "/").dropLast().joined(separator: "/")
    let file = Fixtures.directory.appending(path: "\(folder)/case.json")
    let encoded = try EncodedSnapshot(roundTripped(fixture).result)
    let outcome = try Verification(fixture.bytes, encoded.bytes).run(Case(parsing: Data(contentsOf: file)))
    if case .different(let difference, _) = outcome { Issue.record("\(fixture): \(difference)") }
  }

  /// The code is at most this share of what the reference compiler makes, in percent.
  @Test func codeShrinks() throws {
    var before = 0
    var after = 0
    for fixture in Fixtures.snapshots
    where fixture.name.hasPrefix("bench/") || fixture.name.hasSuffix("/snapshot") {
      before += codeBytes(try DecodedSnapshot(fixture.bytes).map)
      after += codeBytes(try EncodedSnapshot(roundTripped(fixture).result).map)
    }
    #expect(after * 100 <= before * 85, "\(after) of \(before) bytes")
  }

  /// The bytes of all functions without their headers.
  private func codeBytes(_ map: FileMap) -> Int {
    map.regions.reduce(0) { sum, region in
      guard case .function = region.owner, region.part != .allocationHeader else { return sum }
      return sum + region.range.count
    }
  }

  private func size(_ function: Function) throws -> Int { try #require(function.codeSize) }
}
