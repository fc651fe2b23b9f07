import Foundation
import Testing

/// A source, and what is expected of it.
public struct SourceCase: CustomTestStringConvertible, Sendable {
  /// The source.
  public let source: String
  /// The line that follows it, without the marker; more lines for more expectations.
  public let expected: String
  /// The source.
  public var testDescription: String { source }

  /// Reads `Tests/Fixtures/javascript/NAME.txt`: the lines of each source, then those with `marker` and what is
  /// expected, then an empty line.
  public static func load(_ name: String, marker: String) -> [SourceCase] {
    let file = Fixtures.directory.appending(path: "javascript/\(name).txt")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { fatalError("cannot read \(file)") }
    return text.components(separatedBy: "\n\n").filter { !$0.isEmpty }.map { block in
      let parts = block.components(separatedBy: "\n" + marker)
      let expected = parts.dropFirst().joined(separator: "\n").trimmingCharacters(in: .newlines)
      return SourceCase(source: parts[0], expected: expected)
    }
  }
}
