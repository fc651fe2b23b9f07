import IL

extension Liveness {
  mutating func follow(_ item: Item) {
    switch item {
    case .code(let position): followCode(position, item)
    case .local(let function, let local):
      if let definition = uses.definitions[function]?[local] {
        mark(.code(definition), because: item)
        markResults(of: definition, because: item)
      }
      for (_, operand) in uses.incoming[function]?[local] ?? [] { mark(operand, in: function, because: item) }
    case .argument(let function, let index):
      for site in uses.callSites[function, default: []] where live.contains(.code(site)) {
        markArgument(index, at: site, because: item)
      }
      markStores(of: item)
    case .result(let function):
      for position in uses.returns[function, default: []] {
        for operand in terminator(at: position).operands { mark(operand, in: function, because: item) }
      }
    case .effects(let function):
      for site in uses.callSites[function, default: []] {
        mark(.code(site), because: item)
        mark(.effects(site.function), because: .code(site))
      }
      markStructure(of: function, because: item)
    case .property(let thing, _): markStores(of: item, orUnknownOf: thing)
    case .slot(let thing, let index):
      markStores(of: item)
      markClonedSlot(index, of: thing, because: item)
    case .allProperties, .cell, .global, .prototype, .prototypeIdentity: markStores(of: item)
    }
  }

  /// The stores into a property, and those under keys that are not known.
  mutating func markStores(of item: Item, orUnknownOf thing: Int) {
    markStores(of: item)
    for position in uses.stores[.unknownProperty(of: thing), default: []] { markStore(position, item) }
  }

  mutating func markStores(of item: Item) {
    for position in uses.stores[item, default: []] { markStore(position, item) }
  }

  mutating func markStore(_ position: CodePosition, _ item: Item) {
    mark(.code(position), because: item)
    // A cell or an argument is gone when the function is left.
    switch item {
    case .cell, .argument: break
    default: mark(.effects(position.function), because: .code(position))
    }
  }

  func terminator(at position: CodePosition) -> Terminator {
    flow.program.functions[position.function].ssa![position.block].terminator
  }

  func instruction(at position: CodePosition) -> SSAInstruction? {
    let instructions = flow.program.functions[position.function].ssa![position.block].instructions
    return position.index < instructions.count ? instructions[position.index] : nil
  }

  /// Where control goes in a function of which anything is live.
  mutating func markStructure(of function: FunctionID, because reason: Item) {
    guard structured.insert(function).inserted else { return }
    let body = flow.program.functions[function].ssa!
    for block in body.blockIDs where flow.isReached(block, in: function) {
      for (index, instruction) in body[block].instructions.enumerated() {
        let effects = instruction.operation.signature.effects
        if !effects.isDisjoint(with: [.changesCurrentScope, .movesFrame]) {
          mark(.code(CodePosition(function, block, index)), because: reason)
        }
      }
      mark(.code(CodePosition(function, block, body[block].instructions.count)), because: reason)
    }
  }

  mutating func followCode(_ position: CodePosition, _ item: Item) {
    let function = position.function
    markStructure(of: function, because: item)
    guard let instruction = instruction(at: position) else {
      let terminator = terminator(at: position)
      if case .returnValue = terminator.kind { return }
      for operand in terminator.operands { mark(operand, in: function, because: item) }
      return
    }
    switch instruction.operation {
    case .call, .callVoid, .callFunction, .callHost, .callHostVoid, .awaitCall, .new:
      followCall(instruction, position, item)
      return
    case .loadArgument(let index): mark(.argument(function, index), because: item)
    case .loadCell(let cell): mark(.cell(function, cell), because: item)
    case .loadGlobal(let id): mark(.global(id), because: item)
    case .loadScoped, .storeScoped, .scopePop: markSlots(instruction, position, item)
    case .objectGet: markRead(instruction, function, item)
    case .objectSet: markLengths(instruction, function, item)
    case .objectKeys:
      for thing in flow.things(flow.value(of: instruction.operands[0], in: function)) {
        for object in objects(of: thing, because: item) { mark(.allProperties(object), because: item) }
      }
    default: break
    }
    for operand in instruction.operands { mark(operand, in: function, because: item) }
  }

  /// The things that hold the properties of `thing`: for a class, the objects of its static properties.
  mutating func objects(of thing: Int, because item: Item) -> [Int] {
    guard flow.isClass(thing) else { return [thing] }
    mark(.slot(thing, 1), because: item)
    return Array(flow.slot(1, of: thing).references)
  }
}
