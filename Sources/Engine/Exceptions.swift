// Try records: two words on the stack, the distance to the outer record and the handler (specification, section
// 7).

extension Machine {
  /// Writes a try record at `record` and makes it the innermost one.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func pushTry(_ record: UnsafeMutablePointer<Value>, _ handler: Value) {
    let r = registers
    let distance = r.pointee.catchTarget.map { $0 - record } ?? 0
    record[0] = Value(smallInteger: distance)
    record[1] = handler
    r.pointee.catchTarget = record
  }

  /// The record outside of `record`, or nil if it is the outermost one of the host call.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func outerTry(_ record: UnsafeMutablePointer<Value>) -> UnsafeMutablePointer<Value>? {
    let distance = Int(record[0].smallInteger)
    guard record[0].isSmallInteger, distance < 0 else { return nil }
    let outer = record + distance
    // A program may have overwritten the record.
    return outer >= registers.pointee.entry ? outer : nil
  }

  /// Ends the innermost try block: drops its record and everything above it.
  @inline(never)
  func endTry() throws(Failure) -> UnsafeMutablePointer<Value> {
    let r = registers
    guard let record = r.pointee.catchTarget, record >= r.pointee.frame, record < r.pointee.sp else {
      try fail(.assertionFailed)
    }
    r.pointee.catchTarget = outerTry(record)
    return record
  }

  /// Throws a value: unwinds to the innermost handler.
  ///
  /// - Returns: False if there is none; the value is then in ``Registers/result``.
  @inline(never)
  func unwind(_ value: Value) throws(Failure) -> Bool {
    let r = registers
    guard let record = r.pointee.catchTarget else {
      r.pointee.result = value
      return false
    }
    while r.pointee.frame > record {
      // Records never reach across a host call, unless the program damaged its stack.
      if r.pointee.call.isFromHost { try fail(.assertionFailed) }
      try popFrame(&r.pointee.pc, &r.pointee.sp)
    }
    try require(record < r.pointee.sp, .assertionFailed)
    r.pointee.catchTarget = outerTry(record)
    r.pointee.pc = instruction(at: record[1].imageOffset)
    record[0] = value
    r.pointee.sp = record + 1
    return true
  }
}
