import struct Engine.Fault

// Scopes (engine specification, section 6).

extension Core {
  /// The scope that is current, which there must be.
  func currentScope() throws(Fault) -> Int {
    guard let scope = frame.scope.object, heap[scope].kind == .closure else { throw .assertionFailed }
    return scope
  }

  /// The scope that has variable `index` of the current one, and which of its variables that is.
  private func variable(_ index: Int) throws(Fault) -> (scope: Int, index: Int) {
    var scope = try currentScope()
    var index = index
    while index >= heap[scope].slots.count {
      index -= heap[scope].slots.count
      guard let parent = heap[scope].slots.last?.object, heap[parent].kind == .closure else {
        throw .assertionFailed
      }
      scope = parent
    }
    return (scope, index)
  }

  func loadScoped(_ index: Int) throws(Fault) -> RuntimeValue {
    let variable = try variable(index)
    let value = heap[variable.scope].slots[variable.index]
    // ECMAScript does not let a program see an uninitialized variable (quirk 10).
    if value == .deleted && !isReference { throw .uninitializedVariable }
    return value
  }

  func storeScoped(_ index: Int, _ value: RuntimeValue) throws(Fault) {
    let variable = try variable(index)
    if heap[variable.scope].isConstant { throw .writeToROM }
    heap[variable.scope].slots[variable.index] = value
  }

  /// Makes a new scope the current one, all of whose variables are uninitialized.
  func pushScope(_ slotCount: Int, parent: RuntimeValue?) throws(Fault) {
    guard slotCount > 0 else { throw .invalidBytecode }
    var scope = HeapObject(.closure, Array(repeating: .deleted, count: slotCount))
    if let parent { scope.slots[slotCount - 1] = parent }
    frame.scope = .reference(heap.allocate(scope))
  }
}
