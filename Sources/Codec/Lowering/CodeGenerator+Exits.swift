import IL

/// Ends of blocks.
extension CodeGenerator {
  /// Generates the terminator `node`, and decides the frames of the blocks that the current one dominates.
  mutating func leave(_ node: Int) throws(LoweringFailure) {
    code[block.index].exitOrigin = graph.nodes[node].origin
    let origin = graph.nodes[node].origin
    switch graph.exit(of: block) {
    case .jump(let target):
      decideLayouts()
      try pass(node, to: target)
      code[block.index].exit = .jump(target)
    case .branch(let first, let second):
      try evaluateOperands(node)
      frame.removeLast()
      layouts[first.index] = frame
      layouts[second.index] = frame
      decideLayouts()
      code[block.index].exit = .branch(first, second)
    case .startTry(let body, let handler):
      reserveSlots()
      layouts[body.index] = frame + [.record(block), .record(block)]
      let parameter = graph.blocks[handler.index].parameters[0]
      layouts[handler.index] = frame + [.local(parameter)]
      parameterSlots[handler.index] = [frame.count]
      decideLayouts()
      code[block.index].exit = .startTry(body, handler: handler)
    case .returnValue:
      try evaluateOperands(node)
      emit(.returnValue, origin: origin)
    case .throwValue:
      try evaluateOperands(node)
      emit(.throwValue, origin: origin)
    case .asyncReturn:
      try evaluateOperands(node)
      emit(.asyncReturn, origin: origin)
    case .asyncComplete:
      try complete(node)
      emit(.asyncComplete, origin: origin)
    }
  }

  private mutating func evaluateOperands(_ node: Int) throws(LoweringFailure) {
    inPlace = matchTop(node)
    statementHeight = frame.count - inPlace
    for part in schedule.parts[node] { try evaluate(part, of: node) }
  }

  /// Leaves exactly the three operands of the terminator in the frame.
  private mutating func complete(_ node: Int) throws(LoweringFailure) {
    if matchTop(node) == frame.count { return try evaluateOperands(node) }
    while frame.count < 3 {
      emit(.literal(.undefined))
      frame.append(.other)
    }
    let height = frame.count
    for part in schedule.parts[node] { try evaluate(part, of: node) }
    for slot in [2, 1, 0] { store(in: slot, .other) }
    pop(to: min(height, 3))
  }

  /// Makes slots below a catch record for what is defined in the `try` and used behind it.
  private mutating func reserveSlots() {
    let crossing = reserved.crossing[block] ?? []
    let all = nesting.atEnd[block.index].flatMap { reserved.crossing[$0] ?? [] } + crossing
    for local in crossing where reservedSlots[local] == nil {
      let shared = crossing.first { other in
        guard let slot = reservedSlots[other], slot < frame.count, frame[slot] == .reserved else {
          return false
        }
        return all.allSatisfy { reservedSlots[$0] != slot || flowTogether(local, $0) }
      }
      if let shared {
        reservedSlots[local] = reservedSlots[shared]
      } else if let slot = frame.firstIndex(where: isFree) {
        frame[slot] = .reserved
        reservedSlots[local] = slot
      } else {
        emit(.literal(.undefined))
        reservedSlots[local] = frame.count
        frame.append(.reserved)
      }
    }
  }

  /// True iff nothing needs what is in `slot`.
  func isFree(_ slot: FrameSlot) -> Bool {
    switch slot {
    case .local(let local): isDead(local)
    case .other: true
    case .cell, .record, .reserved, .engine: false
    }
  }

  /// True iff both locals are passed for one parameter, so that one slot can hold either.
  private func flowTogether(_ left: Local, _ right: Local) -> Bool {
    guard let first = flows[left], let second = flows[right], first.count == 1, second.count == 1 else {
      return false
    }
    // Locals that are only passed on are not needed in the same block.
    return first[0] == second[0]
      && !graph.flow.reversePostorder.contains { id in
        let isLeft = liveness.isLive(left, atStartOf: id) || liveness.isLive(left, atEndOf: id)
        return isLeft && (liveness.isLive(right, atStartOf: id) || liveness.isLive(right, atEndOf: id))
      }
  }

  // MARK: Frames of joins

  /// Decides the frames of the joins that the current block dominates; the frame is what they can rely on.
  private mutating func decideLayouts() {
    for join in dominated[block.index] where layouts[join.index] == nil { decideLayout(of: join) }
  }

  private mutating func decideLayout(of join: BlockID) {
    let open = nesting.atStart[join.index]
    var slots = frame
    let end = slots.firstIndex { if case .record(let start) = $0 { !open.contains(start) } else { false } }
    if let end { slots.removeLast(slots.count - end) }
    for index in slots.indices {
      guard case .local(let local) = slots[index], !liveness.isLive(local, atStartOf: join) else { continue }
      slots[index] = .other
    }
    if dropping.isImmediate { slots.removeLast(slots.reversed().prefix { $0 == .other }.count) }
    for (index, parameter) in graph.blocks[join.index].parameters.enumerated() {
      let slot = slotForParameter(index, parameter, of: join, slots) ?? slots.count
      if slot == slots.count { slots.append(.other) }
      slots[slot] = .local(parameter)
      parameterSlots[join.index].append(slot)
    }
    layouts[join.index] = slots
  }

  /// The slot below the parameters that suits a parameter best.
  private func slotForParameter(
    _ index: Int, _ parameter: Local, of join: BlockID, _ slots: [FrameSlot]
  ) -> Int? {
    if let slot = reservedSlots[parameter] { return slot }
    func isFree(_ slot: Int) -> Bool {
      slot < slots.count && (slots[slot] == .other || slots[slot] == .reserved)
    }
    var candidates: [Int] = []
    for predecessor in graph.flow.predecessors[join.index] {
      let operand = graph.nodes[graph.terminator(of: predecessor)].operands[index]
      guard let local = homes.slotOwner(operand) else { continue }
      if let slot = reservedSlots[local] { candidates.append(slot) }
      if let slot = frame.lastIndex(of: .local(local)) { candidates.append(slot) }
    }
    for flow in flows[parameter] ?? [] where layouts[flow.target.index] != nil {
      candidates.append(parameterSlots[flow.target.index][flow.index])
    }
    return candidates.first(where: isFree)
  }
}
