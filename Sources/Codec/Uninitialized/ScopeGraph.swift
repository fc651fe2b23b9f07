import IL

/// Which scopes may be current where: an upper bound for a whole program in SSA form.
///
/// A *site* stands for all scopes and closures that one instruction makes, for the copies that are made of
/// them, or for one closure of the initial heap. The analysis gives up, with an `Obstacle`, where a program
/// does with scopes what no compiler does.
struct ScopeGraph {
  /// What a scope may be: one of some sites or, if it is not known, any scope at all.
  struct Scopes: Hashable {
    var sites: Set<Int> = []
    var isUnknown = false

    static let unknown = Scopes(isUnknown: true)

    /// Adds the sites of `other`; true iff that changes anything.
    mutating func merge(_ other: Scopes) -> Bool {
      let (count, wasUnknown) = (sites.count, isUnknown)
      sites.formUnion(other.sites)
      isUnknown = isUnknown || other.isUnknown
      return sites.count != count || isUnknown != wasUnknown
    }
  }

  /// One place that makes scopes.
  struct Site: Hashable {
    enum Kind: Hashable {
      case scope
      case activation
      case closure
      /// A closure that exists when the program starts, or that the engine makes.
      case initial
    }

    var kind: Kind
    /// The function that makes the scopes; nil for those that no function makes.
    var function: FunctionID?
    var slotCount: Int
    /// What the last slot may hold if it links the scope to a parent.
    var parents = Scopes()
    var hasParent: Bool
  }

  /// A variable: a slot of the scopes of a site.
  struct Slot: Hashable {
    var site: Int
    var index: Int
  }

  /// What keeps the analysis from knowing which variable an instruction reads or writes.
  enum Obstacle: Error, Hashable {
    case function(FunctionID)
  }

  private(set) var sites: [Site] = []
  /// The sites that instructions of each function make, by the local that names the result.
  private var siteOf: [FunctionID: [Local: Int]] = [:]
  /// What may be current when each function is entered.
  private var entries: [FunctionID: Scopes] = [:]
  /// What each scope of each function may be.
  private var scopes: [FunctionID: [Local: Scopes]] = [:]
  /// The site of each closure of the initial heap.
  private(set) var siteOfAllocation: [AllocationID: Int] = [:]

  private var hasChanged = false
  /// The last slots that something follows as a link to a parent, and those that something stores to.
  private var followed: Set<Int> = []
  private var stored: Set<Slot> = []
  /// The sites whose scopes may be called, and those whose slot 0 may get what is not known.
  private var callable: Set<Int> = []
  private var withUnknownTarget: [Int: FunctionID] = [:]

  /// The scopes that `local` may be in `function`.
  func scopes(_ local: Local, in function: FunctionID) -> Scopes { scopes[function]?[local] ?? Scopes() }

  /// Finds the scopes of `program`, all of whose functions are in SSA form.
  init(_ program: Program) throws(Obstacle) {
    addInitialSites(of: program)
    let flows = program.functions.entries.compactMap { id, function in
      function.ssa.map { (id: id, body: $0, flow: ControlFlow($0)) }
    }
    let current = flows.map { CurrentScopes($0.body, $0.flow) }
    for (id, body, _) in flows { addSites(of: body, id) }
    repeat {
      hasChanged = false
      for (index, (id, body, flow)) in flows.enumerated() {
        guard body.usesScopes else { continue }
        follow(body, flow, current[index], id)
        try resolveAll(body, id)
      }
    } while hasChanged
    try checkUses()
  }

  // MARK: - Sites

  private mutating func addSite(_ site: Site) -> Int {
    sites.append(site)
    return sites.count - 1
  }

  private mutating func addInitialSites(of program: Program) {
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
  private mutating func markCallable(in program: Program) {
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

  private mutating func addSites(of body: SSABody, _ id: FunctionID) {
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

  private mutating func enter(_ function: FunctionID, _ scopes: Scopes) {
    if entries[function, default: Scopes()].merge(scopes) { hasChanged = true }
  }

  // MARK: - Flow

  /// Finds what the scopes of one function may be, given what it is entered with.
  private mutating func follow(
    _ body: SSABody, _ flow: ControlFlow, _ current: CurrentScopes, _ id: FunctionID
  ) {
    var isHandler = Array(repeating: false, count: body.blocks.count)
    for handler in body.blocks.compactMap(\.terminator.handler) { isHandler[handler.index] = true }
    var known = scopes[id] ?? [:]
    var everything = known.values.reduce(into: Scopes()) { _ = $0.merge($1) }
    func define(_ local: Local, _ value: Scopes) {
      guard known[local, default: Scopes()].merge(value) else { return }
      _ = everything.merge(value)
      hasChanged = true
    }
    for block in flow.reversePostorder {
      if let local = body[block].scope {
        if block == SSABody.entry {
          define(local, entries[id] ?? Scopes())
        } else if isHandler[block.index] {
          // Whatever was current where the exception was thrown.
          define(local, everything)
        } else {
          for predecessor in flow.predecessors[block.index] {
            define(local, current.atEnd(of: predecessor).map { known[$0] ?? Scopes() } ?? everything)
          }
        }
      }
      for instruction in body[block].instructions {
        guard let result = instruction.result else { continue }
        let operand = instruction.operands.first?.local.flatMap { known[$0] } ?? Scopes()
        switch instruction.operation {
        case .scopeNew, .scopePush, .asyncStart, .closureNew:
          guard let site = siteOf[id]?[result] else { continue }
          if sites[site].hasParent, sites[site].parents.merge(operand) { hasChanged = true }
          if instruction.operation != .closureNew { define(result, Scopes(sites: [site])) }
        case .scopeClone: define(result, operand)
        case .scopePop: define(result, parents(of: operand))
        default: break
        }
      }
    }
    scopes[id] = known
  }

  private mutating func parents(of scopes: Scopes) -> Scopes {
    var result = Scopes(isUnknown: scopes.isUnknown)
    for site in scopes.sites {
      guard sites[site].hasParent else { return .unknown }
      followed.insert(site)
      _ = result.merge(sites[site].parents)
    }
    return result
  }

  // MARK: - Variables

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
  private mutating func resolveAll(_ body: SSABody, _ id: FunctionID) throws(Obstacle) {
    for instruction in body.blocks.lazy.flatMap(\.instructions) {
      guard instruction.operation.signature.takesScope, let scope = instruction.operands[0].local else {
        continue
      }
      let current = scopes(scope, in: id)
      switch instruction.operation {
      case .loadScoped(let index):
        guard let slots = resolve(index, in: current) else { throw .function(id) }
        for slot in slots { try checkLoad(of: slot, id) }
      case .storeScoped(let index):
        guard let slots = resolve(index, in: current) else { throw .function(id) }
        for slot in slots { try store(instruction.operands[1], to: slot, id) }
      case .closureNew:
        guard case .literal(.function(let target)) = instruction.operands[1],
          let site = siteOf[id]?[instruction.result!]
        else { throw .function(id) }
        enter(target, Scopes(sites: [site]))
      case .loadClosure, .enqueueJob:
        guard !current.isUnknown else { throw .function(id) }
        callable.formUnion(current.sites)
      default: break
      }
    }
  }

  /// Notices where a scope becomes a value, and refuses to read what the engine keeps in activations.
  private mutating func checkLoad(of slot: Slot, _ id: FunctionID) throws(Obstacle) {
    let site = sites[slot.site]
    if site.kind == .activation, slot.index < 2 { throw .function(id) }
    guard site.hasParent, slot.index == site.slotCount - 1 else { return }
    guard !site.parents.isUnknown else { throw .function(id) }
    callable.formUnion(site.parents.sites)
  }

  private mutating func store(_ value: Operand, to slot: Slot, _ id: FunctionID) throws(Obstacle) {
    if sites[slot.site].kind == .activation, slot.index < 2 { throw .function(id) }
    stored.insert(slot)
    guard slot.index == 0 else { return }
    switch value {
    case .literal(.function(let target)): enter(target, Scopes(sites: [slot.site]))
    case .literal(let literal) where literal.referent == nil: break
    case .local, .literal: withUnknownTarget[slot.site] = id
    }
  }

  private func checkUses() throws(Obstacle) {
    for (site, function) in withUnknownTarget where callable.contains(site) { throw .function(function) }
    // The engine keeps the resume point of an activation where a closure has its target.
    for site in callable where sites[site].kind == .activation {
      throw .function(sites[site].function ?? FunctionID(0))
    }
    for slot in stored where slot.index == sites[slot.site].slotCount - 1 && followed.contains(slot.site) {
      throw .function(sites[slot.site].function ?? FunctionID(0))
    }
  }
}

extension SSABody {
  /// True iff an instruction uses the current scope.
  fileprivate var usesScopes: Bool {
    blocks.contains { $0.instructions.contains { $0.operation.signature.takesScope } }
  }
}
