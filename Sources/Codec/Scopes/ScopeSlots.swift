import IL

/// Which slots of its scopes and closures a program needs, and what layouts it can have without the others.
///
/// Code names a variable by counting slots along a chain of scopes, so all scopes that one instruction may count
/// through at the same point must have the same layout. Such scopes are a *group*. Groups are independent of each
/// other: each may lose the slots that it does not need whatever becomes of the others.
///
/// A slot is needed if code may load it, if it is the target of a closure that may be called, if it is the link
/// to a parent that something counts through or that becomes the current scope again, and if the engine keeps
/// something there: in activations, whose frames are saved in front of the first variable that code names, and
/// wherever an operation is completed or awaited (engine specification, sections 6 and 8).
public struct ScopeSlots: Sendable {
  /// Scopes that have their layout in common.
  public struct Group: Hashable, Sendable {
    /// The function that makes the scopes, if only one does.
    public let function: FunctionID?
    /// The closures of the snapshot among them.
    public let allocations: [AllocationID]
    /// Whether each slot is needed; slots that are not can go.
    public let isNeeded: [Bool]
    /// Whether the last slot is a link to a parent.
    public let hasParent: Bool
  }

  /// The groups that have slots they do not need.
  public let groups: [Group]

  private let graph: ScopeGraph
  /// The position in `groups` of each site's group; nil if it needs all slots.
  private let groupOfSite: [Int?]

  /// Finds the slots that `program` needs, whose scopes are those of `graph`.
  public init(_ program: Program, _ graph: ScopeGraph) {
    self.graph = graph
    var needs = SlotNeeds(graph)
    for (id, function) in program.functions.entries {
      if let body = function.ssa { needs.add(body, id) }
    }
    (groups, groupOfSite) = needs.groups()
  }

  /// Which group the scopes belong to that `instruction` of `function` makes; nil if they need all slots.
  public func group(madeBy result: Local, in function: FunctionID) -> Int? {
    graph.siteOf[function]?[result].flatMap { groupOfSite[$0] }
  }

  /// What becomes of variable `index`, counted from `scope` in `function`, when `dropped` groups lose what they do
  /// not need: its new index, or nil if it goes.
  public func index(_ index: Int, of scope: Local, in function: FunctionID, dropping dropped: Set<Int>)
    -> Int?
  {
    // All ways have the same layouts, so that one tells about the others.
    guard var site = graph.scopes(scope, in: function).sites.min() else { return index }
    var (rest, result) = (index, 0)
    while true {
      let count = graph.sites[site].slotCount
      let isNeeded = groupOfSite[site].flatMap { dropped.contains($0) ? groups[$0].isNeeded : nil }
      if rest < count {
        guard let isNeeded else { return result + rest }
        return isNeeded[rest] ? result + isNeeded[..<rest].count(where: \.self) : nil
      }
      guard let parent = graph.sites[site].parents.sites.min() else { return index }
      result += isNeeded?.count(where: \.self) ?? count
      rest -= count
      site = parent
    }
  }
}

/// What is needed of the slots of each site, while that is found out.
private struct SlotNeeds {
  private let graph: ScopeGraph
  /// Groups of sites; those that are marked need all slots.
  private var sets: MarkedSets
  private var isNeeded: [[Bool]]
  /// False if something needs slots of scopes that are not known.
  private(set) var areKnown = true

  init(_ graph: ScopeGraph) {
    self.graph = graph
    sets = MarkedSets(count: graph.sites.count)
    isNeeded = graph.sites.map { Array(repeating: false, count: $0.slotCount) }
    let allocated = Set(graph.siteOfAllocation.values)
    var rooms: [Int: Int] = [:]
    for slot in graph.reads.values.lazy.flatMap({ $0 }) + graph.stored.keys where slot.index >= 2 {
      if graph.sites[slot.site].kind == .activation {
        rooms[slot.site] = min(rooms[slot.site] ?? slot.index, slot.index)
      }
    }
    for slots in graph.reads.values { for slot in slots { isNeeded[slot.site][slot.index] = true } }
    for (site, content) in graph.sites.enumerated() {
      guard content.slotCount > 0 else { continue }
      switch content.kind {
      case .closure: sets.mark(site)
      // Those that the engine makes have a layout of its own.
      case .initial: if !allocated.contains(site) { sets.mark(site) }
      case .activation:
        let variables = content.slotCount - (content.hasParent ? 1 : 0)
        for index in 0..<(rooms[site] ?? variables) { isNeeded[site][index] = true }
      case .scope: break
      }
      if graph.callable.contains(site) { isNeeded[site][0] = true }
      if graph.followed.contains(site) { isNeeded[site][content.slotCount - 1] = true }
    }
  }

  mutating func add(_ body: SSABody, _ function: FunctionID) {
    for instruction in body.blocks.lazy.flatMap(\.instructions) {
      guard instruction.operation.signature.takesScope, let scope = instruction.operands[0].local else {
        continue
      }
      let scopes = graph.scopes(scope, in: function)
      switch instruction.operation {
      case .loadScoped(let index), .storeScoped(let index): unite(along: index, of: scopes)
      case .scopePop:
        areKnown = areKnown && !scopes.isUnknown
        for site in scopes.sites where graph.sites[site].slotCount > 0 {
          isNeeded[site][graph.sites[site].slotCount - 1] = true
        }
      default: break
      }
    }
    // Of activations it is known what the engine needs.
    for scopes in graph.scopesUsedByEngine(body, function) {
      for site in scopes.sites where graph.sites[site].kind != .activation { sets.mark(site) }
    }
  }

  /// Notes that all scopes must have the same layout that an instruction may count through at the same point.
  private mutating func unite(along index: Int, of scopes: ScopeGraph.Scopes) {
    var level = scopes.sites.map { ScopeGraph.Slot(site: $0, index: index) }
    while let first = level.first {
      let count = graph.sites[first.site].slotCount
      let areAlike = level.allSatisfy {
        $0.index == first.index && graph.sites[$0.site].slotCount == count
          && graph.sites[$0.site].hasParent == graph.sites[first.site].hasParent
      }
      for slot in level {
        sets.unite(first.site, slot.site)
        if !areAlike { sets.mark(slot.site) }
      }
      var next: Set<ScopeGraph.Slot> = []
      for slot in level where slot.index >= graph.sites[slot.site].slotCount {
        for parent in graph.sites[slot.site].parents.sites {
          next.insert(ScopeGraph.Slot(site: parent, index: slot.index - graph.sites[slot.site].slotCount))
        }
      }
      level = Array(next)
    }
  }

  /// The groups that have slots which are not needed, and the position among them of each site's group.
  mutating func groups() -> (groups: [ScopeSlots.Group], ofSite: [Int?]) {
    guard areKnown else { return ([], Array(repeating: nil, count: graph.sites.count)) }
    var members: [Int: [Int]] = [:]
    for site in graph.sites.indices { members[sets.representative(of: site), default: []].append(site) }
    let allocations = Dictionary(uniqueKeysWithValues: graph.siteOfAllocation.map { ($0.value, $0.key) })
    var groups: [ScopeSlots.Group] = []
    var groupOfSite: [Int?] = Array(repeating: nil, count: graph.sites.count)
    for sites in members.values.sorted(by: { $0[0] < $1[0] }) where !sets.isMarked(sites[0]) {
      let first = graph.sites[sites[0]]
      guard sites.allSatisfy({ graph.sites[$0].slotCount == first.slotCount }) else { continue }
      var needed = (0..<first.slotCount).map { index in sites.contains { isNeeded[$0][index] } }
      // A scope has at least one slot.
      if !needed.isEmpty, !needed.contains(true) { needed[0] = true }
      guard needed.contains(false) else { continue }
      let functions = Set(sites.map { graph.sites[$0].function })
      for site in sites { groupOfSite[site] = groups.count }
      groups.append(
        ScopeSlots.Group(
          function: functions.count == 1 ? functions.first! : nil,
          allocations: sites.compactMap { allocations[$0] }.sorted(), isNeeded: needed,
          hasParent: first.hasParent))
    }
    return (groups, groupOfSite)
  }
}
