private import CEnginePort

extension Machine {
  /// Largest body of an allocation, in bytes.
  static var maxBodySize: Int { 4095 }

  /// Allocates a body of `size` bytes, not initialised except for the last byte pair.
  ///
  /// May collect garbage: every reference that the caller still needs must be where the collector finds it,
  /// on the guest's stack or in a register.
  ///
  /// - Throws: ``Fault/allocationTooLarge``, ``Fault/outOfMemory``, ``Fault/outOfHostMemory``.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  func allocate(_ kind: Kind, _ size: Int) throws(Failure) -> Value {
    let start = Int(state.pointee.heapUsed)
    let end = start &+ 2 &+ (size &+ 1) & ~1
    if _fastPath(size &- 1 < Machine.maxBodySize && size > 0 && end <= Int(state.pointee.heapCapacity)) {
      return place(kind, size, start, end)
    }
    return try allocateSlowly(kind, size)
  }

  @inline(__always)
  private func place(_ kind: Kind, _ size: Int, _ start: Int, _ end: Int) -> Value {
    state.pointee.heapUsed = UInt16(truncatingIfNeeded: end)
    // The byte after an odd size, or the word after an empty body, is zero.
    heap[word: end &- 2] = 0
    let header = kind.headerBits | UInt16(truncatingIfNeeded: size)
    heap[word: start] = header
    return Value(bits: UInt16(truncatingIfNeeded: start &+ 2))
  }

  @inline(never)
  private func allocateSlowly(_ kind: Kind, _ size: Int) throws(Failure) -> Value {
    guard size <= Machine.maxBodySize else { try fail(.allocationTooLarge) }
    // The collector needs room for a forwarding pointer in every body, so an empty one gets a word of zero,
    // which a walk over the heap skips (quirk 24).
    let total = 2 + max((size + 1) & ~1, 2)
    try reserve(total)
    let start = Int(state.pointee.heapUsed)
    return place(kind, size, start, start + total)
  }

  /// Makes room for `count` bytes: by a larger block, or by collecting garbage at the limit.
  private func reserve(_ count: Int) throws(Failure) {
    let limit = Int(state.pointee.heapLimit)
    if collectsAlways || Int(state.pointee.heapUsed) + count > limit {
      if collectsAlways { state.pointee.flags.formSymmetricDifference(.shifted) }
      try collect(squeeze: false)
    }
    let needed = Int(state.pointee.heapUsed) + count
    guard needed <= limit else { try fail(.outOfMemory) }
    if !isChecked && needed > Int(state.pointee.heapCapacity) { try growHeap(needed) }
  }

  /// A larger block for a heap that is not checked; offsets stay the same.
  private func growHeap(_ needed: Int) throws(Failure) {
    let wanted = max(needed, Int(state.pointee.heapUsed) + Machine.heapIncrement)
    let capacity = min(wanted, Int(state.pointee.heapLimit))
    let old = heap
    guard old != UnsafeMutableRawPointer(state) else {
      guard let block = allocateHeap(capacity) else { try fail(.outOfHostMemory) }
      state.pointee.heap = block
      setHeapCapacity(capacity)
      return
    }
    guard let block = realloc(old - 16, capacity + 16) else { try fail(.outOfHostMemory) }
    state.pointee.heap = block + 16
    setHeapCapacity(capacity)
  }

  /// By how much a block of an unchecked machine grows at a time, in bytes.
  #if hasFeature(Embedded)
    static var heapIncrement: Int { 256 }
  #else
    static var heapIncrement: Int { 65534 }
  #endif

  // MARK: Values of each kind

  /// A container whose slots are all `value`, which must not be a heap pointer.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func newContainer(_ kind: Kind, slots: Int, filledWith value: Value) throws(Failure) -> Value {
    let container = try allocate(kind, slots * 2)
    let body = heap + Int(container.bits)
    for index in 0..<slots { body[slot: index] = value }
    return container
  }

  /// A container of two values, which the collector must be able to find while it is being allocated.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  func newPair(
    _ kind: Kind, _ first: UnsafeMutablePointer<Value>, _ second: UnsafeMutablePointer<Value>
  ) throws(Failure) -> Value {
    let pair = try allocate(kind, 4)
    let body = heap + Int(pair.bits)
    body[slot: 0] = first.pointee
    body[slot: 1] = second.pointee
    return pair
  }

  /// An empty array with room for `capacity` elements.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func newArray(capacity: Int) throws(Failure) -> Value {
    let scratch = registers.pointee.sp
    scratch[0] = try allocate(.array, 4)
    let body = heap + Int(scratch[0].bits)
    body[slot: ArraySlot.data] = .null
    body[slot: ArraySlot.length] = Value(smallInteger: 0)
    guard capacity > 0 else { return scratch[0] }
    registers.pointee.sp = scratch + 1
    try growArray(scratch, to: capacity)
    registers.pointee.sp = scratch
    return scratch[0]
  }

  /// An integer in its only representation.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  public func newInteger(_ integer: Int32) throws(Failure) -> Value {
    if _fastPath(integer >= -8192 && integer <= 8191) { return Value(smallInteger: Int(integer)) }
    return try newLargeInteger(integer)
  }

  @inline(never)
  private func newLargeInteger(_ integer: Int32) throws(Failure) -> Value {
    let value = try allocate(.int32, 4)
    (heap + Int(value.bits)).int32 = integer
    return value
  }

  /// A number in its only representation (specification, section 4.2).
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  public func newNumber(_ number: Double) throws(Failure) -> Value {
    let normalized = Machine.normalized(number)
    if normalized.isInteger { return try newInteger(normalized.integer) }
    if number == 0 { return .negativeZero }
    if number != number { return .nan }
    let value = try allocate(.float64, 8)
    (heap + Int(value.bits)).double = number
    return value
  }

  /// A string from UTF-8 bytes, which may be anything and contain zeros.
  ///
  /// The bytes must not be in the heap, which may move.
  ///
  /// - Throws: ``Fault/allocationTooLarge`` above 4094 bytes.
  public func newString(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> Value {
    try newString(Text(start: bytes.baseAddress ?? UnsafeRawPointer(state), count: bytes.count))
  }

  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func newString(_ text: Text) throws(Failure) -> Value {
    let value = try allocate(.string, text.count + 1)
    let body = heap + Int(value.bits)
    memcpy(body, text.start, text.count)
    body[byte: text.count] = 0
    return value
  }

  /// A `Uint8Array` of zeros, at most 4095 bytes long.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  public func newBuffer(count: Int) throws(Failure) -> Value {
    let value = try allocate(.uint8Array, count)
    memset(heap + Int(value.bits), 0, count)
    return value
  }
}
