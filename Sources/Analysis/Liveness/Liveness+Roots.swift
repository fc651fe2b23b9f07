import IL

extension Liveness {
  mutating func mark(_ item: Item, because reason: Item?) {
    guard live.insert(item).inserted else { return }
    if let reason { reasons[item] = reason }
    pending.append(item)
  }

  mutating func mark(_ operand: Operand, in function: FunctionID, because reason: Item) {
    if case .local(let local) = operand { mark(.local(function, local), because: reason) }
  }

  mutating func markRoots() {
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
  mutating func markCallable(_ thing: Int) {
    guard flow.isClass(thing) else { return markTarget(of: thing) }
    markInstantiation(of: thing, because: nil)
    for constructor in flow.slot(0, of: thing).references { markTarget(of: constructor) }
  }

  /// The host may call a function, as it is or through a closure.
  private mutating func markTarget(of callable: Int) {
    var targets: [Reference] = [flow.references[callable]]
    if flow.slotCount(of: callable) != nil {
      mark(.slot(callable, 0), because: nil)
      targets = flow.slot(0, of: callable).references.map { flow.references[$0] }
    }
    for case .function(let id) in targets {
      mark(.effects(id), because: nil)
      mark(.result(id), because: nil)
    }
  }

  /// Instances get their prototype from the static properties of the class, and the constructor, which may be a
  /// closure, is called.
  mutating func markInstantiation(of classThing: Int, because reason: Item?) {
    mark(.slot(classThing, 0), because: reason)
    mark(.slot(classThing, 1), because: reason)
    for constructor in flow.slot(0, of: classThing).references where flow.slotCount(of: constructor) != nil {
      mark(.slot(constructor, 0), because: reason)
    }
    for statics in flow.slot(1, of: classThing).references {
      mark(.property(statics, flow.program.builtins[.prototypeKey]), because: reason)
    }
  }

  /// True iff an instruction is live whether or not something needs it.
  func isObservable(_ instruction: SSAInstruction, _ position: CodePosition) -> Bool {
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
  static func hasEndlessLoop(_ body: SSABody, _ flow: ValueFlow, _ id: FunctionID) -> Bool {
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
}
