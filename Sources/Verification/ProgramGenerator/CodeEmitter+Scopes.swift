import IL

extension CodeEmitter.ScopeFrame {
  /// A scope whose variables follow so many other slots; the last slot may be that of the parent.
  init(_ scope: ScopeNode, after reserved: Int, hasParent: Bool) {
    var slots: [ObjectIdentifier: Int] = [:]
    for (index, variable) in scope.variables.enumerated() {
      slots[ObjectIdentifier(variable)] = reserved + index
    }
    self.init(slotCount: reserved + scope.variables.count + (hasParent ? 1 : 0), slots: slots)
  }

  /// What `closure_new` makes: the function and the scope that it was made in.
  static let closure = Self(slotCount: 2, slots: [:])
}

extension CodeEmitter {
  /// Begins a function that has captured variables, or is async.
  func enterFunctionScope() {
    guard function.kind == .async else {
      enter(function.scope)
      return
    }
    let hasParent = !scopes.isEmpty
    let frame = ScopeFrame(function.scope, after: 2 + function.savedSlots, hasParent: hasParent)
    emit(.asyncStart(slotCount: frame.slotCount, capturesParent: hasParent))
    scopes.insert(frame, at: 0)
  }

  /// Makes a scope the current one, and returns whether there is one to leave.
  @discardableResult
  func enter(_ scope: ScopeNode) -> Bool {
    guard !scope.isEmpty else { return false }
    let hasParent = !scopes.isEmpty
    let frame = ScopeFrame(scope, after: scope.hasFunction ? 1 : 0, hasParent: hasParent)
    emit(hasParent ? .scopePush(slotCount: frame.slotCount) : .scopeNew(slotCount: frame.slotCount))
    scopes.insert(frame, at: 0)
    cleanups.append(.scope(hasParent: hasParent))
    return true
  }

  /// Leaves the scope that was entered last.
  func leaveScope() {
    undo(cleanups.removeLast())
    scopes.removeFirst()
  }

  func undo(_ cleanup: Cleanup) {
    switch cleanup {
    case .locals(let count): pop(count)
    case .tryBlock(let start):
      emit(.endTry)
      depth = start
    case .scope(let hasParent): emit(hasParent ? .scopePop : .scopeDiscard)
    }
  }

  // MARK: Variables

  /// The number of a captured variable: slots are counted outwards through the scopes.
  private func scopedIndex(_ variable: Variable) -> Int {
    var index = 0
    for frame in scopes {
      if let slot = frame.slots[ObjectIdentifier(variable)] { return index + slot }
      index += frame.slotCount
    }
    preconditionFailure("the scope of the variable is not in reach")
  }

  private func localSlot(_ variable: Variable) -> Int {
    guard let slot = localSlots[ObjectIdentifier(variable)] else {
      preconditionFailure("the variable is not in the frame")
    }
    return slot
  }

  func load(_ variable: Variable) {
    switch variable.storage {
    case .local: emit(.loadVariable(localSlot(variable)))
    case .scoped: emit(.loadScoped(scopedIndex(variable)))
    case .global(let id): emit(.loadGlobal(id))
    case .argument(let index): emit(.loadArgument(index))
    }
  }

  func store(_ variable: Variable) {
    switch variable.storage {
    case .local: emit(.storeVariable(localSlot(variable)))
    case .scoped: emit(.storeScoped(scopedIndex(variable)))
    case .global(let id): emit(.storeGlobal(id))
    case .argument(let index): emit(.storeArgument(index))
    }
  }

  /// Pushes a function, with the scopes that it was made in if there are any.
  func emit(_ nested: FunctionNode) {
    emit(.function(nested.id))
    var inner = scopes
    if nested.isEmbedded {
      emit(.storeScoped(0))
      emit(.loadClosure)
    } else if !scopes.isEmpty {
      emit(.closureNew)
      inner.insert(.closure, at: 0)
    }
    CodeEmitter.emit(nested, scopes: inner, builder: builder, callsDirectly: callsDirectly)
  }
}
