import IL
import Snapshot
import Testing
import TestSupport

/// Decoding and encoding, on every snapshot that the reference compiler made.
@Suite struct RoundTripTests {
  @Test(arguments: Fixtures.snapshots) func everyByteHasOneOwner(_ fixture: Fixture) throws {
    let snapshot = try DecodedSnapshot(fixture.bytes)
    expectCovered(snapshot.map, snapshot.bytes.count)
    let encoded = try EncodedSnapshot(snapshot.program)
    expectCovered(encoded.map, encoded.bytes.count)
    #expect(!encoded.map.regions.contains { $0.owner == .unreferenced })
  }

  private func expectCovered(_ map: FileMap, _ size: Int) {
    var end = 0
    for region in map.regions {
      #expect(region.range.lowerBound == end)
      #expect(!region.range.isEmpty)
      end = region.range.upperBound
    }
    #expect(end == size)
    #expect(map.size == size)
  }

  @Test(arguments: Fixtures.snapshots) func encodingKeepsTheProgram(_ fixture: Fixture) throws {
    let program = try DecodedSnapshot(fixture.bytes).program
    let encoded = try EncodedSnapshot(program)
    let decoded = try DecodedSnapshot(encoded.bytes).program
    #expect(decoded.essential == program.essential)
    #expect(decoded.essential == program.essential)
  }

  @Test(arguments: Fixtures.snapshots) func encodingIsNeverLarger(_ fixture: Fixture) throws {
    let encoded = try EncodedSnapshot(DecodedSnapshot(fixture.bytes).program)
    #expect(encoded.bytes.count <= fixture.bytes.count)
    #expect(encoded.map.initialRAM <= (try DecodedSnapshot(fixture.bytes).map.initialRAM))
  }

  @Test(arguments: Fixtures.snapshots) func encodingAgainGivesTheSameBytes(_ fixture: Fixture) throws {
    let program = try DecodedSnapshot(fixture.bytes).program
    let once = try EncodedSnapshot(program).bytes
    #expect(try EncodedSnapshot(program).bytes == once)
    #expect(try EncodedSnapshot(DecodedSnapshot(once).program).bytes == once)
  }

  /// The text has no hash tables in it: were an order to depend on one, the two programs would differ.
  @Test(arguments: Fixtures.snapshots) func encodingWhatWasPrintedGivesTheSameBytes(_ fixture: Fixture) throws
  {
    let program = try DecodedSnapshot(fixture.bytes).program
    let parsed = try Program(parsing: program.description)
    #expect(try EncodedSnapshot(parsed).bytes == EncodedSnapshot(program).bytes)
  }
}
