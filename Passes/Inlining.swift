import Analysis
import Codec
import IL

extension Pass {
  /// Puts functions where they are called, if they are called once or no larger than their calls.
  ///
  /// Safe because the body does in its new place what it did in its own: it is not async, so nothing asks how it was
  /// called; arguments that a call does not pass are `undefined`, and so are cells that it does not store; exceptions
  /// reach the same catch blocks; and nothing is computed earlier or later. A body that makes scopes leaves another
  /// one current, so it only goes where nobody looks at the scope any more.
  /// What stays on the stack over the call may have to be copied, which cannot be done with `deleted`, so that
  /// must be known not to occur there.
  ///
  /// A function that is called by name looks at no scope but its own. One that is called through a closure looks at
  /// that of the closure: it goes where this is the scope that is current anyway, or one that the current scope is
  /// linked to, from which its variables can be counted (`ClosureCalls`). The closure is no longer needed for the
  /// call; if it was made for nothing else, larger functions than usual may go.
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
    guard let uninitialized = try? context.uninitializedValues.get() else { return }
    let names = context.names
    var references = FunctionReferences(context.program)
    let closures = ClosureCalls(context.program, try? context.scopeGraph.get())
    for id in references.calleesFirst where context.program.functions.contains(id) {
      guard let body = context.program.functions[id].ssa else { continue }
      let known = closures?.known(in: id) ?? ClosureCalls.Known()
      var caller = InliningCaller(id, body, uninitialized, known)
      let superfluous = known.superfluousFunctions(in: id, body, caller, references, context.program)
      var removed: [FunctionID] = []
      let result = body.inlining { block, position, instruction in
        let closure = known.calls[LocalUses.Place(block, position)]
        guard let (callee, arguments) = instruction.directCall ?? closure?.direct(instruction), callee != id,
          !removed.contains(callee), let inlinee = Inlinee(context.program.functions[callee], closure)
        else { return nil }
        let isOnlyUse = closure == nil && references.count(of: callee) == 1
        let reason: String
        if isOnlyUse {
          reason = "nothing else uses it"
        } else if superfluous.contains(callee) {
          reason = "its closure is made for nothing else"
        } else if inlinee.isNoLarger(thanCallWith: arguments) {
          reason = "it is no larger than the call"
        } else {
          return nil
        }
        guard caller.canTake(inlinee, arguments, block, position),
          context.accept("\(names[callee]) went into \(names[id]); \(reason)")
        else { return nil }
        caller.localCount += inlinee.body.localCount
        if isOnlyUse {
          removed.append(callee)
        } else {
          references.copy(inlinee.body, of: closure == nil ? callee : nil)
        }
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
