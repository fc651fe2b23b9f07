import struct Engine.Fault

// Promises: objects with the prototype that the program names, whose internal slots are the status and, until it is
// settled, who waits for it, then the outcome (engine specification, section 8.1).

private enum PromiseSlot {
  static let status = 0
  static let outcome = 1
}

private enum PromiseStatus {
  static let pending = RuntimeValue.integer(-1)
  static let resolved = RuntimeValue.integer(-2)
  static let rejected = RuntimeValue.integer(-3)
}

extension Core {
  /// A promise that nothing waits for.
  func makePromise() throws(Fault) -> RuntimeValue {
    guard kind(builtins.promisePrototype) == .object else { throw .asyncMissing }
    var promise = HeapObject(.object)
    promise.prototype = builtins.promisePrototype
    promise.internalSlots = [PromiseStatus.pending, .undefined]
    return .reference(heap.allocate(promise))
  }

  /// The promise that `value` is, or nil.
  func promise(_ value: RuntimeValue) -> Int? {
    guard let object = value.object, heap[object].kind == .object, !heap[object].isConstant,
      heap[object].internalSlots.count >= 2, heap[object].prototype.resolved == builtins.promisePrototype
    else { return nil }
    return object
  }

  /// Has `scope` called when a promise is settled, in a job if it is.
  func subscribe(_ scope: RuntimeValue, to promise: Int) throws(Fault) {
    let outcome = heap[promise].internalSlots[PromiseSlot.outcome]
    let status = heap[promise].internalSlots[PromiseSlot.status]
    if status == PromiseStatus.rejected { rejections.removeAll { $0.promise == .reference(promise) } }
    if status != PromiseStatus.pending {
      try schedule(scope, status == PromiseStatus.resolved, outcome)
    } else if outcome == .undefined {
      heap[promise].internalSlots[PromiseSlot.outcome] = scope
    } else if kind(outcome) == .array, let array = outcome.object {
      try setItem(array, heap[array].slots.count, scope)
    } else {
      var array = HeapObject(.array, [outcome, scope])
      array.capacity = 2
      heap[promise].internalSlots[PromiseSlot.outcome] = .reference(heap.allocate(array))
    }
  }

  /// Settles a promise and schedules who waits for it, in order; only the first time counts (quirk 14).
  func settle(_ promise: Int, _ isSuccess: Bool, _ value: RuntimeValue) throws(Fault) {
    guard heap[promise].internalSlots[PromiseSlot.status] == PromiseStatus.pending else { return }
    let waiting = heap[promise].internalSlots[PromiseSlot.outcome]
    let status = isSuccess ? PromiseStatus.resolved : PromiseStatus.rejected
    heap[promise].internalSlots = [status, value]
    if kind(waiting) == .array, let array = waiting.object {
      for index in heap[array].slots.indices { try schedule(heap[array].item(index), isSuccess, value) }
    } else if waiting != .undefined {
      try schedule(waiting, isSuccess, value)
    } else if !isSuccess {
      noteRejection(of: .reference(promise), value)
    }
  }

  /// Remembers, at build time, a rejection that nothing waits for.
  func noteRejection(of promise: RuntimeValue, _ reason: RuntimeValue) {
    if !options.hasDeviceLimits { rejections.append(Rejection(promise: promise, reason: reason)) }
  }

  /// Queues a job that calls a continuation.
  func schedule(_ continuation: RuntimeValue, _ isSuccess: Bool, _ value: RuntimeValue) throws(Fault) {
    guard let function = builtins.asyncContinue else { throw .asyncMissing }
    let job = HeapObject(.closure, [.function(function), continuation, .boolean(isSuccess), value])
    try enqueue(.reference(heap.allocate(job)))
  }

  /// Appends a job to the queue.
  func enqueue(_ job: RuntimeValue) throws(Fault) {
    guard jobs.count < Self.jobLimit else { throw .outOfMemory }
    // The engine takes this for a queue without jobs.
    if job == .undefined && jobs.count == 0 { return }
    jobs.append(job)
  }
}
