import IL

/// Which things a program may write, or the engine needs in RAM for another reason.
///
/// What is not among them may live in ROM (snapshot format, section 4.1).
public struct Mutations: Sendable {
  /// The things that must be in RAM, by their number in the value flow.
  public private(set) var things: Set<Int> = []

  /// Finds what the program of `flow` may write.
  ///
  /// - Precondition: `flow` met no obstacle.
  public init(_ flow: ValueFlow) {
    precondition(flow.obstacle == nil, "the value flow is not known")
    for (id, function) in flow.program.functions.entries {
      guard let body = function.ssa, flow.isReached(id) else { continue }
      for block in body.blockIDs where flow.isReached(block, in: id) {
        for instruction in body[block].instructions { add(instruction, id, flow) }
        if case .asyncComplete = body[block].terminator.kind { addCompletion(in: id, flow) }
      }
    }
    for thing in flow.escaped.references {
      if flow.isClass(thing) { addInstantiation(of: thing, flow) }
      // The host writes into bytes that it has.
      if flow.kind(of: thing) == .bytes { things.insert(thing) }
    }
  }

  private mutating func add(_ instruction: SSAInstruction, _ function: FunctionID, _ flow: ValueFlow) {
    func value(_ index: Int) -> AbstractValue { flow.value(of: instruction.operands[index], in: function) }
    switch instruction.operation {
    case .objectSet:
      for thing in flow.things(value(0)) {
        if flow.isClass(thing) {
          things.formUnion(flow.slot(1, of: thing).references)
        } else {
          things.insert(thing)
        }
      }
    case .storeScoped(let index):
      for slot in flow.slots(index, of: Array(value(0).references)) { things.insert(slot.scope) }
    case .new:
      for thing in flow.things(value(0)) where flow.isClass(thing) { addInstantiation(of: thing, flow) }
    default: break
    }
  }

  /// Making instances needs the prototype, and the word by which the static properties refer to it, in RAM.
  private mutating func addInstantiation(of classThing: Int, _ flow: ValueFlow) {
    for statics in flow.slot(1, of: classThing).references {
      things.insert(statics)
      things.formUnion(flow.property(flow.program.builtins[.prototypeKey], of: statics).references)
    }
  }

  /// Completing writes to the closure that runs, and to the promise in it.
  private mutating func addCompletion(in function: FunctionID, _ flow: ValueFlow) {
    for scope in flow.scopesOnEntry(of: function).references {
      things.insert(scope)
      things.formUnion(flow.slot(1, of: scope).references)
    }
  }
}
