import IL

extension Liveness.Uses {
  init(_ flow: ValueFlow) {
    for (id, function) in flow.program.functions.entries {
      guard let body = function.ssa, flow.isReached(id) else { continue }
      for block in body.blockIDs where flow.isReached(block, in: id) {
        for (index, instruction) in body[block].instructions.enumerated() {
          add(instruction, CodePosition(id, block, index), flow)
        }
        let terminator = body[block].terminator
        let position = CodePosition(id, block, body[block].instructions.count)
        if case .returnValue = terminator.kind { returns[id, default: []].append(position) }
        if case .asyncComplete = terminator.kind { returns[id, default: []].append(position) }
        for edge in terminator.edges {
          for (parameter, argument) in zip(body[edge.target].parameters, edge.arguments) {
            incoming[id, default: [:]][parameter, default: []].append((position, argument))
          }
        }
      }
    }
  }

  mutating func add(_ instruction: SSAInstruction, _ position: CodePosition, _ flow: ValueFlow) {
    if let result = instruction.result { definitions[position.function, default: [:]][result] = position }
    switch instruction.operation {
    case .call, .callVoid, .callFunction, .callHost, .callHostVoid, .awaitCall, .new:
      let found = flow.callees(of: instruction, in: position.function)
      callees[position] = found
      for callee in found.functions { callSites[callee, default: []].append(position) }
    case .storeArgument(let index):
      stores[.argument(position.function, index), default: []].append(position)
    case .storeCell(let cell): stores[.cell(position.function, cell), default: []].append(position)
    case .storeGlobal(let id): stores[.global(id), default: []].append(position)
    case .storeScoped(let index):
      let scopes = flow.value(of: instruction.operands[0], in: position.function).references
      for slot in flow.slots(index, of: Array(scopes)) {
        stores[.slot(slot.scope, slot.index), default: []].append(position)
      }
    case .objectSet: addStore(instruction, position, flow)
    default: break
    }
  }

  mutating func addStore(_ instruction: SSAInstruction, _ position: CodePosition, _ flow: ValueFlow) {
    let keys = ValueFlow.Keys(flow.value(of: instruction.operands[1], in: position.function))
    for thing in flow.things(flow.value(of: instruction.operands[0], in: position.function)) {
      let targets = flow.isClass(thing) ? Array(flow.slot(1, of: thing).references) : [thing]
      for target in targets {
        for key in keys.known { stores[.property(target, key), default: []].append(position) }
        if keys.areUnknown { stores[.unknownProperty(of: target), default: []].append(position) }
        stores[.allProperties(target), default: []].append(position)
      }
    }
  }
}
