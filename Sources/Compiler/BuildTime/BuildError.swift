public import JavaScript

/// Why a program cannot be built.
public enum BuildError: Error, CustomStringConvertible {
  /// A mistake in a source text, and how the module was imported.
  case source(Diagnostic, SourceText, [String])
  /// What the top level of a module threw and did not catch, as text, and where.
  case exception(String, [String])
  /// The top level executed more steps than it may.
  case stepLimit(Int, [String])
  /// Anything else.
  case other(String)

  /// The message for the user, of one line or more.
  public var description: String {
    switch self {
    case .source(let diagnostic, let text, let chain):
      ([diagnostic.rendered(in: text)] + chain.map { "  " + $0 }).joined(separator: "\n")
    case .exception(let value, let trace):
      (["uncaught exception: \(value)"] + trace.map { "    at " + $0 }).joined(separator: "\n")
    case .stepLimit(let limit, let trace):
      (["stopped after \(limit) steps"] + trace.map { "    at " + $0 }).joined(separator: "\n")
    case .other(let problem): problem
    }
  }
}
