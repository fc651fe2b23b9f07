// Async functions in continuation-passing style (specification, sections 8.2 and 8.3).

/// Indices of the first slots of an async activation's scope.
private enum AsyncSlot {
  static var continuation: Int { 0 }
  static var callback: Int { 1 }
  static var saved: Int { 2 }
}

/// Indices of the first words of an async function's frame.
private enum AsyncFrame {
  static var result: Int { 0 }
  static var rootTry: Int { 1 }
  static var variables: Int { 3 }
}

extension Machine {
  /// Whom an async operation tells when it is done, and what it returns until then.
  ///
  /// Clears the callback register. Allocates a promise if the caller wants one.
  @inline(never)
  private func takeCallback() throws(Failure) -> (callback: Value, result: Value) {
    let r = registers
    let callback = r.pointee.callback
    r.pointee.callback = .deleted
    switch kind(callback) {
    case .closure, .function, .hostFunction, .noOpFunction: return (callback, .deleted)
    case .deleted where !r.pointee.call.isVoid: try fail(.asyncStartError)
    default: break
    }
    if r.pointee.call.isVoid { return (.noOpFunction, .deleted) }
    let promise = try newPromise()
    return (promise, promise)
  }

  /// The first instruction of an async function.
  @inline(never)
  func asyncStart(_ operand: UInt8) throws(Failure) {
    let r = registers
    let frame = r.pointee.sp
    let slots = Int(operand & 0x7F)
    try require(slots >= AsyncSlot.saved, .invalidBytecode)
    let (callback, result) = try takeCallback()
    frame[0] = result
    frame[1] = callback
    r.pointee.sp = frame + 2
    try pushScope(slots: slots, linked: operand & 0x80 != 0)
    (heap + Int(r.pointee.closure.bits))[slot: AsyncSlot.callback] = frame[1]
    try pushRootTry(frame + 1)
    r.pointee.sp = frame + 3
  }

  @inline(never)
  private func pushRootTry(_ record: UnsafeMutablePointer<Value>) throws(Failure) {
    let handler = builtin(.asyncCatchBlock)
    try require(handler.isImagePointer, .asyncMissing)
    pushTry(record, handler)
  }

  /// The scope of the async activation that runs, which must be in the heap.
  @inline(never)
  private func asyncScope(slots: Int) throws(Failure) -> Body {
    let scope = registers.pointee.closure
    try require(resolvingHandle(scope).isHeapPointer && kind(scope) == .closure, .assertionFailed)
    let body = body(scope)
    try require(body.slotCount >= slots, .assertionFailed)
    return body
  }

  /// Offers the current activation as the callback of the call that follows, which `await` waits for.
  func passContinuation() throws(Failure) {
    let scope = try asyncScope(slots: AsyncSlot.saved)
    scope[slot: AsyncSlot.continuation] = .deleted
    registers.pointee.callback = registers.pointee.closure
  }

  /// Suspends the activation: saves its frame, and subscribes it to the promise on top of the stack.
  ///
  /// - Parameter pc: The instruction after `await`; the continuation follows at the next place for one.
  /// - Returns: What the frame returns to its caller.
  @inline(never)
  func suspend(_ pc: UnsafePointer<UInt8>) throws(Failure) -> Value {
    let r = registers
    let frame = r.pointee.frame
    let top = r.pointee.sp - 1
    let count = top - (frame + AsyncFrame.variables)
    try require(count >= 0, .assertionFailed)
    let scope = try asyncScope(slots: AsyncSlot.saved + count)
    for index in 0..<count {
      scope[slot: AsyncSlot.saved + index] = frame[AsyncFrame.variables + index]
    }
    let continuation = (offset(pc) &+ 5) & ~3
    scope[slot: AsyncSlot.continuation] = Value(bits: continuation | 1)
    r.pointee.catchTarget = outerTry(frame + AsyncFrame.rootTry)
    // A callee that has taken the callback will call it; there is no promise then.
    if top.pointee != .deleted {
      top.pointee = promise(top.pointee)
      guard top.pointee != .undefined else { try fail(.awaitNonPromise) }
      try subscribe(top)
    }
    return frame[AsyncFrame.result]
  }

  /// Continues a suspended activation.
  ///
  /// - Returns: Whether the awaited operation has failed; the error is then on top of the stack, to be thrown,
  ///   otherwise its result is.
  @inline(never)
  func asyncResume(_ count: Int, _ catchDistance: Int) throws(Failure) -> Bool {
    let r = registers
    let frame = r.pointee.sp
    try require(r.pointee.call.argumentCount == 3, .assertionFailed)
    guard frame + (AsyncFrame.variables + count + 1) <= r.pointee.limit else { try fail(.stackOverflow) }
    let scope = try asyncScope(slots: AsyncSlot.saved + count)
    frame[AsyncFrame.result] = .undefined
    try pushRootTry(frame + AsyncFrame.rootTry)
    for index in 0..<count {
      frame[AsyncFrame.variables + index] = scope[slot: AsyncSlot.saved + index]
      scope[slot: AsyncSlot.saved + index] = .deleted
    }
    let top = frame + (AsyncFrame.variables + count)
    try require(top - catchDistance > frame && catchDistance >= 2, .assertionFailed)
    r.pointee.catchTarget = top - catchDistance
    top.pointee = r.pointee.arguments[2]
    r.pointee.sp = top + 1
    return r.pointee.arguments[1] == .false
  }

  /// `return` of an async function.
  @inline(never)
  func asyncReturn() throws(Failure) -> Value {
    let r = registers
    let frame = r.pointee.frame
    try require(r.pointee.sp - frame > AsyncFrame.variables, .assertionFailed)
    let result = r.pointee.sp[-1]
    r.pointee.catchTarget = outerTry(frame + AsyncFrame.rootTry)
    frame[1] = result
    frame[2] = .true
    r.pointee.sp = frame + 3
    return try asyncComplete()
  }

  /// Ends an async operation with the value and the success flag on top of the stack.
  ///
  /// - Returns: What the frame returns to its caller.
  @inline(never)
  func asyncComplete() throws(Failure) -> Value {
    let r = registers
    let frame = r.pointee.frame
    try require(r.pointee.sp - frame >= 3, .assertionFailed)
    let value = r.pointee.sp - 2
    let isSuccess = isTruthy(value[1])
    let callback = try asyncScope(slots: AsyncSlot.saved)[slot: AsyncSlot.callback]
    switch kind(callback) {
    case .noOpFunction: break
    case .closure, .function, .hostFunction: try schedule(callback, isSuccess, value)
    default:
      let promise = promise(callback)
      guard promise != .undefined else { try fail(.assertionFailed) }
      try settle(promise, isSuccess, value)
    }
    // Completing the same operation again does nothing.
    try asyncScope(slots: AsyncSlot.saved)[slot: AsyncSlot.continuation] = .noOpFunction
    return frame[AsyncFrame.result]
  }

  /// Tells the engine that the host function which is being called completes later (specification, section 8.5).
  ///
  /// - Parameter result: What the host function has to return.
  /// - Returns: A function for the host to call with (success, value), as often as it likes; the first call counts.
  /// - Throws: ``Fault/notActive`` outside of host functions; ``Fault/asyncStartError`` the second time;
  ///   ``Fault/asyncMissing`` if the snapshot has no async support.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  public func startAsync(result: inout Value) throws(Failure) -> Value {
    guard let r = state.pointee.registers else { try fail(.notActive) }
    return try noting { () throws(Failure) -> Value in
      let (callback, promise) = try takeCallback()
      guard callback != .noOpFunction else {
        result = promise
        return callback
      }
      // Both may move; the result is usually a slot of the stack that the collector visits.
      let scratch = r.pointee.sp
      scratch[0] = callback
      scratch[1] = builtin(.asyncHostCallback)
      scratch[2] = promise
      guard scratch[1].isImagePointer else { try fail(.asyncMissing) }
      r.pointee.sp = scratch + 3
      let closure = try newPair(.closure, scratch + 1, scratch)
      r.pointee.sp = scratch
      result = scratch[2]
      return closure
    }
  }
}
