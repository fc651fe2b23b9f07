import Foundation
import Testing

/// Expects `actual` to be what the golden file at `relativePath` holds.
///
/// The file is in the folder `Goldens` next to the test that calls this. With `UPDATE_GOLDENS=1` in the
/// environment the file is written instead.
public func expectGolden(
  _ actual: String, _ relativePath: String, filePath: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let url = URL(fileURLWithPath: filePath).deletingLastPathComponent()
    .appendingPathComponent("Goldens").appendingPathComponent(relativePath)
  if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(actual.utf8).write(to: url)
    } catch {
      Issue.record("cannot write Goldens/\(relativePath): \(error)", sourceLocation: sourceLocation)
    }
    return
  }
  guard let data = FileManager.default.contents(atPath: url.path) else {
    Issue.record(
      "Goldens/\(relativePath) does not exist; `make goldens` writes it", sourceLocation: sourceLocation)
    return
  }
  let expected = String(decoding: data, as: UTF8.self)
  guard actual != expected else { return }
  Issue.record(
    "Goldens/\(relativePath) differs; if that is right, `make goldens` rewrites it\n\(lineDiff(expected, actual))",
    sourceLocation: sourceLocation)
}

/// The lines that were removed (`-`) and added (`+`), with their numbers, up to a readable amount.
private func lineDiff(_ expected: String, _ actual: String) -> String {
  func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  let changes = lines(actual).difference(from: lines(expected)).map { change in
    switch change {
    case .remove(let offset, let line, _): (offset, 0, "-\(offset + 1): \(line)")
    case .insert(let offset, let line, _): (offset, 1, "+\(offset + 1): \(line)")
    }
  }
  let sorted = changes.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  let limit = 60
  let rest = sorted.count > limit ? ["... and \(sorted.count - limit) more changes"] : []
  return (sorted.prefix(limit) + rest).joined(separator: "\n")
}
