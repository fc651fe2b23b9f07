import Foundation
import Testing
import TestSupport
import Verification

/// Damaged files through the whole program; `SnapshotTests` has many more of them without processes.
struct DamagedInputTests {
  @Test func neitherCrashesNorWrites() throws {
    let seed: UInt64 = 20_261_121
    print("command-line damage: seed \(seed)")
    var random = SeededRandom(seed: seed)
    let folder = try TemporaryFolder()
    for _ in 0..<100 {
      var bytes = Fixtures.snapshots.randomElement(using: &random)!.bytes
      if Bool.random(using: &random) {
        bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
      } else {
        for _ in 0..<4 {
          bytes[bytes.indices.randomElement(using: &random)!] ^= UInt8.random(in: 1...255, using: &random)
        }
      }
      let command = try Command.run(["-", "-o", folder.path("out")], input: bytes)
      #expect(command.exitCode == 1)
      #expect(command.errors.split(separator: "\n").count == 1)
      #expect(folder.files.isEmpty)
    }
  }
}
