import IL

extension ValueFlow {
  /// Lets values flow through one instruction or terminator.
  mutating func evaluate(_ place: Place, by node: Node) {
    let function = activations[place.activation].function
    let block = functionFacts[function.index]!.body.blocks[place.block.index]
    if place.index == 0, let scope = block.scope { nameScope(scope, place, by: node) }
    guard place.index < block.instructions.count else {
      evaluate(block.terminator, place, by: node)
      return
    }
    let instruction = block.instructions[place.index]
    let result = result(of: instruction, place, by: node)
    guard let local = instruction.result else { return }
    join(result, into: .local(place.activation, local))
    if instruction.operation.signature.result == .scope { join(result, into: .anyScope(place.activation)) }
  }

  /// Which scopes are current where a block names its scope.
  private mutating func nameScope(_ scope: Local, _ place: Place, by node: Node) {
    let onEntry = read(.scopeOnEntry(place.activation), by: node)
    join(onEntry, into: .anyScope(place.activation))
    var value = AbstractValue()
    if place.block == SSABody.entry {
      value = onEntry
    } else if let scopes = facts(of: activations[place.activation].function)?.scopes(atStartOf: place.block) {
      for local in scopes { _ = value.join(read(.local(place.activation, local), by: node)) }
    } else {
      value = read(.anyScope(place.activation), by: node)
    }
    join(value, into: .local(place.activation, scope))
  }

  /// What `operand` can be.
  mutating func read(_ operand: Operand, _ place: Place, by node: Node) -> AbstractValue {
    switch operand {
    case .local(let local): read(.local(place.activation, local), by: node)
    case .literal(let value): abstract(value)
    }
  }

  /// The thing that the instruction at `place` makes.
  mutating func made(
    _ instruction: SSAInstruction, _ place: Place, clonedSlots: Int? = nil, by node: Node
  ) -> Int {
    number(
      of: Reference.Site(
        activation: place.activation, local: instruction.result!, operation: instruction.operation,
        clonedSlots: clonedSlots),
      madeBy: node)
  }

  private mutating func result(
    of instruction: SSAInstruction, _ place: Place, by node: Node
  ) -> AbstractValue {
    func isResumed() -> Bool {
      functionFacts[activations[place.activation].function.index]!.isResumed(place.block, place.index)
    }
    let operands = instruction.operands.map { read($0, place, by: node) }
    switch instruction.operation {
    case .loadArgument(let index):
      var value = read(.argument(place.activation, index), by: node)
      if isResumed() {
        // Behind an await the arguments are those of the resumer: whether it succeeded, and with what.
        _ = value.join(AbstractValue(types: [.undefined, .boolean]))
        _ = value.join(read(.settled, by: node))
        _ = value.join(read(.exceptions, by: node))
      }
      return value
    case .storeArgument(let index): join(operands[0], into: .argument(place.activation, index))
    case .initialized: return operands[0].initialized
    case .loadCell(let cell): return read(.cell(place.activation, cell), by: node).initialized
    case .storeCell(let cell): join(operands[0], into: .cell(place.activation, cell))
    case .loadScoped, .storeScoped, .scopeNew, .scopePush, .scopePop, .scopeDiscard, .scopeClone, .closureNew,
      .asyncStart:
      return scopeResult(of: instruction, operands, place, by: node)
    case .loadClosure: return operands[0]
    case .loadGlobal(let id): return read(.global(id), by: node).initialized
    case .storeGlobal(let id): join(operands[0], into: .global(id))
    case .call, .callVoid, .callFunction, .callHost, .callHostVoid, .awaitCall, .new:
      return callResult(of: instruction, operands, place, by: node)
    case .objectNew, .arrayNew, .fixedLengthArrayNew:
      return AbstractValue(reference: made(instruction, place, by: node))
    case .uint8ArrayNew:
      let length = made(instruction, place, by: node)
      join(operands[0], into: .length(length))
      return AbstractValue(reference: length)
    case .classCreate:
      let made = made(instruction, place, by: node)
      join(operands[0], into: .slot(made, 0))
      join(operands[1], into: .slot(made, 1))
      return AbstractValue(reference: made)
    case .objectGet: return property(of: operands[0], operands[1], by: node)
    case .objectSet: setProperty(of: operands[0], operands[1], to: operands[2], by: node)
    case .objectKeys:
      let keys = made(instruction, place, by: node)
      join(AbstractValue(types: [.string, .number]), into: .unknownField(keys))
      join(AbstractValue(types: [.string, .number]), into: .anyField(keys))
      return AbstractValue(reference: keys)
    case .endTry: break
    case .await: return read(.settled, by: node)
    case .enqueueJob: obstacle = "a job is queued by an instruction"
    case .binary, .unary:
      guard operands.allSatisfy({ !$0.isEmpty }) else { return AbstractValue() }
      return AbstractOperators.result(of: instruction.operation, operands, program)
    }
    return AbstractValue()
  }

  private mutating func evaluate(_ terminator: Terminator, _ place: Place, by node: Node) {
    func value(_ operand: Operand, _ flow: inout ValueFlow) -> AbstractValue {
      flow.read(operand, place, by: node)
    }
    switch terminator.kind {
    case .jump(let edge): follow(edge, place, by: node)
    case .branch(let condition, let first, let second):
      let outcomes = AbstractOperators.truth(of: value(condition, &self), program)
      if outcomes.contains(.isTrue) { follow(first, place, by: node) }
      if outcomes.contains(.isFalse) { follow(second, place, by: node) }
    case .startTry(let edge, let handler):
      follow(edge, place, by: node)
      if let exception = parameters(of: handler, in: place.activation).first {
        join(read(.exceptions, by: node), into: .local(place.activation, exception))
        if hasImports { join(.fromHost, into: .local(place.activation, exception)) }
      }
      reach(handler, in: place.activation)
    case .returnValue(let operand): join(value(operand, &self), into: .result(place.activation))
    case .throwValue(let operand): join(value(operand, &self), into: .exceptions)
    case .asyncReturn(let operand): join(value(operand, &self), into: .settled)
    case .asyncComplete(let result, let operand, _):
      join(value(result, &self), into: .result(place.activation))
      join(value(operand, &self), into: .settled)
      join(value(operand, &self), into: .exceptions)
    }
  }

  private mutating func follow(_ edge: Edge, _ place: Place, by node: Node) {
    for (parameter, argument) in zip(parameters(of: edge.target, in: place.activation), edge.arguments) {
      join(read(argument, place, by: node), into: .local(place.activation, parameter))
    }
    reach(edge.target, in: place.activation)
  }

  private func parameters(of block: BlockID, in activation: Int) -> [Local] {
    functionFacts[activations[activation].function.index]!.body.blocks[block.index].parameters
  }
}
