import IL

extension SSABody {
  /// Removes the parameters of blocks that are the same as another value, and those that nothing uses.
  ///
  /// The parameters of the entry and of catch blocks stay.
  mutating func simplifyParameters() {
    var isFixed = Array(repeating: false, count: blocks.count)
    isFixed[Self.entry.index] = true
    for handler in blocks.compactMap(\.terminator.handler) { isFixed[handler.index] = true }
    var operands: [[[Operand]]] = blocks.map { Array(repeating: [], count: $0.parameters.count) }
    for edge in blocks.lazy.flatMap(\.terminator.edges) {
      for (position, argument) in edge.arguments.enumerated() {
        operands[edge.target.index][position].append(argument)
      }
    }
    let passed = blocks.indices.filter { !isFixed[$0] }.flatMap { index in
      zip(blocks[index].parameters, operands[index]).map { (parameter: $0, operands: $1) }
    }
    guard !passed.isEmpty else { return }
    var resolution = ParameterResolution(localCount: localCount, passed)
    mapOperands { resolution.resolved($0) }
    let isUsed = usedLocals(&resolution)
    let stays = blocks.indices.map { index in
      blocks[index].parameters.map { isFixed[index] || isUsed[$0.index] && !resolution.isRedundant($0) }
    }
    func kept<Element>(_ elements: [Element], of block: Int) -> [Element] {
      zip(elements, stays[block]).filter(\.1).map(\.0)
    }
    for index in blocks.indices {
      blocks[index].parameters = kept(blocks[index].parameters, of: index)
      blocks[index].terminator = blocks[index].terminator.mapEdges {
        Edge($0.target, kept($0.arguments, of: $0.target.index))
      }
    }
  }

  /// The locals that an instruction or a terminator uses, directly or by passing them on.
  private func usedLocals(_ resolution: inout ParameterResolution) -> [Bool] {
    var isUsed = Array(repeating: false, count: localCount)
    var pending: [Local] = []
    func use(_ operand: Operand) {
      guard let local = operand.local, !isUsed[local.index] else { return }
      isUsed[local.index] = true
      pending.append(local)
    }
    for block in blocks {
      for operand in block.instructions.lazy.flatMap(\.operands) { use(operand) }
      for operand in block.terminator.operands { use(operand) }
    }
    while let local = pending.popLast() {
      for operand in resolution.incoming(of: local) { use(resolution.resolved(operand)) }
    }
    return isUsed
  }

  /// Replaces every operand, scopes and those that edges pass included.
  mutating func mapOperands(_ transform: (Operand) -> Operand) {
    for index in blocks.indices {
      for position in blocks[index].instructions.indices {
        blocks[index].instructions[position].operands =
          blocks[index].instructions[position].operands.map(transform)
      }
      blocks[index].terminator = blocks[index].terminator.mapOperands(transform)
    }
  }

  /// Joins each block to the one before it if control can only come from there by a jump.
  ///
  /// - Precondition: blocks with one predecessor have no parameters, except for catch blocks.
  mutating func mergeStraightLines() {
    var edgeCounts = Array(repeating: 0, count: blocks.count)
    edgeCounts[Self.entry.index] = 1
    for successor in blocks.lazy.flatMap(\.terminator.successors) { edgeCounts[successor.index] += 1 }
    var isMerged = Array(repeating: false, count: blocks.count)
    // Starting where no merge ends, each chain is followed once.
    for index in blocks.indices {
      guard case .jump(let edge) = blocks[index].terminator.kind, edgeCounts[edge.target.index] == 1 else {
        continue
      }
      isMerged[edge.target.index] = true
    }
    for index in blocks.indices where !isMerged[index] {
      while case .jump(let edge) = blocks[index].terminator.kind, isMerged[edge.target.index] {
        blocks[index].instructions += blocks[edge.target.index].instructions
        blocks[index].terminator = blocks[edge.target.index].terminator
      }
    }
    self = inReversePostorder()
  }

  /// The same body without what cannot be reached, blocks and locals numbered in the order of execution.
  func inReversePostorder() -> SSABody {
    let order = ControlFlow(self).reversePostorder
    var blockNumbers: [Int] = Array(repeating: 0, count: blocks.count)
    var localNumbers: [Int] = Array(repeating: 0, count: localCount)
    var count = 0
    for (number, id) in order.enumerated() {
      blockNumbers[id.index] = number
      for local in self[id].definitions {
        localNumbers[local.index] = count
        count += 1
      }
    }
    func renamed(_ local: Local) -> Local { Local(localNumbers[local.index]) }
    func renamed(_ operand: Operand) -> Operand { operand.local.map { .local(renamed($0)) } ?? operand }
    func renamed(_ block: BlockID) -> BlockID { BlockID(blockNumbers[block.index]) }
    let renamedBlocks = order.map { id in
      var block = self[id]
      block.parameters = block.parameters.map(renamed)
      block.scope = block.scope.map(renamed)
      for position in block.instructions.indices {
        block.instructions[position].result = block.instructions[position].result.map(renamed)
        block.instructions[position].operands = block.instructions[position].operands.map(renamed)
      }
      block.terminator = block.terminator.mapOperands(renamed).mapEdges {
        Edge(renamed($0.target), $0.arguments)
      }
      if case .startTry(let edge, let handler) = block.terminator.kind {
        block.terminator.kind = .startTry(edge, handler: renamed(handler))
      }
      return block
    }
    return SSABody(renamedBlocks, cellCount: cellCount)
  }
}
