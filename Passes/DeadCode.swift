import Analysis
import IL

extension Pass {
  /// Removes everything that the host cannot notice: instructions, arguments, stores, properties.
  ///
  /// Safe because `Liveness` finds every part that something observable needs, over all functions and data at
  /// once, and what is left of a part that it does not find is never looked at: an argument that no callee reads
  /// becomes `undefined`, a result that no caller uses becomes `undefined`, a property that nothing reads goes
  /// with the stores to it.
  ///
  /// Before:
  /// ```
  /// global @count = 0
  /// function &main {
  /// b0:
  ///   %0 = load_global @count
  ///   %1 = add %0, 1
  ///   store_global @count, %1
  ///   %2 = load_arg 1
  ///   return %2
  /// }
  /// ```
  /// After:
  /// ```
  /// global @count = 0
  /// function &main {
  /// b0:
  ///   %2 = load_arg 1
  ///   return %2
  /// }
  /// ```
  static let deadCode = Pass("dead-code", "remove what nothing observable needs") { context in
    let flow = context.valueFlow
    guard flow.obstacle == nil else { return }
    var policy = Liveness.Policy()
    policy.errorsNeverHappen = context.policy.errorsNeverHappen
    let liveness = context.liveness(policy)
    var program = context.program
    let descriptions =
      removeDeadCode(from: &program, liveness, context.names)
      + removeDeadData(from: &program, liveness, context.names)
    // One change, because code that went is why data and other code may go.
    guard context.accept(together: descriptions) else { return }
    context.update { $0 = program }
  }

  /// - Returns: what was removed.
  private static func removeDeadCode(
    from program: inout Program, _ liveness: Liveness, _ names: Names
  ) -> [String] {
    var descriptions: [String] = []
    // The engine calls these by itself.
    let builtins = Set(Builtins.Name.allCases.map { program.builtins[$0] })
    for (id, function) in program.functions.entries {
      guard let body = function.ssa, !builtins.contains(.function(id)) else { continue }
      let pruned: SSABody
      let description: String
      if liveness.isAnythingLive(in: id) {
        pruned = LiveBody(id, body, liveness).pruned
        description = "\(names[id]): \(size(of: body)) instructions became \(size(of: pruned))"
      } else if liveness.flow.isReached(id) {
        // No call of it stays.
        pruned = SSABody()
        description = "\(names[id]): nothing needs what it does, so its code went"
      } else {
        pruned = SSABody()
        description = "\(names[id]) is never called, so its code went"
      }
      guard pruned != body else { continue }
      descriptions.append("\(description); nothing that the host can notice needs the rest")
      program.functions[id].body = .ssa(pruned)
    }
    return descriptions
  }

  private static func size(of body: SSABody) -> Int {
    body.blocks.reduce(0) { $0 + $1.instructions.count + 1 }
  }

  /// - Returns: what was removed.
  private static func removeDeadData(
    from program: inout Program, _ liveness: Liveness, _ names: Names
  ) -> [String] {
    var descriptions: [String] = []
    for (id, allocation) in program.allocations.entries {
      guard let thing = liveness.flow.number(ofKnown: .allocation(id)) else { continue }
      let content = liveContent(of: allocation.content, thing, liveness)
      guard content != allocation.content else { continue }
      descriptions.append("\(names[id]): nothing reads some of what it holds, so that went")
      program.allocations[id].content = content
    }
    return descriptions
  }

  private static func liveContent(
    of content: Allocation.Content, _ thing: Int, _ liveness: Liveness
  ) -> Allocation.Content {
    switch content {
    case .object(let prototype, let internalSlots, let properties):
      let isRead = liveness.isLive(.prototype(thing))
      return .object(
        prototype: isRead || !internalSlots.isEmpty || liveness.flow.isEscaped(thing) ? prototype : .null,
        internalSlots: internalSlots,
        properties: properties.filter {
          // A store that stays for the sake of other objects would add the property again.
          liveness.isLive(property: $0.key, of: thing) || liveness.hasLiveStore(to: $0.key, of: thing)
        })
    case .closure(let slots):
      return .closure(
        slots.enumerated().map { liveness.isLive(.slot(thing, $0.offset)) ? $0.element : .undefined })
    case .array(let items):
      let isRead = liveness.isLive(.allProperties(thing)) || liveness.hasLiveStore(toAnythingIn: thing)
      return .array(isRead ? items : [])
    case .fixedLengthArray, .classValue, .uint8Array: return content
    }
  }
}

/// The part of a body that is live.
private struct LiveBody {
  let function: FunctionID
  let body: SSABody
  let liveness: Liveness
  private let handlers: Set<BlockID>

  init(_ function: FunctionID, _ body: SSABody, _ liveness: Liveness) {
    self.function = function
    self.body = body
    self.liveness = liveness
    handlers = Set(body.blocks.compactMap(\.terminator.handler))
  }

  var pruned: SSABody {
    var result = body
    var newIDs: [BlockID: BlockID] = [:]
    let reached = body.blockIDs.filter { liveness.flow.isReached($0, in: function) }
    for (position, id) in reached.enumerated() { newIDs[id] = BlockID(position) }
    result.blocks = reached.map { block($0).renumbered(newIDs) }
    return result
  }

  private func isLive(_ local: Local) -> Bool { liveness.isLive(.local(function, local)) }

  private func block(_ id: BlockID) -> BasicBlock {
    var block = body[id]
    // What the engine passes stays.
    if id != SSABody.entry, !handlers.contains(id) { block.parameters.removeAll { !isLive($0) } }
    block.instructions = block.instructions.enumerated().compactMap { index, instruction in
      guard liveness.isLive(.code(CodePosition(function, id, index))) else { return nil }
      var instruction = instruction
      instruction.operands = instruction.operands.map(liveOperand)
      return instruction
    }
    block.terminator = terminator(of: id)
    return block
  }

  /// The operand, or `undefined` if what the operand is does not matter.
  private func liveOperand(_ operand: Operand) -> Operand {
    if case .local(let local) = operand, !isLive(local) { .literal(.undefined) } else { operand }
  }

  private func terminator(of id: BlockID) -> Terminator {
    let terminator = body[id].terminator
    func isReached(_ edge: Edge) -> Bool { liveness.flow.isReached(edge.target, in: function) }
    var kind = terminator.kind
    switch kind {
    // Nothing gets here: what stands before never comes to an end.
    case .branch(_, let first, let second) where !isReached(first) && !isReached(second):
      kind = .throwValue(.literal(.undefined))
    case .branch(_, let first, let second) where !isReached(second): kind = .jump(first)
    case .branch(_, let first, let second) where !isReached(first): kind = .jump(second)
    case .jump(let edge) where !isReached(edge): kind = .throwValue(.literal(.undefined))
    default: break
    }
    return Terminator(kind, origin: terminator.origin).mapOperands(liveOperand).mapEdges { edge in
      let parameters = body[edge.target].parameters
      return Edge(
        edge.target, zip(parameters, edge.arguments).filter { isLive($0.0) }.map { liveOperand($0.1) })
    }
  }
}

extension BasicBlock {
  /// The block with the blocks that its terminator mentions renumbered.
  fileprivate func renumbered(_ newIDs: [BlockID: BlockID]) -> BasicBlock {
    var block = self
    block.terminator = terminator.mapEdges { Edge(newIDs[$0.target]!, $0.arguments) }
    if case .startTry(let edge, let handler) = block.terminator.kind {
      block.terminator.kind = .startTry(edge, handler: newIDs[handler]!)
    }
    return block
  }
}
