import Report
import Snapshot
import TestSupport
import Testing

@Suite struct DisassemblyTests {
  /// The bytes that a disassembly shows, read back from its text, each at its offset.
  private func bytes(shownIn text: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for line in text.split(separator: "\n") {
      let fields = line.prefix { $0 != " " }
      guard fields.count == 4, let offset = Int(fields, radix: 16), line.dropFirst(4).hasPrefix("  ") else {
        continue
      }
      try #require(offset == bytes.count, "\(line)")
      let dump = line.dropFirst(6).prefix(23).split(separator: " ")
      for byte in dump { bytes.append(try #require(UInt8(byte, radix: 16), "\(line)")) }
    }
    return bytes
  }

  /// The offsets that jumps lead to, and those where labels stand, which are decoded in different ways.
  private func labelsAndTargets(
    in text: String
  ) throws -> (labels: [String: String], targets: [(String, String)]) {
    var labels: [String: String] = [:]
    var targets: [(String, String)] = []
    var function = ""
    for line in text.split(separator: "\n") where line.count > 31 {
      let meaning = line.dropFirst(31)
      if meaning.contains(": function, ") { function = String(meaning.prefix { $0 != ":" && $0 != "," }) }
      if meaning.first == "L", meaning.last == ":" { labels[function + meaning] = "0x" + line.prefix(4) }
      let words = meaning.split(separator: " ")
      if let mnemonic = words.first, ["jump", "branch", "start_try"].contains(mnemonic) {
        try #require(words.count == 4, "\(line)")
        targets.append((function + words[1] + ":", String(words[3])))
      }
    }
    return (labels, targets)
  }

  @Test("Every byte of the file is shown once, in order", arguments: Fixtures.snapshots)
  func showsEveryByte(fixture: Fixture) throws {
    let snapshot = try DecodedSnapshot(fixture.bytes)
    #expect(try bytes(shownIn: Disassembly(snapshot).text) == snapshot.bytes)
    let encoded = try EncodedSnapshot(snapshot.program)
    let disassembly = Disassembly(bytes: encoded.bytes, map: encoded.map, program: snapshot.program)
    #expect(try bytes(shownIn: disassembly.text) == encoded.bytes)
  }

  @Test("Jumps lead to where their label is shown", arguments: Fixtures.snapshots)
  func jumpsMeetLabels(fixture: Fixture) throws {
    let snapshot = try DecodedSnapshot(fixture.bytes)
    let encoded = try EncodedSnapshot(snapshot.program)
    let other = Disassembly(bytes: encoded.bytes, map: encoded.map, program: snapshot.program)
    for disassembly in [Disassembly(snapshot), other] {
      let (labels, targets) = try labelsAndTargets(in: disassembly.text)
      for (label, target) in targets { #expect(labels[label] == target, "\(label) in \(fixture)") }
    }
  }

  @Test("Nothing in a fixture is without a meaning", arguments: Fixtures.snapshots)
  func explainsEverything(fixture: Fixture) throws {
    let lines = Disassembly(try DecodedSnapshot(fixture.bytes)).lines
    #expect(!lines.contains { $0.meaning.contains("?") && !$0.meaning.contains("\"") })
  }

  @Test(
    "The disassembly is as reviewed",
    arguments: [
      "bench/exceptions", "bench/strings", "corpus/async-order/snapshot", "corpus/boost-params/ideal",
      "corpus/boost-params/snapshot",
    ])
  func golden(path: String) throws {
    let name = path.replacing("/", with: "-")
    let snapshot = try DecodedSnapshot(Fixtures.snapshot(path).bytes)
    expectGolden(Disassembly(snapshot).text, "disassembly-\(name).txt")
  }

  /// The example of the snapshot format, section 1.3, which explains every byte.
  @Test("The disassembly of the format's own example says what the format says")
  func workedExample() throws {
    let bytes: [UInt8] = [
      0x08, 0x1C, 0x00, 0x00, 0x68, 0x00, 0xC1, 0xEC, 0x03, 0x00, 0x00, 0x00, 0x1C, 0x00, 0x1E, 0x00, 0x22,
      0x00,
      0x22, 0x00, 0x30, 0x00, 0x32, 0x00, 0x58, 0x00, 0x5E, 0x00, 0x07, 0x00, 0x03, 0x00, 0x45, 0x00, 0x5D,
      0x00,
      0x01, 0x00, 0x01, 0x00, 0x01, 0x00, 0x01, 0x00, 0x01, 0x00, 0x01, 0x00, 0x35, 0x00, 0x02, 0x40, 0x6E,
      0x00,
      0x04, 0x10, 0x70, 0x11, 0x01, 0x00, 0x00, 0x00, 0x02, 0x60, 0x00, 0x00, 0x04, 0x50, 0x31, 0x70, 0x02,
      0x01,
      0x60, 0x89, 0x00, 0x00, 0x01, 0x89, 0x01, 0x00, 0x88, 0x35, 0x00, 0x6B, 0x78, 0x82, 0x76, 0xEF, 0x41,
      0x00,
      0x02, 0x00, 0x01, 0x00, 0x08, 0xC0, 0x05, 0x00, 0x05, 0x00, 0x35, 0x00, 0x39, 0x00,
    ]
    expectGolden(Disassembly(try DecodedSnapshot(bytes)).text, "disassembly-worked-example.txt")
  }
}
