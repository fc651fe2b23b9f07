// Instructions that are rare or long, out of the interpreter's loop. They work on the registers in memory.

extension Machine {
  /// Runs an instruction that calls in another way than `call`; ``Registers/pc`` is after its first byte.
  @inline(never)
  func callSpecially(_ opcode: Opcode, _ byte: UInt8) throws(Failure) -> CallOutcome {
    let r = registers
    if byte >> 4 == 4 { return try shortCall(Int(byte & 15)) }
    let first = operand(&r.pointee.pc)
    // The void flag has no meaning here (quirk 40).
    let call = CallWord(bits: UInt16(first & 0x7F) | CallWord.functionPushed)
    switch opcode {
    case .new:
      r.pointee.callback = .undefined
      return try beginNew(call)
    case .awaitCall:
      try passContinuation()
      return try beginCall(call)
    case .callHost:
      return try callHost(Int(operand(&r.pointee.pc)), CallWord(bits: UInt16(first)))
    default:
      return try shortCall(Int(first))
    }
  }

  /// Runs an instruction of two bytes or more, the second of which is `code`.
  ///
  /// - Returns: A value if the frame has to return it.
  @inline(never)
  func runExtended(_ code: UInt8) throws(Failure) -> Value? {
    try require(code <= ExtendedOpcode.asyncComplete.rawValue, .invalidBytecode)
    let r = registers
    let top = r.pointee.sp - 1
    switch unsafeBitCast(code, to: ExtendedOpcode.self) {
    case .startTry:
      let handler = Value(bits: wideOperand(&r.pointee.pc))
      pushTry(top + 1, handler)
      r.pointee.sp += 2
    case .endTry:
      r.pointee.sp = try endTry()
    case .objectKeys:
      try getKeys()
    case .uint8ArrayNew:
      guard top.pointee.isSmallInteger, top.pointee.smallInteger >= 0,
        top.pointee.smallInteger <= Machine.maxBodySize
      else { try fail(.invalidBufferLength) }
      top.pointee = try newBuffer(count: Int(top.pointee.smallInteger))
    case .classCreate:
      top[-1] = try newPair(.class, top - 1, top)
      r.pointee.sp -= 1
    case .typeCodeOf:
      top.pointee = Value(smallInteger: Int(try type(of: top.pointee).rawValue))
    case .loadClosure, .scopeSave:
      top[1] = r.pointee.closure
      r.pointee.sp += 1
    case .scopePush:
      try pushScope(slots: Int(operand(&r.pointee.pc)), linked: true)
    case .scopePop:
      try popScope()
    case .asyncStart:
      try asyncStart(operand(&r.pointee.pc))
    case .asyncReturn:
      return try asyncReturn()
    case .enqueueJob:
      top[1] = r.pointee.closure
      r.pointee.sp += 1
      try enqueueJob(top + 1)
      r.pointee.sp -= 1
    case .asyncComplete:
      return try asyncComplete()
    }
    return nil
  }
}
