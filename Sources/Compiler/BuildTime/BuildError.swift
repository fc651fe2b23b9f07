public import JavaScript

/// Why a program cannot be built.
public enum BuildError: Error, CustomStringConvertible {
  /// Mistakes in source texts, at least one, in the order of the modules.
  case mistakes([SourceMistake])
  /// What the top level of a module threw and did not catch, as text, and where.
  case exception(String, StackTrace)
  /// The top level executed more steps than it may.
  case stepLimit(Int, StackTrace)
  /// A function that an export reaches, and which no snapshot can hold.
  case snapshot(String, StackTrace)
  /// Anything else.
  case other(String)

  /// The message for the user, of one line or more; it begins with a place, if there is one.
  public var description: String {
    switch self {
    case .mistakes(let mistakes): mistakes.map(\.description).joined(separator: "\n")
    case .exception(let value, let trace): trace.report("uncaught exception: \(value)")
    case .stepLimit(let limit, let trace): trace.report("stopped after \(limit) steps")
    case .snapshot(let problem, let trace): trace.report("no snapshot: \(problem)", hasFrames: false)
    case .other(let problem): problem
    }
  }
}

/// A mistake in the source text of a module.
public struct SourceMistake: Sendable, CustomStringConvertible {
  /// What is wrong, and where.
  public var diagnostic: Diagnostic
  /// The text that it is in.
  public var text: SourceText
  /// How the module was imported: the places of the imports, the innermost first.
  public var importChain: [String]

  /// The message for the user.
  public var description: String {
    ([diagnostic.rendered(in: text)] + importChain.map { "  " + $0 }).joined(separator: "\n")
  }
}
