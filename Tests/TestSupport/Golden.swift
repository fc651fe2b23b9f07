import Foundation
import Testing

/// Expects `actual` to be the text in a file under `Goldens`, beside the test.
///
/// With `UPDATE_GOLDENS=1` in the environment, the file is rewritten instead: `make goldens` does that for all
/// tests.
///
/// - Parameters:
///   - actual: The text to check.
///   - path: The file, relative to the folder `Goldens` beside the file of the test.
///   - testFile: The file of the test.
///   - sourceLocation: Where a failure is reported.
public func expectGolden(
  _ actual: String, _ path: String, testFile: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let folder = URL(fileURLWithPath: testFile).deletingLastPathComponent().appendingPathComponent("Goldens")
  let file = folder.appendingPathComponent(path)
  if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(actual.utf8).write(to: file)
    } catch {
      Issue.record("cannot write \(file.path): \(error)", sourceLocation: sourceLocation)
    }
    return
  }
  guard let data = try? Data(contentsOf: file) else {
    Issue.record("Goldens/\(path) is missing; 'make goldens' writes it", sourceLocation: sourceLocation)
    return
  }
  let expected = String(decoding: data, as: UTF8.self)
  guard actual != expected else { return }
  Issue.record(
    "Goldens/\(path) differs; 'make goldens' accepts the new text\n\(LineDifference(expected, actual))",
    sourceLocation: sourceLocation)
}

/// The lines that differ between two texts, with their numbers.
public struct LineDifference: CustomStringConvertible, Sendable {
  /// The most lines that are shown: more than one can read helps nobody.
  private static let maximumLines = 60

  /// The removed lines of the old text, marked by `-`, and the new ones, marked by `+`, in order.
  public let description: String

  /// Compares `old` with `new`.
  public init(_ old: String, _ new: String) {
    let old = old.split(separator: "\n", omittingEmptySubsequences: false)
    let new = new.split(separator: "\n", omittingEmptySubsequences: false)
    var changes: [(line: Int, isInsertion: Bool, text: String)] = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, let line, _): changes.append((offset, false, "-\(offset + 1): \(line)"))
      case .insert(let offset, let line, _): changes.append((offset, true, "+\(offset + 1): \(line)"))
      }
    }
    changes.sort { ($0.line, $0.isInsertion ? 1 : 0) < ($1.line, $1.isInsertion ? 1 : 0) }
    var lines = changes.prefix(Self.maximumLines).map(\.text)
    if changes.count > lines.count { lines.append("… and \(changes.count - lines.count) more lines") }
    description = lines.joined(separator: "\n")
  }
}
