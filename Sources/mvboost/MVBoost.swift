import ArgumentParser
import Foundation
import IL
import Snapshot
import Passes

@main
struct MVBoost: ParsableCommand {
  @Argument var files: [String]
  @Flag var v = false
  func run() throws {
    var a = 0, b = 0
    for f in files {
      do {
        let d = try DecodedSnapshot(Array(try Data(contentsOf: URL(fileURLWithPath: f))))
        var p = d.program
        let steps = try PassManager().run(Pass.defaultPipeline, on: &p)
        let e = try EncodedSnapshot(p)
        a += d.bytes.count; b += e.bytes.count
        if e.bytes.count > d.bytes.count { print(f, "LARGER", d.bytes.count, e.bytes.count) }
        let name = URL(fileURLWithPath: f).deletingLastPathComponent().lastPathComponent
        print(name, d.bytes.count, e.bytes.count, steps.map { $0.changes.count })
        if v { for s in steps { for c in s.changes { print(c) } }; print(p) }
        if f.hasSuffix("snapshot.mvm-bc") {
          try Data(e.bytes).write(to: URL(fileURLWithPath: "/tmp/rt/\(name).mvm-bc"))
        }
        let d2 = try DecodedSnapshot(e.bytes)
        let e2 = try EncodedSnapshot(d2.program)
        if p.canonicalized() != d2.program.canonicalized() { print(f, "NONCANON") };
        if e2.bytes != e.bytes { print(f, "UNSTABLE") }
      } catch { print(f, error) }
    }
    print(a, b)
  }
}
