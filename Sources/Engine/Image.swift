/// The sections of a snapshot, in their order (format specification, section 1.1).
enum Section: Int {
  case imports, exports, shortCalls, builtins, strings, rom, globals, heap
}

/// The values that the engine itself needs from a snapshot, by their index in the built-ins section.
enum Builtin: Int {
  case internedStrings, arrayPrototype, prototypeName, asyncContinue, asyncCatchBlock
  case asyncHostCallback, promisePrototype
}

/// Offsets of fields in the snapshot header.
enum Header {
  static var size: Int { 28 }
  static var imageSize: Int { 4 }
  static var crc: Int { 6 }
  static var featureFlags: Int { 8 }
  static var sections: Int { 12 }
}

extension UnsafeRawPointer {
  /// The little-endian word at an even offset.
  @inline(__always)
  func word(_ offset: Int) -> UInt16 { (self + offset).assumingMemoryBound(to: UInt16.self).pointee }
}

extension Machine {
  @inline(__always)
  var image: UnsafeRawPointer { state.pointee.image }

  /// Where a section starts in the snapshot.
  @inline(__always)
  func start(_ section: Section) -> Int { Int(image.word(Header.sections + 2 * section.rawValue)) }

  /// Size of a section other than the heap, in bytes.
  @inline(__always)
  func size(_ section: Section) -> Int {
    Int(image.word(Header.sections + 2 * section.rawValue + 2)) - start(section)
  }

  var importCount: Int { size(.imports) &>> 1 }
  var globalCount: Int { size(.globals) &>> 1 }

  /// The host functions, in the order of the import table.
  @inline(__always)
  var hostFunctions: UnsafeMutablePointer<HostFunction?> {
    UnsafeMutableRawPointer(state + 1).assumingMemoryBound(to: HostFunction?.self)
  }

  /// The global slots, variables and handles.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  var globals: UnsafeMutablePointer<Value> {
    UnsafeMutableRawPointer(hostFunctions + importCount).assumingMemoryBound(to: Value.self)
  }

  /// A value that the engine needs from the snapshot, with a handle resolved.
  func builtin(_ builtin: Builtin) -> Value {
    resolvingHandle(Value(bits: image.word(start(.builtins) + 2 * builtin.rawValue)))
  }
}
