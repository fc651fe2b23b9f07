private import CEnginePort

extension Machine {
  /// Stores the value on top of the stack in the property that the object and key below it name
  /// (specification, section 5.3).
  ///
  /// The stack pointer stays.
  @inline(never)
  func setProperty() throws(Failure) {
    let sp = registers.pointee.sp
    try normalizeKey(sp - 2)
    if kind(sp[-3]) == .class { sp[-3] = body(sp[-3])[slot: ClassSlot.statics] }
    switch kind(sp[-3]) {
    case .object: try setObjectProperty(sp)
    case .array: try setArrayProperty(sp)
    case .uint8Array: try setByte(sp)
    default: try fail(.typeError)
    }
  }

  /// The receiver of a write as a direct heap pointer.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  private func writable(_ value: Value) throws(Failure) -> Value {
    let target = resolvingHandle(value)
    guard target.isHeapPointer else { try fail(.writeToROM) }
    return target
  }

  private func setObjectProperty(_ sp: UnsafeMutablePointer<Value>) throws(Failure) {
    if sp[-2] == .protoName {
      if isReference { try fail(.notImplemented) }
      return try setPrototype(sp)
    }
    sp[-3] = try writable(sp[-3])
    if let slot = ownProperty(sp[-3], sp[-2]) {
      slot.pointee = sp[-1]
      return
    }
    try appendProperty(sp)
  }

  private func setPrototype(_ sp: UnsafeMutablePointer<Value>) throws(Failure) {
    let object = try writable(sp[-3])
    // As in ECMAScript, anything that is not an object is ignored, and cycles are refused.
    guard sp[-1] == .null || kind(sp[-1]) == .object else { return }
    var ancestor = resolvingHandle(sp[-1])
    var limit = ChainLimit()
    while ancestor != .null, kind(ancestor) == .object, limit.allowsStep() {
      if ancestor == object { try fail(.typeError) }
      ancestor = resolvingHandle(body(ancestor)[slot: ObjectSlot.prototype])
    }
    body(object)[slot: ObjectSlot.prototype] = resolvingHandle(sp[-1])
  }

  /// Adds a cell with one property at the end of an object's chain; the next collection merges it.
  private func appendProperty(_ sp: UnsafeMutablePointer<Value>) throws(Failure) {
    let added = try allocate(.object, 8)
    let cell = heap + Int(added.bits)
    cell[slot: ObjectSlot.next] = .null
    cell[slot: ObjectSlot.prototype] = .null
    cell[slot: ObjectSlot.firstKey] = sp[-2]
    cell[slot: ObjectSlot.firstKey + 1] = sp[-1]
    var last = body(sp[-3])
    var limit = ChainLimit()
    while last[slot: ObjectSlot.next] != .null {
      let next = last[slot: ObjectSlot.next]
      guard next.isHeapPointer, limit.allowsStep() else { try fail(.writeToROM) }
      last = body(next)
    }
    last[slot: ObjectSlot.next] = added
  }

  // MARK: Arrays

  private func setArrayProperty(_ sp: UnsafeMutablePointer<Value>) throws(Failure) {
    sp[-3] = try writable(sp[-3])
    let key = sp[-2]
    if key.isSmallInteger { return try setElement(sp - 3, Int(key.smallInteger), sp - 1) }
    if key == .lengthName { return try setLength(sp - 3, sp[-1]) }
    try fail(key == .protoName ? .prototypeReadOnly : .invalidArrayIndex)
  }

  /// Stores an element and lengthens the array if necessary.
  ///
  /// The array and the value are in slots that the collector visits.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func setElement(
    _ array: UnsafeMutablePointer<Value>, _ index: Int, _ value: UnsafeMutablePointer<Value>
  ) throws(Failure) {
    let data = body(array.pointee)[slot: ArraySlot.data]
    let capacity = capacity(data)
    if index >= capacity { try growArray(array, to: max(max(capacity * 2, 4), index + 1)) }
    let body = body(array.pointee)
    let storage = body[slot: ArraySlot.data]
    guard storage.isHeapPointer else { try fail(.writeToROM) }
    (heap + Int(storage.bits))[slot: index] = value.pointee
    if index >= Int(body[slot: ArraySlot.length].smallInteger) {
      body[slot: ArraySlot.length] = Value(smallInteger: index + 1)
    }
  }

  /// Gives an array a new data block, with holes after the elements it has.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func growArray(_ array: UnsafeMutablePointer<Value>, to capacity: Int) throws(Failure) {
    guard capacity <= Machine.maxBodySize / 2 else { try fail(.arrayTooLong) }
    let data = try newContainer(.fixedArray, slots: capacity, filledWith: .deleted)
    let body = body(array.pointee)
    let old = body[slot: ArraySlot.data]
    if old != .null {
      let source = self.body(old)
      memcpy(heap + Int(data.bits), source, min(source.slotCount, capacity) * 2)
    }
    body[slot: ArraySlot.data] = data
  }

  /// How many elements an array's data, a fixed-length array or null, has room for.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  private func capacity(_ data: Value) -> Int { data == .null ? 0 : body(data).slotCount }

  private func setLength(_ array: UnsafeMutablePointer<Value>, _ value: Value) throws(Failure) {
    guard value.isSmallInteger else { try fail(Fault(12, fatal: isReference)) }
    let length = Int(value.smallInteger)
    guard length >= 0 else { try fail(isReference ? .arrayTooLong : .rangeError) }
    let body = body(array.pointee)
    let old = Int(body[slot: ArraySlot.length].smallInteger)
    if length == old {
      // The reference takes this for a mistake (quirk 11).
      if isReference { try fail(.invalidArrayIndex) }
      return
    }
    let data = body[slot: ArraySlot.data]
    let capacity = capacity(data)
    if length < old {
      guard data == .null || data.isHeapPointer else { try fail(.writeToROM) }
      let storage = self.body(data)
      var index = min(old, capacity)
      while index > length {
        index -= 1
        storage[slot: index] = .deleted
      }
    } else if length > capacity {
      try growArray(array, to: length)
    }
    self.body(array.pointee)[slot: ArraySlot.length] = value
  }

  // MARK: Buffers

  private func setByte(_ sp: UnsafeMutablePointer<Value>) throws(Failure) {
    let buffer = body(try writable(sp[-3]))
    let key = sp[-2]
    guard key.isSmallInteger, Int(key.smallInteger) < buffer.byteCount else { try fail(.invalidArrayIndex) }
    let value = sp[-1]
    guard value.isSmallInteger, value.smallInteger & ~0xFF == 0 else { try fail(.notAByte) }
    buffer[byte: Int(key.smallInteger)] = UInt8(truncatingIfNeeded: value.smallInteger)
  }
}
