import IL

/// The instructions of a program that count through scopes that might be merged.
struct MergedAccesses {
  /// The positions of pairs that must stay apart.
  private(set) var refused: Set<Int> = []
  private let graph: ScopeGraph
  private var pairOfChild: [Int: Int] = [:]
  private var pairOfParent: [Int: Int] = [:]

  init(_ graph: ScopeGraph, _ pairs: [MergeableScopes.Pair]) {
    self.graph = graph
    for (index, pair) in pairs.enumerated() {
      pairOfChild[pair.childSite] = index
      pairOfParent[pair.parentSite] = index
    }
  }

  mutating func check(_ body: SSABody, _ function: FunctionID, _ uninitialized: UninitializedValues) {
    for block in body.blocks {
      for (position, instruction) in block.instructions.enumerated() {
        guard instruction.operation.signature.takesScope, let scope = instruction.operands[0].local else {
          continue
        }
        let scopes = graph.scopes(scope, in: function)
        switch instruction.operation {
        case .loadScoped(let index):
          let mayBeDeleted =
            instruction.result.map { uninitialized.mayGiveDeleted($0, instruction.operation, in: function) }
            ?? false
          check(index, of: scopes, isUninitialized: mayBeDeleted)
        case .storeScoped(let index): check(index, of: scopes, isUninitialized: false)
        case .scopePop: if scopes.sites.count != 1 { refuse(scopes) }
        case .scopeClone: refuse(scopes, \.pairOfChild)
        case .loadClosure:
          // As a value it is called, so its target must be its own.
          let stored = block.instructions[..<position].contains {
            $0.operation == .storeScoped(0) && $0.operands[0] == .local(scope)
          }
          if !stored { refuse(scopes, \.pairOfChild) }
        default: break
        }
      }
    }
    for scopes in graph.scopesUsedByEngine(body, function) { refuse(scopes) }
  }

  private mutating func refuse(_ scopes: ScopeGraph.Scopes) {
    refuse(scopes, \.pairOfChild)
    refuse(scopes, \.pairOfParent)
  }

  private mutating func refuse(_ scopes: ScopeGraph.Scopes, _ pairs: KeyPath<Self, [Int: Int]>) {
    for site in scopes.sites { if let pair = self[keyPath: pairs][site] { refused.insert(pair) } }
  }

  /// Follows all ways to variable `index` of `scopes` at once; where they differ, what they lead through stays as
  /// it is.
  private mutating func check(_ index: Int, of scopes: ScopeGraph.Scopes, isUninitialized: Bool) {
    /// What the scopes at one point of all ways have in common.
    struct Step: Hashable {
      var rest: Int
      var slotCount: Int
      var pairOfChild: Int?
      var pairOfParent: Int?
    }
    var level = Set(scopes.sites.map { ScopeGraph.Slot(site: $0, index: index) })
    var earlier: Set<Int> = []
    while !level.isEmpty {
      var steps: Set<Step> = []
      var next: Set<ScopeGraph.Slot> = []
      for slot in level {
        let count = graph.sites[slot.site].slotCount
        let step = Step(
          rest: slot.index, slotCount: count, pairOfChild: pairOfChild[slot.site],
          pairOfParent: pairOfParent[slot.site])
        steps.insert(step)
        if let pair = step.pairOfParent { earlier.insert(pair) }
        if let pair = step.pairOfChild {
          earlier.insert(pair)
          // The link is no variable any more.
          if slot.index == count - 1 || slot.index < count && isUninitialized { refused.insert(pair) }
        }
        if slot.index >= count {
          for parent in graph.sites[slot.site].parents.sites {
            next.insert(ScopeGraph.Slot(site: parent, index: slot.index - count))
          }
        }
      }
      if steps.count > 1 {
        refused.formUnion(earlier)
        refused.formUnion(pairs(behind: next))
        return
      }
      level = next
    }
  }

  /// The pairs that ways lead through from `slots`.
  private func pairs(behind slots: Set<ScopeGraph.Slot>) -> Set<Int> {
    var result: Set<Int> = []
    var pending = Array(slots)
    var visited = slots
    while let slot = pending.popLast() {
      result.formUnion([pairOfChild[slot.site], pairOfParent[slot.site]].compactMap(\.self))
      let count = graph.sites[slot.site].slotCount
      guard slot.index >= count else { continue }
      for parent in graph.sites[slot.site].parents.sites {
        let next = ScopeGraph.Slot(site: parent, index: slot.index - count)
        if visited.insert(next).inserted { pending.append(next) }
      }
    }
    return result
  }
}
