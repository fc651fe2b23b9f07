import IL

/// Which scopes may be current where: an upper bound for a whole program in SSA form.
///
/// A *site* stands for all scopes and closures that one instruction makes, for the copies that are made of
/// them, or for one closure of the initial heap. The analysis gives up, with an `Obstacle`, where a program
/// does with scopes what no compiler does.
public struct ScopeGraph: Sendable {
  /// What a scope may be: one of some sites or, if it is not known, any scope at all.
  struct Scopes: Hashable, Sendable {
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
  struct Site: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
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
  struct Slot: Hashable, Sendable {
    var site: Int
    var index: Int
  }

  /// What keeps the analysis from knowing which variable an instruction reads or writes.
  public struct Obstacle: Error, Hashable, Sendable {
    /// The function that the instruction is in.
    public var function: FunctionID
  }

  var sites: [Site] = []
  /// The sites that instructions of each function make, by the local that names the result.
  var siteOf: [FunctionID: [Local: Int]] = [:]
  /// What may be current when each function is entered.
  var entries: [FunctionID: Scopes] = [:]
  /// What each scope of each function may be.
  var scopes: [FunctionID: [Local: Scopes]] = [:]
  /// The site of each closure of the initial heap.
  var siteOfAllocation: [AllocationID: Int] = [:]

  var hasChanged = false
  /// How many sites were merged so far, and how many may be: programs of compilers need few.
  var work = 0
  static let maximumWork = 1 << 20
  /// The last slots that something follows as a link to a parent, and those that something stores to.
  var followed: Set<Int> = []
  var stored: [Slot: FunctionID] = [:]
  /// The sites whose scopes may be called, and those whose slot 0 may get what is not known.
  var callable: Set<Int> = []
  var withUnknownTarget: [Int: FunctionID] = [:]
  /// The functions that are called if scopes of a site are.
  var targets: [Int: Set<FunctionID>] = [:]
  /// The functions whose closures each function makes, and the sites whose scopes it makes values.
  var made: [FunctionID: Set<FunctionID>] = [:]
  var loaded: [FunctionID: Set<Int>] = [:]
  /// The variables that each function reads, and those that functions read whose closures it makes.
  var reads: [FunctionID: Set<Slot>] = [:]

  /// The scopes that `local` may be in `function`.
  func scopes(_ local: Local, in function: FunctionID) -> Scopes { scopes[function]?[local] ?? Scopes() }

  /// Finds the scopes of `program`, all of whose functions must be in SSA form.
  ///
  /// - Throws: the first function whose scopes cannot be followed.
  public init(_ program: Program) throws(Obstacle) {
    for (id, function) in program.functions.entries where function.ssa == nil {
      throw Obstacle(function: id)
    }
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
        try resolveAll(flow)
      }
    } while hasChanged
    try checkUses()
    followClosures()
  }
}
