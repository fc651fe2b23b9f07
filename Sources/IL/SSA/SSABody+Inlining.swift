extension SSABody {
  /// The same body with what `expand` gives for some calls in place of these calls.
  ///
  /// `expand` is called for each instruction, in order, with its block and position in this body. It gives
  /// the body of a function and the arguments that the call passes, `this` first. A call whose body has one
  /// block becomes the instructions of that block; otherwise the block of the call is split, and what returned
  /// jumps to the second part.
  ///
  /// The entry block of a body that looks at the scope with which it is entered names it, and the call stands where that
  /// scope is current. A body that makes scopes leaves another one current than there was, so nothing behind
  /// it may need the old one.
  ///
  /// - Precondition: bodies that `expand` gives return, are not async and replace no arguments.
  public func inlining(
    _ expand: (BlockID, Int, SSAInstruction) -> (body: SSABody, arguments: [Operand])?
  ) -> SSABody {
    var result = self
    var needsNames = false
    // What stands for the results of calls that became the instructions of one block.
    var replaced: [Local: Operand] = [:]
    for id in blockIDs {
      var current = id
      var open = BasicBlock(parameters: self[id].parameters, scope: self[id].scope)
      for (position, instruction) in self[id].instructions.enumerated() {
        guard let (body, arguments) = expand(id, position, instruction) else {
          open.instructions.append(instruction)
          continue
        }
        if body.blocks.contains(where: { $0.scope != nil || $0.terminator.handler != nil }) {
          needsNames = true
        }
        let copies = result.copies(of: body, arguments)
        if copies.count == 1, case .returnValue(let value) = copies[0].terminator.kind {
          open.instructions += copies[0].instructions
          if let local = instruction.result { replaced[local] = value }
          continue
        }
        let first = result.blocks.count
        let rest = BlockID(first + copies.count)
        open.terminator = Terminator(.jump(Edge(BlockID(first))))
        result[current] = open
        result.blocks += copies.map { $0.returning(to: rest, passesValue: instruction.result != nil) }
        result.blocks.append(BasicBlock())
        current = rest
        open = BasicBlock(parameters: instruction.result.map { [$0] } ?? [])
      }
      open.terminator = self[id].terminator
      result[current] = open
    }
    if !replaced.isEmpty {
      result.rewriteOperands { operand in
        var operand = operand
        while let local = operand.local, let value = replaced[local] { operand = value }
        return operand
      }
    }
    return needsNames ? result.namingCurrentScopes() : result
  }

  /// The blocks of `body` for use behind those that there are, with new locals and `arguments` for what it loads.
  private mutating func copies(of body: SSABody, _ arguments: [Operand]) -> [BasicBlock] {
    var operands: [Local: Operand] = [:]
    for block in body.blocks {
      for local in block.parameters + (block.scope.map { [$0] } ?? []) {
        operands[local] = .local(makeLocal())
      }
      for instruction in block.instructions {
        guard let result = instruction.result else { continue }
        if case .loadArgument(let index) = instruction.operation {
          operands[result] = index < arguments.count ? arguments[index] : .literal(.undefined)
        } else {
          operands[result] = .local(makeLocal())
        }
      }
    }
    func copy(_ operand: Operand) -> Operand { operand.local.map { operands[$0]! } ?? operand }
    let (first, firstCell) = (blocks.count, cellCount)
    cellCount += body.cellCount
    func copy(_ operation: SSAOperation) -> SSAOperation {
      switch operation {
      case .loadCell(let cell): .loadCell(Cell(firstCell + cell.index))
      case .storeCell(let cell): .storeCell(Cell(firstCell + cell.index))
      default: operation
      }
    }
    var copies = body.blocks.map { block in
      BasicBlock(
        parameters: block.parameters.map { operands[$0]!.local! },
        scope: block.scope.map { operands[$0]!.local! },
        block.instructions.compactMap { instruction in
          if case .loadArgument = instruction.operation { return nil }
          return SSAInstruction(
            instruction.result.map { operands[$0]!.local! }, copy(instruction.operation),
            instruction.operands.map(copy), origin: instruction.origin)
        },
        terminator: block.terminator.mapOperands(copy).mapTargets { BlockID(first + $0.index) })
    }
    // A call starts with new cells, while those of the caller keep what an earlier call in a loop left there.
    copies[0].instructions.insert(
      contentsOf: body.cellsReadAtStart.map {
        SSAInstruction(nil, copy(.storeCell($0)), [.literal(.undefined)])
      }, at: 0)
    return copies
  }

  /// The cells that the entry block does not store before anything can read them.
  private var cellsReadAtStart: [Cell] {
    var isStored = Array(repeating: false, count: cellCount)
    for instruction in self[Self.entry].instructions {
      switch instruction.operation {
      case .storeCell(let cell): isStored[cell.index] = true
      case .loadCell(let cell) where !isStored[cell.index]: return (0..<cellCount).map { Cell($0) }
      default: break
      }
    }
    return isStored.indices.filter { !isStored[$0] }.map { Cell($0) }
  }
}

extension BasicBlock {
  /// The same block with a jump to `target` in place of a return.
  fileprivate func returning(to target: BlockID, passesValue: Bool) -> BasicBlock {
    guard case .returnValue(let value) = terminator.kind else { return self }
    var block = self
    block.terminator = Terminator(.jump(Edge(target, passesValue ? [value] : [])))
    return block
  }
}
