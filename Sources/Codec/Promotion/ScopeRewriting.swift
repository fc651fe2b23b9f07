import IL

/// Takes scopes out of a function, and checks that all that stays still works on the scope that it did.
struct ScopeRewriting {
  /// The scope that an operation needs to be current.
  private enum Need: Hashable {
    case made(Local)
    /// The one with which the function was entered.
    case entry
    case unknown
  }

  private let superfluous: Set<Int>
  private let entryScopes: EntryScopes
  private(set) var cells: [ScopePromoter.Variable: Cell] = [:]
  /// What each operation needs that takes a scope and stays, by block.
  private var needs: [[Need]]
  private var scopeCount = 0
  /// What scopes are linked to that are superfluous, if they are.
  private var parents: [Int: Set<Local>] = [:]
  private var withoutParent: Set<Int> = []

  init(
    _ promoter: ScopePromoter, _ flow: ControlFlow, _ current: CurrentScopes, without superfluous: Set<Int>
  ) {
    self.superfluous = superfluous
    entryScopes = EntryScopes(promoter.body, flow, current)
    needs = Array(repeating: [], count: promoter.body.blocks.count)
    var promoter = promoter
    for instruction in promoter.body.blocks.lazy.flatMap(\.instructions) {
      guard let family = instruction.result.flatMap({ promoter.family(of: $0) }) else { continue }
      switch instruction.operation {
      case .scopePush: instruction.operands[0].local.map { _ = parents[family, default: []].insert($0) }
      case .scopeNew: withoutParent.insert(family)
      default: break
      }
    }
  }

  /// The cell for `variable`, numbered behind `count` others.
  mutating func cell(_ variable: ScopePromoter.Variable, after count: Int) -> Cell {
    if let cell = cells[variable] { return cell }
    let cell = Cell(count + cells.count)
    cells[variable] = cell
    return cell
  }

  /// What becomes of an instruction that uses no variable that is a cell; nil if it goes.
  mutating func rewritten(
    _ instruction: SSAInstruction, in block: BlockID, _ promoter: inout ScopePromoter
  ) -> SSAInstruction? {
    let signature = instruction.operation.signature
    if signature.result == .scope, let result = instruction.result {
      let goes =
        switch instruction.operation {
        case .scopeNew, .scopePush, .scopeClone: isSuperfluous(result, &promoter)
        case .scopePop: instruction.operands[0].local.map { isSuperfluous($0, &promoter) } ?? false
        // What was current before has gone, if this is not the end of one that stays.
        case .scopeDiscard: !superfluous.isEmpty && !promoter.isUsed(instruction)
        default: false
        }
      if goes {
        scopeCount += 1
        return nil
      }
    }
    guard signature.takesScope, let scope = instruction.operands[0].local else { return instruction }
    var instruction = instruction
    if let (index, _) = instruction.variable {
      let (need, skipped) = need(scope, &promoter)
      needs[block.index].append(need)
      if case .loadScoped = instruction.operation {
        instruction.operation = .loadScoped(index - skipped)
      } else {
        instruction.operation = .storeScoped(index - skipped)
      }
    } else if isSuperfluous(scope, &promoter) {
      // A closure that nothing uses.
      return nil
    } else {
      needs[block.index].append(need(scope, &promoter).need)
    }
    return instruction
  }

  private func isSuperfluous(_ scope: Local, _ promoter: inout ScopePromoter) -> Bool {
    promoter.family(of: scope).map(superfluous.contains) ?? false
  }

  /// What an operation needs that was given `scope`, and how many variables of scopes that go come before it.
  private func need(_ scope: Local, _ promoter: inout ScopePromoter) -> (need: Need, skippedVariables: Int) {
    var identity = promoter.layouts.identity(of: scope)
    var skipped = 0
    var isEntry = entryScopes.contains(scope)
    while case .made(let made) = identity, let family = promoter.family(of: made),
      superfluous.contains(family)
    {
      skipped += promoter.layouts.slotCount(of: made)
      identity = promoter.layouts.parent(of: made)
      isEntry =
        !withoutParent.contains(family) && parents[family, default: []].allSatisfy(entryScopes.contains)
    }
    switch identity {
    case .made(let made): return (.made(made), skipped)
    case .outer where isEntry: return (.entry, skipped)
    case .outer, .unknown: return (.unknown, skipped)
    }
  }

  /// The function with `body`, whose scopes get the names that they have now; nil if nothing changed, or if it is not
  /// certain that every operation works on the scope that it did.
  func result(_ body: SSABody) -> ScopePromotion.Result? {
    guard !superfluous.isEmpty else {
      return cells.isEmpty
        ? nil : ScopePromotion.Result(body: body, variableCount: cells.count, scopeCount: 0)
    }
    let body = body.namingCurrentScopes()
    let flow = ControlFlow(body)
    let current = CurrentScopes(body, flow)
    let layouts = ScopeLayouts(body, flow, current)
    let entryScopes = EntryScopes(body, flow, current)
    for block in flow.reversePostorder {
      let scopes = body[block].instructions.lazy.filter(\.operation.signature.takesScope).map {
        $0.operands[0]
      }
      for (scope, need) in zip(scopes, needs[block.index]) {
        guard let scope = scope.local else { return nil }
        switch need {
        case .made(let made): guard layouts.identity(of: scope) == .made(made) else { return nil }
        case .entry: guard entryScopes.contains(scope) else { return nil }
        case .unknown: return nil
        }
      }
    }
    return ScopePromotion.Result(body: body, variableCount: cells.count, scopeCount: scopeCount)
  }
}
