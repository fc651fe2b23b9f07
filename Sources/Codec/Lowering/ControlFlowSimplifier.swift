import IL

/// Makes the control flow of a body as simple as its stack code can be, and forgets scopes.
///
/// What is left is no verified body any more, because the current scope is implied.
struct ControlFlowSimplifier {
  private(set) var body: SSABody
  /// What stands for each local that is gone.
  private var replacements: [Operand?]

  /// Simplifies `body`.
  init(_ body: SSABody) {
    self.body = body
    replacements = Array(repeating: nil, count: body.localCount)
    for index in self.body.blocks.indices { self.body.blocks[index].scope = nil }
    removeChecksOfLiterals()
    // Blocks that only negate a condition have no instructions then, and can be bypassed.
    while simplifyBranches() {}
    resolveOperands()
    removeDeadInstructions()
    // Each round that changes something removes an edge, a block or a parameter.
    while simplifyBranches() || bypassBlocks() || dropParameters() || mergeBlocks() {}
    duplicateReturns()
    resolveOperands()
    removeDeadInstructions()
    splitEdges()
  }

  // MARK: Replaced locals

  private func resolved(_ operand: Operand) -> Operand {
    var operand = operand
    while let local = operand.local, let next = replacements[local.index] { operand = next }
    return operand
  }

  private func resolved(_ edge: Edge) -> Edge { Edge(edge.target, edge.arguments.map(resolved)) }

  private mutating func resolveOperands() {
    for index in body.blocks.indices {
      for position in body.blocks[index].instructions.indices {
        body.blocks[index].instructions[position].operands =
          body.blocks[index].instructions[position].operands.map(resolved)
      }
      body.blocks[index].terminator = body.blocks[index].terminator.mapOperands(resolved)
    }
  }

  private mutating func removeChecksOfLiterals() {
    for index in body.blocks.indices {
      body.blocks[index].instructions.removeAll { instruction in
        guard instruction.operation == .initialized, let result = instruction.result,
          let literal = instruction.operands[0].literal, literal != .deleted
        else { return false }
        replacements[result.index] = instruction.operands[0]
        return true
      }
    }
  }

  // MARK: Branches

  /// Drops negations of conditions, and branches whose way is known.
  private mutating func simplifyBranches() -> Bool {
    var hasChanged = false
    let negated = negatedOperands()
    for index in body.blocks.indices {
      guard case .branch(let condition, let ifTruthy, let otherwise) = body.blocks[index].terminator.kind
      else { continue }
      let operand = resolved(condition)
      let (first, second) = (resolved(ifTruthy), resolved(otherwise))
      if let isTruthy = operand.literal?.isTruthy {
        body.blocks[index].terminator.kind = .jump(isTruthy ? first : second)
        hasChanged = true
      } else if first == second {
        body.blocks[index].terminator.kind = .jump(first)
        hasChanged = true
      } else if let local = operand.local, let inner = negated[local] {
        body.blocks[index].terminator.kind = .branch(inner, second, first)
        hasChanged = true
      }
    }
    return hasChanged
  }

  private func negatedOperands() -> [Local: Operand] {
    var operands: [Local: Operand] = [:]
    for block in body.blocks {
      for instruction in block.instructions where instruction.operation == .unary(.logicalNot) {
        operands[instruction.result!] = instruction.operands[0]
      }
    }
    return operands
  }

  // MARK: Blocks without instructions

  /// Leads edges past blocks that only jump, or that branch on what is known at the edge.
  private mutating func bypassBlocks() -> Bool {
    let isOwnUseOnly = blocksThatUseTheirParametersAlone()
    var isCatchBlock = Array(repeating: false, count: body.blocks.count)
    for block in body.blocks {
      if let handler = block.terminator.handler { isCatchBlock[handler.index] = true }
    }
    var hasChanged = false
    for index in body.blocks.indices {
      let terminator = body.blocks[index].terminator
      var condition: Operand?
      if case .branch(let operand, _, _) = terminator.kind { condition = resolved(operand) }
      var position = 0
      body.blocks[index].terminator = terminator.mapEdges { edge in
        defer { position += 1 }
        // A chain of empty blocks can be a loop; it is left alone after as many steps as there are blocks.
        var edge = resolved(edge)
        for _ in body.blocks.indices {
          let target = edge.target
          guard isOwnUseOnly[target.index], !isCatchBlock[target.index], target.index != index,
            let next = successor(of: edge, condition: condition, isTruthy: position == 0)
          else { break }
          edge = next
          hasChanged = true
        }
        return edge
      }
    }
    return hasChanged
  }

  /// Where `edge` really leads if its target decides that by what the edge passes.
  private func successor(of edge: Edge, condition: Operand?, isTruthy: Bool) -> Edge? {
    let target = body[edge.target]
    func substituted(_ operand: Operand) -> Operand {
      guard let local = resolved(operand).local, let position = target.parameters.firstIndex(of: local) else {
        return resolved(operand)
      }
      return resolved(edge.arguments[position])
    }
    func substituted(_ next: Edge) -> Edge? {
      next.target == edge.target ? nil : Edge(next.target, next.arguments.map(substituted))
    }
    switch target.terminator.kind {
    case .jump(let next): return substituted(next)
    case .branch(let operand, let first, let second):
      let value = substituted(operand)
      if let known = value.literal?.isTruthy { return substituted(known ? first : second) }
      guard let condition, value == condition else { return nil }
      return substituted(isTruthy ? first : second)
    case .startTry, .returnValue, .throwValue, .asyncReturn, .asyncComplete: return nil
    }
  }

  /// The blocks without instructions whose parameters nothing but their own terminator uses.
  private func blocksThatUseTheirParametersAlone() -> [Bool] {
    var owner: [Int?] = Array(repeating: nil, count: body.localCount)
    var isCandidate = body.blocks.map { $0.instructions.isEmpty }
    for (index, block) in body.blocks.enumerated() {
      for parameter in block.parameters { owner[parameter.index] = index }
    }
    for (index, block) in body.blocks.enumerated() {
      for operand in block.instructions.flatMap(\.operands) + block.terminator.allOperands {
        if let local = resolved(operand).local, let home = owner[local.index], home != index {
          isCandidate[home] = false
        }
      }
    }
    isCandidate[0] = false
    return isCandidate
  }

  // MARK: Parameters

  /// Drops parameters that nothing uses or that get the same value from everywhere.
  private mutating func dropParameters() -> Bool {
    let flow = ControlFlow(body)
    var isUsed = Array(repeating: false, count: body.localCount)
    var arguments: [[Operand]?] = Array(repeating: nil, count: body.localCount)
    var isCatchBlock = Array(repeating: false, count: body.blocks.count)
    for id in flow.reversePostorder {
      let block = body[id]
      if let handler = block.terminator.handler { isCatchBlock[handler.index] = true }
      for operand in block.instructions.flatMap(\.operands) + block.terminator.operands {
        if let local = resolved(operand).local { isUsed[local.index] = true }
      }
      for edge in block.terminator.edges {
        for (parameter, argument) in zip(body[edge.target].parameters, edge.arguments) {
          let value = resolved(argument)
          if value.local == parameter { continue }
          if let local = value.local { isUsed[local.index] = true }
          // Two different values are as good as many.
          let known = arguments[parameter.index] ?? []
          if known.count < 2, !known.contains(value) { arguments[parameter.index] = known + [value] }
        }
      }
    }
    var hasChanged = false
    for id in flow.reversePostorder where id != SSABody.entry && !isCatchBlock[id.index] {
      let parameters = body[id].parameters
      let isKept = parameters.map { parameter in
        guard isUsed[parameter.index] else { return false }
        guard let only = arguments[parameter.index], only.count == 1 else { return true }
        // What stands for a parameter may have been replaced in this round.
        let value = resolved(only[0])
        if value.local != parameter { replacements[parameter.index] = value }
        return false
      }
      guard isKept.contains(false) else { continue }
      hasChanged = true
      body[id].parameters = zip(parameters, isKept).filter(\.1).map(\.0)
      for predecessor in flow.predecessors[id.index] {
        body[predecessor].terminator = body[predecessor].terminator.mapEdges { edge in
          guard edge.target == id else { return edge }
          return Edge(id, zip(edge.arguments, isKept).filter(\.1).map(\.0))
        }
      }
    }
    return hasChanged
  }

  // MARK: Straight lines

  /// Joins each block that ends with a jump with its target, if nothing else leads there.
  private mutating func mergeBlocks() -> Bool {
    let flow = ControlFlow(body)
    var hasChanged = false
    for id in flow.reversePostorder {
      while case .jump(let edge) = body[id].terminator.kind, edge.target != id,
        edge.target != SSABody.entry, flow.predecessors[edge.target.index].count == 1
      {
        let target = body[edge.target]
        for (parameter, argument) in zip(target.parameters, edge.arguments) {
          replacements[parameter.index] = argument
        }
        body[id].instructions += target.instructions
        body[id].terminator = target.terminator
        body[edge.target] = BasicBlock()
        hasChanged = true
      }
    }
    return hasChanged
  }

  /// Returns where a jump leads to a block that just returns something small.
  private mutating func duplicateReturns() {
    for index in body.blocks.indices {
      guard case .jump(let edge) = body.blocks[index].terminator.kind else { continue }
      let target = body[edge.target]
      guard target.instructions.isEmpty, let operand = target.terminator.operands.first else { continue }
      var value = resolved(operand)
      if let position = target.parameters.firstIndex(where: { value.local == $0 }) {
        value = edge.arguments[position]
      }
      let terminator = target.terminator
      switch terminator.kind {
      case .returnValue: body.blocks[index].terminator = terminator.mapOperands { _ in value }
      default: break
      }
    }
  }

  // MARK: The rest

  private mutating func removeDeadInstructions() {
    let flow = ControlFlow(body)
    var uses = Array(repeating: 0, count: body.localCount)
    for id in flow.reversePostorder {
      for operand in body[id].instructions.flatMap(\.operands) + body[id].terminator.allOperands {
        if let local = operand.local { uses[local.index] += 1 }
      }
    }
    // Definitions come before uses in this order, but for parameters, so one round backwards finds nearly all.
    for id in flow.reversePostorder.reversed() {
      var kept: [SSAInstruction] = []
      for instruction in body[id].instructions.reversed() {
        if let result = instruction.result, uses[result.index] == 0,
          !instruction.operation.signature.effects.isObservable
        {
          for operand in instruction.operands {
            if let local = operand.local { uses[local.index] -= 1 }
          }
        } else {
          kept.append(instruction)
        }
      }
      body[id].instructions = kept.reversed()
    }
  }

  /// Puts a block on each edge that passes something or leads to a join, unless it is the only way to go.
  private mutating func splitEdges() {
    let flow = ControlFlow(body)
    for id in flow.reversePostorder {
      let terminator = body[id].terminator
      guard terminator.successors.count > 1 else { continue }
      var added: [BasicBlock] = []
      let count = body.blocks.count
      body[id].terminator = terminator.mapEdges { edge in
        let isOnlyWay =
          flow.predecessors[edge.target.index].count == 1 && edge.arguments.isEmpty
          && terminator.edges.count { $0.target == edge.target } == 1
        guard !isOnlyWay else { return edge }
        added.append(BasicBlock(terminator: Terminator(.jump(edge))))
        return Edge(BlockID(count + added.count - 1))
      }
      body.blocks += added
    }
  }
}

extension Value {
  /// Whether a branch on the value is taken, or nil if that is not simple (engine specification, section 4.1).
  fileprivate var isTruthy: Bool? {
    switch self {
    case .undefined, .null: false
    case .boolean(let value): value
    case .number(let number): number.int14.map { $0 != 0 }
    case .function, .noOpFunction, .hostFunction: true
    case .string, .deleted, .continuation, .allocation, .handle: nil
    }
  }
}
