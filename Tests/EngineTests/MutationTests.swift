import CaseRunner
import Foundation
import Runtime
import Testing
import Verification

/// Damaged snapshots with a valid checksum end in an error or a result, never in a crash.
///
/// `MUTATIONS` in the environment sets how many are run (default 4000), `MUTATION_SEED` the first seed; each mutant
/// is made from its seed alone, and the seed of the one that runs is in the file `MUTATION_LOG`, if that is set.
@Suite("Damaged snapshots")
struct MutationTests {
  @Test("end in an error or a result")
  func endOrderly() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["MUTATIONS"].flatMap(UInt64.init) ?? 4000
    let first = environment["MUTATION_SEED"].flatMap(UInt64.init) ?? 1
    let log = environment["MUTATION_LOG"].map(URL.init(fileURLWithPath:))
    print("mutations: \(count) from seed \(first)")
    let cases = try Corpus.names.map(Corpus.load)
    var outcomes: [String: Int] = [:]
    for seed in first..<(first + count) {
      if let log { try "\(seed)\n".write(to: log, atomically: false, encoding: .utf8) }
      var random = SeededRandom(seed: seed)
      let files = cases[Int(random.next() % UInt64(cases.count))]
      let mutant = Mutation.damaged(files.snapshot, &random)
      var options = Configuration()
      options.conformance = random.next() & 1 == 0 ? .reference : .ecmascript
      options.collectsAlways = random.next() % 16 == 0
      options.heapLimit = random.next() % 4 == 0 ? 4096 : 65534
      options.stackSize = 1024
      // The case asks for handles that a damaged program may not have given.
      let trace = try? CaseRunner.run(files.definition, on: mutant, options: options, gas: 20_000)
      outcomes[Mutation.outcome(trace), default: 0] += 1
    }
    print(
      "outcomes: \(outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))"
    )
    // A mutation that never gets past restoring would test nothing.
    #expect(outcomes["ran to the end", default: 0] > Int(count) / 10)
  }
}

enum Mutation {
  /// A copy of a snapshot with some damage behind its header, or rarely in it, and the right checksum.
  static func damaged(_ snapshot: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var bytes = snapshot
    let start = random.next() % 32 == 0 ? 8 : 28
    for _ in 0...random.next() % 6 {
      let index = Int.random(in: start..<bytes.count, using: &random)
      switch random.next() % 5 {
      case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 2: bytes[index] = [0, 1, 0x7F, 0x80, 0xFF, 0x60, 0x6B, 0x6F, 0x78, 0x7D][Int(random.next() % 10)]
      case 3:
        // A word from elsewhere: a pointer or an instruction that means something.
        let other = Int.random(in: start..<bytes.count - 1, using: &random)
        if index + 1 < bytes.count { (bytes[index], bytes[index + 1]) = (bytes[other], bytes[other + 1]) }
      default:
        let end = min(index + Int.random(in: 1...16, using: &random), bytes.count)
        for position in index..<end { bytes[position] = UInt8.random(in: 0...255, using: &random) }
      }
    }
    return withChecksum(bytes)
  }

  static func withChecksum(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var crc: UInt16 = 0xFFFF
    for byte in bytes[8...] {
      crc ^= UInt16(byte) << 8
      for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
    }
    bytes[6] = UInt8(truncatingIfNeeded: crc)
    bytes[7] = UInt8(truncatingIfNeeded: crc >> 8)
    return bytes
  }

  static func outcome(_ trace: Trace?) -> String {
    guard let trace else { return "case did not fit" }
    if trace.events.first?["restoreError"] != nil { return "not restored" }
    return trace.statistics == nil ? "fatal error" : "ran to the end"
  }
}
