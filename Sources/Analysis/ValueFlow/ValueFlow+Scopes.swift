import IL

extension ValueFlow {
  /// Lets values flow through an operation on scopes.
  mutating func scopeResult(
    of instruction: SSAInstruction, _ operands: [AbstractValue], _ place: Place, by node: Node
  ) -> AbstractValue {
    switch instruction.operation {
    case .loadScoped(let index):
      var value = AbstractValue()
      forEachSlot(index, of: operands[0], by: node) { flow, slot in
        _ = value.join(flow.read(slot, by: node))
      }
      return value
    case .storeScoped(let index):
      forEachSlot(index, of: operands[0], by: node) { flow, slot in flow.join(operands[1], into: slot) }
      return AbstractValue()
    case .scopePop:
      var value = AbstractValue()
      for scope in operands[0].references {
        guard let count = slotCount(of: scope) else { continue }
        _ = value.join(read(.slot(scope, count - 1), by: node))
      }
      return value
    case .scopeDiscard: return AbstractValue(constant: .undefined)
    case .scopePush(let slotCount):
      let scope = made(instruction, place, by: node)
      join(operands[0], into: .slot(scope, slotCount - 1))
      return AbstractValue(reference: scope)
    case .asyncStart(let slotCount, let capturesParent):
      let scope = made(instruction, place, by: node)
      if capturesParent { join(operands[0], into: .slot(scope, slotCount - 1)) }
      return AbstractValue(reference: scope)
    case .closureNew:
      let closure = made(instruction, place, by: node)
      join(operands[1], into: .slot(closure, 0))
      join(operands[0], into: .slot(closure, 1))
      return AbstractValue(reference: closure)
    case .scopeClone:
      var clones = AbstractValue()
      for scope in operands[0].references {
        guard let count = slotCount(of: scope) else { continue }
        let clone = made(instruction, place, clonedSlots: count, by: node)
        for slot in 0..<count { join(read(.slot(scope, slot), by: node), into: .slot(clone, slot)) }
        _ = clones.join(AbstractValue(reference: clone))
      }
      return clones
    default: return AbstractValue(reference: made(instruction, place, by: node))
    }
  }

  /// Calls `body` with each slot that variable `index` of the scopes in `value` can be.
  private mutating func forEachSlot(
    _ index: Int, of value: AbstractValue, by node: Node, _ body: (inout ValueFlow, Variable) -> Void
  ) {
    /// A variable, counted from a scope.
    struct Place: Hashable {
      var scope: Int
      var index: Int
    }
    var pending = value.references.map { Place(scope: $0, index: index) }
    // Different ways lead to the same parents. Indices get smaller on each, so that there is an end to cycles, which
    // damaged programs have.
    var visited = Set(pending)
    while let place = pending.popLast() {
      guard let count = slotCount(of: place.scope) else { continue }
      if place.index < count {
        let slot = Variable.slot(place.scope, place.index)
        if knownNumber(of: slot) != nil { body(&self, slot) }
      } else {
        let parents = read(.slot(place.scope, count - 1), by: node)
        for scope in parents.references {
          let parent = Place(scope: scope, index: place.index - count)
          if visited.insert(parent).inserted { pending.append(parent) }
        }
      }
    }
  }
}
