import Foundation
import TestSupport
import Testing

/// A source, and what is expected of it.
struct SourceCase: CustomTestStringConvertible, Sendable {
  let source: String
  let expected: String
  var testDescription: String { source }

  /// Reads `Tests/Fixtures/javascript/NAME.txt`: the lines of each source, then one with `marker` and what is
  /// expected, then an empty line.
  static func load(_ name: String, marker: String) -> [SourceCase] {
    let file = Fixtures.directory.appending(path: "javascript/\(name).txt")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { fatalError("cannot read \(file)") }
    return text.components(separatedBy: "\n\n").filter { !$0.isEmpty }.map { block in
      let parts = block.components(separatedBy: "\n" + marker)
      return SourceCase(source: parts[0], expected: parts[1].trimmingCharacters(in: .newlines))
    }
  }
}
