/// Something to tell about a part of a source text.
public struct Diagnostic: Hashable, Sendable {
  /// How bad it is.
  public enum Severity: String, Sendable {
    case error
    case warning
    case note
  }

  /// Another place that matters for the message.
  public struct Note: Hashable, Sendable {
    /// What is there, without a full stop.
    public var message: String
    /// Where it is.
    public var range: SourceRange

    /// Makes a note.
    public init(_ message: String, at range: SourceRange) {
      self.message = message
      self.range = range
    }
  }

  /// How bad it is.
  public var severity: Severity
  /// What is wrong, in one line and without a full stop.
  public var message: String
  /// Where it is.
  public var range: SourceRange
  /// Other places that matter.
  public var notes: [Note]

  /// Makes a diagnostic.
  public init(_ severity: Severity, _ message: String, at range: SourceRange, notes: [Note] = []) {
    self.severity = severity
    self.message = message
    self.range = range
    self.notes = notes
  }
}

/// Why a text is not a module.
public struct SyntaxError: Error, Hashable, Sendable {
  /// What was expected, what was found, and where.
  public var diagnostic: Diagnostic

  /// Makes an error.
  public init(_ message: String, at range: SourceRange, notes: [Diagnostic.Note] = []) {
    diagnostic = Diagnostic(.error, message, at: range, notes: notes)
  }

  /// What was expected and what was found, in one line.
  public var message: String { diagnostic.message }
  /// Where it was found.
  public var range: SourceRange { diagnostic.range }
}
