extension Machine {
  /// Replaces an object and a key on top of the stack by the property (specification, section 5.2).
  ///
  /// The stack pointer stays; the result is in the object's slot.
  @inline(never)
  func getProperty() throws(Failure) {
    let sp = registers.pointee.sp
    try normalizeKey(sp - 1)
    sp[-2] = try property(of: sp[-2], sp[-1])
  }

  /// The value of a property.
  ///
  /// - Parameter key: A normalized key.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func property(of receiver: Value, _ key: Value) throws(Failure) -> Value {
    switch kind(receiver) {
    case .object: return try objectProperty(receiver, key)
    case .class: return try staticProperty(receiver, key)
    case .array:
      let array = body(receiver)
      return try arrayProperty(array[slot: ArraySlot.data], array[slot: ArraySlot.length], key)
    case .fixedArray:
      return try arrayProperty(receiver, Value(smallInteger: body(receiver).slotCount), key)
    case .uint8Array: return try bufferProperty(body(receiver), key)
    default: try fail(.typeError)
    }
  }

  private func staticProperty(_ receiver: Value, _ key: Value) throws(Failure) -> Value {
    let statics = body(receiver)[slot: ClassSlot.statics]
    guard kind(statics) == .object else { try fail(.typeError) }
    return try objectProperty(statics, key)
  }

  #if hasFeature(Embedded)
    @inline(never)
  #endif
  private func objectProperty(_ object: Value, _ key: Value) throws(Failure) -> Value {
    if key == .protoName { return body(object)[slot: ObjectSlot.prototype] }
    var owner = object
    var limit = ChainLimit()
    while owner != .null {
      guard kind(owner) == .object, limit.allowsStep() else { try fail(.typeError) }
      if let value = ownProperty(owner, key) { return value.pointee }
      owner = body(owner)[slot: ObjectSlot.prototype]
    }
    return .undefined
  }

  /// Where an object keeps the value of one of its own properties.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  func ownProperty(_ object: Value, _ key: Value) -> UnsafeMutablePointer<Value>? {
    var cell = body(object)
    var limit = ChainLimit()
    while true {
      var slot = (cell + 4).assumingMemoryBound(to: Value.self)
      let end = slot + (cell.byteCount &- 4) &>> 1
      while slot < end {
        if slot.pointee == key { return slot + 1 }
        slot += 2
      }
      let next = cell[slot: ObjectSlot.next]
      if _fastPath(next == .null) { return nil }
      guard isIntact(kind(next) == .object && limit.allowsStep()) else { return nil }
      cell = body(next)
    }
  }

  /// A property of an array whose elements are in `data`, a fixed-length array or null.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  private func arrayProperty(_ data: Value, _ length: Value, _ key: Value) throws(Failure) -> Value {
    if key == .lengthName { return length }
    if key.isSmallInteger {
      // Slots from the length on hold *deleted*, so that the capacity is the only limit to check.
      return data == .null ? .undefined : element(body(data), Int(key.smallInteger))
    }
    let prototype = builtin(.arrayPrototype)
    if key == .protoName { return prototype }
    if prototype == .null { return .undefined }
    guard kind(prototype) == .object else { try fail(.typeError) }
    return try objectProperty(prototype, key)
  }

  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  func element(_ data: Body, _ index: Int) -> Value {
    guard index < data.slotCount else { return .undefined }
    let value = data[slot: index]
    return value == .deleted ? .undefined : value
  }

  private func bufferProperty(_ buffer: Body, _ key: Value) throws(Failure) -> Value {
    if key == .lengthName { return Value(smallInteger: buffer.byteCount) }
    guard key.isSmallInteger else { try fail(.invalidArrayIndex) }
    let index = Int(key.smallInteger)
    return index < buffer.byteCount ? Value(smallInteger: Int(buffer[byte: index])) : .undefined
  }

  /// Replaces an object on top of the stack by a fixed-length array of its own keys, in the order in which they
  /// were added; internal slots have negative integers for keys and are left out.
  func getKeys() throws(Failure) {
    let top = registers.pointee.sp - 1
    if kind(top.pointee) == .class { top.pointee = body(top.pointee)[slot: ClassSlot.statics] }
    guard kind(top.pointee) == .object else { try fail(.keysOfNonObject) }
    let keys = try allocate(.fixedArray, copyKeys(of: top.pointee, to: nil) * 2)
    _ = copyKeys(of: top.pointee, to: body(keys))
    top.pointee = keys
  }

  /// Counts the own keys of an object, and copies them if there is a place for them.
  @inline(never)
  private func copyKeys(of object: Value, to target: Body?) -> Int {
    var cell = body(object)
    var count = 0
    var limit = ChainLimit()
    while true {
      let end = cell + (cell.byteCount - 3)
      var pair = cell + 4
      while pair < end {
        let key = pair[slot: 0]
        pair += 4
        if key.isSmallInteger && key.smallInteger < 0 { continue }
        if let target { target[slot: count] = key }
        count += 1
      }
      let next = cell[slot: ObjectSlot.next]
      guard next != .null, isIntact(kind(next) == .object && limit.allowsStep()) else { return count }
      cell = body(next)
    }
  }
}
