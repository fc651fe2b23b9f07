extension Diagnostic {
  /// The first line of what `rendered(in:)` gives: `file:line:column: error: message`.
  public func headline(in source: SourceText) -> String {
    Self.headline(severity, message, range, source)
  }

  /// The diagnostic as compilers print it: a headline, the line of the source, a mark below what is meant; then
  /// the notes in the same way.
  ///
  /// There is no line break at the end.
  public func rendered(in source: SourceText) -> String {
    let places = [(severity, message, range)] + notes.map { (.note, $0.message, $0.range) }
    return places.map { severity, message, range in
      Self.headline(severity, message, range, source) + "\n" + Excerpt(range, in: source).description
    }.joined(separator: "\n")
  }

  private static func headline(
    _ severity: Severity, _ message: String, _ range: SourceRange, _ source: SourceText
  ) -> String {
    "\(source.name):\(source.position(at: range.start)): \(severity.rawValue): \(message)"
  }
}

/// A line of a source text, or the interesting part of a wide one, with a mark below a range.
private struct Excerpt: CustomStringConvertible {
  /// So much of a line is shown at most, in characters.
  private static let width = 100
  /// So much of it stands before the mark if the line is cut.
  private static let lead = 40

  let description: String

  init(_ range: SourceRange, in source: SourceText) {
    let contents = source.contents(ofLine: source.position(at: range.start).line)
    let start = min(max(range.start, contents.lowerBound), contents.upperBound)
    let end = min(max(range.end, start), contents.upperBound)
    func text(_ range: Range<Int>) -> String { String(decoding: source.bytes[range], as: UTF8.self) }
    var before = Array(text(contents.lowerBound..<start))
    let marked = text(start..<end).count
    var line = before + Array(text(start..<contents.upperBound))
    if line.count > Self.width {
      let skipped = max(0, min(before.count - Self.lead, line.count - Self.width))
      line.removeFirst(skipped)
      before.removeFirst(skipped)
      let isCutBehind = line.count > Self.width
      line.removeLast(max(0, line.count - Self.width))
      if skipped > 0 {
        line.insert("…", at: 0)
        before.insert("…", at: 0)
      }
      if isCutBehind { line.append("…") }
    }
    let indentation = before.map { $0 == "\t" ? "\t" : " " }.joined()
    let tail = String(repeating: "~", count: max(0, min(marked, line.count - before.count) - 1))
    description = "\(String(line))\n\(indentation)^\(tail)"
  }
}
