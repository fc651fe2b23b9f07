import Foundation
import TestSupport
import Testing
struct TemporaryGeneration {
  @Test func generate() throws {
    let text = try String(contentsOfFile: "/tmp/robust-x/cases.txt", encoding: .utf8)
    var out: [String] = []
    for block in text.components(separatedBy: "\n\n") {
      let source = block.trimmingCharacters(in: .newlines)
      try source.write(toFile: "/tmp/robust-x/current", atomically: true, encoding: .utf8)
      let message = BadProgramTests.message(of: source)
      out.append(source + message.components(separatedBy: "\n").map { "\n//! " + $0 }.joined())
    }
    try (out.joined(separator: "\n\n") + "\n").write(toFile: "/tmp/robust-x/out.txt", atomically: true, encoding: .utf8)
  }
}
