import IL

/// The closures of the snapshot that code may look into: as current scope, or on the way to another one.
public struct ClosureUses: Sendable {
  /// The closures.
  public private(set) var scopes: Set<AllocationID> = []
  private let flow: ValueFlow

  /// Finds the uses in the program of `flow`.
  ///
  /// - Precondition: `flow` met no obstacle.
  public init(_ flow: ValueFlow) {
    precondition(flow.obstacle == nil, "the value flow is not known")
    self.flow = flow
    for thing in flow.references.indices {
      guard let count = flow.slotCount(of: thing) else { continue }
      // A link to a parent, or the target of a closure that is a closure.
      add(flow.slot(count - 1, of: thing))
      add(flow.slot(0, of: thing))
    }
    for (id, function) in flow.program.functions.entries {
      guard let body = function.ssa, flow.isReached(id) else { continue }
      for block in body.blockIDs where flow.isReached(block, in: id) {
        for instruction in body[block].instructions where instruction.operation.signature.takesScope {
          add(flow.value(of: instruction.operands[0], in: id))
        }
        if case .asyncComplete = body[block].terminator.kind { add(flow.scopesOnEntry(of: id)) }
      }
    }
  }

  private mutating func add(_ value: AbstractValue) {
    for thing in value.references {
      guard case .allocation(let id) = flow.references[thing], flow.slotCount(of: thing) != nil else {
        continue
      }
      scopes.insert(id)
    }
  }
}
