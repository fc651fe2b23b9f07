import IL

extension SSABody {
  /// Removes the `initialized` checks that cannot fail, and those that an earlier one makes superfluous.
  ///
  /// - Parameter mayGiveDeleted: True iff a local that is not a parameter of a join may be `deleted`, given
  ///   its definition; nil stands for the parameter of a catch block or of the entry.
  mutating func removeImpossibleChecks(
    mayGiveDeleted: (Local, SSAInstruction?) -> Bool = { $1?.mayGiveDeleted ?? true }
  ) {
    let hasChecks = blocks.contains { $0.instructions.contains { $0.operation == .initialized } }
    guard hasChecks else { return }
    let mayBeDeleted = deletedLocals(mayGiveDeleted)
    let flow = ControlFlow(self)
    var dominated: [[BlockID]] = Array(repeating: [], count: blocks.count)
    for id in flow.reversePostorder {
      if let dominator = flow.immediateDominator(of: id) { dominated[dominator.index].append(id) }
    }
    var replacements: [Operand?] = Array(repeating: nil, count: localCount)
    // The result of the check of each local that dominates the point of the walk.
    var checked: [Operand?] = Array(repeating: nil, count: localCount)
    var path: [(checked: [Local], remaining: [BlockID])] = []
    func enter(_ id: BlockID) {
      var checkedHere: [Local] = []
      self[id].instructions.removeAll { instruction in
        guard instruction.operation == .initialized, let result = instruction.result else { return false }
        // The walk meets a definition before its uses, so an operand is replaced before it is looked at.
        var operand = instruction.operands[0]
        if let local = operand.local, let replacement = replacements[local.index] { operand = replacement }
        guard let local = operand.local, mayBeDeleted[local.index] else {
          guard operand != .literal(.deleted) else { return false }
          replacements[result.index] = operand
          return true
        }
        if let earlier = checked[local.index] {
          replacements[result.index] = earlier
          return true
        }
        checked[local.index] = .local(result)
        checkedHere.append(local)
        return false
      }
      path.append((checkedHere, dominated[id.index]))
    }
    enter(Self.entry)
    while let last = path.indices.last {
      if let next = path[last].remaining.popLast() {
        enter(next)
      } else {
        for local in path.removeLast().checked { checked[local.index] = nil }
      }
    }
    mapOperands { $0.local.flatMap { replacements[$0.index] } ?? $0 }
    simplifyParameters()
  }

  /// Which locals may be `deleted`, parameters of blocks included.
  func deletedLocals(_ mayGiveDeleted: (Local, SSAInstruction?) -> Bool) -> [Bool] {
    var isDeleted = Array(repeating: false, count: localCount)
    var pending: [Local] = []
    func mark(_ local: Local) {
      guard !isDeleted[local.index] else { return }
      isDeleted[local.index] = true
      pending.append(local)
    }
    var isFixed = Array(repeating: false, count: blocks.count)
    isFixed[Self.entry.index] = true
    for handler in blocks.compactMap(\.terminator.handler) { isFixed[handler.index] = true }
    var passedFor: [[Local]] = Array(repeating: [], count: localCount)
    for (index, block) in blocks.enumerated() {
      for edge in block.terminator.edges {
        for (parameter, argument) in zip(self[edge.target].parameters, edge.arguments) {
          switch argument {
          case .local(let local): passedFor[local.index].append(parameter)
          case .literal(.deleted): mark(parameter)
          case .literal: break
          }
        }
      }
      for local in block.parameters where isFixed[index] && mayGiveDeleted(local, nil) { mark(local) }
      for instruction in block.instructions {
        if let local = instruction.result, mayGiveDeleted(local, instruction) { mark(local) }
      }
    }
    while let local = pending.popLast() { passedFor[local.index].forEach(mark) }
    return isDeleted
  }
}

extension SSAInstruction {
  /// True iff the result may be `deleted` as far as its operation says.
  var mayGiveDeleted: Bool {
    guard case .value(let types) = operation.signature.result else { return false }
    return types.contains(.deleted)
  }
}
