import IL

extension Lifter {
  /// Adds what the instruction at `position` does to a block, and makes `frame` what it is behind it.
  mutating func lift(_ position: Int, in index: Int, _ frame: inout Frame) throws(LiftingFailure) {
    let (operation, origin) = (code.instructions[position].operation, code.instructions[position].origin)
    let (pops, pushes) = operation.stackEffect
    let access = FrameAccess(operation, depth: frame.slots.count)
    switch operation {
    case .label, .asyncResume: return
    case .endTry:
      add(nil, .endTry, [], in: index, origin)
      frame.slots.removeLast(frame.slots.count - depths.depth(at: position + 1)!)
    case .startTry, .jump, .returnValue, .throwValue, .asyncReturn, .asyncComplete, .branch:
      // The terminator takes its operands off.
      if access.operands.contains(where: { frame.slots[$0].operand == nil }) {
        throw .operandIsCell(position: position)
      }
      frame.slots += Array(repeating: .unused, count: pushes)
    case .literal(let value): push(.literal(value), cells[position], in: index, &frame, origin: origin)
    case .loadVariable(let slot):
      push(load(frame.slots[slot], in: index, origin), cells[position], in: index, &frame, origin: origin)
    case .storeVariable(let slot):
      guard let operand = frame.slots.removeLast().operand else { throw .operandIsCell(position: position) }
      if let cell = cells[position] {
        add(nil, .storeCell(cell), [operand], in: index, origin)
        frame.slots[slot] = .cell(cell)
      } else {
        frame.slots[slot] = .operand(operand)
      }
    default:
      var operands: [Operand] = []
      if access.readsScope { operands.append(.local(frame.scope!)) }
      for slot in access.operands {
        guard let operand = frame.slots[slot].operand else { throw .operandIsCell(position: position) }
        operands.append(operand)
      }
      frame.slots.removeLast(pops)
      guard let ssa = operation.ssa else { return }
      let result = ssa.signature.result == .none ? nil : makeLocal()
      add(result, ssa, operands, in: index, origin)
      if access.writesScope { frame.scope = result }
      if access.definition != nil, let result {
        push(.local(result), cells[position], in: index, &frame, origin: origin)
      } else {
        frame.slots += Array(repeating: .unused, count: pushes)
      }
    }
  }

  private mutating func add(
    _ result: Local?, _ operation: SSAOperation, _ operands: [Operand], in index: Int, _ origin: Int?
  ) {
    blocks[index].instructions.append(SSAInstruction(result, operation, operands, origin: origin))
  }

  /// What reading a variable gives: it fails if the variable is uninitialized.
  private mutating func load(_ content: Content, in index: Int, _ origin: Int?) -> Operand {
    switch content {
    case .operand(.literal(let value)) where value != .deleted: return .literal(value)
    case .operand(let operand):
      let result = makeLocal()
      add(result, .initialized, [operand], in: index, origin)
      return .local(result)
    case .cell(let cell):
      let result = makeLocal()
      add(result, .loadCell(cell), [], in: index, origin)
      return .local(result)
    case .unused: preconditionFailure("a variable that is read holds no value")
    }
  }

  /// Ends a block with the terminator that its last instruction stands for.
  mutating func end(_ index: Int, _ frame: Frame) {
    let block = stackBlocks.blocks[index]
    let last = block.positions.last.map { code.instructions[$0] }
    /// The operand in the slot that is `distance` slots below the top.
    func operand(_ distance: Int = 0) -> Operand {
      guard let operand = frame.slots[frame.slots.count - 1 - distance].operand else {
        preconditionFailure("the operand of a terminator is not a value")
      }
      return operand
    }
    let kind: Terminator.Kind
    var isImplied = false
    switch last?.operation {
    case .branch:
      let condition = operand()
      let edges = block.successors.map { edge(to: $0, frame) }
      kind = .branch(condition, edges[0], edges[1])
    case .startTry:
      kind = .startTry(edge(to: block.successors[0], frame), handler: BlockID(block.landing!))
    case .returnValue: kind = .returnValue(operand())
    case .throwValue: kind = .throwValue(operand())
    case .asyncReturn: kind = .asyncReturn(operand())
    case .asyncComplete: kind = .asyncComplete(result: operand(2), value: operand(1), isSuccess: operand())
    default:
      kind = .jump(edge(to: block.successors[0], frame))
      if case .jump = last?.operation {} else { isImplied = true }
    }
    blocks[index].terminator = Terminator(kind, origin: isImplied ? nil : last?.origin)
  }

  /// Checks that an async function leaves alone what the engine keeps in its frame.
  static func checkAsync(_ function: Function, _ depths: StackDepths) throws(LiftingFailure) {
    let instructions = function.code.instructions
    for position in instructions.indices where depths.isReachable(position) {
      switch instructions[position].operation {
      // The slot of the result; the rules of stack code keep code out of the catch record behind it.
      case .loadVariable(0) where function.isAsync, .storeVariable(0) where function.isAsync:
        throw .usesActivationRecord(position: position)
      case .awaitCall:
        guard position + 1 < instructions.count, instructions[position + 1].operation == .await,
          function.isAsync
        else { throw .awaitCallWithoutAwait(position: position) }
      default: break
      }
    }
  }
}

extension Lifter {
  /// Checks that an async function leaves alone what the engine keeps in its scope: the resume point, whom
  /// to tell about the result, and the saved frame.
  ///
  /// Closures that the function makes are trusted to do so, too.
  static func checkActivationSlots(
    of body: SSABody, _ code: StackCode, _ depths: StackDepths
  ) throws(LiftingFailure) {
    guard let start = body[SSABody.entry].instructions.first, case .asyncStart = start.operation,
      let scope = start.result
    else { return }
    let deepest = code.instructions.indices.lazy.filter { code.instructions[$0].operation == .await }
      .compactMap { depths.depth(at: $0) }.max()
    // Saved is what is above the result and the catch record and below the awaited value.
    let reserved = 2 + (deepest.map { $0 - 4 } ?? 0)
    for instruction in body.blocks.lazy.flatMap(\.instructions) {
      switch instruction.operation {
      case .loadScoped(let index), .storeScoped(let index):
        guard instruction.operands[0] != .local(scope) || index >= reserved else {
          let position = code.instructions.firstIndex { $0.origin == instruction.origin }
          throw .usesActivationRecord(position: position ?? 0)
        }
      default: break
      }
    }
  }
}

extension Lifter.Content {
  /// The operand that the slot holds, or nil.
  var operand: Operand? { if case .operand(let operand) = self { operand } else { nil } }
}
