import IL

extension Liveness {
  /// Whether setting the length of an array fails depends on how long it is.
  mutating func markLengths(_ instruction: SSAInstruction, _ function: FunctionID, _ item: Item) {
    let keys = ValueFlow.Keys(flow.value(of: instruction.operands[1], in: function))
    guard keys.includeAnyString || keys.known.contains(where: \.isString) else { return }
    for thing in flow.things(flow.value(of: instruction.operands[0], in: function))
    where flow.kind(of: thing) == .array {
      mark(.allProperties(thing), because: item)
    }
  }

  /// A read of properties.
  mutating func markRead(_ instruction: SSAInstruction, _ function: FunctionID, _ item: Item) {
    let keys = ValueFlow.Keys(flow.value(of: instruction.operands[1], in: function))
    for thing in flow.things(flow.value(of: instruction.operands[0], in: function)) {
      for object in objects(of: thing, because: item) { markRead(keys, of: object, item) }
    }
  }

  mutating func markRead(_ keys: ValueFlow.Keys, of thing: Int, _ item: Item) {
    guard flow.kind(of: thing) == .object else {
      mark(.allProperties(thing), because: item)
      let inherited = ValueFlow.Keys(
        known: keys.known.filter { $0.isString }, includeAnyString: keys.includeAnyString)
      guard !inherited.known.isEmpty || inherited.includeAnyString else { return }
      for object in flow.number(of: flow.program.builtins[.arrayPrototype]) {
        markRead(inherited, of: object, item)
      }
      return
    }
    var pending = [thing]
    var visited: Set<Int> = []
    while let object = pending.popLast() {
      guard visited.insert(object).inserted else { continue }
      if keys.includeAnyString || keys.known.contains(where: { flow.isString($0, "__proto__") }) {
        mark(.prototypeIdentity(object), because: item)
      }
      var isComplete = !keys.areUnknown
      for key in keys.known {
        mark(.property(object, key), because: item)
        if !flow.isInitialProperty(key, of: object) { isComplete = false }
      }
      if keys.areUnknown { mark(.allProperties(object), because: item) }
      if isComplete { continue }
      mark(.prototype(object), because: item)
      pending += flow.things(flow.prototype(of: object))
    }
  }

  /// What is in a slot of a clone of a scope was in that of the scope.
  mutating func markClonedSlot(_ index: Int, of thing: Int, because item: Item) {
    guard case .site(let site) = flow.references[thing], site.operation == .scopeClone else { return }
    let function = flow.activations[site.activation].function
    guard let position = uses.definitions[function]?[site.local], let clone = instruction(at: position) else {
      return
    }
    for scope in flow.value(of: clone.operands[0], in: function).references
    where flow.slotCount(of: scope) == site.clonedSlots {
      mark(.slot(scope, index), because: item)
    }
  }

  mutating func markSlots(_ instruction: SSAInstruction, _ position: CodePosition, _ item: Item) {
    let scopes = flow.value(of: instruction.operands[0], in: position.function).references
    switch instruction.operation {
    case .loadScoped(let index):
      for slot in flow.slots(index, of: Array(scopes), onPath: { mark(.slot($0, $1), because: item) }) {
        mark(.slot(slot.scope, slot.index), because: item)
      }
    case .storeScoped(let index):
      _ = flow.slots(index, of: Array(scopes), onPath: { mark(.slot($0, $1), because: item) })
    case .scopePop:
      for scope in scopes {
        if let count = flow.slotCount(of: scope) { mark(.slot(scope, count - 1), because: item) }
      }
    default: preconditionFailure("\(instruction.operation) reads no slots")
    }
  }
}
