private import CEnginePort

// Access to allocations. All pointer arithmetic on guest memory is in this file, in `Registers.swift` and in
// the collector; everything else goes through these accessors.
//
// Nothing here checks bounds. A guest word is 16 bits and an allocation has at most 4095 bytes, so whatever
// a program makes of its pointers, they stay within 64 kB and a little: in a checked machine, guard zones
// (`Guards.swift`) make all of that memory the machine's own.

/// A body of an allocation, in the heap or in the snapshot.
typealias Body = UnsafeMutableRawPointer

extension UnsafeMutableRawPointer {
  /// The header of the allocation whose body starts here.
  @inline(__always)
  var header: UInt16 {
    get { self[word: -2] }
    nonmutating set { self[word: -2] = newValue }
  }

  /// The size of a body in bytes.
  @inline(__always)
  var byteCount: Int { Int(header & 0xFFF) }

  /// The number of values that a container holds.
  @inline(__always)
  var slotCount: Int { Int(header & 0xFFF) &>> 1 }

  /// The value at index `index` of a container.
  @inline(__always)
  subscript(slot index: Int) -> Value {
    get { Value(bits: self[word: 2 &* index]) }
    nonmutating set { self[word: 2 &* index] = newValue.bits }
  }

  /// The word at an even offset.
  ///
  /// Everything larger is put together from words, because bodies in the heap are aligned to two bytes only, and some
  /// processors need more.
  @inline(__always)
  subscript(word offset: Int) -> UInt16 {
    get { (self + offset).assumingMemoryBound(to: UInt16.self).pointee }
    nonmutating set { (self + offset).assumingMemoryBound(to: UInt16.self).pointee = newValue }
  }

  /// The integer that a body holds.
  @inline(__always)
  var int32: Int32 {
    get { Int32(truncatingIfNeeded: UInt32(self[word: 0]) | UInt32(self[word: 2]) &<< 16) }
    nonmutating set {
      self[word: 0] = UInt16(truncatingIfNeeded: newValue)
      self[word: 2] = UInt16(truncatingIfNeeded: newValue &>> 16)
    }
  }

  /// The number that a body holds.
  @inline(__always)
  var double: Double {
    get {
      let low = UInt32(bitPattern: int32)
      let high = UInt32(bitPattern: (self + 4).int32)
      return Double(bitPattern: UInt64(high) &<< 32 | UInt64(low))
    }
    nonmutating set {
      int32 = Int32(truncatingIfNeeded: newValue.bitPattern)
      (self + 4).int32 = Int32(truncatingIfNeeded: newValue.bitPattern &>> 32)
    }
  }

  /// The byte at an offset.
  @inline(__always)
  subscript(byte offset: Int) -> UInt8 {
    get { (self + offset).load(as: UInt8.self) }
    nonmutating set { (self + offset).storeBytes(of: newValue, as: UInt8.self) }
  }
}

/// Indices of the words of an object's first cell; pairs of key and value follow.
enum ObjectSlot {
  static var next: Int { 0 }
  static var prototype: Int { 1 }
  static var firstKey: Int { 2 }
}

/// Indices of the words of an array.
enum ArraySlot {
  static var data: Int { 0 }
  static var length: Int { 1 }
}

/// Indices of the words of a class.
enum ClassSlot {
  static var constructor: Int { 0 }
  static var statics: Int { 1 }
}

extension Machine {
  @inline(__always)
  var heap: UnsafeMutableRawPointer { state.pointee.heap }

  /// The body that a heap or image pointer means.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  func body(_ value: Value) -> Body {
    !Machine.favorsSize && value.isHeapPointer ? heap + Int(value.bits) : imageBody(value)
  }

  /// The body that an image pointer means.
  ///
  /// It must not be written to unless ``isWritable(_:)``.
  #if hasFeature(Embedded)
    @inline(__always)
  #else
    @inline(never)
  #endif
  func imageBody(_ value: Value) -> Body {
    let target = resolvingHandle(value)
    return target.isHeapPointer
      ? heap + Int(target.bits)
      : UnsafeMutableRawPointer(mutating: image + target.imageOffset)
  }

  /// The value in a handle's slot, or the value itself if it is not a handle.
  @inline(never)
  func resolvingHandle(_ value: Value) -> Value {
    handleSlot(value)?.pointee ?? value
  }

  /// The slot of a handle, or nil for any other value.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  func handleSlot(_ value: Value) -> UnsafeMutablePointer<Value>? {
    // No section of handles begins so early that it would take in well-known values.
    guard value.bits & 3 == 1 else { return nil }
    let offset = value.imageOffset - start(.globals)
    return offset >= 0 && offset < size(.globals) ? globals + offset &>> 1 : nil
  }

  /// Whether the body of a pointer is in the heap.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  func isWritable(_ value: Value) -> Bool {
    !Machine.favorsSize && value.isHeapPointer || resolvingHandle(value).isHeapPointer
  }

  /// The kind of a value; handles are followed.
  @inline(__always)
  func kind(_ value: Value) -> Kind {
    #if hasFeature(Embedded)
      // As a word, and known to be a small one: callers need not cut it to a byte before they compare it.
      return unsafeBitCast(UInt8(truncatingIfNeeded: engine_port_byte(kindCode(value))), to: Kind.self)
    #else
      if value.isHeapPointer { return Kind(header: (heap + Int(value.bits)).header) }
      return kindOutsideHeap(value)
    #endif
  }

  #if hasFeature(Embedded)
    @inline(never)
    private func kindCode(_ value: Value) -> UInt32 { UInt32(kindOutsideHeap(value).rawValue) }
  #endif

  /// The kind of a value that is usually not a heap pointer.
  #if hasFeature(Embedded)
    @inline(__always)
  #else
    @inline(never)
  #endif
  private func kindOutsideHeap(_ value: Value) -> Kind {
    let target = !Machine.favorsSize && value.isSmallInteger ? value : resolvingHandle(value)
    if target.isSmallInteger { return .smallInteger }
    if target.isHeapPointer || target.isImagePointer { return Kind(header: body(target).header) }
    return Kind(wellKnown: target)
  }

  /// The type of a value, as programs and hosts see it.
  ///
  /// - Throws: ``Fault/unexpected`` for an allocation of a reserved type.
  @inline(never)
  public func type(of value: Value) throws(Failure) -> ValueType {
    guard let type = kind(value).type else { try fail(.unexpected) }
    return type
  }
}
