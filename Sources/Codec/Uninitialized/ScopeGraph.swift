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
  struct Obstacle: Error, Hashable {
    /// The function that the instruction is in.
    var function: FunctionID
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
  /// How many sites were merged so far, and how many may be: programs of compilers need few.
  private var work = 0
  private static let maximumWork = 1 << 20
  /// The last slots that something follows as a link to a parent, and those that something stores to.
  private var followed: Set<Int> = []
  private var stored: [Slot: FunctionID] = [:]
  /// The sites whose scopes may be called, and those whose slot 0 may get what is not known.
  private var callable: Set<Int> = []
  private var withUnknownTarget: [Int: FunctionID] = [:]
  /// The functions that are called if scopes of a site are.
  private var targets: [Int: Set<FunctionID>] = [:]
  /// The functions whose closures each function makes, and the sites whose scopes it makes values.
  private var made: [FunctionID: Set<FunctionID>] = [:]
  private var loaded: [FunctionID: Set<Int>] = [:]
  /// The variables that each function reads, and those that functions read whose closures it makes.
  private var reads: [FunctionID: Set<Slot>] = [:]

  /// The scopes that `local` may be in `function`.
  func scopes(_ local: Local, in function: FunctionID) -> Scopes { scopes[function]?[local] ?? Scopes() }

  /// Finds the scopes of `program`, all of whose functions are in SSA form.
  init(_ program: Program) throws(Obstacle) {
    addInitialSites(of: program)
    let flows = program.functions.entries.compactMap { id, function in
      function.ssa.map { ScopeFlow(id: id, body: $0) }
    }
    for flow in flows { addSites(of: flow.body, flow.id) }
    repeat {
      hasChanged = false
      for flow in flows where flow.body.usesScopes {
        follow(flow)
        guard work <= Self.maximumWork else { throw Obstacle(function: flow.id) }
        try resolveAll(flow.body, flow.id)
      }
    } while hasChanged
    try checkUses()
    followClosures()
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

  /// Notes that `function` may be called as a closure that is one of `scopes`.
  private mutating func enter(_ function: FunctionID, _ scopes: Scopes) {
    for site in scopes.sites { targets[site, default: []].insert(function) }
    if entries[function, default: Scopes()].merge(scopes) { hasChanged = true }
  }

  // MARK: - Flow

  /// Finds what the scopes of one function may be, given what it is entered with.
  private mutating func follow(_ function: ScopeFlow) {
    let (id, body, flow) = (function.id, function.body, function.flow)
    var known = scopes[id] ?? [:]
    var everything = known.values.reduce(into: Scopes()) { _ = $0.merge($1) }
    func define(_ local: Local, _ value: Scopes) {
      work += value.sites.count
      guard known[local, default: Scopes()].merge(value) else { return }
      _ = everything.merge(value)
      hasChanged = true
    }
    for block in flow.reversePostorder where work <= Self.maximumWork {
      if let local = body[block].scope {
        if block == SSABody.entry {
          define(local, entries[id] ?? Scopes())
        } else if function.handlers.isHandler(block) {
          for scope in function.handlers.scopes(atStartOf: block) ?? [] {
            define(local, known[scope] ?? Scopes())
          }
          if function.handlers.scopes(atStartOf: block) == nil { define(local, everything) }
        } else {
          for predecessor in flow.predecessors[block.index] {
            let scope = function.current.atEnd(of: predecessor)
            define(local, scope.map { known[$0] ?? Scopes() } ?? everything)
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
      case .loadClosure, .enqueueJob:
        guard !current.isUnknown else { throw Obstacle(function: id) }
        callable.formUnion(current.sites)
        loaded[id, default: []].formUnion(current.sites)
      default: break
      }
    }
  }

  /// Notices where a scope becomes a value, and refuses to read what the engine keeps in activations.
  private mutating func checkLoad(of slot: Slot, _ id: FunctionID) throws(Obstacle) {
    let site = sites[slot.site]
    if site.kind == .activation, slot.index < 2 { throw Obstacle(function: id) }
    guard site.hasParent, slot.index == site.slotCount - 1 else { return }
    guard !site.parents.isUnknown else { throw Obstacle(function: id) }
    callable.formUnion(site.parents.sites)
    loaded[id, default: []].formUnion(site.parents.sites)
  }

  private mutating func store(_ value: Operand, to slot: Slot, _ id: FunctionID) throws(Obstacle) {
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

  private func checkUses() throws(Obstacle) {
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

extension ScopeGraph {
  /// Adds to what each function reads what functions read whose closures it makes.
  private mutating func followClosures() {
    for (function, sites) in loaded {
      for site in sites { made[function, default: []].formUnion(targets[site] ?? []) }
    }
    var makers: [FunctionID: [FunctionID]] = [:]
    for (maker, functions) in made {
      for function in functions { makers[function, default: []].append(maker) }
    }
    var pending = Array(reads.keys)
    while let function = pending.popLast() {
      for maker in makers[function] ?? [] {
        let count = reads[maker]?.count ?? 0
        reads[maker, default: []].formUnion(reads[function]!)
        if reads[maker]!.count != count { pending.append(maker) }
      }
    }
  }

  /// True iff code that runs because of the closure that `capture` makes may read a variable of a scope that
  /// `function` makes.
  ///
  /// - Parameter capture: a `closureNew`, `loadClosure` or `enqueueJob`.
  func mayRead(
    _ index: Int, of scope: Local, afterCapture capture: SSAInstruction, in function: FunctionID
  ) -> Bool {
    let callees: Set<FunctionID>
    if case .literal(.function(let target))? = capture.operands.dropFirst().first {
      callees = [target]
    } else {
      let captured = capture.operands[0].local.map { scopes($0, in: function) } ?? .unknown
      guard !captured.isUnknown else { return true }
      callees = captured.sites.reduce(into: []) { $0.formUnion(targets[$1] ?? []) }
    }
    let slots = scopes(scope, in: function).sites.map { Slot(site: $0, index: index) }
    return callees.contains { callee in slots.contains { reads[callee]?.contains($0) ?? false } }
  }
}

/// A function with what is known about where its control and scopes go.
private struct ScopeFlow {
  let id: FunctionID
  let body: SSABody
  let flow: ControlFlow
  let current: CurrentScopes
  let handlers: HandlerScopes

  init(id: FunctionID, body: SSABody) {
    self.id = id
    self.body = body
    flow = ControlFlow(body)
    current = CurrentScopes(body, flow)
    handlers = HandlerScopes(body, flow, current)
  }
}

extension SSABody {
  /// True iff an instruction uses the current scope.
  fileprivate var usesScopes: Bool {
    blocks.contains { $0.instructions.contains { $0.operation.signature.takesScope } }
  }
}
