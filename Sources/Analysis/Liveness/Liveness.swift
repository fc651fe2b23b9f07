import IL

/// Which parts of a program the host can notice, on demand.
///
/// What is observable in itself is live: calls of the host, exceptions, errors of the engine. Everything else is
/// live only if something live needs it. Reading a property needs what is stored there only if what is read is
/// needed; storing is needed only if something live reads it; a call only if its result or an effect of what it
/// calls is. So a counter that nothing but its own increment reads is dead, with the increment.
///
/// A loop that has an exit is taken to end, as recursion is (both only show in how long a program takes or
/// whether it runs out of stack); a loop without one is observable.
public struct Liveness: Sendable {
  /// A part of the program that is live or not.
  public enum Item: Hashable, Sendable {
    case code(CodePosition)
    case local(FunctionID, Local)
    /// An argument that callers pass.
    case argument(FunctionID, Int)
    /// What a function returns.
    case result(FunctionID)
    case cell(FunctionID, Cell)
    case global(GlobalID)
    /// A property of a thing, by its number in the value flow.
    case property(Int, Value)
    /// Every property or element of a thing, and which there are.
    case allProperties(Int)
    case prototype(Int)
    /// What the prototype of a thing is, other than to find properties in it.
    case prototypeIdentity(Int)
    /// A slot of a closure, scope or class.
    case slot(Int, Int)
    /// Something that calling the function does, other than to return a value.
    case effects(FunctionID)
  }

  /// What may be dropped although it could be noticed.
  public struct Policy: Hashable, Sendable {
    /// Takes errors of the engine for something that does not happen.
    public var errorsNeverHappen = false
    /// The default: nothing.
    public init() {}
  }

  /// The value flow that liveness was found with.
  public let flow: ValueFlow
  /// What is live.
  public private(set) var live: Set<Item> = []
  /// For each live item other than a root, the item because of which it is live.
  public private(set) var reasons: [Item: Item] = [:]

  private var pending: [Item] = []
  private let uses: Uses
  private var structured: Set<FunctionID> = []
  private let policy: Policy

  /// True iff `item` is live.
  public func isLive(_ item: Item) -> Bool { live.contains(item) }

  /// True iff property `key` of a thing is live.
  public func isLive(property key: Value, of thing: Int) -> Bool {
    live.contains(.property(thing, key)) || live.contains(.allProperties(thing))
  }

  /// True iff an instruction that is live may store under `key` in a thing.
  public func hasLiveStore(to key: Value, of thing: Int) -> Bool {
    let stores = uses.stores[.property(thing, key), default: []]
    let unknown = uses.stores[.unknownProperty(of: thing), default: []]
    return (stores + unknown).contains { live.contains(.code($0)) }
  }

  /// True iff an instruction that is live may store something in a thing.
  public func hasLiveStore(toAnythingIn thing: Int) -> Bool {
    uses.stores[.allProperties(thing), default: []].contains { live.contains(.code($0)) }
  }

  /// True iff an instruction may store something in a thing, whether it is live or not.
  public func hasStore(toAnythingIn thing: Int) -> Bool {
    !uses.stores[.allProperties(thing), default: []].isEmpty
  }

  /// Finds what is live in the program of `flow`.
  ///
  /// - Precondition: `flow` met no obstacle.
  public init(_ flow: ValueFlow, _ policy: Policy = Policy()) {
    precondition(flow.obstacle == nil, "the value flow is not known")
    self.flow = flow
    self.policy = policy
    uses = Uses(flow)
    markRoots()
    while let item = pending.popLast() { follow(item) }
  }

  /// Who stores into and calls what, found once.
  fileprivate struct Uses {
    var stores: [Item: [CodePosition]] = [:]
    var callSites: [FunctionID: [CodePosition]] = [:]
    var callees: [CodePosition: Callees] = [:]
    var returns: [FunctionID: [CodePosition]] = [:]
    var definitions: [FunctionID: [Local: CodePosition]] = [:]
    /// The edges that pass something for a parameter of a block: the terminator and the operand.
    var incoming: [FunctionID: [Local: [(CodePosition, Operand)]]] = [:]
  }

  // MARK: Marking

  private mutating func mark(_ item: Item, because reason: Item?) {
    guard live.insert(item).inserted else { return }
    if let reason { reasons[item] = reason }
    pending.append(item)
  }

  private mutating func mark(_ operand: Operand, in function: FunctionID, because reason: Item) {
    if case .local(let local) = operand { mark(.local(function, local), because: reason) }
  }

  private mutating func markRoots() {
    for (id, function) in flow.program.functions.entries {
      guard let body = function.ssa, flow.isReached(id) else { continue }
      if function.isAsync || Self.hasEndlessLoop(body, flow, id) { mark(.effects(id), because: nil) }
      for block in body.blockIDs where flow.isReached(block, in: id) {
        for (index, instruction) in body[block].instructions.enumerated() {
          let position = CodePosition(id, block, index)
          if isObservable(instruction, position) {
            mark(.code(position), because: nil)
            mark(.effects(id), because: .code(position))
          }
        }
        switch body[block].terminator.kind {
        case .asyncComplete:
          mark(.effects(id), because: nil)
          // The engine looks there for who waits, and leaves a mark that it is done.
          for scope in flow.scopesOnEntry(of: id).references {
            mark(.slot(scope, 0), because: .effects(id))
            mark(.slot(scope, 1), because: .effects(id))
          }
        case .throwValue, .asyncReturn: mark(.effects(id), because: nil)
        case .jump, .branch, .startTry, .returnValue: break
        }
      }
    }
    // Whatever the host has, it may call; bytes that it has it may read.
    for thing in flow.escaped.references {
      markCallable(thing)
      if flow.kind(of: thing) == .bytes { mark(.allProperties(thing), because: nil) }
    }
    if let external = flow.number(ofKnown: .external) { mark(.allProperties(external), because: nil) }
  }

  /// The host may call a thing.
  private mutating func markCallable(_ thing: Int) {
    var targets: [Reference] = [flow.references[thing]]
    if flow.slotCount(of: thing) != nil || flow.isClass(thing) {
      mark(.slot(thing, 0), because: nil)
      targets = flow.slot(0, of: thing).references.map { flow.references[$0] }
    }
    if flow.isClass(thing) { markInstantiation(of: thing, because: nil) }
    for case .function(let id) in targets {
      mark(.effects(id), because: nil)
      mark(.result(id), because: nil)
    }
  }

  /// Instances get their prototype from the static properties of the class.
  private mutating func markInstantiation(of classThing: Int, because reason: Item?) {
    mark(.slot(classThing, 0), because: reason)
    mark(.slot(classThing, 1), because: reason)
    for statics in flow.slot(1, of: classThing).references {
      mark(.property(statics, flow.program.builtins[.prototypeKey]), because: reason)
    }
  }

  /// True iff an instruction is live whether or not something needs it.
  private func isObservable(_ instruction: SSAInstruction, _ position: CodePosition) -> Bool {
    switch instruction.operation {
    case .await, .awaitCall, .enqueueJob, .callHost, .callHostVoid, .asyncStart: return true
    // Cells and scopes are structure; what they hold is followed on its own.
    case .call, .callVoid, .new:
      if uses.callees[position]!.includeHost { return true }
    default: break
    }
    return !policy.errorsNeverHappen && flow.mayFail(instruction, in: position.function)
  }

  /// True iff some reachable block cannot get to an end of the function.
  private static func hasEndlessLoop(_ body: SSABody, _ flow: ValueFlow, _ id: FunctionID) -> Bool {
    var predecessors: [BlockID: [BlockID]] = [:]
    var ending: [BlockID] = []
    for block in body.blockIDs where flow.isReached(block, in: id) {
      let successors = body[block].terminator.successors.filter { flow.isReached($0, in: id) }
      if body[block].terminator.successors.isEmpty { ending.append(block) }
      for successor in successors { predecessors[successor, default: []].append(block) }
    }
    var ends = Set(ending)
    while let block = ending.popLast() {
      for predecessor in predecessors[block, default: []] where ends.insert(predecessor).inserted {
        ending.append(predecessor)
      }
    }
    return body.blockIDs.contains { flow.isReached($0, in: id) && !ends.contains($0) }
  }

  // MARK: Demand

  private mutating func follow(_ item: Item) {
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
  private mutating func markStores(of item: Item, orUnknownOf thing: Int) {
    markStores(of: item)
    for position in uses.stores[.unknownProperty(of: thing), default: []] { markStore(position, item) }
  }

  private mutating func markStores(of item: Item) {
    for position in uses.stores[item, default: []] { markStore(position, item) }
  }

  private mutating func markStore(_ position: CodePosition, _ item: Item) {
    mark(.code(position), because: item)
    // A cell or an argument is gone when the function is left.
    switch item {
    case .cell, .argument: break
    default: mark(.effects(position.function), because: .code(position))
    }
  }

  private func terminator(at position: CodePosition) -> Terminator {
    flow.program.functions[position.function].ssa![position.block].terminator
  }

  private func instruction(at position: CodePosition) -> SSAInstruction? {
    let instructions = flow.program.functions[position.function].ssa![position.block].instructions
    return position.index < instructions.count ? instructions[position.index] : nil
  }

  /// Where control goes in a function of which anything is live.
  private mutating func markStructure(of function: FunctionID, because reason: Item) {
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

  private mutating func followCode(_ position: CodePosition, _ item: Item) {
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
  private mutating func objects(of thing: Int, because item: Item) -> [Int] {
    guard flow.isClass(thing) else { return [thing] }
    mark(.slot(thing, 1), because: item)
    return Array(flow.slot(1, of: thing).references)
  }
}

extension Liveness.Item {
  /// Stands for the stores into a thing under keys that are not known; never live itself.
  fileprivate static func unknownProperty(of thing: Int) -> Liveness.Item { .property(thing, .deleted) }
}

// MARK: Calls

extension Liveness {
  private mutating func followCall(_ instruction: SSAInstruction, _ position: CodePosition, _ item: Item) {
    let callees = uses.callees[position]!
    let function = position.function
    let argumentsStart = instruction.firstArgument
    for operand in instruction.operands[..<min(argumentsStart, instruction.operands.count)] {
      mark(operand, in: function, because: item)
      // What is called is in slot 0.
      for thing in flow.things(flow.value(of: operand, in: function)) where flow.slotCount(of: thing) != nil {
        mark(.slot(thing, 0), because: item)
      }
    }
    if instruction.operation == .new {
      for thing in flow.things(flow.value(of: instruction.operands[0], in: function))
      where flow.isClass(thing) {
        markInstantiation(of: thing, because: item)
      }
    }
    for callee in callees.functions {
      markStructure(of: callee, because: item)
      // What the call does is needed; whether what it returns is, the result says.
      for index in 0..<(flow.facts(of: callee)?.argumentCount ?? 0)
      where live.contains(.argument(callee, index)) {
        markArgument(index, at: position, because: item)
      }
    }
    guard callees.includeHost || callees.mayFail else { return }
    for operand in instruction.operands.dropFirst(argumentsStart) {
      mark(operand, in: function, because: item)
    }
  }

  /// What is passed for argument `index` at a call is needed.
  private mutating func markArgument(_ index: Int, at site: CodePosition, because reason: Item) {
    guard let instruction = instruction(at: site) else { return }
    // The instance is made by the call itself.
    let position = instruction.firstArgument + index - (instruction.operation == .new ? 1 : 0)
    guard instruction.operation != .new || index > 0, position < instruction.operands.count else { return }
    mark(instruction.operands[position], in: site.function, because: reason)
  }

  /// The result of an instruction is needed.
  private mutating func markResults(of position: CodePosition, because reason: Item) {
    guard let callees = uses.callees[position] else { return }
    for callee in callees.functions { mark(.result(callee), because: reason) }
  }
}

extension SSAInstruction {
  /// The position among the operands of a call at which its arguments begin, `this` included if it is one.
  var firstArgument: Int {
    switch operation {
    case .callFunction, .callHost, .callHostVoid: 0
    case .awaitCall: 2
    default: 1
    }
  }
}

// MARK: Memory

extension Liveness {
  /// Whether setting the length of an array fails depends on how long it is.
  private mutating func markLengths(_ instruction: SSAInstruction, _ function: FunctionID, _ item: Item) {
    let keys = ValueFlow.Keys(flow.value(of: instruction.operands[1], in: function))
    guard keys.includeAnyString || keys.known.contains(where: \.isString) else { return }
    for thing in flow.things(flow.value(of: instruction.operands[0], in: function))
    where flow.kind(of: thing) == .array {
      mark(.allProperties(thing), because: item)
    }
  }

  /// A read of properties.
  private mutating func markRead(_ instruction: SSAInstruction, _ function: FunctionID, _ item: Item) {
    let keys = ValueFlow.Keys(flow.value(of: instruction.operands[1], in: function))
    for thing in flow.things(flow.value(of: instruction.operands[0], in: function)) {
      for object in objects(of: thing, because: item) { markRead(keys, of: object, item) }
    }
  }

  private mutating func markRead(_ keys: ValueFlow.Keys, of thing: Int, _ item: Item) {
    guard flow.kind(of: thing) == .object else {
      mark(.allProperties(thing), because: item)
      let inherited = ValueFlow.Keys(
        known: keys.known.filter { $0.isString }, includeAnyString: keys.includeAnyString)
      guard !inherited.known.isEmpty || inherited.includeAnyString else { return }
      for object in flow.number(of: flow.program.builtins[.arrayPrototype]) {
        markRead(inherited, of: object, item)
      }
      return
    }
    var pending = [thing]
    var visited: Set<Int> = []
    while let object = pending.popLast() {
      guard visited.insert(object).inserted else { continue }
      if keys.includeAnyString || keys.known.contains(where: { flow.isString($0, "__proto__") }) {
        mark(.prototypeIdentity(object), because: item)
      }
      var isComplete = !keys.areUnknown
      for key in keys.known {
        mark(.property(object, key), because: item)
        if !flow.isInitialProperty(key, of: object) { isComplete = false }
      }
      if keys.areUnknown { mark(.allProperties(object), because: item) }
      if isComplete { continue }
      mark(.prototype(object), because: item)
      pending += flow.things(flow.prototype(of: object))
    }
  }

  /// What is in a slot of a clone of a scope was in that of the scope.
  private mutating func markClonedSlot(_ index: Int, of thing: Int, because item: Item) {
    guard case .site(let site) = flow.references[thing], site.operation == .scopeClone else { return }
    let function = flow.activations[site.activation].function
    guard let position = uses.definitions[function]?[site.local], let clone = instruction(at: position) else {
      return
    }
    for scope in flow.value(of: clone.operands[0], in: function).references
    where flow.slotCount(of: scope) == site.clonedSlots {
      mark(.slot(scope, index), because: item)
    }
  }

  private mutating func markSlots(_ instruction: SSAInstruction, _ position: CodePosition, _ item: Item) {
    let scopes = flow.value(of: instruction.operands[0], in: position.function).references
    switch instruction.operation {
    case .loadScoped(let index):
      for slot in flow.slots(index, of: Array(scopes), onPath: { mark(.slot($0, $1), because: item) }) {
        mark(.slot(slot.scope, slot.index), because: item)
      }
    case .storeScoped(let index):
      _ = flow.slots(index, of: Array(scopes), onPath: { mark(.slot($0, $1), because: item) })
    case .scopePop:
      for scope in scopes {
        if let count = flow.slotCount(of: scope) { mark(.slot(scope, count - 1), because: item) }
      }
    default: preconditionFailure("\(instruction.operation) reads no slots")
    }
  }
}

// MARK: Uses

extension Liveness.Uses {
  fileprivate init(_ flow: ValueFlow) {
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

  private mutating func add(_ instruction: SSAInstruction, _ position: CodePosition, _ flow: ValueFlow) {
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

  private mutating func addStore(_ instruction: SSAInstruction, _ position: CodePosition, _ flow: ValueFlow) {
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
