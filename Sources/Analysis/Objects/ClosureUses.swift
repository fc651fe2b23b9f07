import IL

/// What a program uses of the closures that exist in the snapshot, as scopes.
public struct ClosureUses: Sendable {
  /// The closures that code may look into at all: as current scope, or on the way to another one.
  public private(set) var scopes: Set<AllocationID> = []
  /// How many slots of each closure are needed, the call target included.
  private var neededSlots: [AllocationID: Int] = [:]
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
      for value in [flow.slot(count - 1, of: thing), flow.slot(0, of: thing)] {
        scopes.formUnion(value.references.compactMap { closure($0) })
      }
    }
    for (id, function) in flow.program.functions.entries {
      guard let body = function.ssa, flow.isReached(id) else { continue }
      for block in body.blockIDs where flow.isReached(block, in: id) {
        for instruction in body[block].instructions { add(instruction, id) }
        if case .asyncComplete = body[block].terminator.kind {
          for scope in flow.scopesOnEntry(of: id).references { needAll(of: scope) }
        }
      }
    }
  }

  /// How many slots of a closure are needed; nil if nothing is known of it.
  public func neededSlots(of id: AllocationID) -> Int? {
    flow.number(ofKnown: .allocation(id)).map { _ in neededSlots[id, default: 1] }
  }

  private func closure(_ thing: Int) -> AllocationID? {
    guard case .allocation(let id) = flow.references[thing], flow.slotCount(of: thing) != nil else {
      return nil
    }
    return id
  }

  private mutating func need(_ count: Int, of thing: Int) {
    guard let id = closure(thing) else { return }
    neededSlots[id] = max(neededSlots[id, default: 1], count)
  }

  private mutating func needAll(of thing: Int) {
    if let count = flow.slotCount(of: thing) { need(count, of: thing) }
    if let id = closure(thing) { scopes.insert(id) }
  }

  private mutating func add(_ instruction: SSAInstruction, _ function: FunctionID) {
    guard instruction.operation.signature.takesScope else { return }
    let used = flow.value(of: instruction.operands[0], in: function).references
    scopes.formUnion(used.compactMap { closure($0) })
    switch instruction.operation {
    case .loadScoped(let index), .storeScoped(let index):
      var links: [Int] = []
      for slot in flow.slots(index, of: Array(used), onPath: { scope, _ in links.append(scope) }) {
        need(slot.index + 1, of: slot.scope)
      }
      // The last slot leads on.
      for scope in links { needAll(of: scope) }
    case .scopePush, .closureNew, .loadClosure: break
    default: for scope in used { needAll(of: scope) }
    }
  }
}
