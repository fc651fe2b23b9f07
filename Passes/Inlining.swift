import Analysis
import Codec
import IL

extension Pass {
  /// Puts functions where they are called, if they are called once or no larger than their calls.
  ///
  /// Safe because the body does in its new place what it did in its own: it looks at no scope that is not its own,
  /// so the current one does not matter; it is not async, so nothing asks how it was called; arguments that a call
  /// does not pass are `undefined`, and so are cells that it does not store; exceptions reach the same catch blocks;
  /// and nothing is computed earlier or later. A body that makes scopes or has a `try` leaves another scope current,
  /// or an unknown one, so it only goes where nobody looks at the scope.
  /// What stays on the stack over the call may have to be copied, which cannot be done with `deleted`, so that
  /// must be known not to occur there.
  ///
  /// Only expressions are put into async functions, because the scope of these limits what fits their frames.
  /// A function that was called once goes.
  ///
  /// Before:
  /// ```
  /// function &main {
  /// b0:
  ///   %0 = load_arg 1
  ///   %1 = call &increment, %0
  ///   return %1
  /// }
  /// function &increment {
  /// b0:
  ///   %0 = load_arg 0
  ///   %1 = add %0, 1
  ///   return %1
  /// }
  /// ```
  /// After:
  /// ```
  /// function &main {
  /// b0:
  ///   %0 = load_arg 1
  ///   %1 = add %0, 1
  ///   return %1
  /// }
  /// ```
  static let inlining = Pass("inlining", "put small functions and those called once where they are called") {
    context in
    // Fails where some function is not in SSA form.
    guard let uninitialized = try? UninitializedValues(context.program) else { return }
    let names = context.names
    var references = FunctionReferences(context.program)
    for id in references.calleesFirst where context.program.functions.contains(id) {
      guard let body = context.program.functions[id].ssa else { continue }
      var caller = InliningCaller(id, body, uninitialized)
      var removed: [FunctionID] = []
      let result = body.inlining { block, position, instruction in
        guard let (callee, arguments) = instruction.directCall, callee != id, !removed.contains(callee),
          let inlinee = Inlinee(context.program.functions[callee])
        else { return nil }
        let isOnlyUse = references.count(of: callee) == 1
        guard isOnlyUse || inlinee.isNoLarger(thanCallWith: arguments),
          caller.canTake(inlinee, arguments, block, position),
          context.accept(
            "\(names[callee]) went into \(names[id]); "
              + (isOnlyUse ? "nothing else uses it" : "it is no larger than the call"))
        else { return nil }
        caller.localCount += inlinee.body.localCount
        if isOnlyUse { removed.append(callee) } else { references.copy(inlinee.body, of: callee) }
        return (inlinee.body, arguments)
      }
      guard result != body else { continue }
      context.update {
        $0.functions[id].body = .ssa(result)
        for callee in removed { $0.functions.remove(callee) }
      }
    }
  }
}
