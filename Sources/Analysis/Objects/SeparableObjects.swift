import IL

/// Which objects of the snapshot are only collections of variables.
///
/// Such an object is never seen by the host, compared, tested, enumerated or inherited from; it may be passed
/// around and stored, but every access to a property can only mean this object and one property. So each
/// property may be a variable of its own, and the object itself anything at all.
public struct SeparableObjects: Sendable {
  /// The keys that an object has or is accessed with.
  public private(set) var keys: [AllocationID: Set<Value>] = [:]
  /// Those of them under which something is stored.
  public private(set) var storedKeys: [AllocationID: Set<Value>] = [:]

  private let flow: ValueFlow
  /// The objects for which nothing spoke against it so far, by number in the value flow.
  private var candidates: CandidateReferences
  private var allocations: [Int: AllocationID] = [:]

  /// Finds the objects in the program of `flow`.
  ///
  /// - Precondition: `flow` met no obstacle.
  public init(_ flow: ValueFlow) {
    precondition(flow.obstacle == nil, "the value flow is not known")
    self.flow = flow
    candidates = CandidateReferences(in: flow)
    addCandidates()
    candidates.excludeByData()
    for (id, function) in flow.program.functions.entries {
      guard let body = function.ssa, flow.isReached(id) else { continue }
      for block in body.blockIDs where flow.isReached(block, in: id) {
        for instruction in body[block].instructions { check(instruction, id) }
        check(body[block].terminator, id)
      }
    }
    for (thing, id) in allocations where !isSeparable(thing, keys[id, default: []]) {
      keys[id] = nil
      storedKeys[id] = nil
    }
  }

  /// The separable object that `operand` of `function` is, if it is one.
  public func object(_ operand: Operand, in function: FunctionID) -> AllocationID? {
    guard let thing = flow.value(of: operand, in: function).reference, let id = allocations[thing],
      keys[id] != nil
    else { return nil }
    return id
  }

  /// The key that `operand` of `function` is; nil if it may be more than one.
  public func key(_ operand: Operand, in function: FunctionID) -> Value? {
    guard let key = flow.value(of: operand, in: function).constant, key.isOrdinaryKey(in: flow.program)
    else { return nil }
    return key
  }

  // MARK: Data

  private mutating func addCandidates() {
    for (number, reference) in flow.references.enumerated() {
      guard case .allocation(let id) = reference, flow.program.allocations[id].region == .ram,
        case .object(.null, let internalSlots, let properties) = flow.program.allocations[id].content,
        internalSlots.isEmpty, flow.prototype(of: number).constant == .null, !flow.isEscaped(number)
      else { continue }
      candidates.insert(number)
      allocations[number] = id
      keys[id] = Set(properties.map(\.key))
    }
  }

  private func isSeparable(_ thing: Int, _ keys: Set<Value>) -> Bool {
    // Reading a global that holds `deleted` is an error, reading a property is not.
    candidates.contains(thing) && flow.unknownProperties(of: thing).isEmpty
      && keys.allSatisfy { !flow.property($0, of: thing).mayBeDeleted }
  }

  // MARK: Code

  private mutating func check(_ instruction: SSAInstruction, _ function: FunctionID) {
    func value(_ index: Int) -> AbstractValue { flow.value(of: instruction.operands[index], in: function) }
    switch instruction.operation {
    case .objectGet, .objectSet:
      candidates.exclude(value(1))
      checkAccess(instruction, value(0), function)
    // What is passed on is looked at where it is used.
    case .initialized, .storeArgument, .storeCell, .storeGlobal, .storeScoped, .callFunction, .callHost,
      .callHostVoid:
      break
    case .call, .callVoid, .new:
      candidates.excludeByCall(instruction, callee: 0, in: function)
    case .awaitCall: candidates.excludeByCall(instruction, callee: 1, in: function)
    default: for index in instruction.operands.indices { candidates.exclude(value(index)) }
    }
  }

  private mutating func checkAccess(
    _ instruction: SSAInstruction, _ receiver: AbstractValue, _ function: FunctionID
  ) {
    guard let thing = receiver.reference, let id = allocations[thing],
      let key = key(instruction.operands[1], in: function)
    else {
      candidates.exclude(receiver)
      return
    }
    keys[id, default: []].insert(key)
    if instruction.operation == .objectSet { storedKeys[id, default: []].insert(key) }
  }

  private mutating func check(_ terminator: Terminator, _ function: FunctionID) {
    if case .returnValue = terminator.kind { return }
    candidates.exclude(terminator, in: function)
  }
}
