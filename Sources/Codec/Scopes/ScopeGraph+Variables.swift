import IL

extension ScopeGraph {
  /// The variables that index `index` of one of `scopes` may be; nil if that is not known.
  mutating func resolve(_ index: Int, in scopes: Scopes) -> Set<Slot>? {
    var result: Set<Slot> = []
    var seen: Set<Slot> = []
    var pending = scopes.sites.map { Slot(site: $0, index: index) }
    guard !scopes.isUnknown else { return nil }
    while let slot = pending.popLast() {
      guard seen.insert(slot).inserted else { continue }
      let site = sites[slot.site]
      guard slot.index >= site.slotCount else {
        result.insert(slot)
        continue
      }
      guard site.hasParent, !site.parents.isUnknown else { return nil }
      followed.insert(slot.site)
      for parent in site.parents.sites {
        pending.append(Slot(site: parent, index: slot.index - site.slotCount))
      }
    }
    return result
  }

  /// Resolves every variable of a function, and finds the functions that its closures call.
  mutating func resolveAll(_ function: ScopeFlow) throws(Obstacle) {
    let id = function.id
    for instruction in function.body.blocks.lazy.flatMap(\.instructions) {
      guard instruction.operation.signature.takesScope, let scope = instruction.operands[0].local else {
        continue
      }
      let current = scopes(scope, in: id)
      switch instruction.operation {
      case .loadScoped(let index):
        guard let slots = resolve(index, in: current) else { throw Obstacle(function: id) }
        for slot in slots { try checkLoad(of: slot, id) }
        reads[id, default: []].formUnion(slots)
      case .storeScoped(let index):
        guard let slots = resolve(index, in: current) else { throw Obstacle(function: id) }
        for slot in slots { try store(instruction.operands[1], to: slot, id) }
      case .closureNew:
        guard case .literal(.function(let target)) = instruction.operands[1],
          let site = siteOf[id]?[instruction.result!]
        else { throw Obstacle(function: id) }
        enter(target, Scopes(sites: [site]))
        made[id, default: []].insert(target)
      case .loadClosure where instruction.result.map(function.restored.isOnlySaved) ?? false: break
      case .loadClosure, .enqueueJob:
        guard !current.isUnknown else { throw Obstacle(function: id) }
        callable.formUnion(current.sites)
        loaded[id, default: []].formUnion(current.sites)
      default: break
      }
    }
  }

  /// Notices where a scope becomes a value, and refuses to read what the engine keeps in activations.
  mutating func checkLoad(of slot: Slot, _ id: FunctionID) throws(Obstacle) {
    let site = sites[slot.site]
    if site.kind == .activation, slot.index < 2 { throw Obstacle(function: id) }
    guard site.hasParent, slot.index == site.slotCount - 1 else { return }
    guard !site.parents.isUnknown else { throw Obstacle(function: id) }
    callable.formUnion(site.parents.sites)
    loaded[id, default: []].formUnion(site.parents.sites)
  }

  mutating func store(_ value: Operand, to slot: Slot, _ id: FunctionID) throws(Obstacle) {
    if sites[slot.site].kind == .activation, slot.index < 2 { throw Obstacle(function: id) }
    if stored[slot] == nil { stored[slot] = id }
    guard slot.index == 0 else { return }
    switch value {
    case .literal(.function(let target)):
      enter(target, Scopes(sites: [slot.site]))
      made[id, default: []].insert(target)
    case .literal(let literal) where literal.referent == nil: break
    case .local, .literal: withUnknownTarget[slot.site] = id
    }
  }

  func checkUses() throws(Obstacle) {
    var functions = withUnknownTarget.filter { callable.contains($0.key) }.map(\.value)
    // The engine keeps the resume point of an activation where a closure has its target.
    functions += callable.filter { sites[$0].kind == .activation }.compactMap { sites[$0].function }
    for (slot, function) in stored
    where slot.index == sites[slot.site].slotCount - 1 && followed.contains(slot.site) {
      functions.append(function)
    }
    if let first = functions.min() { throw Obstacle(function: first) }
  }
}
