import ArgumentParser
import Foundation
import IL
import Snapshot

@main
struct MVBoost: ParsableCommand {
  @Argument var files: [String]
  func run() throws {
    for f in files {
      do {
        let d = try DecodedSnapshot(Array(try Data(contentsOf: URL(fileURLWithPath: f))))
        let text = d.program.description
        let again = try Program(parsing: text)
        if again.description != text { print(f, "TEXT DIFFERS"); print(text); print("----"); print(again.description) }
        if files.count == 1 { print(text) } else { print(f, "ok", d.program.functions.count, d.map.regions.filter { $0.owner == .unreferenced }.map { $0.range }) }
      } catch { print(f, error) }
    }
  }
}
