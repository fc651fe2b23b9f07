import IL

/// Writes the bytes of a program that was laid out.
struct ImageWriter {
  private let program: Program
  private let layout: Layout
  private(set) var bytes: [UInt8]
  private(set) var regions: [FileMap.Region] = []

  /// Writes the image of `program`.
  init(_ program: Program, _ layout: Layout) throws(EncodingError) {
    self.program = program
    self.layout = layout
    bytes = Array(repeating: 0, count: layout.fileSize)
    writeTables()
    for cell in layout.romCells + layout.heapCells { try write(cell) }
    writeGlobals()
    writeHeader()
  }

  // MARK: Bytes

  private mutating func put(_ word: Int, at offset: Int) {
    bytes[offset] = UInt8(truncatingIfNeeded: word)
    bytes[offset + 1] = UInt8(truncatingIfNeeded: word >> 8)
  }

  private mutating func put(_ value: Value, at offset: Int) { put(word(of: value), at: offset) }

  private mutating func own(_ range: Range<Int>, _ owner: FileMap.Owner, _ part: FileMap.Part) {
    regions.append(FileMap.Region(range: range, owner: owner, part: part))
  }

  private func start(of section: Section) -> Int { layout.sections[section.rawValue].lowerBound }

  /// The word that stands for `value`.
  private func word(of value: Value) -> Int {
    func pointer(_ offset: Int) -> Int { offset | 1 }
    switch value {
    case .undefined, .null, .boolean, .deleted, .noOpFunction: return immediateWord(of: value)!
    case .number(let number): return immediateWord(of: value) ?? pointer(layout.bodies[.number(number)]!)
    case .string(let id):
      return wellKnownWord(of: program.strings[id].bytes) ?? pointer(layout.bodies[.string(id)]!)
    case .function(let id): return pointer(layout.bodies[.function(id)]!)
    case .continuation(let id, let label):
      return pointer(layout.bodies[.function(id)]! + layout.functions[id]!.labelOffsets[label]!)
    case .hostFunction(let id): return pointer(layout.bodies[.hostFunction(id)]!)
    case .handle(let id): return pointer(layout.handleOffsets[id]!)
    case .allocation(let id):
      let body = layout.bodies[.allocation(id)]!
      return program.allocations[id].region == .rom ? pointer(body) : body - start(of: .heap)
    }
  }

  // MARK: Sections

  private mutating func writeHeader() {
    bytes[0] = Format.bytecodeVersion
    bytes[1] = UInt8(Format.headerSize)
    put(bytes.count, at: 4)
    put(Int(program.featureFlags), at: 8)
    put(Int(program.featureFlags >> 16), at: 10)
    for section in Section.allCases {
      put(start(of: section), at: Format.sectionOffsets + 2 * section.rawValue)
    }
    put(Int(CRC16.checksum(of: bytes[Format.crcStart...])), at: Format.crcField)
    own(0..<Format.headerSize, .header, .fileHeader)
  }

  private mutating func writeTables() {
    for (index, id) in layout.imports.enumerated() {
      let entry = start(of: .importTable) + 2 * index
      put(Int(program.imports[id].hostID), at: entry)
      own(entry..<entry + 2, .hostImport(id), .entry)
    }
    for (index, export) in program.exports.enumerated() {
      let entry = start(of: .exportTable) + 4 * index
      put(Int(export.id), at: entry)
      put(export.value, at: entry + 2)
      own(entry..<entry + 4, .export(index), .entry)
    }
    let builtins = start(of: .builtins)
    put(layout.internedKeysOffset.map { $0 | 1 } ?? word(of: .undefined), at: builtins)
    own(builtins..<builtins + 2, .internedKeys, .entry)
    for name in Builtins.Name.allCases {
      let entry = builtins + 2 * name.index
      put(program.builtins[name], at: entry)
      own(entry..<entry + 2, .builtin(name), .entry)
    }
    for (index, id) in layout.stringTable.enumerated() {
      let entry = start(of: .stringTable) + 2 * index
      put(.string(id), at: entry)
      own(entry..<entry + 2, .string(id), .entry)
    }
  }

  private mutating func writeGlobals() {
    for (index, slot) in layout.globalSlots.enumerated() {
      let offset = start(of: .globals) + 2 * index
      let range = offset..<offset + 2
      switch slot {
      case .variable(let id):
        put(program.globals[id].value, at: offset)
        own(range, .global(id), .slot)
      case .handle(let id):
        put(.allocation(id), at: offset)
        own(range, .handle(id), .slot)
      case .internedKeys:
        put(.undefined, at: offset)
        own(range, .internedKeys, .slot)
      case .padding:
        // Scanned by the collector, so it must not look like a pointer.
        put(.deleted, at: offset)
        own(range, .padding, .slot)
      }
    }
  }

  // MARK: Cells

  private mutating func write(_ cell: Layout.Cell) throws(EncodingError) {
    let body = layout.bodies[cell]!
    switch cell {
    case .number(let number):
      let isInteger = number.int32 != nil
      let bits = number.int32.map { UInt64(bitPattern: Int64($0)) } ?? number.double.bitPattern
      for index in 0..<(isInteger ? 2 : 4) {
        put(Int(truncatingIfNeeded: bits >> UInt64(16 * index)), at: body + 2 * index)
      }
      header(isInteger ? .int32 : .float64, size: isInteger ? 4 : 8, before: body, .number(number))
    case .string(let id):
      let string = program.strings[id]
      bytes.replaceSubrange(body..<body + string.bytes.count, with: string.bytes)
      header(
        string.kind == .plain ? .string : .internedString, size: string.bytes.count + 1, before: body,
        .string(id))
    case .hostFunction(let id):
      put(layout.importIndices[id]!, at: body)
      header(.hostFunction, size: 2, before: body, .hostImport(id))
    case .allocation(let id): write(program.allocations[id].content, id, at: body)
    case .arrayData(let id):
      let items = program.allocations[id].content.values
      put(items, at: body)
      header(.fixedLengthArray, size: 2 * items.count, before: body, .allocation(id))
    case .function(let id): try write(layout.functions[id]!, id, at: body)
    }
  }

  /// Writes the header of an allocation, and gives header and body to `owner`.
  private mutating func header(_ type: TypeCode, size: Int, before body: Int, _ owner: FileMap.Owner) {
    put(type.rawValue << 12 | size, at: body - Format.allocationHeaderSize)
    own(body - Format.allocationHeaderSize..<body, owner, .allocationHeader)
    own(body..<body + size, owner, .body)
  }

  private mutating func put(_ values: [Value], at offset: Int) {
    for (index, value) in values.enumerated() { put(value, at: offset + 2 * index) }
  }

  private mutating func write(_ content: Allocation.Content, _ id: AllocationID, at body: Int) {
    let owner = FileMap.Owner.allocation(id)
    switch content {
    case .object(let prototype, let internalSlots, let properties):
      let pairs = properties.flatMap { [$0.key, $0.value] }
      let slots = [.null, prototype] + internalSlots + pairs
      put(slots, at: body)
      header(.propertyList, size: 2 * slots.count, before: body, owner)
    case .array(let items):
      let data = layout.bodies[.arrayData(id)]
      put(
        data.map { program.allocations[id].region == .rom ? $0 | 1 : $0 - start(of: .heap) }
          ?? word(of: .null), at: body)
      put(.integer(items.count), at: body + 2)
      header(.array, size: 4, before: body, owner)
    case .fixedLengthArray(let items) where items.isEmpty:
      // An odd word, because the engine takes the byte and its padding for a value when it loads the heap.
      bytes[body] = 1
      header(.fixedLengthArray, size: 1, before: body, owner)
    case .fixedLengthArray(let items):
      put(items, at: body)
      header(.fixedLengthArray, size: 2 * items.count, before: body, owner)
    case .closure(let slots):
      put(slots, at: body)
      header(.closure, size: 2 * slots.count, before: body, owner)
    case .classValue(let constructor, let staticProperties):
      put([constructor, staticProperties], at: body)
      header(.classValue, size: 4, before: body, owner)
    case .uint8Array(let content):
      bytes.replaceSubrange(body..<body + content.count, with: content)
      header(.uint8Array, size: content.count, before: body, owner)
    }
  }

  // MARK: Code

  private mutating func write(_ function: AssembledFunction, _ id: FunctionID, at body: Int)
    throws(EncodingError)
  {
    put(TypeCode.function.rawValue << 12 | function.stackHeight, at: body - 2)
    own(body - 2..<body, .function(id), .allocationHeader)
    for instruction in function.instructions {
      let offset = body + instruction.offset
      if instruction.hasHeader {
        let header = TypeCode.function.rawValue << 12 | Format.continuationFlag | instruction.offset / 4
        put(header, at: offset - 2)
        own(offset - 2..<offset, .function(id), .continuationHeader)
      }
      let encoded = try encode(instruction, in: function, id, at: body)
      precondition(encoded.count == instruction.size, "\(instruction.operation) has an unexpected size")
      bytes.replaceSubrange(offset..<offset + encoded.count, with: encoded)
      own(offset..<offset + encoded.count, .function(id), .instruction(instruction.position))
    }
  }

  private func encode(
    _ instruction: AssembledFunction.Placed, in function: AssembledFunction, _ id: FunctionID, at body: Int
  ) throws(EncodingError) -> [UInt8] {
    func word(_ word: Int) -> [UInt8] { [UInt8(word & 0xFF), UInt8(word >> 8 & 0xFF)] }
    func count(_ count: Int, _ flag: Bool) -> UInt8 { UInt8(count) | (flag ? Opcode.flag : 0) }
    func indexed(_ index: Int, _ short: UInt8, _ medium: UInt8, _ long: UInt8? = nil) -> [UInt8] {
      if index < 0x10 { return [short | UInt8(index)] }
      if index < 0x100 { return [medium, UInt8(index)] }
      guard let long else { preconditionFailure("operand \(index) does not fit") }
      return [long] + word(index)
    }
    func jump(_ target: Label, _ short: UInt8, _ long: UInt8) -> [UInt8] {
      let distance = function.labelOffsets[target]! - (instruction.offset + instruction.size)
      return instruction.size == 2 ? [short, UInt8(bitPattern: Int8(distance))] : [long] + word(distance)
    }
    switch instruction.operation {
    case .literal(let value):
      if let small = Opcode.smallLiterals.firstIndex(of: value) {
        return [Opcode.loadSmallLiteral | UInt8(small)]
      }
      return [Opcode.loadLiteral] + word(self.word(of: value))
    case .loadVariable(let slot):
      return indexed(instruction.depth - 1 - slot, Opcode.loadVariable1, Opcode.loadVariable2)
    case .storeVariable(let slot):
      return indexed(instruction.depth - 2 - slot, Opcode.storeVariable1, Opcode.storeVariable2)
    case .loadArgument(let index): return indexed(index, Opcode.loadArgument1, Opcode.loadArgument2)
    case .storeArgument(let index): return [Opcode.storeArgument, UInt8(index)]
    case .loadScoped(let index):
      return indexed(index, Opcode.loadScoped1, Opcode.loadScoped2, Opcode.loadScoped3)
    case .storeScoped(let index):
      return indexed(index, Opcode.storeScoped1, Opcode.storeScoped2, Opcode.storeScoped3)
    case .loadGlobal(let id): return [Opcode.loadGlobal] + word(layout.globalIndices[id]!)
    case .storeGlobal(let id): return [Opcode.storeGlobal] + word(layout.globalIndices[id]!)
    case .pop(let number): return number == 1 ? [Opcode.pop] : [Opcode.popMany, UInt8(number)]
    case .jump(let target): return jump(target, Opcode.jump1, Opcode.jump2)
    case .branch(let target): return jump(target, Opcode.branch1, Opcode.branch2)
    case .call(let arguments, let isVoid): return [Opcode.call, count(arguments, isVoid)]
    case .callFunction(let callee, let arguments):
      return [Opcode.callFunction | UInt8(arguments)] + word(layout.bodies[.function(callee)]!)
    case .callHost(let hostFunction, let arguments, let isVoid):
      let index = layout.importIndices[hostFunction]!
      guard index < 0x100 else {
        throw EncodingError(
          limit: .hostCallIndex,
          description: "a direct call of import \(index); the instruction reaches the first 256")
      }
      return [Opcode.callHost, count(arguments, isVoid), UInt8(index)]
    case .awaitCall(let arguments): return [Opcode.awaitCall, UInt8(arguments)]
    case .new(let arguments): return [Opcode.new, UInt8(arguments)]
    case .arrayNew(let capacity): return [Opcode.arrayNew, UInt8(capacity)]
    case .fixedLengthArrayNew(let length):
      return indexed(length, Opcode.fixedLengthArrayNew1, Opcode.fixedLengthArrayNew2)
    case .scopeNew(let slotCount): return [Opcode.scopeNew, UInt8(slotCount)]
    case .scopePush(let slotCount): return [Opcode.extended4, Opcode.scopePush, UInt8(slotCount)]
    case .startTry(let handler):
      return [Opcode.extended4, Opcode.startTry] + word(body + function.labelOffsets[handler]! | 1)
    case .asyncStart(let slotCount, let capturesParent):
      return [Opcode.extended4, Opcode.asyncStart, count(slotCount, capturesParent)]
    case .asyncResume:
      let saved = instruction.depth - 3
      let record = function.depths.innermostCatchRecord(at: instruction.position)!
      return [Opcode.asyncResume, UInt8(saved), UInt8(3 + saved - record)]
    case .label, .returnValue, .throwValue, .objectNew, .objectGet, .objectSet, .objectKeys, .uint8ArrayNew,
      .classCreate, .closureNew, .scopePop, .scopeDiscard, .scopeClone, .loadClosure, .endTry, .await,
      .asyncReturn, .asyncComplete, .enqueueJob, .binary, .unary:
      return Opcode.bytesOfPlain[instruction.operation]!
    }
  }
}
