private import CEnginePort

// The garbage collector: semispace copying (Cheney), which compacts arrays and objects on the way
// (specification, section 9.2).
//
// To-space is scanned in the order in which it was filled; what a slot refers to is copied behind its end, and
// the old body gets a forwarding pointer. Compaction never makes anything larger, so to-space needs no more room
// than from-space has in use.

extension Machine {
  /// Collects garbage.
  ///
  /// Raw words of heap pointers change, nothing else does.
  ///
  /// - Parameter squeeze: Accepted as in the reference; to-space is always shrunk to what it needs.
  /// - Throws: Fatal faults only: ``Fault/heapCorrupt``, ``Fault/allocationTooLarge`` (an object with more than
  ///   1022 properties), ``Fault/outOfHostMemory``.
  public func collect(squeeze: Bool) throws(Failure) {
    let used = Int(state.pointee.heapUsed)
    if used > Int(state.pointee.heapHighWater) { state.pointee.heapHighWater = state.pointee.heapUsed }
    guard used > 0 else { return }
    let shift = collectsAlways && state.pointee.flags.contains(.shifted) ? 4 : 0
    let capacity = isChecked ? Int(state.pointee.heapLimit) : used
    guard let to = allocateHeap(capacity) else { try fail(Fault(2, fatal: true)) }
    var collector = Collector(machine: self, from: heap, to: to, used: 0, capacity: capacity)
    if shift > 0 && capacity >= used + shift { collector.shift() }
    try collector.visitRoots()
    try collector.scan()
    finish(to, collector.used)
  }

  private func finish(_ to: UnsafeMutableRawPointer, _ used: Int) {
    freeHeap(heap)
    state.pointee.heap = to
    if !isChecked {
      if used == 0 {
        freeHeap(to)
        state.pointee.heap = UnsafeMutableRawPointer(state)
      } else if let block = realloc(to - 16, used + 16) {
        state.pointee.heap = block + 16
      }
    }
    state.pointee.heapUsed = UInt16(truncatingIfNeeded: used)
    state.pointee.heapUsedAfterCollection = state.pointee.heapUsed
    setHeapCapacity(used)
  }
}

/// One collection under way.
private struct Collector {
  let machine: Machine
  let from: UnsafeMutableRawPointer
  let to: UnsafeMutableRawPointer
  /// Bytes of to-space in use.
  var used: Int
  let capacity: Int

  /// Moves everything by one allocation, so that no address stays the same by chance.
  mutating func shift() {
    to[word: used] = Kind.uint8Array.headerBits | 2
    used += 4
  }

  /// Gives up: the heap is in pieces, and so the machine is dead.
  func abandon(_ fault: Fault) throws(Failure) -> Never {
    machine.freeHeap(to)
    machine.state.pointee.flags.insert(.dead)
    try fail(fault)
  }

  /// Checks what only damaged heaps break.
  @inline(__always)
  func check(_ holds: @autoclosure () -> Bool, _ fault: Fault) throws(Failure) {
    #if !hasFeature(Embedded)
      if _slowPath(!holds()) { try abandon(fault) }
    #endif
  }

  // MARK: Roots

  mutating func visitRoots() throws(Failure) {
    try visit(machine.globals, machine.globalCount)
    var handle = machine.state.pointee.handles
    while let node = handle {
      try visit(UnsafeMutableRawPointer(node).assumingMemoryBound(to: Value.self), 1)
      handle = node.pointee.next
    }
    guard let registers = machine.state.pointee.registers else { return }
    // The registers, and those that calls from host functions have saved.
    var context = UnsafeMutableRawPointer(registers).assumingMemoryBound(to: Context.self)
    while true {
      try context.pointee.roots.withValues { (roots, count) throws(Failure) in try visit(roots, count) }
      guard let saved = context.pointee.saved else { break }
      context = saved
    }
    try visitStack(registers)
  }

  /// Visits the frames from the newest to the oldest; boundaries hold one value among raw words.
  private mutating func visitStack(_ registers: UnsafeMutablePointer<Registers>) throws(Failure) {
    let base = registers.pointee.base
    var end = registers.pointee.sp
    var frame = registers.pointee.frame
    while true {
      try check(frame >= base, .heapCorrupt)
      try visit(frame, end - frame)
      guard frame > base else { return }
      end = frame - Registers.boundaryWords
      try check(end >= base, .heapCorrupt)
      try visit(end + 1, 1)
      frame = end - Int(end.pointee.bits) / 2
    }
  }

  // MARK: Moving

  /// Replaces pointers among `count` values by the new places of what they refer to.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  private mutating func visit(_ start: UnsafeMutablePointer<Value>, _ count: Int) throws(Failure) {
    var slot = start
    let end = start + count
    while slot < end {
      if slot.pointee.isHeapPointer { slot.pointee = try copy(slot.pointee) }
      slot += 1
    }
  }

  /// The new place of what `value` refers to; copies it there if it has not moved yet.
  @inline(never)
  private mutating func copy(_ value: Value) throws(Failure) -> Value {
    let body = from + Int(value.bits)
    let header = body.header
    switch Kind(header: header) {
    case .tombstone: return body[slot: 0]
    case .array: return try copyArray(body)
    case .object where body[slot: ObjectSlot.next].isHeapPointer: return try copyObject(body)
    default: return try copyVerbatim(body, header, Int(header & 0xFFF))
    }
  }

  /// Room for a body in to-space.
  @inline(__always)
  private mutating func place(_ header: UInt16, _ size: Int) throws(Failure) -> Value {
    let start = used
    let end = start &+ 2 &+ (size &+ 1) & ~1
    // Only a damaged heap, with allocations that overlap, needs more room than it had.
    try check(end <= capacity, .heapCorrupt)
    used = end
    to[word: start] = header
    return Value(bits: UInt16(truncatingIfNeeded: start &+ 2))
  }

  /// Leaves the new place behind in the old one.
  @inline(__always)
  private func forward(_ body: Body, to place: Value) {
    body.header = 0
    body[slot: 0] = place
  }

  private mutating func copyVerbatim(_ body: Body, _ header: UInt16, _ size: Int) throws(Failure) -> Value {
    guard size > 0 else { return try copyEmpty(body, header) }
    let place = try place(header, size)
    memcpy(to + Int(place.bits), body, (size &+ 1) & ~1)
    forward(body, to: place)
    return place
  }

  /// An empty body has no room for a forwarding pointer, unless a zero word follows as it does in allocations
  /// of this engine.
  ///
  /// Without it each reference gets a copy of its own; nothing can tell empty ones apart.
  private mutating func copyEmpty(_ body: Body, _ header: UInt16) throws(Failure) -> Value {
    let place = try place(header, 0)
    guard body[slot: 0].bits == 0, used + 2 <= capacity else { return place }
    to[word: used] = 0
    used += 2
    forward(body, to: place)
    return place
  }

  /// Copies an array and cuts its data to its length.
  private mutating func copyArray(_ body: Body) throws(Failure) -> Value {
    let place = try place(body.header, 4)
    let target = to + Int(place.bits)
    let length = body[slot: ArraySlot.length]
    var data = body[slot: ArraySlot.data]
    forward(body, to: place)
    if data.isHeapPointer {
      let old = from + Int(data.bits)
      // A damaged array may say that it is longer than its data.
      let count = min(Int(length.smallInteger), old.slotCount)
      if count <= 0 {
        data = .null
      } else {
        try check(Kind(header: old.header) != .tombstone, .heapCorrupt)
        data = try self.place(Kind.fixedArray.headerBits | UInt16(truncatingIfNeeded: count * 2), count * 2)
        memcpy(to + Int(data.bits), old, count * 2)
        // Only the array refers to its data, but a damaged heap must not copy it twice.
        forward(old, to: data)
      }
    }
    target[slot: ArraySlot.data] = data
    target[slot: ArraySlot.length] = length
    return place
  }

  /// Copies an object and merges the cells that were appended to it into one.
  private mutating func copyObject(_ body: Body) throws(Failure) -> Value {
    let place = try place(body.header, body.byteCount)
    let target = to + Int(place.bits)
    memcpy(target, body, (body.byteCount &+ 1) & ~1)
    var size = max(body.byteCount, 4) & ~3
    var next = body[slot: ObjectSlot.next]
    used = Int(place.bits) &+ size
    try check(used <= capacity, .heapCorrupt)
    forward(body, to: place)
    while next.isHeapPointer {
      let cell = from + Int(next.bits)
      try check(Kind(header: cell.header) == .object, .heapCorrupt)
      let count = (cell.byteCount - 4) & ~3
      // A cell without a property cannot occur, and would let a damaged chain go on for ever.
      try check(count > 0, .heapCorrupt)
      guard size + count <= Machine.maxBodySize else { try abandon(.allocationTooLarge) }
      try check(used + count <= capacity, .heapCorrupt)
      memcpy(to + used, cell + 4, count)
      used += count
      size += count
      next = cell[slot: ObjectSlot.next]
      forward(cell, to: place)
    }
    target.header = Kind.object.headerBits | UInt16(truncatingIfNeeded: size)
    target[slot: ObjectSlot.next] = .null
    return place
  }

  // MARK: Scanning

  /// Visits the values in to-space until there is nothing new.
  mutating func scan() throws(Failure) {
    var offset = 0
    while offset < used {
      let body = to + (offset &+ 2)
      let header = body.header
      let kind = Kind(header: header)
      if kind.rawValue >= Kind.class.rawValue && kind != .array {
        // The data of arrays has been copied with them.
        try visit(body.assumingMemoryBound(to: Value.self), Int(header & 0xFFF) &>> 1)
      }
      offset = offset &+ 2 &+ (Int(header & 0xFFF) &+ 1) & ~1
    }
  }
}
