import Codec
import IL

extension Pass {
  /// Makes scopes and closures one with the scope that they are linked to.
  ///
  /// Safe because `MergeableScopes` finds scopes of which each belongs to one parent for good, so that the variables
  /// of both live equally long for whoever can see them; every index is changed to where its variable is. Saves
  /// the header and the link, four bytes of RAM each time. Where the child was made current and left again, the merged
  /// scope just stays current. A closure is stored in the first slot of the merged scope, which then is the closure.
  ///
  /// Before:
  /// ```
  /// function &main {
  /// b0:
  ///   %0 = scope_new 1
  ///   store_scoped 0, %0, 5
  ///   %1 = closure_new %0, &read
  ///   return %1
  /// }
  /// function &read {
  /// b0 in %0:
  ///   %1 = load_scoped 2, %0
  ///   return %1
  /// }
  /// ```
  /// After:
  /// ```
  /// function &main {
  /// b0:
  ///   %0 = scope_new 2
  ///   store_scoped 1, %0, 5
  ///   store_scoped 0, %0, &read
  ///   %1 = load_closure %0
  ///   return %1
  /// }
  /// function &read {
  /// b0 in %0:
  ///   %1 = load_scoped 1, %0
  ///   return %1
  /// }
  /// ```
  static let scopeMerging = Pass("scope-merging", "make scopes one with the scope that they are linked to") {
    context in
    guard let graph = try? context.scopeGraph.get() else { return }
    let scopes = MergeableScopes(context.program, graph) { try? context.uninitializedValues.get() }
    let names = context.names
    var merged: Set<Int> = []
    for (index, pair) in scopes.pairs.enumerated()
    where context.accept("\(names[pair.function]): a scope belongs to one other, so they can be one") {
      merged.insert(index)
    }
    guard !merged.isEmpty else { return }
    context.update { $0.merge(merged, scopes) }
  }
}

extension Program {
  fileprivate mutating func merge(_ merged: Set<Int>, _ scopes: MergeableScopes) {
    for id in Array(functions.ids) {
      guard var body = functions[id].ssa else { continue }
      var substitution = Substitution(localCount: body.localCount)
      for block in body.blockIDs {
        body[block].instructions = body[block].instructions.flatMap {
          $0.merging(merged, scopes, in: id, &substitution)
        }
      }
      body.rewriteOperands { substitution.resolve($0) }
      if body != functions[id].ssa { functions[id].body = .ssa(body) }
    }
  }
}

extension SSAInstruction {
  /// What takes the place of the instruction once the pairs `merged` of `scopes` are one.
  fileprivate func merging(
    _ merged: Set<Int>, _ scopes: MergeableScopes, in function: FunctionID, _ substitution: inout Substitution
  ) -> [SSAInstruction] {
    func isMerged(_ pair: Int?) -> Bool { pair.map { merged.contains($0) } ?? false }
    var instruction = self
    if let pair = result.flatMap({ scopes.pair(withParent: $0, in: function) }), isMerged(pair) {
      instruction.operation = operation.makingScope(of: scopes.pairs[pair].slotCount)
    }
    switch operation {
    case .loadScoped(let index):
      instruction.operation = .loadScoped(newIndex(index, scopes, function, merged))
    case .storeScoped(let index):
      instruction.operation = .storeScoped(newIndex(index, scopes, function, merged))
    case .scopePush where isMerged(scopes.pair(withChild: result!, in: function)),
      .scopePop where isMerged(operands[0].local.flatMap { scopes.pair(whoseChildIs: $0, in: function) }):
      substitution[result!] = operands[0]
      return []
    case .closureNew where isMerged(scopes.pair(withChild: result!, in: function)):
      return [
        SSAInstruction(nil, .storeScoped(0), operands, origin: origin),
        SSAInstruction(result, .loadClosure, [operands[0]], origin: origin),
      ]
    default: break
    }
    return [instruction]
  }

  private func newIndex(
    _ index: Int, _ scopes: MergeableScopes, _ function: FunctionID, _ merged: Set<Int>
  ) -> Int {
    operands[0].local.map { scopes.index(index, of: $0, in: function, merging: merged) } ?? index
  }
}

extension SSAOperation {
  /// The operation with another number of slots.
  fileprivate func makingScope(of slotCount: Int) -> SSAOperation {
    if case .scopePush = self { .scopePush(slotCount: slotCount) } else { .scopeNew(slotCount: slotCount) }
  }
}
