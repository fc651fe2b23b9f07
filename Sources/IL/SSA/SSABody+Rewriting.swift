extension SSABody {
  /// Replaces every operand by what `transform` makes of it, those of terminators and edges included.
  public mutating func rewriteOperands(_ transform: (Operand) -> Operand) {
    for block in blocks.indices {
      for position in blocks[block].instructions.indices {
        for operand in blocks[block].instructions[position].operands.indices {
          let old = blocks[block].instructions[position].operands[operand]
          blocks[block].instructions[position].operands[operand] = transform(old)
        }
      }
      blocks[block].terminator = blocks[block].terminator.mapOperands(transform)
    }
  }

  /// Replaces every operation by what `transform` makes of it; operands and results stay.
  public mutating func rewriteOperations(_ transform: (SSAOperation) -> SSAOperation) {
    for block in blocks.indices {
      for position in blocks[block].instructions.indices {
        let old = blocks[block].instructions[position].operation
        blocks[block].instructions[position].operation = transform(old)
      }
    }
  }

  /// The same body without the blocks for which `isGone` holds, to which no other block leads.
  public func removingBlocks(where isGone: (BlockID) -> Bool) -> SSABody {
    let kept = blockIDs.filter { !isGone($0) }
    var positions = Array(repeating: SSABody.entry, count: blocks.count)
    for (position, id) in kept.enumerated() { positions[id.index] = BlockID(position) }
    let blocks = kept.map { id in
      var block = self[id]
      block.terminator = block.terminator.mapTargets { positions[$0.index] }
      return block
    }
    return SSABody(blocks, cellCount: 1 + (blocks.flatMap(\.cells).map(\.index).max() ?? -1))
  }

  /// The same body with blocks, locals and cells numbered in the order in which they appear.
  ///
  /// Blocks are in reverse postorder, and there are no origins. Bodies that differ in these only have the same
  /// canonical form.
  ///
  /// - Precondition: the body satisfies `SSAVerifier`.
  public func canonicalized() -> SSABody {
    let order = ControlFlow(self).reversePostorder
    var newBlocks = Array(repeating: SSABody.entry, count: blocks.count)
    for (position, id) in order.enumerated() { newBlocks[id.index] = BlockID(position) }
    var newLocals = Array(repeating: Local(0), count: localCount)
    for (position, local) in order.lazy.flatMap({ self[$0].definitions }).enumerated() {
      newLocals[local.index] = Local(position)
    }
    var newCells: [Cell: Cell] = [:]
    for cell in order.lazy.flatMap({ self[$0].cells }) where newCells[cell] == nil {
      newCells[cell] = Cell(newCells.count)
    }
    var body = SSABody(
      order.map {
        self[$0].renumbered {
          newBlocks[$0.index]
        } local: {
          newLocals[$0.index]
        }
      },
      cellCount: newCells.count)
    body.rewriteOperands { $0.local.map { .local(newLocals[$0.index]) } ?? $0 }
    body.rewriteOperations { $0.mapCell { newCells[$0]! } }
    return body
  }
}

extension BasicBlock {
  /// The cells that the block mentions, in order.
  public var cells: [Cell] { instructions.compactMap(\.operation.cell) }

  /// The same block without origins, with other names for what it defines and where it leads.
  fileprivate func renumbered(
    _ block: (BlockID) -> BlockID, local: (Local) -> Local
  ) -> BasicBlock {
    var kind = terminator.mapEdges { Edge(block($0.target), $0.arguments) }.kind
    if case .startTry(let edge, let handler) = kind { kind = .startTry(edge, handler: block(handler)) }
    return BasicBlock(
      parameters: parameters.map(local), scope: scope.map(local),
      instructions.map { SSAInstruction($0.result.map(local), $0.operation, $0.operands) },
      terminator: Terminator(kind))
  }
}

extension SSAOperation {
  /// The cell that the operation loads or stores, if it does.
  public var cell: Cell? {
    switch self {
    case .loadCell(let cell), .storeCell(let cell): cell
    default: nil
    }
  }

  /// The same operation on another cell; operations without a cell stay.
  public func mapCell(_ transform: (Cell) -> Cell) -> SSAOperation {
    switch self {
    case .loadCell(let cell): .loadCell(transform(cell))
    case .storeCell(let cell): .storeCell(transform(cell))
    default: self
    }
  }
}
