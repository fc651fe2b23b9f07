import struct Engine.Fault

// Async functions in continuation-passing style (engine specification, section 8). The scope of an activation has
// its continuation in variable 0 and whom to tell the result in variable 1.

private enum ActivationVariable {
  static let continuation = 0
  static let callback = 1
  static let count = 2
}

extension Core {
  /// Whom an async operation tells when it is done, and what it returns until then.
  private func takeCallback(isVoid: Bool) throws(Fault) -> (callback: RuntimeValue, result: RuntimeValue) {
    let taken = callback
    callback = .deleted
    switch taken {
    case .function, .hostFunction, .noOpFunction: return (taken, .deleted)
    case .reference, .handle:
      if kind(taken) == .closure { return (taken, .deleted) }
    case .deleted:
      if !isVoid { throw .asyncStartError }
    default: break
    }
    if isVoid { return (.noOpFunction, .deleted) }
    let promise = try makePromise()
    return (promise, promise)
  }

  /// The first thing that an async function does: makes the scope of its activation.
  func startAsync(_ slotCount: Int, capturesParent: Bool) throws(Fault) {
    guard slotCount >= ActivationVariable.count else { throw .invalidBytecode }
    let (callback, result) = try takeCallback(isVoid: frame.call == .void)
    frame.asyncResult = result
    try pushScope(slotCount, parent: capturesParent ? frame.scope : nil)
    heap[try currentScope()].slots[ActivationVariable.callback] = callback
    try enterAsyncTry()
  }

  private func enterAsyncTry() throws(Fault) {
    guard builtins.asyncCatchBlock != nil else { throw .asyncMissing }
    tries.append(TryRecord(depth: callers.count, target: .asyncCatchBlock))
  }

  /// Has the activation that runs go on in the built-in that tells about an exception.
  func enterAsyncCatchBlock(_ exception: RuntimeValue) throws(Fault) {
    guard let function = builtins.asyncCatchBlock else { throw .asyncMissing }
    frame.function = function
    frame.position = 0
    try prepareRegisters(for: functions[function])
    for (register, value) in zip(functions[function].entryParameters, [frame.asyncResult, exception]) {
      registers.start[frame.base + Int(register)] = value
    }
  }

  /// The scope of the async activation that runs.
  private func activation() throws(Fault) -> Int {
    let scope = try currentScope()
    guard heap[scope].slots.count >= ActivationVariable.count, !heap[scope].isConstant else {
      throw .assertionFailed
    }
    return scope
  }

  /// Offers the activation that runs as the callback of the call that follows.
  func passContinuation() throws(Fault) {
    heap[try activation()].slots[ActivationVariable.continuation] = .deleted
    callback = frame.scope
  }

  /// Saves the activation that runs in its scope, to go on when `value` is settled.
  ///
  /// - Parameter result: The register for the outcome.
  func suspend(
    _ value: RuntimeValue, _ result: Int32, _ code: FunctionCode, _ locals: UnsafeMutablePointer<RuntimeValue>
  ) throws(Fault) {
    let scope = try activation()
    var handlers: [Handler] = []
    while let record = tries.last, record.depth == callers.count, tries.count > outerTries {
      if case .handler(let handler) = record.target { handlers.append(handler) }
      tries.removeLast()
    }
    var suspension = HeapObject(
      .suspension, Array(UnsafeBufferPointer(start: locals, count: code.registerCount)))
    suspension.resumption = Resumption(
      function: frame.function, position: frame.position, result: result, handlers: handlers.reversed())
    heap[scope].slots[ActivationVariable.continuation] = .reference(heap.allocate(suspension))
    // A callee that has taken the callback will call it; there is no promise then.
    if value != .deleted {
      try subscribe(.reference(scope), to: awaitedPromise(value))
    }
  }

  /// The promise that is awaited with `value`; ECMAScript, at build time, makes one of anything else.
  private func awaitedPromise(_ value: RuntimeValue) throws(Fault) -> Int {
    if let promise = promise(value) { return promise }
    guard !options.hasDeviceLimits, let promise = try makePromise().object else { throw .awaitNonPromise }
    try settle(promise, true, value)
    return promise
  }

  /// Continues a suspended activation; the arguments are `this`, success, and what was awaited.
  func resume(
    _ suspension: Int, _ scope: RuntimeValue, _ arguments: Int, _ result: Int32, _ kind: CallKind
  ) throws(Fault) -> CallOutcome {
    guard let resumption = heap[suspension].resumption, top - arguments == 3 else { throw .assertionFailed }
    try enter(resumption.function, scope, arguments, result, kind)
    frame.position = resumption.position
    let locals = registers.start + frame.base
    for (index, value) in heap[suspension].slots.enumerated() { locals[index] = value }
    // Running the same continuation again finds nothing of what it had.
    heap[suspension].slots = heap[suspension].slots.map { _ in .deleted }
    try enterAsyncTry()
    for handler in resumption.handlers {
      tries.append(TryRecord(depth: callers.count, target: .handler(handler)))
    }
    let value = registers.start[arguments + 2]
    if registers.start[arguments + 1] == .boolean(false) { return .threw(value) }
    if resumption.result != noRegister { locals[Int(resumption.result)] = value }
    return .entered
  }

  /// Tells whoever waits for the async activation that runs that it is done.
  func completeAsync(_ value: RuntimeValue, isSuccess: Bool) throws(Fault) {
    let scope = try activation()
    let callback = heap[scope].slots[ActivationVariable.callback]
    switch callback {
    case .noOpFunction: if !isSuccess { noteRejection(of: .undefined, value) }
    case .function, .hostFunction: try schedule(callback, isSuccess, value)
    default:
      if kind(callback) == .closure {
        try schedule(callback, isSuccess, value)
      } else {
        guard let promise = promise(callback) else { throw .assertionFailed }
        try settle(promise, isSuccess, value)
      }
    }
    // Completing the same operation again does nothing.
    heap[scope].slots[ActivationVariable.continuation] = .noOpFunction
  }

  /// What a host function needs to complete later: a function to call then, and what it returns until then.
  func startAsyncForHost() throws(Fault) -> (callback: RuntimeValue, result: RuntimeValue) {
    let (callback, result) = try takeCallback(isVoid: isHostCallVoid)
    if callback == .noOpFunction { return (callback, result) }
    guard let function = builtins.asyncHostCallback else { throw .asyncMissing }
    let closure = HeapObject(.closure, [.function(function), callback])
    return (.reference(heap.allocate(closure)), result)
  }
}
