/// Indices of a promise's internal slots: a promise is an object with two of them (specification, section 8.1).
private enum PromiseSlot {
  static var status: Int { 2 }
  static var outcome: Int { 3 }
}

extension Machine {
  private var pending: Value { Value(smallInteger: -1) }
  private var resolved: Value { Value(smallInteger: -2) }
  private var rejected: Value { Value(smallInteger: -3) }

  /// A pending promise without subscribers.
  @inline(never)
  func newPromise() throws(Failure) -> Value {
    guard kind(builtin(.promisePrototype)) == .object else { try fail(.asyncMissing) }
    let promise = try newContainer(.object, slots: 4, filledWith: .null)
    let body = heap + Int(promise.bits)
    body[slot: ObjectSlot.prototype] = builtin(.promisePrototype)
    body[slot: PromiseSlot.status] = pending
    body[slot: PromiseSlot.outcome] = .undefined
    return promise
  }

  /// The promise that a value is, as a direct heap pointer: an object with the promise prototype; undefined if it is
  /// none.
  @inline(never)
  func promise(_ value: Value) -> Value {
    let target = resolvingHandle(value)
    guard target.isHeapPointer, kind(target) == .object, body(target).slotCount >= 4 else {
      return .undefined
    }
    let prototype = resolvingHandle(body(target)[slot: ObjectSlot.prototype])
    return prototype == builtin(.promisePrototype) ? target : .undefined
  }

  /// Has the current scope called when the promise in a stack slot is settled, at once if it is.
  @inline(never)
  func subscribe(_ slot: UnsafeMutablePointer<Value>) throws(Failure) {
    let r = registers
    let body = body(slot.pointee)
    let outcome = body[slot: PromiseSlot.outcome]
    let status = body[slot: PromiseSlot.status]
    let scratch = r.pointee.sp
    if status != pending {
      scratch[0] = outcome
      r.pointee.sp = scratch + 1
      try schedule(r.pointee.closure, status == resolved, scratch)
    } else if outcome == .undefined {
      body[slot: PromiseSlot.outcome] = r.pointee.closure
    } else {
      scratch[0] = outcome
      scratch[1] = outcome
      r.pointee.sp = scratch + 2
      if kind(outcome) != .array {
        scratch[0] = try newArray(capacity: 2)
        try setElement(scratch, 0, scratch + 1)
        self.body(slot.pointee)[slot: PromiseSlot.outcome] = scratch[0]
      }
      scratch[1] = r.pointee.closure
      let length = Int(self.body(scratch[0])[slot: ArraySlot.length].smallInteger)
      try setElement(scratch, length, scratch + 1)
    }
    r.pointee.sp = scratch
  }

  /// Settles a promise and schedules its subscribers in their order.
  ///
  /// Only the first time counts (quirk 14).
  ///
  /// - Parameter value: A slot that the collector visits.
  @inline(never)
  func settle(
    _ promise: Value, _ isSuccess: Bool, _ value: UnsafeMutablePointer<Value>
  ) throws(Failure) {
    let r = registers
    let body = body(promise)
    guard body[slot: PromiseSlot.status] == pending else { return }
    let scratch = r.pointee.sp
    scratch[0] = body[slot: PromiseSlot.outcome]
    r.pointee.sp = scratch + 1
    body[slot: PromiseSlot.status] = isSuccess ? resolved : rejected
    body[slot: PromiseSlot.outcome] = value.pointee
    if scratch[0].isHeapPointer && kind(scratch[0]) == .array {
      let count = Int(self.body(scratch[0])[slot: ArraySlot.length].smallInteger)
      for index in 0..<max(count, 0) {
        let data = self.body(scratch[0])[slot: ArraySlot.data]
        try require(data.isHeapPointer, .heapCorrupt)
        try schedule(element(self.body(data), index), isSuccess, value)
      }
    } else if scratch[0] != .undefined {
      try schedule(scratch[0], isSuccess, value)
    }
    r.pointee.sp = scratch
  }
}
