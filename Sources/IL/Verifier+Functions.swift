/// The rules for functions.
extension Verifier {
  /// Checks the function `id`.
  func check(_ function: Function, _ id: FunctionID, _ mode: Mode) throws(Failure) {
    let isCatchBlock = program.builtins[.asyncCatchBlock] == .function(id)
    switch function.body {
    case .stack(let code):
      guard function.entryDepth == 0 || isCatchBlock else {
        throw failure(.instruction(id, 0), Self.isNotCatchBlock(function))
      }
      try check(code, of: function, id)
    case .ssa(let body):
      guard mode == .any else { throw failure(.function(id), "is in SSA form, which has no encoding") }
      guard function.entryDepth == 0 || isCatchBlock else {
        throw failure(.function(id), Self.isNotCatchBlock(function))
      }
      try check(body, of: function, id)
    }
  }

  private static func isNotCatchBlock(_ function: Function) -> String {
    "entered at depth \(function.entryDepth), but it is not the built-in catch block"
  }

  // MARK: SSA form

  private func check(_ body: SSABody, of function: Function, _ id: FunctionID) throws(Failure) {
    do {
      try SSAVerifier.verify(body, entryDepth: function.entryDepth)
    } catch {
      throw failure(.place(id, error.place), error.description)
    }
    for block in body.blockIDs {
      for (position, instruction) in body[block].instructions.enumerated() {
        let place = Subject.place(id, SSAPlace(block, .instruction(position)))
        if let problem = instruction.operation.stackCounterpart.flatMap(problem) {
          throw failure(place, problem)
        }
        try check(instruction.operands, at: place)
      }
      try check(
        body[block].terminator.allOperands, at: .place(id, SSAPlace(block, .terminator)))
    }
  }

  private func check(_ operands: [Operand], at place: Subject) throws(Failure) {
    for case .literal(let value) in operands { try check(value, in: .rom, at: place) }
  }

  // MARK: Stack form

  private func check(_ code: StackCode, of function: Function, _ id: FunctionID) throws(Failure) {
    let depths: StackDepths
    do {
      depths = try StackDepths(function)
    } catch {
      throw failure(.instruction(id, error.position), error.description)
    }
    for (position, instruction) in code.instructions.enumerated() where depths.isReachable(position) {
      if let problem = problem(of: instruction.operation) {
        throw failure(.instruction(id, position), problem)
      }
      if case .literal(let value) = instruction.operation {
        try check(value, in: .rom, at: .instruction(id, position))
      }
    }
    try checkAsyncScope(code, depths, id)
  }

  /// What is wrong with the operands of `operation`, other than variables and literals.
  private func problem(of operation: Operation) -> String? {
    func outside(_ count: Int, _ range: ClosedRange<Int>, _ what: String) -> String? {
      range.contains(count) ? nil : "\(what) \(count) is not within \(range.lowerBound)…\(range.upperBound)"
    }
    switch operation {
    case .loadGlobal(let id), .storeGlobal(let id):
      return program.globals.contains(id) ? nil : "refers to a removed global"
    case .loadArgument(let index), .storeArgument(let index): return outside(index, 0...255, "argument")
    case .loadScoped(let index), .storeScoped(let index):
      return outside(index, 0...0xFFFF, "scoped variable")
    case .pop(let count): return outside(count, 1...255, "count")
    case .call(let count, _): return outside(count, 0...Limits.arguments, "argument count")
    case .callFunction(let id, let count):
      guard program.functions.contains(id) else { return "calls a removed function" }
      guard program.functions[id].entryDepth == 0 else { return "calls the catch block \(names[id])" }
      // The callback register would still hold what the caller was called with.
      guard !program.functions[id].isAsync else { return "calls the async function \(names[id]) directly" }
      return outside(count, 0...15, "argument count")
    case .callHost(let id, let count, _):
      guard program.imports.contains(id) else { return "calls a removed host function" }
      return outside(count, 1...Limits.arguments, "argument count")
    case .awaitCall(let count), .new(let count): return outside(count, 1...Limits.arguments, "argument count")
    case .arrayNew(let capacity): return outside(capacity, 0...255, "capacity")
    case .fixedLengthArrayNew(let length): return outside(length, 1...255, "length")
    case .scopeNew(let count), .scopePush(let count):
      return outside(count, 1...Limits.scopeSlots, "slot count")
    case .asyncStart(let count, _): return outside(count, 2...Limits.asyncScopeSlots, "slot count")
    case .label, .literal, .loadVariable, .storeVariable, .jump, .branch, .returnValue, .throwValue,
      .objectNew, .objectGet, .objectSet, .objectKeys, .uint8ArrayNew, .classCreate, .closureNew, .scopePop,
      .scopeDiscard, .scopeClone, .loadClosure, .startTry, .endTry, .await, .asyncResume, .asyncReturn,
      .asyncComplete, .enqueueJob, .binary, .unary:
      return nil
    }
  }

  /// Checks that the frame fits the scope at every `await`, to which it is saved from slot 2 on.
  private func checkAsyncScope(_ code: StackCode, _ depths: StackDepths, _ id: FunctionID) throws(Failure) {
    var available = 0
    for (position, instruction) in code.instructions.enumerated() where depths.isReachable(position) {
      switch instruction.operation {
      // The first two slots are the engine's, the last one may be that of the parent.
      case .asyncStart(let slotCount, let capturesParent): available = slotCount - (capturesParent ? 3 : 2)
      case .await:
        let saved = depths.savedSlots(atAwait: position)
        guard saved <= available else {
          throw failure(
            .instruction(id, position),
            "await saves \(saved) slots in a scope with room for \(available)")
        }
      default: break
      }
    }
  }
}

extension StackDepths {
  /// How many slots of the frame an `await` saves: all but the result, the root catch record and the operand.
  ///
  /// - Precondition: the instruction at `position` is a reachable `await`.
  public func savedSlots(atAwait position: Int) -> Int {
    guard let depth = depth(at: position) else { preconditionFailure("\(position) is unreachable") }
    return depth - 4
  }
}

extension SSAOperation {
  /// The operation of the stack form with the same immediates, and so the same limits; nil if it has none.
  fileprivate var stackCounterpart: Operation? {
    switch self {
    case .loadArgument(let index): .loadArgument(index)
    case .storeArgument(let index): .storeArgument(index)
    case .loadScoped(let index): .loadScoped(index)
    case .storeScoped(let index): .storeScoped(index)
    case .scopeNew(let slotCount): .scopeNew(slotCount: slotCount)
    case .scopePush(let slotCount): .scopePush(slotCount: slotCount)
    case .loadGlobal(let global): .loadGlobal(global)
    case .storeGlobal(let global): .storeGlobal(global)
    case .arrayNew(let capacity): .arrayNew(capacity: capacity)
    case .fixedLengthArrayNew(let length): .fixedLengthArrayNew(length: length)
    case .asyncStart(let slotCount, let capturesParent):
      .asyncStart(slotCount: slotCount, capturesParent: capturesParent)
    // The signature limits the counts of arguments.
    case .callFunction(let function): .callFunction(function, argumentCount: 0)
    case .callHost(let hostFunction): .callHost(hostFunction, argumentCount: 1, isVoid: false)
    case .callHostVoid(let hostFunction): .callHost(hostFunction, argumentCount: 1, isVoid: true)
    case .initialized, .loadCell, .storeCell, .scopePop, .scopeDiscard, .scopeClone, .loadClosure,
      .closureNew,
      .call, .callVoid, .awaitCall, .new, .objectNew, .objectGet, .objectSet, .objectKeys, .uint8ArrayNew,
      .classCreate, .endTry, .await, .enqueueJob, .binary, .unary:
      nil
    }
  }
}

extension Function {
  /// The labels of catch blocks and resume points that execution can reach; none in SSA form.
  var continuations: Set<Label> {
    guard case .stack(let code) = body else { return [] }
    let handlers = code.handlers
    let resumes = code.instructions.contains { $0.operation == .asyncResume }
    guard resumes || !handlers.isEmpty else { return [] }
    // Code that breaks the rules of the stack is reported where it does.
    let depths = try? StackDepths(self)
    var found: Set<Label> = []
    var labels: [Label] = []
    for (position, instruction) in code.instructions.enumerated()
    where depths?.isReachable(position) ?? true {
      if case .label(let label) = instruction.operation {
        labels.append(label)
      } else {
        let isResumePoint = instruction.operation == .asyncResume
        found.formUnion(labels.filter { isResumePoint || handlers.contains($0) })
        labels = []
      }
    }
    return found
  }
}

extension StackCode {
  /// True iff `label` marks a catch block or a resume point.
  public func isContinuation(_ label: Label) -> Bool {
    if handlers.contains(label) { return labelPositions[label] != nil }
    guard let position = labelPositions[label] else { return false }
    return instructions[position...].first { !$0.isLabel }?.operation == .asyncResume
  }
}
