import Codec
import IL

extension Pass {
  /// Turns variables of scopes that only the function sees that made the scopes into cells, and makes no scope that is
  /// not needed then.
  ///
  /// Safe because nothing else loads or stores the variable: no closure, no function that is called, not the engine.
  /// At each point only one scope can be looked at that an instruction made, or that copies or joins of it
  /// stand for, so one cell holds what it holds. A variable that may be loaded before it is stored stays: a scope
  /// gives `deleted` then, while a cell fails. A scope goes if no closure is made of it that something uses, no scope
  /// that stays is linked to it, and none of its variables stays; variables that are counted through it get
  /// smaller indices. What stays then has to find the current scope that it found before, or no scope
  /// goes. Functions that wait or complete async operations stay as they are: the engine uses their scopes.
  ///
  /// Before:
  /// ```
  /// function &main {
  /// b0 in %0:
  ///   %1 = load_arg 1
  ///   %2 = scope_push 2, %0
  ///   store_scoped 0, %2, %1
  ///   %3 = load_scoped 3, %2
  ///   %4 = load_scoped 0, %2
  ///   %5 = add %3, %4
  ///   return %5
  /// }
  /// ```
  /// After:
  /// ```
  /// function &main {
  /// b0 in %0:
  ///   %1 = load_arg 1
  ///   store_cell 0, %1
  ///   %3 = load_scoped 1, %0
  ///   %4 = load_cell 0
  ///   %5 = add %3, %4
  ///   return %5
  /// }
  /// ```
  static let scopePromotion = Pass(
    "scope-promotion", "turn variables of scopes that one function uses into cells, and drop such scopes"
  ) { context in
    let program = context.program
    guard
      let promotion = ScopePromotion(
        program, try? context.scopeGraph.get(), try? context.uninitializedValues.get())
    else { return }
    let names = context.names
    for id in Array(context.program.functions.ids) {
      guard let result = promotion.promoted(id),
        context.accept(
          "\(names[id]): \(result.variableCount) variables of scopes are its own; \(result.scopeCount) scopes go"
        )
      else { continue }
      context.update { $0.functions[id].body = .ssa(result.body) }
    }
  }
}
