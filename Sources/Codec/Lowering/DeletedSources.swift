import IL

/// Where values of a function may come to be `deleted`, which no instruction can copy.
enum DeletedSources: Hashable, Sendable {
  /// Nothing is known of the program, so wherever the signatures of operations allow it.
  case anywhere
  /// Only these locals, by what the analysis of the program says, and what async functions may give.
  case known(Set<Local>)

  /// True iff `local` may be `deleted`, and not just because what it was made of was.
  ///
  /// - Parameter operation: What defines the local; nil for what the engine or a `throw` passes.
  func include(_ local: Local, _ operation: SSAOperation?) -> Bool {
    if let operation {
      guard case .value(let types) = operation.signature.result, types.contains(.deleted) else {
        return false
      }
    }
    switch self {
    case .anywhere: return true
    case .known(let locals): return operation == .awaitCall || locals.contains(local)
    }
  }
}
