import IL

extension ScopeGraph {
  /// The scopes that the engine looks into in a way of its own while it executes `body`, the body of `function`.
  ///
  /// It saves the frame in the current scope when it awaits, and finds there whom to tell when an operation is
  /// completed. After an exception that is the scope of the throw, which in an async function may be any but
  /// the one that the function was entered with (engine specification, section 8.3 and quirk 13).
  func scopesUsedByEngine(_ body: SSABody, _ function: FunctionID) -> [Scopes] {
    var used: [Scopes] = []
    for instruction in body.blocks.lazy.flatMap(\.instructions) {
      switch instruction.operation {
      case .await, .awaitCall, .enqueueJob:
        if let scope = instruction.operands[0].local { used.append(scopes(scope, in: function)) }
      default: break
      }
    }
    let completes = body.blocks.contains(where: \.completes)
    if completes { used.append(entries[function] ?? Scopes()) }
    guard body.isAsync || completes else { return used }
    for (scope, scopes) in scopes[function] ?? [:] where scope != body[SSABody.entry].scope {
      used.append(scopes)
    }
    return used
  }
}

extension BasicBlock {
  /// True iff the block ends with the instruction that completes an async operation.
  var completes: Bool { if case .asyncComplete = terminator.kind { true } else { false } }
}
