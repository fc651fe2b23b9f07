import IL

/// Makes cells of variables of scopes in one function.
///
/// Scopes that are copied, or meet where paths meet, hold the same variables one after the other; they are a
/// *family*, which shares cells. Only the scope that is current and those it is linked to can be looked at, and these
/// are of different families, so a cell holds what the one scope of its family holds that can still be looked at.
struct ScopePromoter {
  let body: SSABody
  private let id: FunctionID
  private let whole: ScopePromotion
  let flow: ControlFlow
  let current: CurrentScopes
  private let restored: RestoredScopes
  let layouts: ScopeLayouts
  let isUsed: [Bool]

  /// The families, by the positions of scopes in `layouts.made`; those that are marked keep all variables.
  var families: MarkedSets
  private let position: [Local: Int]
  /// The variables that stay, by family and index.
  var staying: Set<Variable> = []
  /// The variables that the function loads and stores.
  var accessed: Set<Variable> = []
  /// The families whose scopes are needed for something else than such variables.
  var needed: Set<Int> = []

  struct Variable: Hashable {
    var family: Int
    var index: Int
  }

  init(_ body: SSABody, _ id: FunctionID, _ whole: ScopePromotion) {
    self.body = body
    self.id = id
    self.whole = whole
    flow = ControlFlow(body)
    current = CurrentScopes(body, flow)
    restored = RestoredScopes(body)
    layouts = ScopeLayouts(body, flow, current)
    isUsed = body.usedLocals
    position = Dictionary(uniqueKeysWithValues: layouts.made.enumerated().map { ($1, $0) })
    families = MarkedSets(count: layouts.made.count)
    findFamilies()
    findStayingVariables()
  }

  /// The family of the scope that was made last where `local` is defined; nil if that is not known.
  mutating func family(of local: Local) -> Int? {
    guard case .made(let made) = layouts.identity(of: local), let position = position[made] else {
      return nil
    }
    return families.representative(of: position)
  }

  // MARK: Families

  private mutating func findFamilies() {
    var isShared = Array(repeating: false, count: layouts.made.count)
    func unite(_ local: Local, _ other: Local?) {
      guard case .made(let made)? = other.map({ layouts.identity(of: $0) }), let second = position[made],
        let first = position[local]
      else {
        if let first = position[local] { families.mark(first) }
        return
      }
      if first != second { (isShared[first], isShared[second]) = (true, true) }
      families.unite(first, second)
    }
    for block in flow.reversePostorder {
      if let scope = body[block].scope, layouts.identity(of: scope) == .made(scope) {
        for predecessor in flow.predecessors[block.index] { unite(scope, current.atEnd(of: predecessor)) }
      }
      for instruction in body[block].instructions where instruction.operation == .scopeClone {
        if let result = instruction.result, position[result] != nil {
          unite(result, instruction.operands[0].local)
        }
      }
    }
    // A scope that is kept may come back when another of its family has taken its place.
    for result in body.blocks.lazy.flatMap(\.instructions).lazy.compactMap(\.result) {
      guard let scope = restored[result] else { continue }
      if case .made(let made) = layouts.identity(of: scope), let position = position[made], isShared[position]
      {
        families.mark(position)
      }
    }
    for (index, made) in layouts.made.enumerated() {
      let scopes = whole.graph.scopes(made, in: id)
      let areOwn = scopes.sites.allSatisfy {
        whole.graph.sites[$0].kind == .scope && whole.graph.sites[$0].function == id
      }
      if scopes.isUnknown || !areOwn || isShared[index] && layouts.parent(of: made) == .unknown {
        families.mark(index)
      }
    }
  }

  // MARK: Variables

  private mutating func findStayingVariables() {
    let isDeleted = whole.values.deletedLocals(of: body, id)
    for (index, made) in layouts.made.enumerated() {
      let family = families.representative(of: index)
      for site in whole.graph.scopes(made, in: id).sites {
        let content = whole.graph.sites[site]
        for index in 0..<layouts.slotCount(of: made)
        where !whole.isOwn(ScopeGraph.Slot(site: site, index: index), of: id) {
          keep(index, of: family)
        }
        if content.hasParent { staying.insert(Variable(family: family, index: content.slotCount - 1)) }
        if whole.isCaptured(site, byOthersThan: id) { keep(0, of: family) }
      }
    }
    markAll(whole.engineScopes)
    for instruction in body.blocks.lazy.flatMap(\.instructions) {
      guard instruction.operation.signature.takesScope, let scope = instruction.operands[0].local else {
        continue
      }
      if let (index, _) = instruction.variable {
        see(index, of: scope, isDeleted: instruction.result.map { isDeleted[$0.index] } ?? false)
      } else {
        see(scope, by: instruction)
      }
    }
  }

  private mutating func keep(_ index: Int, of family: Int) {
    staying.insert(Variable(family: family, index: index))
    needed.insert(family)
  }

  /// Notes a load or store of variable `index` of `scope`.
  private mutating func see(_ index: Int, of scope: Local, isDeleted: Bool) {
    let variable = layouts.variable(index, of: scope)
    guard case .made(let made) = variable.identity, let family = family(of: made) else {
      keepAll(index, of: whole.graph.scopes(scope, in: id))
      return
    }
    accessed.insert(Variable(family: family, index: variable.index))
    if isDeleted { staying.insert(Variable(family: family, index: variable.index)) }
  }

  /// Notes another use of `scope`.
  private mutating func see(_ scope: Local, by instruction: SSAInstruction) {
    switch instruction.operation {
    case .closureNew:
      guard isUsed(instruction), let family = family(of: scope) else { return }
      needed.insert(family)
    case .loadClosure:
      guard isUsed(instruction) else { return }
      if let family = family(of: scope) {
        keep(0, of: family)
      } else {
        keepAll(0, of: whole.graph.scopes(scope, in: id))
      }
    case .scopePop:
      guard let family = family(of: scope), case .made(let made) = layouts.identity(of: scope) else {
        markAll(whole.graph.scopes(scope, in: id))
        return
      }
      // The last variable becomes the current scope.
      if whole.graph.scopes(made, in: id).sites.contains(where: { !whole.graph.sites[$0].hasParent }) {
        keep(layouts.slotCount(of: made) - 1, of: family)
      }
    case .scopePush, .scopeClone: break
    default: markAll(whole.graph.scopes(scope, in: id))
    }
  }

  /// Keeps what variable `index` of any of `scopes` may be.
  private mutating func keepAll(_ index: Int, of scopes: ScopeGraph.Scopes) {
    var resolver = whole.graph
    let slots = resolver.resolve(index, in: scopes)
    for (position, made) in layouts.made.enumerated() {
      let family = families.representative(of: position)
      for site in whole.graph.scopes(made, in: id).sites {
        guard let slots else {
          families.mark(family)
          continue
        }
        for slot in slots where slot.site == site { keep(slot.index, of: family) }
      }
    }
  }

  /// Keeps all that may be one of `scopes`, which something uses in a way of its own.
  private mutating func markAll(_ scopes: ScopeGraph.Scopes) {
    for (position, made) in layouts.made.enumerated() {
      let sites = whole.graph.scopes(made, in: id).sites
      if scopes.isUnknown || !sites.isDisjoint(with: scopes.sites) { families.mark(position) }
    }
  }
}

extension SSABody {
  /// For each local, whether anything uses it.
  fileprivate var usedLocals: [Bool] {
    var isUsed = Array(repeating: false, count: localCount)
    for block in blocks {
      for case .local(let local) in block.instructions.lazy.flatMap(\.operands) { isUsed[local.index] = true }
      for case .local(let local) in block.terminator.allOperands { isUsed[local.index] = true }
    }
    return isUsed
  }
}
