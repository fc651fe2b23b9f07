import IL

extension ScopeGraph {
  /// The scopes and closures that `body`, the body of `function`, makes at most once for each parent, which it
  /// makes, too.
  func nestedScopes(of body: SSABody, _ function: FunctionID) -> [MergeableScopes.Pair] {
    guard let made = siteOf[function], made.count > 1, !body.isAsync,
      !body.blocks.contains(where: { $0.terminator.handler != nil })
    else { return [] }
    let outer = reachable(from: entries[function] ?? Scopes())
    var pairs: [MergeableScopes.Pair] = []
    for block in body.blockIDs {
      for (position, instruction) in body[block].instructions.enumerated() {
        guard instruction.operation.linksToScope, let child = instruction.result.flatMap({ made[$0] }),
          let operand = instruction.operands[0].local, let parent = onlySite(of: operand, in: function),
          sites[parent].function == function, sites[parent].kind == .scope, !callable.contains(parent),
          !outer.contains(parent), !outer.contains(child)
        else { continue }
        let childSlots = sites[child].slotCount - 1
        let slotCount = childSlots + sites[parent].slotCount
        // The header and the link that are saved are worth two slots, should there be no child.
        guard slotCount <= Limits.scopeSlots,
          childSlots <= 2
            || body[block].instructions[..<position].contains(where: { makes(parent, $0, function) }),
          !comesBack(to: block, position, of: body, function, withoutMaking: parent)
        else { continue }
        pairs.append(
          MergeableScopes.Pair(
            function: function, child: instruction.result!, childSlots: childSlots, slotCount: slotCount,
            childSite: child, parentSite: parent))
      }
    }
    return pairs
  }

  /// The only site that `scope` of `function` may be from.
  private func onlySite(of scope: Local, in function: FunctionID) -> Int? {
    let scopes = scopes(scope, in: function)
    return scopes.isUnknown || scopes.sites.count != 1 ? nil : scopes.sites.first
  }

  /// The sites of `scopes` and of all their parents.
  private func reachable(from scopes: Scopes) -> Set<Int> {
    var reached = scopes.sites
    var pending = Array(reached)
    while let site = pending.popLast() {
      for parent in sites[site].parents.sites where reached.insert(parent).inserted { pending.append(parent) }
    }
    return reached
  }

  /// True iff `instruction` of `function` makes or copies a scope of `site`.
  private func makes(_ site: Int, _ instruction: SSAInstruction, _ function: FunctionID) -> Bool {
    guard let result = instruction.result else { return false }
    return instruction.operation == .scopeClone
      ? onlySite(of: result, in: function) == site : siteOf[function]?[result] == site
  }

  /// True iff control can come from behind the instruction at `position` of `block` back to it while the scope of
  /// `parent` stays the same.
  private func comesBack(
    to block: BlockID, _ position: Int, of body: SSABody, _ function: FunctionID, withoutMaking parent: Int
  ) -> Bool {
    func makesParent(_ instruction: SSAInstruction) -> Bool { makes(parent, instruction, function) }
    if body[block].instructions[position...].contains(where: makesParent) { return false }
    var pending = body[block].terminator.successors
    var visited: Set<BlockID> = []
    while let next = pending.popLast() {
      guard visited.insert(next).inserted else { continue }
      let instructions = body[next].instructions
      if next == block { return !instructions[..<position].contains(where: makesParent) }
      if !instructions.contains(where: makesParent) { pending += body[next].terminator.successors }
    }
    return false
  }
}

extension SSAOperation {
  /// True iff the operation makes a scope or closure with a link to a scope.
  fileprivate var linksToScope: Bool {
    switch self {
    case .closureNew, .scopePush: true
    default: false
    }
  }
}
