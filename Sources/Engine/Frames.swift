// Frames of bytecode functions (specification, section 3.1).

extension Machine {
  /// Starts a bytecode function whose arguments are on top of the stack.
  ///
  /// - Throws: ``Fault/stackOverflow``.
  @inline(__always)
  func pushFrame(
    _ function: Int, _ closure: Value, _ call: CallWord, _ pc: inout UnsafePointer<UInt8>,
    _ sp: inout UnsafeMutablePointer<Value>
  ) throws(Failure) {
    let r = registers
    let image = image
    var header = image.word(function &- 2)
    if _slowPath(header & 0x800 != 0) {
      // A continuation: the function that contains it says how much stack it needs.
      header = image.word((function &- 4 &* Int(header & 0x7FF) &- 2) & 0xFFFF)
    }
    let needed = sp + (Int(header & 0xFF) &+ Registers.boundaryWords &+ Registers.scratchWords)
    if _slowPath(needed > r.pointee.limit) { try fail(.stackOverflow) }
    if needed > r.pointee.highWater { r.pointee.highWater = needed }
    sp[0] = Value(bits: UInt16(truncatingIfNeeded: UnsafeRawPointer(sp) - UnsafeRawPointer(r.pointee.frame)))
    sp[1] = r.pointee.closure
    sp[2] = Value(bits: r.pointee.call.bits)
    sp[3] = Value(bits: offset(pc))
    r.pointee.arguments = sp - call.argumentCount
    sp += Registers.boundaryWords
    r.pointee.frame = sp
    r.pointee.call = call
    r.pointee.closure = closure
    pc = instruction(at: function)
  }

  /// Leaves the current frame: restores the caller's registers and drops the arguments.
  ///
  /// - Throws: ``Fault/assertionFailed`` if the program has overwritten the boundary.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  func popFrame(
    _ pc: inout UnsafePointer<UInt8>, _ sp: inout UnsafeMutablePointer<Value>
  ) throws(Failure) {
    let r = registers
    let boundary = r.pointee.frame - Registers.boundaryWords
    let frame = boundary - Int(boundary[0].bits) / 2
    #if !hasFeature(Embedded)
      if _slowPath(frame < r.pointee.base) { try fail(.assertionFailed) }
    #endif
    sp = boundary - r.pointee.call.pushedWords
    r.pointee.frame = frame
    r.pointee.closure = boundary[1]
    r.pointee.call = CallWord(bits: boundary[2].bits)
    r.pointee.arguments = frame - (Registers.boundaryWords &+ r.pointee.call.argumentCount)
    pc = instruction(at: Int(boundary[3].bits))
  }
}
