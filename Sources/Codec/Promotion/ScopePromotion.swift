import IL

/// Which variables of scopes only the function sees that makes the scopes, in a whole program.
///
/// Such a variable can be a cell. A scope of which nothing else is needed then need not be made.
public struct ScopePromotion {
  /// What became of a function.
  public struct Result {
    /// The new body.
    public var body: SSABody
    /// How many variables are cells now.
    public var variableCount: Int
    /// How many instructions that make scopes are gone.
    public var scopeCount: Int
  }

  let program: Program
  let graph: ScopeGraph
  let values: UninitializedValues
  /// The function that loads or stores each variable; nil if there are several.
  private var users: [ScopeGraph.Slot: FunctionID?] = [:]
  /// The sites of scopes in which the engine may look for what it keeps in activations.
  private(set) var engineScopes = ScopeGraph.Scopes()
  /// The functions that make values of the scopes of each site.
  private var capturers: [Int: Set<FunctionID>] = [:]

  /// Looks at `program`, whose scopes are those in `graph`, and whose values may be `deleted` where `values` says.
  ///
  /// Nil if it makes no scopes, or these are not known.
  public init?(
    _ program: Program, _ graph: @autoclosure () -> ScopeGraph?,
    _ values: @autoclosure () -> UninitializedValues?
  ) {
    guard program.functions.entries.allSatisfy({ $1.ssa != nil }),
      program.functions.entries.contains(where: { $1.ssa?.makesPromotableScopes ?? false }),
      let graph = graph(), let values = values()
    else { return nil }
    (self.program, self.graph, self.values) = (program, graph, values)
    for (function, sites) in graph.loaded {
      for site in sites { capturers[site, default: []].insert(function) }
    }
    var resolver = graph
    for (id, function) in program.functions.entries {
      for scopes in graph.scopesUsedByEngine(function.ssa!, id) { _ = engineScopes.merge(scopes) }
      for instruction in function.ssa!.blocks.lazy.flatMap(\.instructions) {
        guard let (index, scope) = instruction.variable else { continue }
        for slot in resolver.resolve(index, in: graph.scopes(scope, in: id)) ?? [] {
          users[slot] = users[slot].map { $0 == id ? id : nil } ?? .some(id)
        }
      }
    }
  }

  /// True iff no function but `function` loads or stores `slot`.
  func isOwn(_ slot: ScopeGraph.Slot, of function: FunctionID) -> Bool {
    users[slot].map { $0 == function } ?? true
  }

  /// True iff no function but `function` makes values of the scopes of `site`.
  func isCaptured(_ site: Int, byOthersThan function: FunctionID) -> Bool {
    capturers[site].map { $0 != [function] } ?? false
  }

  /// What becomes of the function `id`; nil if it stays as it is.
  public func promoted(_ id: FunctionID) -> Result? {
    guard let body = program.functions[id].ssa, body.makesPromotableScopes else { return nil }
    var promoter = ScopePromoter(body, id, self)
    return promoter.result()
  }
}

extension SSAInstruction {
  /// The variable that the instruction loads or stores, and the scope it is counted from.
  var variable: (index: Int, scope: Local)? {
    switch operation {
    case .loadScoped(let index), .storeScoped(let index): operands[0].local.map { (index, $0) }
    default: nil
    }
  }
}

extension SSABody {
  /// True iff the body makes scopes other than activations, and has no activation.
  ///
  /// The engine looks at the scope that is current where an activation waits or ends.
  fileprivate var makesPromotableScopes: Bool {
    guard !isAsync, !blocks.contains(where: \.completes) else { return false }
    return blocks.contains { block in
      block.instructions.contains {
        switch $0.operation {
        case .scopeNew, .scopePush, .scopeClone: true
        default: false
        }
      }
    }
  }
}
