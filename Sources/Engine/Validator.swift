#if !hasFeature(Embedded)
  // Checks a snapshot's data before it runs. Its code is checked while it runs: see `Guards.swift`.

  /// Walks the heap and looks at every value that the snapshot's tables, globals and heap have.
  struct Validator {
    private let machine: Machine
    private let heapUsed: Int
    /// Whether an allocation's body starts at an offset, by half the offset.
    private var starts: [Bool]

    init(_ machine: Machine) {
      self.machine = machine
      heapUsed = Int(machine.state.pointee.heapUsed)
      starts = Array(repeating: false, count: heapUsed / 2 + 1)
    }

    /// - Throws: ``Fault/invalidBytecode`` if something is not as the format says.
    func validate() throws(Fault) {
      var validator = self
      try validator.findAllocations()
      try validator.checkGlobals()
      try validator.checkTables()
      try validator.checkHeap()
    }

    /// The heap is packed: each header says where the next one is.
    private mutating func findAllocations() throws(Fault) {
      var offset = 0
      while offset < heapUsed {
        let body = machine.heap + (offset + 2)
        let end = offset + 2 + (body.byteCount + 1) & ~1
        guard end <= heapUsed else { throw .invalidBytecode }
        switch Kind(header: body.header) {
        case .tombstone: guard body.header == 0 else { throw .invalidBytecode }
        case .int32: guard body.byteCount == 4 else { throw .invalidBytecode }
        case .float64: guard body.byteCount == 8 else { throw .invalidBytecode }
        case .string, .internedString: guard body.byteCount > 0 else { throw .invalidBytecode }
        case .hostFunction: guard body.byteCount == 2 else { throw .invalidBytecode }
        case .class, .array: guard body.byteCount == 4 else { throw .invalidBytecode }
        case .object: guard body.byteCount >= 4, body.byteCount & 3 == 0 else { throw .invalidBytecode }
        case .closure: guard body.slotCount > 0 else { throw .invalidBytecode }
        case .fixedArray, .uint8Array: break
        case .function, .symbol, .virtual, .reserved: throw .invalidBytecode
        default: throw .invalidBytecode
        }
        if body.header != 0 { starts[(offset + 2) / 2] = true }
        offset = end
      }
    }

    private func check(_ value: Value) throws(Fault) {
      if value.isHeapPointer {
        let index = Int(value.bits) / 2
        guard index < starts.count, starts[index] else { throw .invalidBytecode }
      } else {
        try checkConstant(value)
      }
    }

    /// A value in the constant part of the snapshot, which cannot point to the heap directly.
    private func checkConstant(_ value: Value) throws(Fault) {
      if value.isSmallInteger { return }
      guard value.isImagePointer else {
        guard !value.isHeapPointer else { throw .invalidBytecode }
        return
      }
      let offset = value.imageOffset
      let globals = machine.start(.globals)
      if offset >= globals {
        guard (offset - globals) / 2 < machine.globalCount else { throw .invalidBytecode }
      } else {
        guard offset >= machine.start(.rom) + 2 else { throw .invalidBytecode }
      }
    }

    private func checkGlobals() throws(Fault) {
      for index in 0..<machine.globalCount { try check(machine.globals[index]) }
    }

    private func checkTables() throws(Fault) {
      for index in 0..<machine.exportCount {
        try checkConstant(Value(bits: machine.image.word(machine.start(.exports) + 4 * index + 2)))
      }
      for index in 0..<7 {
        try checkConstant(Value(bits: machine.image.word(machine.start(.builtins) + 2 * index)))
      }
      for index in 0..<machine.size(.strings) / 2 {
        let entry = Value(bits: machine.image.word(machine.start(.strings) + 2 * index))
        try checkConstant(entry)
        guard machine.kind(entry).isString else { throw .invalidBytecode }
      }
    }

    private func checkHeap() throws(Fault) {
      var offset = 0
      while offset < heapUsed {
        let body = machine.heap + (offset + 2)
        let kind = Kind(header: body.header)
        if kind.rawValue >= Kind.class.rawValue {
          for index in 0..<body.slotCount { try check(body[slot: index]) }
        }
        if kind == .array { try checkArray(body) }
        if kind == .object { try checkObject(body) }
        offset += 2 + (body.byteCount + 1) & ~1
      }
    }

    private func checkArray(_ array: Body) throws(Fault) {
      let length = array[slot: ArraySlot.length]
      let data = array[slot: ArraySlot.data]
      guard length.isSmallInteger, length.smallInteger >= 0 else { throw .invalidBytecode }
      guard data != .null else {
        guard length.smallInteger == 0 else { throw .invalidBytecode }
        return
      }
      guard machine.kind(data) == .fixedArray else { throw .invalidBytecode }
      guard Int(length.smallInteger) <= machine.body(data).slotCount else { throw .invalidBytecode }
    }

    private func checkObject(_ object: Body) throws(Fault) {
      let next = object[slot: ObjectSlot.next]
      guard next == .null || (next.isHeapPointer && machine.kind(next) == .object) else {
        throw .invalidBytecode
      }
    }
  }
#endif
