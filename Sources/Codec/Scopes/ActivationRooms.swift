import IL

/// How much of their frames async functions can save in the scopes of their activations: the slots behind the
/// engine's and before the first variable that any code names.
struct ActivationRooms {
  private var rooms: [FunctionID: Int] = [:]

  /// Finds the rooms in `program`; nil if it is not known which variables its code names.
  init?(_ program: Program) {
    guard let graph = try? ScopeGraph(program) else { return nil }
    for case let site in graph.sites where site.kind == .activation {
      // The first two slots are the engine's, the last one may be that of the parent.
      if let function = site.function { rooms[function] = site.slotCount - (site.hasParent ? 3 : 2) }
    }
    for slot in graph.reads.values.lazy.flatMap({ $0 }) + graph.stored.keys where slot.index >= 2 {
      let site = graph.sites[slot.site]
      guard site.kind == .activation, let function = site.function else { continue }
      rooms[function] = min(rooms[function] ?? 0, slot.index - 2)
    }
  }

  /// How many slots of the frame of `function` fit; nil if it is not async.
  subscript(function: FunctionID) -> Int? { rooms[function] }
}
