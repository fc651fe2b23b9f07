import Report
import Snapshot
import TestSupport
import Verification
import Testing

/// Reports about files that no compiler wrote, but that decode.
@Suite struct UnusualSnapshotTests {
  /// What decodes of copies of `fixture` with some random bytes in them.
  private func variants(of fixture: Fixture, count: Int) -> [DecodedSnapshot] {
    var random = SeededRandom(seed: UInt64(fixture.bytes.count))
    return (0..<count).compactMap { _ in
      var image = PatchedImage(fixture.bytes)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let offset = Int.random(in: 28..<fixture.bytes.count, using: &random)
        image.bytes[offset] = UInt8.random(in: 0...255, using: &random)
      }
      return try? DecodedSnapshot(image.repaired)
    }
  }

  @Test("Reports can be made of whatever decodes", arguments: Fixtures.snapshots)
  func reportsOnWhateverDecodes(fixture: Fixture) throws {
    for snapshot in variants(of: fixture, count: 40) {
      let lines = Disassembly(snapshot).lines
      #expect(lines.compactMap(\.range).flatMap { snapshot.bytes[$0] } == snapshot.bytes)
      guard let encoded = try? EncodedSnapshot(snapshot.program) else { continue }
      let after = SizeReport.Side(program: snapshot.program, map: encoded.map)
      #expect(SizeReport(before: .init(snapshot), after: after).file.after == encoded.bytes.count)
    }
  }

  @Test("A jump to a pop of nothing has its label there")
  func labelBeforeNoOperation() throws {
    var image = PatchedImage(Fixtures.snapshot("bench/fib").bytes)
    // Jump to the next instruction, pop nothing, return undefined.
    image.put([0x76, 0x00, 0x80, 0x00, 0x01, 0x60], at: 0x50)
    let lines = Disassembly(try DecodedSnapshot(image.repaired)).lines
    let label = try #require(lines.first { $0.range == 0x52..<0x52 })
    #expect(label.meaning == "L0:")
    #expect(lines.contains { $0.range == 0x50..<0x52 && $0.meaning == "  jump L0 -> 0x0052" })
  }
}
