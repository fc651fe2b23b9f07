// The queue of jobs (specification, section 8.6). While it has at most one job it is just that job; from the second
// on, a ring of nodes [previous, job, next], of which the register has the first.

private enum Node {
  static var previous: Int { 0 }
  static var job: Int { 1 }
  static var next: Int { 2 }
}

extension Machine {
  /// Appends the job in a slot that the collector visits.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func enqueueJob(_ slot: UnsafeMutablePointer<Value>) throws(Failure) {
    let r = registers
    guard r.pointee.jobs != .undefined else {
      r.pointee.jobs = slot.pointee
      return
    }
    if kind(r.pointee.jobs) != .fixedArray {
      let node = try allocate(.fixedArray, 6)
      let body = heap + Int(node.bits)
      body[slot: Node.previous] = node
      body[slot: Node.job] = r.pointee.jobs
      body[slot: Node.next] = node
      r.pointee.jobs = node
    }
    let node = try allocate(.fixedArray, 6)
    let body = heap + Int(node.bits)
    let first = self.body(r.pointee.jobs)
    let last = first[slot: Node.previous]
    try require(last.isHeapPointer, .heapCorrupt)
    body[slot: Node.previous] = last
    body[slot: Node.job] = slot.pointee
    body[slot: Node.next] = r.pointee.jobs
    self.body(last)[slot: Node.next] = node
    first[slot: Node.previous] = node
  }

  /// Takes the first job out of the queue.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func dequeueJob() -> Value? {
    let r = registers
    let first = r.pointee.jobs
    guard first != .undefined else { return nil }
    guard isIntact(first.isHeapPointer), kind(first) == .fixedArray else {
      r.pointee.jobs = .undefined
      return first
    }
    let body = body(first)
    let next = body[slot: Node.next]
    let last = body[slot: Node.previous]
    if next == first || !isIntact(next.isHeapPointer && last.isHeapPointer) {
      r.pointee.jobs = .undefined
    } else {
      self.body(next)[slot: Node.previous] = last
      self.body(last)[slot: Node.next] = next
      r.pointee.jobs = next
    }
    return body[slot: Node.job]
  }

  /// Schedules a continuation: a closure over the built-in that calls it with the two values.
  ///
  /// - Parameter value: A slot that the collector visits.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func schedule(
    _ continuation: Value, _ isSuccess: Bool, _ value: UnsafeMutablePointer<Value>
  ) throws(Failure) {
    let r = registers
    let scratch = r.pointee.sp
    scratch[0] = continuation
    r.pointee.sp = scratch + 1
    let job = try allocate(.closure, 8)
    let body = heap + Int(job.bits)
    let start = builtin(.asyncContinue)
    try require(start.isImagePointer, .asyncMissing)
    body[slot: 0] = start
    body[slot: 1] = scratch[0]
    body[slot: 2] = Value(isSuccess)
    body[slot: 3] = value.pointee
    scratch[0] = job
    try enqueueJob(scratch)
    r.pointee.sp = scratch
  }
}
