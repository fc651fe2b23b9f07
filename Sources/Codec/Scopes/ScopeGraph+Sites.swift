import IL

extension ScopeGraph {
  mutating func addSite(_ site: Site) -> Int {
    sites.append(site)
    return sites.count - 1
  }

  mutating func addInitialSites(of program: Program) {
    for (id, allocation) in program.allocations.entries {
      guard case .closure(let slots) = allocation.content else { continue }
      siteOfAllocation[id] = addSite(Site(kind: .initial, slotCount: slots.count, hasParent: false))
    }
    for (id, allocation) in program.allocations.entries {
      guard case .closure(let slots) = allocation.content, let site = siteOfAllocation[id] else { continue }
      if case .function(let function)? = slots.first { enter(function, Scopes(sites: [site])) }
      if let parent = slots.last?.referent.flatMap({ siteOfAllocation[$0] }) {
        sites[site].hasParent = true
        sites[site].parents = Scopes(sites: [parent])
      }
    }
    for (name, slotCount) in [(Builtins.Name.asyncContinue, 4), (.asyncHostCallback, 2)] {
      guard case .function(let function) = program.builtins[name] else { continue }
      let site = addSite(Site(kind: .initial, slotCount: slotCount, hasParent: false))
      enter(function, Scopes(sites: [site]))
    }
    if case .function(let function) = program.builtins[.asyncCatchBlock] { enter(function, .unknown) }
    markCallable(in: program)
  }

  /// Finds the initial closures that are values of variables, and not only parents of others.
  mutating func markCallable(in program: Program) {
    func mark(_ value: Value) {
      if let site = value.referent.flatMap({ siteOfAllocation[$0] }) { callable.insert(site) }
    }
    for export in program.exports { mark(export.value) }
    for global in program.globals.entries { mark(global.element.value) }
    for (_, allocation) in program.allocations.entries {
      if case .closure(let slots) = allocation.content, slots.count > 1 {
        slots.dropLast().forEach(mark)
      } else {
        allocation.content.values.forEach(mark)
      }
    }
    for body in program.functions.entries.compactMap(\.element.ssa) {
      for block in body.blocks {
        for operand in block.instructions.lazy.flatMap(\.operands) { operand.literal.map(mark) }
        for operand in block.terminator.allOperands { operand.literal.map(mark) }
      }
    }
  }

  mutating func addSites(of body: SSABody, _ id: FunctionID) {
    for instruction in body.blocks.lazy.flatMap(\.instructions) {
      let site: Site
      switch instruction.operation {
      case .scopeNew(let count): site = Site(kind: .scope, function: id, slotCount: count, hasParent: false)
      case .scopePush(let count): site = Site(kind: .scope, function: id, slotCount: count, hasParent: true)
      case .asyncStart(let count, let capturesParent):
        site = Site(kind: .activation, function: id, slotCount: count, hasParent: capturesParent)
      case .closureNew: site = Site(kind: .closure, function: id, slotCount: 2, hasParent: true)
      default: continue
      }
      siteOf[id, default: [:]][instruction.result!] = addSite(site)
    }
  }

  /// Notes that `function` may be called as a closure that is one of `scopes`.
  mutating func enter(_ function: FunctionID, _ scopes: Scopes) {
    for site in scopes.sites { targets[site, default: []].insert(function) }
    if entries[function, default: Scopes()].merge(scopes) { hasChanged = true }
  }
}
