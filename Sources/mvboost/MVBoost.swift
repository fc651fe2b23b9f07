import ArgumentParser
import Foundation
import IL
import Snapshot

@main
struct MVBoost: ParsableCommand {
  @Argument var files: [String]
  func run() throws {
    var a = 0, b = 0
    for f in files {
      do {
        let d = try DecodedSnapshot(Array(try Data(contentsOf: URL(fileURLWithPath: f))))
        let e = try EncodedSnapshot(d.program)
        a += d.bytes.count; b += e.bytes.count
        if e.bytes.count > d.bytes.count { print(f, "LARGER", d.bytes.count, e.bytes.count) }
        let name = URL(fileURLWithPath: f).deletingLastPathComponent().lastPathComponent
        if f.hasSuffix("snapshot.mvm-bc") { try Data(e.bytes).write(to: URL(fileURLWithPath: "/tmp/rt/\(name).mvm-bc")) }
        let d2 = try DecodedSnapshot(e.bytes)
        let e2 = try EncodedSnapshot(d2.program)
        if d.program.canonicalized() != d2.program.canonicalized() {print(f,"NONCANON")}; if e2.bytes != e.bytes { print(f, "UNSTABLE") }
      } catch { print(f, error) }
    }
    print(a, b)
  }
}
