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
      let scope = made(instruction, place)
      join(operands[0], into: .slot(scope, slotCount - 1))
      return AbstractValue(reference: scope)
    case .asyncStart(let slotCount, let capturesParent):
      let scope = made(instruction, place)
      if capturesParent { join(operands[0], into: .slot(scope, slotCount - 1)) }
      return AbstractValue(reference: scope)
    case .closureNew:
      let closure = made(instruction, place)
      join(operands[1], into: .slot(closure, 0))
      join(operands[0], into: .slot(closure, 1))
      return AbstractValue(reference: closure)
    case .scopeClone:
      var clones = AbstractValue()
      for scope in operands[0].references {
        guard let count = slotCount(of: scope) else { continue }
        let clone = made(instruction, place, clonedSlots: count)
        for slot in 0..<count { join(read(.slot(scope, slot), by: node), into: .slot(clone, slot)) }
        _ = clones.join(AbstractValue(reference: clone))
      }
      return clones
    default: return AbstractValue(reference: made(instruction, place))
    }
  }

  /// How many slots a closure or scope has; nil for anything else.
  func slotCount(of reference: Int) -> Int? {
    switch references[reference] {
    case .allocation(let id):
      if case .closure(let slots) = program.allocations[id].content { slots.count } else { nil }
    case .site(let site):
      switch site.operation {
      case .scopeNew(let count), .scopePush(let count), .asyncStart(let count, _): count
      case .closureNew: 2
      case .scopeClone: site.clonedSlots
      default: nil
      }
    case .function, .hostFunction, .noOpFunction, .external: nil
    }
  }

  /// Calls `body` with each slot that variable `index` of the scopes in `value` can be.
  private mutating func forEachSlot(
    _ index: Int, of value: AbstractValue, by node: Node, _ body: (inout ValueFlow, Variable) -> Void
  ) {
    var pending = value.references.map { ($0, index) }
    // Parents can form a cycle only in damaged programs; indices get smaller along them all the same.
    var visited: Set<Variable> = []
    while let (scope, index) = pending.popLast() {
      guard let count = slotCount(of: scope) else { continue }
      if index < count {
        if visited.insert(.slot(scope, index)).inserted { body(&self, .slot(scope, index)) }
      } else {
        let parents = read(.slot(scope, count - 1), by: node)
        pending += parents.references.map { ($0, index - count) }
      }
    }
  }
}
