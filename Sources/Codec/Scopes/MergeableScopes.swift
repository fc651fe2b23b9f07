import IL

/// Which scopes and closures that a program makes can be one with the scope that they are linked to.
///
/// The child is made by a `scopePush` or `closureNew` and the parent by instructions of the same function. The
/// merged scope has the child's slots but the link first, so that the target of a closure stays where it is, and
/// those of the parent behind them. Four things must hold:
///
/// - There is at most one child for each parent: from the instruction that makes the child, control cannot come back
///   to it without making or copying the parent, and no other activation can have the same parent.
/// - Nothing calls the parent, because there is one slot for a target; and nothing copies the child, because a copy
///   shares the parent.
/// - Wherever an instruction may count through the child or the parent, it counts through all scopes that it may mean
///   there in the same way.
/// - Nothing reads a variable of the child before it is stored: it may be a copy of what an earlier child had.
///
/// Functions with `try` or an async operation are left alone, as the engine may run other code with their scopes.
public struct MergeableScopes: Sendable {
  /// A scope and its parent.
  public struct Pair: Hashable, Sendable {
    /// The function that makes both.
    public let function: FunctionID
    /// What makes the child.
    public let child: Local
    /// How many slots the child has without the link.
    public let childSlots: Int
    /// How many slots the merged scope has.
    public let slotCount: Int
    fileprivate let childSite: Int
    fileprivate let parentSite: Int
  }

  /// The pairs, of which no two have a scope in common.
  public let pairs: [Pair]

  private let graph: ScopeGraph
  /// The position in `pairs` of the pair that a site is the child or the parent of.
  private let pairOfChild: [Int: Int]
  private let pairOfParent: [Int: Int]

  /// Finds the pairs in `program`, whose scopes are those of `graph`.
  ///
  /// - Parameter uninitialized: Gives where values may be `deleted`; nil if that is not known.
  public init(_ program: Program, _ graph: ScopeGraph, _ uninitialized: () -> UninitializedValues?) {
    self.graph = graph
    var pairs: [Pair] = []
    var sites: Set<Int> = []
    for (id, function) in program.functions.entries {
      guard let body = function.ssa else { continue }
      for pair in graph.nestedScopes(of: body, id)
      where sites.isDisjoint(with: [pair.childSite, pair.parentSite]) {
        pairs.append(pair)
        sites.formUnion([pair.childSite, pair.parentSite])
      }
    }
    guard !pairs.isEmpty, let uninitialized = uninitialized() else {
      (self.pairs, pairOfChild, pairOfParent) = ([], [:], [:])
      return
    }
    var accesses = MergedAccesses(graph, pairs)
    for (id, function) in program.functions.entries {
      if let body = function.ssa { accesses.check(body, id, uninitialized) }
    }
    self.pairs = pairs.enumerated().filter { !accesses.refused.contains($0.offset) }.map(\.element)
    pairOfChild = Dictionary(uniqueKeysWithValues: self.pairs.enumerated().map { ($1.childSite, $0) })
    pairOfParent = Dictionary(uniqueKeysWithValues: self.pairs.enumerated().map { ($1.parentSite, $0) })
  }

  /// The index that variable `index`, counted from `scope` in `function`, has when `merged` pairs are merged.
  public func index(_ index: Int, of scope: Local, in function: FunctionID, merging merged: Set<Int>) -> Int {
    guard var site = graph.scopes(scope, in: function).sites.min() else { return index }
    var (rest, result) = (index, index)
    var isBehindChild = false
    while true {
      let count = graph.sites[site].slotCount
      if !isBehindChild, let pair = pairOfParent[site], merged.contains(pair) {
        result += pairs[pair].childSlots
      }
      isBehindChild = pairOfChild[site].map { merged.contains($0) } ?? false
      guard rest >= count, let parent = graph.sites[site].parents.sites.min() else { return result }
      // The link is gone.
      if isBehindChild { result -= 1 }
      rest -= count
      site = parent
    }
  }

  /// The pair whose parent the instruction of `function` with this result makes.
  public func pair(withParent result: Local, in function: FunctionID) -> Int? {
    graph.siteOf[function]?[result].flatMap { pairOfParent[$0] }
  }

  /// The pair whose child the instruction of `function` with this result makes.
  public func pair(withChild result: Local, in function: FunctionID) -> Int? {
    graph.siteOf[function]?[result].flatMap { pairOfChild[$0] }
  }

  /// The pair whose child `scope` of `function` is.
  public func pair(whoseChildIs scope: Local, in function: FunctionID) -> Int? {
    let sites = graph.scopes(scope, in: function).sites
    return sites.count == 1 ? sites.first.flatMap { pairOfChild[$0] } : nil
  }
}

extension ScopeGraph {
  /// The scopes and closures that `body`, the body of `function`, makes at most once for each parent, which it
  /// makes, too.
  fileprivate func nestedScopes(of body: SSABody, _ function: FunctionID) -> [MergeableScopes.Pair] {
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

/// The instructions of a program that count through scopes that might be merged.
private struct MergedAccesses {
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

extension SSAOperation {
  /// True iff the operation makes a scope or closure with a link to a scope.
  fileprivate var linksToScope: Bool {
    switch self {
    case .closureNew, .scopePush: true
    default: false
    }
  }
}
