import IL

/// What happens on the way to a join: its parameters get their values, and the frame its height.
extension CodeGenerator {
  /// An argument that is not where the join wants it.
  private struct Move {
    /// The position among the arguments.
    let index: Int
    /// The slot of the parameter.
    let slot: Int
    /// The local that is to be moved, unless the argument is computed here.
    let local: Local?
    /// The steps that compute it.
    var parts: [SchedulePart]
    var isComputed: Bool { local == nil && !parts.allSatisfy(\.isOperand) }
  }

  /// Makes the frame that of `target`, with the operands of the jump `node` as arguments.
  mutating func pass(_ node: Int, to target: BlockID) throws(LoweringFailure) {
    statementHeight = 0
    let height = layouts[target.index]!.count
    var moves = moves(node, to: target)
    // What is in its place already counts as used until the end, so that nothing takes it away from there.
    moves.removeAll { move in
      guard let local = move.local, move.slot < frame.count else { return false }
      return frame[move.slot] == .local(local)
    }
    try computeOnTop(height, &moves)
    lowerTop(to: height, &moves)
    if frame.count < height { try pushMissing(height, node, target, &moves) }
    try storeRest(node, &moves)
    pop(to: height)
  }

  private func moves(_ node: Int, to target: BlockID) -> [Move] {
    let operands = graph.nodes[node].operands
    let slots = parameterSlots[target.index]
    var moves: [Move] = []
    for part in schedule.parts[node] {
      switch part {
      case .operand(let index):
        moves.append(
          Move(index: index, slot: slots[index], local: homes.slotOwner(operands[index]), parts: [part]))
      case .node(let inner):
        let result = graph.nodes[inner].results[0]
        let index = operands.firstIndex { homes.slotOwner($0) == result }!
        moves.append(Move(index: index, slot: slots[index], local: nil, parts: [part]))
      case .statements, .placeholder, .fillPlaceholder: moves[moves.count - 1].parts.append(part)
      }
    }
    return moves
  }

  /// Computes the arguments whose first operands are what lies above `height`.
  private mutating func computeOnTop(_ height: Int, _ moves: inout [Move]) throws(LoweringFailure) {
    var position = 0
    while position < moves.count {
      let move = moves[position]
      guard move.isComputed else {
        position += 1
        continue
      }
      guard move.parts.count == 1, case .node(let inner) = move.parts[0], move.slot < frame.count,
        canOverwrite(move.slot, after: inner)
      else { return }
      let count = matchTop(inner)
      guard count > 0, frame.count - count >= max(height, move.slot + 1) else { return }
      inPlace = count
      try evaluate(inner)
      store(in: move.slot, .other)
      moves.remove(at: position)
    }
  }

  /// True iff only the tree of `node` still needs what is in `slot`.
  private func canOverwrite(_ slot: Int, after node: Int) -> Bool {
    guard case .local(let local) = frame[slot] else { return true }
    var uses = 0
    schedule.forEachLeaf(of: node) { if $0 == local { uses += 1 } }
    return remaining[local.index] == uses
  }

  /// Stores or drops what is on top of the frame, as long as it is above `height` or wanted further down.
  private mutating func lowerTop(to height: Int, _ moves: inout [Move]) {
    while case .some(let top) = frame.last {
      if case .local(let local) = top, remaining[local.index] == 1, !liveness.isLive(local, atEndOf: block),
        let index = moves.firstIndex(where: { $0.local == local }), moves[index].slot < frame.count - 1,
        isOverwritable(moves[index].slot)
      {
        remaining[local.index] -= 1
        let move = moves.remove(at: index)
        store(in: move.slot, .other)
        continue
      }
      guard frame.count > height else { return }
      if case .local(let local) = top, remaining[local.index] > 0 { return }
      pop(to: frame.count - 1)
    }
  }

  /// True iff no move that is left needs what is in `slot`.
  private func isOverwritable(_ slot: Int) -> Bool {
    if case .local(let local) = frame[slot] { remaining[local.index] == 0 } else { true }
  }

  /// Pushes the slots that the frame lacks.
  private mutating func pushMissing(
    _ height: Int, _ node: Int, _ target: BlockID, _ moves: inout [Move]
  ) throws(LoweringFailure) {
    let base = frame.count
    let pushes = moves.filter { $0.slot >= base }.sorted { $0.slot < $1.slot }
    let stores = moves.filter { $0.slot < base }
    // What is computed has to be computed in order.
    let order = (pushes + stores).filter(\.isComputed).map(\.index)
    let isInOrder = zip(order, order.dropFirst()).allSatisfy { $0 < $1 }
    for slot in base..<height {
      if isInOrder, let move = pushes.first(where: { $0.slot == slot }) {
        inPlace = 0
        for part in move.parts { try evaluate(part, of: node) }
        frame[frame.count - 1] = .other
      } else {
        emit(.literal(.undefined))
        frame.append(.other)
      }
    }
    if isInOrder { moves = stores }
  }

  /// Stores the arguments that go to slots of the frame.
  private mutating func storeRest(_ node: Int, _ moves: inout [Move]) throws(LoweringFailure) {
    // What can be computed on top of the frame without loading and storing it comes last.
    let top = frame.count - 1
    if let last = moves.firstIndex(where: { $0.slot == top && isPure($0) }) {
      moves.append(moves.remove(at: last))
    }
    var deferred: [Int] = []
    for move in moves {
      if deferred.isEmpty, move.slot == frame.count - 1, case .node(let inner)? = move.parts.first,
        move.parts.count == 1, matchTop(inner) == 1
      {
        inPlace = 1
        try evaluate(inner)
        frame[frame.count - 1] = .other
        continue
      }
      inPlace = 0
      for part in move.parts { try evaluate(part, of: node) }
      frame[frame.count - 1] = .other
      if isOverwritable(move.slot) {
        store(in: move.slot, .other)
      } else {
        deferred.append(move.slot)
      }
    }
    for slot in deferred.reversed() { store(in: slot, .other) }
  }

  private func isPure(_ move: Move) -> Bool {
    guard move.parts.count == 1, case .node(let inner) = move.parts[0] else { return false }
    var pending = [inner]
    while let node = pending.popLast() {
      guard graph.effects(of: node).isEmpty else { return false }
      for part in schedule.parts[node] {
        switch part {
        case .operand: break
        case .node(let inner): pending.append(inner)
        case .statements, .placeholder, .fillPlaceholder: return false
        }
      }
    }
    return true
  }
}
