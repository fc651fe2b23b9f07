import Codec
import IL
import Snapshot
import TestSupport
import Testing

/// Every function of every fixture lifts, into a body that its text gives again.
@Suite struct LiftingFixturesTests {
  @Test(arguments: Fixtures.snapshots + Fixtures.linked) func lifts(fixture: Fixture) throws {
    var program = try DecodedSnapshot(fixture.bytes).program
    for (id, reason) in program.lift() { Issue.record("\(fixture), \(id): \(reason)") }
    try Verifier.verify(program)
    let text = program.description
    let parsed = try Program(parsing: text)
    try Verifier.verify(parsed)
    #expect(parsed.description == text)
  }
}
