import Analysis
import IL

extension Pass {
  /// Calls functions by name where only one can be meant.
  ///
  /// Safe because `ValueFlow` bounds what is called, so that the call cannot fail and enters the same function. A
  /// closure brings its scope along; what is called instead of it has none, so a closure is only bypassed if
  /// its function does not look at the scope with which it is entered. The callee operand keeps being evaluated
  /// until nothing needs it. It stays a call of a value, which is right for async functions, too: the engine
  /// tells them by it that nobody waits for them (engine specification, section 12.5), and lowering shortens
  /// the others.
  ///
  /// Before:
  /// ```
  /// global @f = $closure
  /// rom $closure = closure [&f, 5]
  /// function &main {
  /// b0:
  ///   %0 = load_global @f
  ///   %1 = call %0, undefined, 1
  ///   return %1
  /// }
  /// function &f { ... }   // names no scope
  /// ```
  /// After:
  /// ```
  ///   %0 = load_global @f
  ///   %1 = call &f, undefined, 1
  /// ```
  static let directCalls = Pass("direct-calls", "call functions by name where only one can be meant") {
    context in
    let flow = context.valueFlow
    guard flow.obstacle == nil else { return }
    let names = context.names
    for (id, function) in context.program.functions.entries {
      guard var body = function.ssa, flow.isReached(id) else { continue }
      for block in body.blocks.indices {
        for position in body.blocks[block].instructions.indices {
          let instruction = body.blocks[block].instructions[position]
          guard let index = instruction.operation.calleeIndex,
            let callee = direct(instruction.operands[index], in: id, flow),
            context.accept("\(names[id]): it is always \(names[callee]) that is called, which needs no scope")
          else { continue }
          body.blocks[block].instructions[position].operands[index] = .literal(.function(callee))
        }
      }
      if body != function.ssa { context.update { $0.functions[id].body = .ssa(body) } }
    }
  }

  /// The function that can stand for `operand` in a call, unless it does already.
  private static func direct(
    _ operand: Operand, in function: FunctionID, _ flow: ValueFlow
  ) -> FunctionID? {
    if case .literal(.function) = operand { return nil }
    let value = flow.value(of: operand, in: function)
    guard let callee = flow.onlyCallee(value), let body = flow.program.functions[callee].ssa else {
      return nil
    }
    // A plain function is entered without a scope anyway.
    if let thing = value.reference, case .function = flow.references[thing] { return callee }
    return body.looksAtCallersScope ? nil : callee
  }
}

extension SSABody {
  /// True iff what the function does may depend on the scope with which it is entered.
  ///
  /// Catch blocks and joins may name that scope, too, so any scope that a block names counts.
  fileprivate var looksAtCallersScope: Bool {
    let named = Set(blocks.compactMap(\.scope))
    return blocks.contains { block in
      block.instructions.contains { instruction in
        if case .asyncStart(_, false) = instruction.operation { return false }
        guard instruction.operation.signature.takesScope else { return false }
        return instruction.operands[0].local.map(named.contains) ?? true
      }
    }
  }
}
