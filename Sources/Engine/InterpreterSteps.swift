// Parts of instructions, inlined into the interpreter's loop.

@inline(__always)
func push(_ value: Value, _ sp: inout UnsafeMutablePointer<Value>) {
  sp.pointee = value
  sp += 1
}

/// Reads an operand byte.
@inline(__always)
func operand(_ pc: inout UnsafePointer<UInt8>) -> UInt8 {
  let byte = pc.pointee
  pc += 1
  return byte
}

/// Reads an operand of two bytes.
@inline(__always)
func wideOperand(_ pc: inout UnsafePointer<UInt8>) -> UInt16 {
  let word = UnsafeRawPointer(pc).loadUnaligned(as: UInt16.self)
  pc += 2
  return word
}

extension Machine {
  /// The value of a one-byte literal.
  @inline(__always)
  static func smallLiteral(_ byte: UInt8) -> Value {
    // deleted, undefined, null, false, true in the order of the codes; then integers from −1 on.
    let index = Int(byte & 15)
    if index >= 5 { return Value(smallInteger: index &- 6) }
    let words: UInt32 = 0x0D_05_01_19
    return index == 4 ? .true : Value(bits: UInt16(words &>> UInt32(index &* 8) & 0xFF))
  }

  @inline(__always)
  func loadVariable(_ index: UInt8, _ sp: inout UnsafeMutablePointer<Value>) throws(Failure) {
    let value = (sp - (Int(index) &+ 1)).pointee
    if _slowPath(value == .deleted) { try fail(.uninitializedVariable) }
    push(value, &sp)
  }

  @inline(__always)
  func storeVariable(_ index: UInt8, _ sp: inout UnsafeMutablePointer<Value>) {
    sp -= 1
    (sp - (Int(index) &+ 1)).pointee = sp.pointee
  }

  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  func argument(_ index: Int) -> Value {
    index < registers.pointee.call.argumentCount ? registers.pointee.arguments[index] : .undefined
  }

  @inline(__always)
  func loadScoped(_ index: Int) throws(Failure) -> Value {
    let scope = registers.pointee.closure
    let body = heap + Int(scope.bits)
    let value: Value
    if _fastPath(scope.isHeapPointer && index < body.slotCount) && !Machine.favorsSize {
      value = body[slot: index]
    } else {
      value = try scopedVariable(index, forWriting: false).pointee
    }
    // ECMAScript does not let a program see an uninitialised variable (quirk 10).
    if _slowPath(value == .deleted) && !isReference { try fail(.uninitializedVariable) }
    return value
  }

  @inline(__always)
  func storeScoped(_ index: Int, _ value: Value) throws(Failure) {
    let scope = registers.pointee.closure
    let body = heap + Int(scope.bits)
    if _fastPath(scope.isHeapPointer && index < body.slotCount) && !Machine.favorsSize {
      body[slot: index] = value
    } else {
      try scopedVariable(index, forWriting: true).pointee = value
    }
  }

  /// Jumps, and checks that the stack pointer has stayed within its frame: straight code can only move it a bounded
  /// distance (``Guards``).
  @inline(__always)
  func jump(
    _ distance: Int, _ pc: inout UnsafePointer<UInt8>, _ sp: UnsafeMutablePointer<Value>
  ) throws(Failure) {
    pc += distance
    if _slowPath(!isValid(sp)) { try fail(.assertionFailed) }
  }

  @inline(__always)
  func isTrue(_ value: Value) -> Bool {
    if Machine.favorsSize { return isTruthy(value) }
    if value == .true { return true }
    if value == .false { return false }
    if value.isSmallInteger { return value.bits != 3 }
    return isTruthy(value)
  }

  /// The sum of two small integers, if it is one.
  @inline(__always)
  static func sum(_ left: Value, _ right: Value) -> Value? {
    // 4a + 3 and 4b + 3: without one of the threes the sum has the form it should have.
    let (sum, overflows) = Int16(bitPattern: left.bits &- 3).addingReportingOverflow(
      Int16(bitPattern: right.bits))
    return overflows ? nil : Value(bits: UInt16(bitPattern: sum))
  }

  /// The difference of two small integers, if it is one.
  @inline(__always)
  static func difference(_ left: Value, _ right: Value) -> Value? {
    let (difference, overflows) = Int16(bitPattern: left.bits).subtractingReportingOverflow(
      Int16(bitPattern: right.bits &- 3))
    return overflows ? nil : Value(bits: UInt16(bitPattern: difference))
  }

  /// `left + right` for anything.
  @inline(never)
  func add(_ left: Value, _ right: Value) throws(Failure) -> Value {
    if kind(left).isString || kind(right).isString { return try concatenate() }
    return try arithmetic(.add, left, right)
  }

  #if !hasFeature(Embedded)
    /// Starts a plain function, directly or through a closure.
    ///
    /// - Returns: False for every other kind of target, which ``beginCall(_:)`` handles.
    @inline(__always)
    func callFunction(
      _ call: CallWord, _ pc: inout UnsafePointer<UInt8>, _ sp: inout UnsafeMutablePointer<Value>
    ) throws(Failure) -> Bool {
      var target = sp[-1 &- call.argumentCount]
      var closure = Value.undefined
      if target.isHeapPointer {
        let body = heap + Int(target.bits)
        guard Kind(header: body.header) == .closure else { return false }
        closure = target
        target = body[slot: 0]
      }
      guard target.isImagePointer, target.bits < registers.pointee.codeEnd else { return false }
      guard image.word(target.imageOffset &- 2) &>> 12 == 5 else { return false }
      try pushFrame(target.imageOffset, closure, call, &pc, &sp)
      return true
    }
  #endif

  /// Returns from a frame.
  ///
  /// - Returns: Whether the host had called; the result is then in ``Registers/result`` instead of on the stack.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  func returnFromFrame(
    _ result: Value, _ pc: inout UnsafePointer<UInt8>, _ sp: inout UnsafeMutablePointer<Value>
  ) throws(Failure) -> Bool {
    let r = registers
    let call = r.pointee.call
    try popFrame(&pc, &sp)
    r.pointee.callback = .deleted
    if _slowPath(call.bits & (CallWord.void | CallWord.fromHost) != 0) {
      if call.isFromHost {
        r.pointee.result = result
        r.pointee.sp = sp
        return true
      }
      return false
    }
    push(result, &sp)
    return false
  }

  /// Reads a property of a heap object's own that has been found by its word.
  ///
  /// - Returns: False if it takes more than that.
  @inline(__always)
  func getOwnProperty(_ sp: UnsafeMutablePointer<Value>) -> Bool {
    let (object, key) = (sp[-2], sp[-1])
    guard object.isHeapPointer else { return false }
    let body = heap + Int(object.bits)
    let header = body.header
    if header &>> 12 == UInt16(Kind.object.rawValue) {
      // Negative integers are the keys of internal slots, and `__proto__` is no property.
      if key.bits & 0x8003 == 0x8003 || key == .protoName { return false }
      guard let slot = ownProperty(inHeap: body, key) else { return false }
      sp[-2] = slot.pointee
      return true
    }
    if header &>> 12 == UInt16(Kind.array.rawValue) && key.bits & 0x8003 == 3 {
      let data = body[slot: ArraySlot.data]
      guard data.isHeapPointer else { return false }
      sp[-2] = element(heap + Int(data.bits), Int(key.bits &>> 2))
      return true
    }
    if header &>> 12 == UInt16(Kind.uint8Array.rawValue) && key.bits & 0x8003 == 3 {
      let index = Int(key.bits &>> 2)
      guard index < Int(header & 0xFFF) else { return false }
      sp[-2] = Value(smallInteger: Int(body[byte: index]))
      return true
    }
    return false
  }

  /// Overwrites a property of a heap object's own, or an element of an array.
  ///
  /// - Returns: False if it takes more than that.
  @inline(__always)
  func setOwnProperty(_ sp: UnsafeMutablePointer<Value>) -> Bool {
    let (object, key) = (sp[-3], sp[-2])
    guard object.isHeapPointer else { return false }
    let body = heap + Int(object.bits)
    let header = body.header
    if header &>> 12 == UInt16(Kind.object.rawValue) {
      if key.bits & 0x8003 == 0x8003 || key == .protoName { return false }
      guard let slot = ownProperty(inHeap: body, key) else { return false }
      slot.pointee = sp[-1]
      return true
    }
    guard key.bits & 0x8003 == 3 else { return false }
    let index = Int(key.bits &>> 2)
    if header &>> 12 == UInt16(Kind.array.rawValue) {
      let data = body[slot: ArraySlot.data]
      guard data.isHeapPointer, index < Int(body[slot: ArraySlot.length].smallInteger) else { return false }
      let storage = heap + Int(data.bits)
      guard index < storage.slotCount else { return false }
      storage[slot: index] = sp[-1]
      return true
    }
    if header &>> 12 == UInt16(Kind.uint8Array.rawValue) && index < Int(header & 0xFFF) {
      let value = sp[-1]
      guard value.isSmallInteger, value.bits &>> 2 <= 255 else { return false }
      body[byte: index] = UInt8(truncatingIfNeeded: value.bits &>> 2)
      return true
    }
    return false
  }

  /// Finds a property by its word in the cells of a heap object, as far as they are in the heap.
  @inline(__always)
  private func ownProperty(inHeap body: Body, _ key: Value) -> UnsafeMutablePointer<Value>? {
    let slot = (body + 4).assumingMemoryBound(to: Value.self)
    let count = (body.byteCount &- 4) / 2
    var index = 0
    while index < count {
      if slot[index] == key { return slot + (index &+ 1) }
      index &+= 2
    }
    return nil
  }
}
