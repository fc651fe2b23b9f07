public import JavaScript

/// The calls that were under way when something happened, the innermost first.
public struct StackTrace: Sendable {
  /// A call.
  public struct Frame: Sendable, CustomStringConvertible {
    /// The name of the function.
    public var function: String
    /// Where control was; nil in what is not JavaScript.
    public var place: (text: SourceText, offset: Int)?
    /// True iff the function is one of the standard library.
    public var isInLibrary = false

    /// The call as a line of a trace.
    public var description: String {
      guard let place, !isInLibrary else { return "\(function) (built in)" }
      return "\(function) (\(place.text.name):\(place.text.position(at: place.offset)))"
    }
  }

  /// The most calls that a report lists.
  private static let limit = 20

  /// The calls.
  public var frames: [Frame]

  /// What happened: at the innermost place in the program's own text, if there is one, then the calls.
  func report(_ message: String, hasFrames: Bool = true) -> String {
    var lines: [String] = []
    if let place = frames.first(where: { $0.place != nil && !$0.isInLibrary })?.place {
      let diagnostic = Diagnostic(.error, message, at: SourceRange(place.offset, place.offset))
      lines.append(diagnostic.rendered(in: place.text))
    } else {
      lines.append(message)
    }
    guard hasFrames else { return lines[0] }
    lines += frames.prefix(Self.limit).map { "    at \($0)" }
    if frames.count > Self.limit { lines.append("    at (\(frames.count - Self.limit) more)") }
    return lines.joined(separator: "\n")
  }
}
