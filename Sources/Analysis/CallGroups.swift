import IL

/// Which functions have to agree on their parameters, and which cannot change them at all.
///
/// Functions that one call can enter agree, and so do those that further calls connect with them. A group
/// is closed iff every call of its functions is a call in the program that can enter nothing else.
public struct CallGroups: Sendable {
  private let flow: ValueFlow
  /// The parents of functions in trees, one tree for each group.
  private var parents: [Int]
  private var isOpen: [Bool]

  /// Finds the groups of the program of `flow`.
  ///
  /// - Precondition: `flow` met no obstacle.
  public init(_ flow: ValueFlow) {
    precondition(flow.obstacle == nil, "the value flow is not known")
    self.flow = flow
    parents = Array(0..<flow.program.functions.capacity)
    isOpen = Array(repeating: false, count: parents.count)
    openWhatOthersCall()
    for (id, function) in flow.program.functions.entries {
      guard let body = function.ssa, flow.isReached(id) else {
        open(id)
        continue
      }
      if readsResumersArguments(body, of: id) { open(id) }
      for block in body.blocks {
        for instruction in block.instructions { connect(instruction, in: id) }
      }
    }
  }

  /// The functions of each closed group, in order.
  public var closedGroups: [[FunctionID]] {
    var groups: [[FunctionID]] = Array(repeating: [], count: parents.count)
    for (id, _) in flow.program.functions.entries { groups[root(of: id.index)].append(id) }
    return groups.indices.filter { !isOpen[$0] && !groups[$0].isEmpty }.map { groups[$0] }
  }

  /// The functions that `instruction` of `function` can enter; nil if it is no call, or can also call something
  /// else, which may see how many arguments there are.
  public func callees(of instruction: SSAInstruction, in function: FunctionID) -> Set<FunctionID>? {
    let callees = flow.callees(of: instruction, in: function)
    guard !callees.functions.isEmpty, !callees.includeHost, !mayCallUnknown(instruction, in: function) else {
      return nil
    }
    return callees.functions
  }

  // MARK: Finding groups

  private mutating func openWhatOthersCall() {
    for name in Builtins.Name.allCases {
      // The engine passes what it wants to.
      if case .function(let id) = flow.program.builtins[name] { open(id) }
    }
    for thing in flow.escaped.references { openTargets(of: thing) }
  }

  /// Opens the groups of the functions that calling `thing` enters, or making an instance of it.
  private mutating func openTargets(of thing: Int) {
    var pending = [thing]
    var visited: Set<Int> = []
    while let thing = pending.popLast() {
      guard visited.insert(thing).inserted else { continue }
      if case .function(let id) = flow.references[thing] { open(id) }
      if isCallable(thing) { pending += flow.slot(0, of: thing).references }
    }
  }

  private mutating func connect(_ instruction: SSAInstruction, in function: FunctionID) {
    let callees = flow.callees(of: instruction, in: function)
    guard let first = callees.functions.first else { return }
    for callee in callees.functions { join(first, callee) }
    if callees.includeHost || mayCallUnknown(instruction, in: function) { open(first) }
  }

  /// True iff the instruction may call something that the host or the engine made.
  private func mayCallUnknown(_ instruction: SSAInstruction, in function: FunctionID) -> Bool {
    guard let index = instruction.operation == .new ? 0 : instruction.operation.calleeIndex else {
      return false
    }
    var pending = [flow.value(of: instruction.operands[index], in: function)]
    var visited: Set<Int> = []
    while let value = pending.popLast() {
      if value.isFromHost { return true }
      for thing in value.references where visited.insert(thing).inserted {
        if flow.references[thing] == .external { return true }
        if isCallable(thing) { pending.append(flow.slot(0, of: thing)) }
      }
    }
    return false
  }

  /// True iff calling the thing, or making an instance of it, calls what is in its first slot.
  private func isCallable(_ thing: Int) -> Bool { flow.slotCount(of: thing) != nil || flow.isClass(thing) }

  /// True iff an argument may be read or written behind an `await`, where it is another.
  private func readsResumersArguments(_ body: SSABody, of function: FunctionID) -> Bool {
    guard let facts = flow.facts(of: function) else { return true }
    return body.blockIDs.contains { id in
      body[id].instructions.indices.contains { index in
        switch body[id].instructions[index].operation {
        case .loadArgument, .storeArgument: facts.isResumed(id, index)
        default: false
        }
      }
    }
  }

  // MARK: Disjoint sets

  private func root(of index: Int) -> Int {
    var index = index
    while parents[index] != index { index = parents[index] }
    return index
  }

  private mutating func join(_ left: FunctionID, _ right: FunctionID) {
    // The older function stays the root, and paths are shortened on the way.
    let (left, right) = (compressedRoot(of: left.index), compressedRoot(of: right.index))
    let (root, other) = (min(left, right), max(left, right))
    parents[other] = root
    if isOpen[other] { isOpen[root] = true }
  }

  private mutating func compressedRoot(of index: Int) -> Int {
    let root = root(of: index)
    var index = index
    while index != root {
      let parent = parents[index]
      parents[index] = root
      index = parent
    }
    return root
  }

  private mutating func open(_ id: FunctionID) { isOpen[compressedRoot(of: id.index)] = true }
}
