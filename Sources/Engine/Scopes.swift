private import CEnginePort

// Closures and scopes (specification, section 6). Both are allocations of slots: slot 0 is what a call calls, the
// last slot is the parent scope if an index goes beyond the slots.

extension Machine {
  /// Where the variable with an index in the current scope chain lives.
  ///
  /// - Throws: ``Fault/assertionFailed`` if the chain ends before, as in quirk 29.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func scopedVariable(
    _ index: Int, forWriting: Bool
  ) throws(Failure) -> UnsafeMutablePointer<Value> {
    var scope = registers.pointee.closure
    var index = index
    while true {
      try require(kind(scope) == .closure, .assertionFailed)
      let body = body(scope)
      let count = body.slotCount
      if index < count {
        if forWriting && !isWritable(scope) { try fail(.writeToROM) }
        return body.assumingMemoryBound(to: Value.self) + index
      }
      try require(count > 0, .assertionFailed)
      scope = body[slot: count - 1]
      index -= count
    }
  }

  /// Makes a new scope the current one, all of whose variables are uninitialised.
  ///
  /// - Parameter linked: Whether its last slot refers to the scope that was current.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func pushScope(slots: Int, linked: Bool) throws(Failure) {
    try require(slots > 0, .invalidBytecode)
    let scope = try newContainer(.closure, slots: slots, filledWith: .deleted)
    if linked { (heap + Int(scope.bits))[slot: slots - 1] = registers.pointee.closure }
    registers.pointee.closure = scope
  }

  /// Makes the parent of the current scope the current one.
  @inline(never)
  func popScope() throws(Failure) {
    let scope = registers.pointee.closure
    try require(kind(scope) == .closure, .assertionFailed)
    let body = body(scope)
    try require(body.slotCount > 0, .assertionFailed)
    registers.pointee.closure = body[slot: body.slotCount - 1]
  }

  /// Makes a copy of the current scope the current one.
  @inline(never)
  func cloneScope() throws(Failure) {
    try require(kind(registers.pointee.closure) == .closure, .assertionFailed)
    let size = body(registers.pointee.closure).byteCount
    let copy = try allocate(.closure, size)
    memcpy(heap + Int(copy.bits), body(registers.pointee.closure), size & ~1)
    registers.pointee.closure = copy
  }
}
