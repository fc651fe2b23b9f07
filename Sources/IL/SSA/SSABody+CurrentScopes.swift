extension SSABody {
  /// The same body with names for current scopes that follow from where scopes are made.
  ///
  /// Every operation that takes a scope is given the one that is current where it stands, and blocks name the
  /// current scope where code that looks at it is not told by their predecessors. So code can be moved and removed first,
  /// and the names put right afterwards.
  ///
  /// Linear in the size of the body for each block that needs a name.
  public func namingCurrentScopes() -> SSABody {
    var body = self
    let flow = ControlFlow(body)
    let uses = CurrentScopeUses(body)
    for id in body.blockIDs where id != Self.entry { body[id].scope = nil }
    var current = CurrentScopes(body, flow)
    while let id = flow.reversePostorder.first(where: {
      uses.isUsed(atStartOf: $0) && current.atStart(of: $0) == nil
    }) {
      body[id].scope = self[id].scope ?? body.makeLocal()
      current = CurrentScopes(body, flow)
    }
    for id in flow.reversePostorder {
      var scope = current.atStart(of: id)
      for position in body[id].instructions.indices {
        let (operation, result) = (
          body[id].instructions[position].operation, body[id].instructions[position].result
        )
        let signature = operation.signature
        if signature.takesScope, let scope { body[id].instructions[position].operands[0] = .local(scope) }
        if signature.result == .scope { scope = result }
      }
    }
    return SSABody(body.blocks, cellCount: body.cellCount)
  }
}

/// Where code may still look at the scope that is current.
public struct CurrentScopeUses: Sendable {
  private var isUsedAtStart: [Bool]
  private var isUsedAtEnd: [Bool]
  private var isUsedByHandler: Bool
  private let moreUses: [BlockID: Set<Int>]

  /// True iff something may look at the scope that is current at the start of `block`.
  public func isUsed(atStartOf block: BlockID) -> Bool { isUsedAtStart[block.index] }

  /// Finds the uses in `body`.
  ///
  /// - Parameter moreUses: The positions of instructions that count as uses, by block.
  public init(_ body: SSABody, and moreUses: [BlockID: Set<Int>] = [:]) {
    self.moreUses = moreUses
    isUsedAtStart = Array(repeating: false, count: body.blocks.count)
    isUsedAtEnd = isUsedAtStart
    isUsedByHandler = false
    var predecessors: [[BlockID]] = Array(repeating: [], count: body.blocks.count)
    for id in body.blockIDs {
      for successor in body[id].terminator.successors { predecessors[successor.index].append(id) }
    }
    var pending = Array(body.blockIDs)
    for id in body.blockIDs where body[id].endsActivation { isUsedAtEnd[id.index] = true }
    while let id = pending.popLast() {
      guard !isUsedAtStart[id.index], firstUse(from: 0, of: id, in: body) ?? isUsedAtEnd[id.index]
      else { continue }
      isUsedAtStart[id.index] = true
      for predecessor in predecessors[id.index] where !isUsedAtEnd[predecessor.index] {
        isUsedAtEnd[predecessor.index] = true
        pending.append(predecessor)
      }
    }
    for handler in body.blocks.compactMap(\.terminator.handler) where isUsedAtStart[handler.index] {
      isUsedByHandler = true
    }
  }

  /// True iff something may look at the scope that is current behind the instruction at `position` of `block`.
  ///
  /// A catch block gets the scope of wherever an exception comes from, so one that looks at it counts everywhere.
  public func isUsed(after position: Int, of block: BlockID, in body: SSABody) -> Bool {
    if isUsedByHandler { return true }
    return firstUse(from: position + 1, of: block, in: body) ?? isUsedAtEnd[block.index]
  }

  /// Whether the first instruction that has to do with the current scope looks at it; nil if none has.
  ///
  /// - Parameter start: The position of the first instruction to consider.
  private func firstUse(from start: Int, of block: BlockID, in body: SSABody) -> Bool? {
    let uses = moreUses[block, default: []]
    for position in start..<body[block].instructions.count {
      let signature = body[block].instructions[position].operation.signature
      if signature.takesScope || uses.contains(position) { return true }
      if signature.result == .scope { return false }
    }
    return nil
  }
}

extension BasicBlock {
  /// True iff the block completes the activation that is the current scope.
  fileprivate var endsActivation: Bool {
    switch terminator.kind {
    case .asyncReturn, .asyncComplete: true
    case .jump, .branch, .startTry, .returnValue, .throwValue: false
    }
  }
}
