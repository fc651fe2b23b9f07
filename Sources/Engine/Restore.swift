private import CEnginePort

#if hasFeature(Embedded)
  /// What finds host functions: a plain function, because the compiler puts a copy of all that gets a closure into the
  /// host's code.
  public typealias ImportResolver = @convention(c) (UInt16, UnsafeMutablePointer<HostFunction?>) -> Int32
#else
  /// What finds host functions.
  public typealias ImportResolver = (UInt16, inout HostFunction?) -> Int32
#endif

extension Machine {
  /// Creates a machine from a snapshot (specification, section 2).
  ///
  /// Unless the configuration says that the snapshot is not to be trusted, the snapshot is used in place: it must
  /// outlive the machine, and begin at a multiple of four.
  ///
  /// - Parameters:
  ///   - image: The snapshot, of at most 65535 bytes.
  ///   - configuration: Limits and modes.
  ///   - context: Anything that host functions want to find again.
  ///   - resolve: Called for each import in order: stores the host function of the id and returns 0, or returns
  ///     an error number.
  /// - Throws: What the check that failed first says; the machine then does not exist.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  public static func restore(
    _ image: UnsafeRawBufferPointer, _ configuration: Configuration, context: UnsafeMutableRawPointer?,
    resolve: ImportResolver
  ) throws(Fault) -> Machine {
    let bytes = try checkedHeader(image)
    #if !hasFeature(Embedded)
      if configuration.isChecked { try checkSections(image) }
    #endif
    let machine = try allocate(bytes, image.count, configuration, context)
    do throws(Fault) {
      try machine.bindImports(resolve)
      machine.copyGlobals()
      try machine.copyHeap(image.count)
      #if !hasFeature(Embedded)
        if configuration.isChecked { try Validator(machine).validate() }
      #endif
    } catch {
      machine.destroy()
      throw error
    }
    return machine
  }

  @inline(__always)
  private static func checkedHeader(_ image: UnsafeRawBufferPointer) throws(Fault) -> UnsafeRawPointer {
    guard image.count >= Header.size, let bytes = image.baseAddress else { throw .invalidBytecode }
    // A word, so a snapshot has at most 65535 bytes.
    guard Int(bytes.word(Header.imageSize)) == image.count else { throw .invalidBytecode }
    // The bytes before the feature flags, the checksum among them, are not covered.
    let crc = Checksum.crc16(bytes + Header.featureFlags, count: image.count - Header.featureFlags)
    guard crc == bytes.word(Header.crc) else { throw .crcMismatch }
    let header = bytes.assumingMemoryBound(to: UInt8.self)
    guard image.count >= Int(header[1]) else { throw .invalidBytecode }
    guard header[0] == 8 else { throw .wrongVersion }
    guard header[2] == 0 else { throw .requiresLaterEngine }
    guard header[Header.featureFlags] & 1 != 0 else { throw .floatMismatch }
    return bytes
  }

  /// Checks what the engine computes sizes from: sections are even, in order, and within the image.
  private static func checkSections(_ image: UnsafeRawBufferPointer) throws(Fault) {
    guard let bytes = image.baseAddress else { throw .invalidBytecode }
    var previous = Header.size
    for section in 0..<8 {
      let start = Int(bytes.word(Header.sections + 2 * section))
      guard start >= previous, start & 1 == 0, start <= image.count else { throw .invalidBytecode }
      previous = start
    }
    let builtins = Int(bytes.word(Header.sections + 2 * Section.builtins.rawValue))
    let strings = Int(bytes.word(Header.sections + 2 * Section.strings.rawValue))
    guard strings - builtins >= 14 else { throw .invalidBytecode }
  }

  @inline(__always)
  private static func allocate(
    _ bytes: UnsafeRawPointer, _ count: Int, _ configuration: Configuration,
    _ context: UnsafeMutableRawPointer?
  ) throws(Fault) -> Machine {
    let imports = Int(bytes.word(Header.sections + 2)) - Int(bytes.word(Header.sections))
    let globals = Int(bytes.word(Header.sections + 14)) - Int(bytes.word(Header.sections + 12))
    let size =
      MemoryLayout<MachineState>.stride + imports &>> 1 * MemoryLayout<HostFunction?>.stride + globals
    guard let block = malloc(size) else { throw .outOfHostMemory }
    var flags: MachineState.Flags = []
    var image = bytes
    #if !hasFeature(Embedded)
      if configuration.conformance == .reference { flags.insert(.reference) }
      if configuration.collectsAlways { flags.insert(.collectsAlways) }
      if configuration.isChecked {
        flags.insert(.checked)
        guard let copy = guardedCopy(of: UnsafeRawBufferPointer(start: bytes, count: count)) else {
          free(block)
          throw .outOfHostMemory
        }
        image = copy
      }
    #endif
    #if hasFeature(Embedded)
      let (heapLimit, stackSize) = (configuration.heapLimit, configuration.stackSize)
    #else
      let heapLimit = min(max(configuration.heapLimit, 0), 65534)
      let stackSize = min(max(configuration.stackSize, 32), 16384)
    #endif
    let state = block.assumingMemoryBound(to: MachineState.self)
    state.initialize(
      to: MachineState(
        image: image, heap: block, context: context, heapLimit: UInt16(truncatingIfNeeded: heapLimit & ~1),
        stackSize: UInt16(truncatingIfNeeded: stackSize & ~1), flags: flags))
    return Machine(state: state)
  }

  @inline(__always)
  private func bindImports(_ resolve: ImportResolver) throws(Fault) {
    for index in 0..<importCount {
      (hostFunctions + index).initialize(to: nil)
      let error = resolve(importID(index), &hostFunctions[index])
      guard error == 0 else { throw Fault(code: error) }
      guard hostFunctions[index] != nil else { throw .unresolvedImport }
    }
  }

  /// The id that the host knows an import by.
  func importID(_ index: Int) -> UInt16 { image.word(start(.imports) + 2 * index) }

  @inline(__always)
  private func copyGlobals() {
    memcpy(globals, image + start(.globals), globalCount * 2)
  }

  @inline(__always)
  private func copyHeap(_ imageSize: Int) throws(Fault) {
    // Heap words have one bit to tell pointers from other values, so sizes are even.
    let size = (imageSize - start(.heap)) & ~1
    guard size <= Int(state.pointee.heapLimit) else { throw .outOfMemory }
    if size > 0 || isChecked {
      guard let heap = allocateHeap(size) else { throw .outOfHostMemory }
      memcpy(heap, image + start(.heap), size)
      state.pointee.heap = heap
    }
    let used = UInt16(truncatingIfNeeded: size)
    state.pointee.heapUsed = used
    state.pointee.heapUsedAfterCollection = used
    state.pointee.heapHighWater = used
    setHeapCapacity(size)
  }

  /// Notes how far the heap's block goes, which is up to the limit in checked machines.
  func setHeapCapacity(_ size: Int) {
    if collectsAlways {
      // Every allocation then takes the slow path.
      state.pointee.heapCapacity = 0
    } else if isChecked {
      state.pointee.heapCapacity = state.pointee.heapLimit
    } else {
      state.pointee.heapCapacity = UInt16(truncatingIfNeeded: size)
    }
  }
}
