import Analysis
import IL

extension Pass {
  /// Removes code that does nothing: results and parameters that nothing uses, blocks that nothing reaches.
  ///
  /// Safe because an instruction goes only if it has no effect but its result (`Effects`), where loading a
  /// global counts as one unless the global is always initialized. What is used only to compute itself, around a
  /// loop, is not used. Branches on literals are followed where all engines agree on them (`Evaluator.truth`);
  /// then blocks without predecessors go, blocks with one are joined to it, and so are parameters for which all
  /// predecessors pass the same.
  ///
  ///       %1 = load_arg 1
  ///       %2 = object_new
  ///       branch true, b1(%1), b2
  ///     b1(%3):
  ///       return %3
  /// becomes
  ///       %1 = load_arg 1
  ///       return %1
  ///
  /// Leaves names of current scopes, which cost nothing, and calls of functions that do nothing, since an instruction
  /// is all it looks at.
  static let deadInstructions = Pass(
    "dead-instructions", "remove code that has no effect or is never reached"
  ) {
    context in
    let program = context.program
    let names = context.names
    let globals = GlobalTypes(program)
    let evaluator = Evaluator(program)
    for (id, function) in program.functions.entries {
      guard case .ssa(let body) = function.body else { continue }
      var cleaning = InstructionCleaner(body, program, globals, evaluator)
      cleaning.run()
      // One change, because what is unused may only be so together.
      let descriptions = cleaning.removed.map { "\(names[id]): \($0.description(names))" }
      guard context.accept(together: descriptions) else { continue }
      context.update { $0.functions[id].body = .ssa(cleaning.result) }
    }
  }
}

/// Something that was removed, with the blocks and locals as they were numbered before.
enum RemovedCode {
  case instruction(SSAInstruction)
  case parameter(Local)
  case copy(Local, of: Operand)
  case branch(Terminator, to: BlockID)
  case block(BlockID)
  case boundary(BlockID, BlockID)

  func description(_ names: Names) -> String {
    switch self {
    case .instruction(let instruction): "nothing needs \(names[instruction])"
    case .parameter(let local): "nothing needs \(local)"
    case .copy(let local, let operand): "\(local) is always \(names[operand])"
    case .branch(let terminator, let target): "\(names[terminator]) always goes to \(target)"
    case .block(let id): "nothing reaches \(id)"
    case .boundary(let first, let second): "\(second) is only reached from \(first)"
    }
  }
}

/// The cleaning of one function; blocks and locals keep their numbers until the end.
struct InstructionCleaner {
  private var body: SSABody
  private let program: Program
  private let globals: GlobalTypes
  private let evaluator: Evaluator
  private(set) var removed: [RemovedCode] = []
  /// The blocks that were emptied.
  private var isGone: [Bool]

  /// How often everything is tried again, since one removal allows another.
  ///
  /// Each step finds whole chains of its own kind; that the kinds take turns more often is rare, and what is
  /// left then is only not as short as it could be.
  private static let maximumRounds = 8

  init(_ body: SSABody, _ program: Program, _ globals: GlobalTypes, _ evaluator: Evaluator) {
    self.body = body
    self.program = program
    self.globals = globals
    self.evaluator = evaluator
    isGone = Array(repeating: false, count: body.blocks.count)
  }

  mutating func run() {
    for _ in 0..<Self.maximumRounds {
      let count = removed.count
      followBranches()
      emptyUnreachableBlocks()
      replaceCopies()
      joinBlocks()
      removeUnused()
      if removed.count == count { return }
    }
  }

  /// The body without the blocks that were emptied.
  var result: SSABody { body.removingBlocks { isGone[$0.index] } }

  // MARK: Control

  private mutating func followBranches() {
    for id in body.blockIDs {
      guard case .branch(let condition, let first, let second) = body[id].terminator.kind else { continue }
      let truth = condition.literal.flatMap { evaluator.truth(of: KnownValue($0, in: program)) }
      guard truth != nil || first == second else { continue }
      let edge = truth == false ? second : first
      removed.append(.branch(body[id].terminator, to: edge.target))
      body[id].terminator.kind = .jump(edge)
    }
  }

  /// Empties the blocks that cannot be reached, so that they use nothing.
  private mutating func emptyUnreachableBlocks() {
    let flow = ControlFlow(body)
    for id in body.blockIDs where !flow.isReachable(id) && !isGone[id.index] {
      removed.append(.block(id))
      empty(id)
    }
  }

  private mutating func empty(_ id: BlockID) {
    body[id] = BasicBlock()
    isGone[id.index] = true
  }

  /// Joins each block that ends in a jump with the block behind, if that has no other predecessor.
  private mutating func joinBlocks() {
    let flow = ControlFlow(body)
    let incoming = IncomingEdges(body)
    let scopes = CurrentScopes(body, flow)
    var replacements = Substitution(localCount: body.localCount)
    for id in flow.reversePostorder {
      var scope = scopes.atEnd(of: id)
      while case .jump(let edge) = body[id].terminator.kind, edge.target != id,
        incoming[edge.target].count == 1, incoming.isOnlyJumpedTo(edge.target)
      {
        let next = body[edge.target]
        removed.append(.boundary(id, edge.target))
        for (parameter, argument) in zip(next.parameters, edge.arguments) {
          replacements[parameter] = replacements.resolve(argument)
        }
        if let name = next.scope {
          if let scope {
            replacements[name] = .local(scope)
          } else {
            // Nothing in the block changes the current scope, so it is current at its start.
            body[id].scope = name
            scope = name
          }
        }
        scope = next.instructions.last { $0.operation.signature.result == .scope }?.result ?? scope
        body[id].instructions += next.instructions
        body[id].terminator = next.terminator
        empty(edge.target)
      }
    }
    body.rewriteOperands { replacements.resolve($0) }
  }

  // MARK: Values

  /// Replaces parameters for which all predecessors pass the same, or the parameter itself.
  private mutating func replaceCopies() {
    let incoming = IncomingEdges(body)
    var replacements = Substitution(localCount: body.localCount)
    let uses = LocalUses(body)
    var pending = body.blockIDs.filter(incoming.isOnlyJumpedTo).reversed() as [BlockID]
    var isPending = Array(repeating: false, count: body.blocks.count)
    for id in pending { isPending[id.index] = true }
    while let id = pending.popLast() {
      isPending[id.index] = false
      for (position, parameter) in body[id].parameters.enumerated() where replacements[parameter] == nil {
        var passed: Set<Operand> = []
        for place in incoming[id] {
          passed.insert(
            replacements.resolve(body[place.block].terminator.edges[place.edge].arguments[position]))
          if passed.count > 2 { break }
        }
        passed.remove(.local(parameter))
        guard passed.count == 1, let operand = passed.first else { continue }
        replacements[parameter] = operand
        removed.append(.copy(parameter, of: operand))
        for place in uses[parameter] where place.index == body[place.block].instructions.count {
          for edge in body[place.block].terminator.edges
          where !isPending[edge.target.index] && incoming.isOnlyJumpedTo(edge.target) {
            isPending[edge.target.index] = true
            pending.append(edge.target)
          }
        }
      }
    }
    removeParameters { replacements[$0] != nil }
    body.rewriteOperands { replacements.resolve($0) }
  }

  /// Removes what nothing with an effect needs, directly or through others.
  private mutating func removeUnused() {
    let needed = neededLocals()
    for id in body.blockIDs {
      let instructions = body[id].instructions
      body[id].instructions = instructions.filter { isNeeded($0, needed) }
      removed += instructions.filter { !isNeeded($0, needed) }.map { .instruction($0) }
    }
    let incoming = IncomingEdges(body)
    for id in body.blockIDs where incoming.isOnlyJumpedTo(id) {
      for parameter in body[id].parameters where !needed[parameter.index] {
        removed.append(.parameter(parameter))
      }
    }
    removeParameters { !needed[$0.index] }
  }

  private func isNeeded(_ instruction: SSAInstruction, _ needed: [Bool]) -> Bool {
    isObservable(instruction) || (instruction.result.map { needed[$0.index] } ?? true)
  }

  private func isObservable(_ instruction: SSAInstruction) -> Bool {
    if case .loadGlobal(let id) = instruction.operation, !globals[id].contains(.deleted) { return false }
    return instruction.operation.signature.effects.isObservable
  }

  /// For each local, whether it is needed.
  private func neededLocals() -> [Bool] {
    let incoming = IncomingEdges(body)
    var needed = Array(repeating: false, count: body.localCount)
    var pending: [Local] = []
    func need(_ operand: Operand) {
      guard let local = operand.local, !needed[local.index] else { return }
      needed[local.index] = true
      pending.append(local)
    }
    let definitions = LocalDefinitions(body)
    for block in body.blocks {
      for instruction in block.instructions where isObservable(instruction) {
        for operand in instruction.operands { need(operand) }
      }
      for operand in block.terminator.operands { need(operand) }
    }
    while let local = pending.popLast() {
      switch definitions[local] {
      case .instruction(let id, let position):
        for operand in body[id].instructions[position].operands { need(operand) }
      case .parameter(let id, let position):
        for place in incoming[id] { need(body[place.block].terminator.edges[place.edge].arguments[position]) }
      case .scope, nil: break
      }
    }
    return needed
  }

  /// Removes parameters, with what is passed for them, of blocks where predecessors decide about them.
  private mutating func removeParameters(where isRemoved: (Local) -> Bool) {
    let incoming = IncomingEdges(body)
    let kept = body.blockIDs.map { id in
      incoming.isOnlyJumpedTo(id)
        ? body[id].parameters.map { !isRemoved($0) } : body[id].parameters.map { _ in true }
    }
    func filtered<Element>(_ elements: [Element], _ target: BlockID) -> [Element] {
      zip(elements, kept[target.index]).filter(\.1).map(\.0)
    }
    for id in body.blockIDs {
      body[id].parameters = filtered(body[id].parameters, id)
      body[id].terminator = body[id].terminator.mapEdges {
        Edge($0.target, filtered($0.arguments, $0.target))
      }
    }
  }
}
