import IL

/// Makes a program of what `Survey` found: the second half of decoding.
struct ProgramBuilder {
  private let survey: Survey
  private let parts: Parts
  private var image: Image { survey.image }

  private(set) var program = Program()
  private(set) var regions: [FileMap.Region] = []

  private var strings: [[UInt8]: StringID] = [:]
  private var stringAt: [Int: StringID] = [:]
  private var numberAt: [Int: Number] = [:]
  private var hostFunctionAt: [Int: ImportID] = [:]
  private var allocationAt: [Int: AllocationID] = [:]
  private var functionAt: [Int: FunctionID] = [:]
  private var globalAt: [Int: GlobalID] = [:]
  /// The labels of the offsets in each function that something refers to.
  private var labels: [Int: [Int: Label]] = [:]

  /// Builds the program.
  init(_ survey: Survey) throws(DecodingError) {
    self.survey = survey
    parts = try Parts(survey)
    program.featureFlags = survey.image.featureFlags
    buildImports()
    try nameConstants()
    nameAllocationsAndFunctions()
    try buildGlobals()
    try buildTables()
    for item in survey.items.values.sorted(by: { $0.body < $1.body }) { try build(item) }
    for body in survey.functions.keys.sorted() { try buildFunction(at: body) }
    try verify()
  }

  private mutating func own(_ range: Range<Int>, _ owner: FileMap.Owner, _ part: FileMap.Part) {
    regions.append(FileMap.Region(range: range, owner: owner, part: part))
  }

  /// Gives header and body of `item` to `owner`.
  private mutating func own(_ item: Survey.Item, _ owner: FileMap.Owner) {
    own(item.body - Format.allocationHeaderSize..<item.body, owner, .allocationHeader)
    own(item.bodyRange, owner, .body)
  }

  // MARK: Identities, in file order

  private mutating func buildImports() {
    for entry in stride(
      from: image.range(of: .importTable).lowerBound, to: image.range(of: .importTable).upperBound, by: 2)
    {
      let id = program.imports.append(HostImport(hostID: UInt16(image.word(at: entry))))
      own(entry..<entry + 2, .hostImport(id), .entry)
    }
  }

  /// Decodes the cells of strings, numbers and host functions, which have no identity.
  private mutating func nameConstants() throws(DecodingError) {
    let listed = try checkStringTable()
    for item in survey.items.values.sorted(by: { $0.body < $1.body }) {
      switch item.type {
      case .string, .internedString: try buildString(item, isListed: listed.contains(item.body))
      case .int32, .float64: try buildNumber(item)
      case .hostFunction: try buildHostFunction(item)
      case .function, .uint8Array, .classValue, .propertyList, .array, .fixedLengthArray, .closure: break
      }
    }
    for entry in stride(
      from: image.range(of: .stringTable).lowerBound, to: image.range(of: .stringTable).upperBound, by: 2)
    {
      guard case .rom(let body) = Word(image.word(at: entry), in: image), let id = stringAt[body] else {
        continue
      }
      own(entry..<entry + 2, .string(id), .entry)
    }
  }

  private mutating func buildString(_ item: Survey.Item, isListed: Bool) throws(DecodingError) {
    let text = Array(image.bytes[item.bodyRange.dropLast()])
    guard image.bytes[item.bodyRange.last!] == 0 else {
      throw DecodingError(
        .stringTerminator, at: item.bodyRange.last!,
        "a string ends in \(Int(image.bytes[item.bodyRange.last!]).hex)",
        expected: "a zero")
    }
    let kind: StringConstant.Kind
    if StringConstant.wellKnown.contains(text) {
      // Its cell goes, and the engine knows it as a key.
      kind = .interned
    } else if item.type == .string {
      kind = .plain
    } else {
      // A key that was made at run time moves to ROM, and to the string table, when it is written.
      kind = isListed || item.region == .ram ? .interned : .internedUnlisted
    }
    let id = string(text, kind: kind)
    stringAt[item.body] = id
    own(item, .string(id))
  }

  /// The constant with this text, which can do all that each of its cells can.
  private mutating func string(_ text: [UInt8], kind: StringConstant.Kind) -> StringID {
    guard let id = strings[text] else {
      let id = program.strings.append(StringConstant(text, kind: kind))
      strings[text] = id
      return id
    }
    if program.strings[id].kind == .plain || kind == .interned { program.strings[id].kind = kind }
    return id
  }

  private mutating func buildNumber(_ item: Survey.Item) throws(DecodingError) {
    let bits = (0..<item.size / 2).reversed().reduce(UInt64(0)) {
      $0 << 16 | UInt64(image.word(at: item.body + 2 * $1))
    }
    let number =
      item.type == .int32 ? Number(Int(Int32(truncatingIfNeeded: bits))) : Number(Double(bitPattern: bits))
    let isInteger = number.int32 != nil
    guard number.int14 == nil, isInteger == (item.type == .int32), number != .notANumber,
      number != .negativeZero
    else {
      throw DecodingError(
        .number, at: item.body, "the number \(number) in the cell of \(item.type.name)",
        expected: "the one form in which the engine makes it")
    }
    numberAt[item.body] = number
    own(item, .number(number))
  }

  private mutating func buildHostFunction(_ item: Survey.Item) throws(DecodingError) {
    let index = image.word(at: item.body)
    guard index < program.imports.capacity else {
      throw DecodingError(
        .importIndex, at: item.body, "import \(index)", expected: "an index below \(program.imports.capacity)"
      )
    }
    hostFunctionAt[item.body] = ImportID(index)
    own(item, .hostImport(ImportID(index)))
  }

  private mutating func nameAllocationsAndFunctions() {
    let placeholder = Allocation(.ram, .fixedLengthArray([]))
    for item in survey.items.values.sorted(by: { $0.body < $1.body }) {
      switch item.type {
      case .uint8Array, .classValue, .propertyList, .array, .fixedLengthArray, .closure:
        if !parts.bodies.contains(item.body) {
          allocationAt[item.body] = program.allocations.append(placeholder)
        }
      case .int32, .float64, .string, .internedString, .function, .hostFunction: break
      }
    }
    for body in survey.functions.keys.sorted() {
      functionAt[body] = program.functions.append(Function(StackCode()))
    }
    let continuations = Dictionary(grouping: survey.continuations.keys) { survey.continuations[$0]! }
    for (body, function) in survey.functions {
      let targets = function.targets.union(continuations[body] ?? []).sorted()
      labels[body] = Dictionary(uniqueKeysWithValues: targets.enumerated().map { ($1, Label($0)) })
    }
  }

  // MARK: Tables

  /// Checks the string table, and returns the bodies of the strings in it.
  private func checkStringTable() throws(DecodingError) -> Set<Int> {
    var listed: Set<Int> = []
    var texts: [[UInt8]] = []
    let table = image.range(of: .stringTable)
    for entry in stride(from: table.lowerBound, to: table.upperBound, by: 2) {
      guard case .rom(let body) = Word(image.word(at: entry), in: image), let item = survey.items[body],
        item.type == .internedString || item.type == .string
      else {
        throw DecodingError(
          .stringTableEntry, at: entry, "a string-table entry \(image.word(at: entry).hex)",
          expected: "a pointer to an interned string in ROM")
      }
      let text = Array(image.bytes[item.bodyRange.dropLast()])
      // The 8.0.0 compiler lists digit strings too, which are never interned.
      guard item.type == .internedString || StringConstant.isAllDigits(text) else {
        throw DecodingError(
          .stringTableEntry, at: entry,
          "a string-table entry for \(Names.quoted(text)), which is not interned",
          expected: "an interned string")
      }
      listed.insert(body)
      texts.append(text)
    }
    try checkOrder(of: texts, at: table.lowerBound)
    return listed
  }

  private func checkOrder(of texts: [[UInt8]], at table: Int) throws(DecodingError) {
    func isBefore(_ left: [UInt8], _ right: [UInt8]) -> Bool { left.lexicographicallyPrecedes(right) }
    // The 8.0.0 compiler sorts by UTF-16 code units, which differs for characters beyond U+E000.
    func isBeforeInUTF16(_ left: [UInt8], _ right: [UInt8]) -> Bool {
      String(decoding: left, as: UTF8.self).utf16.lexicographicallyPrecedes(
        String(decoding: right, as: UTF8.self).utf16)
    }
    for (index, pair) in zip(texts, texts.dropFirst()).enumerated()
    where !isBefore(pair.0, pair.1) && !isBeforeInUTF16(pair.0, pair.1) {
      throw DecodingError(
        .stringTableOrder, at: table + 2 * (index + 1),
        "\(Names.quoted(pair.1)) follows \(Names.quoted(pair.0)) in the string table",
        expected: "ascending order")
    }
  }

  private mutating func buildGlobals() throws(DecodingError) {
    let globals = image.range(of: .globals)
    for slot in stride(from: globals.lowerBound, to: globals.upperBound, by: 2) {
      let range = slot..<slot + 2
      if slot == survey.internedKeysSlot {
        own(range, .internedKeys, .slot)
      } else if let body = survey.handles[slot] {
        if let id = allocationAt[body] {
          own(range, .handle(id), .slot)
        } else {
          try refuseHandle(slot, to: body)
        }
      } else if survey.variables.contains(slot) || image.word(at: slot) != 0x19 {
        let id = program.globals.append(Global(try value(at: slot)))
        globalAt[slot] = id
        own(range, .global(id), .slot)
      } else {
        own(range, .padding, .slot)
      }
    }
  }

  private func refuseHandle(_ slot: Int, to body: Int) throws(DecodingError) {
    throw DecodingError(
      .handleTarget, at: slot, "a handle to \(survey.items[body]!.type.name) at \(body.hex)",
      expected: "an object, array, closure, class or byte array")
  }

  private mutating func buildTables() throws(DecodingError) {
    own(0..<Format.headerSize, .header, .fileHeader)
    let exports = image.range(of: .exportTable)
    for entry in stride(from: exports.lowerBound, to: exports.upperBound, by: 4) {
      own(entry..<entry + 4, .export(program.exports.count), .entry)
      program.exports.append(Export(id: UInt16(image.word(at: entry)), value: try value(at: entry + 2)))
    }
    let builtins = image.range(of: .builtins).lowerBound
    own(builtins..<builtins + 2, .internedKeys, .entry)
    program.builtins.internsKeys = survey.internedKeysSlot != nil
    for name in Builtins.Name.allCases {
      let entry = builtins + 2 * name.index
      own(entry..<entry + 2, .builtin(name), .entry)
      program.builtins[name] = try value(at: entry)
    }
    for cell in parts.internedKeyCells { own(cell, .internedKeys) }
  }

  // MARK: Values and allocations

  /// The value at `offset`.
  private mutating func value(at offset: Int) throws(DecodingError) -> Value {
    try value(of: image.word(at: offset), at: offset)
  }

  /// The value that `word` stands for.
  private mutating func value(of word: Int, at offset: Int) throws(DecodingError) -> Value {
    switch Word(word, in: image) {
    case .value(let value): return value
    case .wellKnownString(let text): return .string(string(text, kind: .interned))
    case .handle(let slot):
      guard let body = survey.handles[slot], let id = allocationAt[body] else {
        throw DecodingError(
          .handleTarget, at: offset, "a handle to \(slot.hex)", expected: "one that leads to an object")
      }
      // What was moved out of the heap needs no handle any more.
      return survey.items[body]!.isEmptyByteArray ? .allocation(id) : .handle(id)
    case .heap(let body), .rom(let body):
      guard let value = value(ofBody: body) else {
        throw DecodingError(
          .pointerTarget, at: offset, "pointer \(word.hex)", expected: "something to point to")
      }
      return value
    case nil: preconditionFailure("the survey accepted \(word.hex) at \(offset.hex)")
    }
  }

  private func value(ofBody body: Int) -> Value? {
    if let id = stringAt[body] { return .string(id) }
    if let number = numberAt[body] { return .number(number) }
    if let id = hostFunctionAt[body] { return .hostFunction(id) }
    if let id = allocationAt[body] { return .allocation(id) }
    if let id = functionAt[body] { return .function(id) }
    guard let owner = survey.continuations[body], let label = labels[owner]?[body] else { return nil }
    return .continuation(functionAt[owner]!, label)
  }

  private mutating func build(_ item: Survey.Item) throws(DecodingError) {
    guard let id = allocationAt[item.body] else { return }
    own(item, .allocation(id))
    var region = item.region
    let content: Allocation.Content
    switch item.type {
    case .propertyList: content = try object(item, id)
    case .array: content = try array(item, id)
    case .fixedLengthArray: content = .fixedLengthArray(try values(item.slots))
    case .closure: content = .closure(try values(item.slots))
    case .classValue:
      content = .classValue(
        constructor: try value(at: item.body), staticProperties: try value(at: item.body + 2))
    case .uint8Array:
      content = .uint8Array(Array(image.bytes[item.bodyRange]))
      // The 8.0.0 compiler leaves empty ones in the heap, where the collector would overwrite what follows.
      if item.isEmptyByteArray { region = .rom }
    case .int32, .float64, .string, .internedString, .function, .hostFunction:
      preconditionFailure("\(item.type.name) is not an allocation of the program")
    }
    program.allocations[id] = Allocation(region, content)
  }

  private mutating func values(_ slots: some Sequence<Int>) throws(DecodingError) -> [Value] {
    var values: [Value] = []
    for slot in slots { values.append(try value(at: slot)) }
    return values
  }

  private mutating func object(_ item: Survey.Item, _ id: AllocationID) throws(DecodingError)
    -> Allocation.Content
  {
    let cells = parts.objectCells[item.body] ?? [item]
    for cell in cells.dropFirst() { own(cell, .allocation(id)) }
    var pairs: [Allocation.Property] = []
    for pair in cells.flatMap({ stride(from: $0.body + 4, to: $0.bodyRange.upperBound, by: 4) }) {
      pairs.append(.init(key: try value(at: pair), value: try value(at: pair + 2)))
    }
    let internalSlots = pairs.prefix { if case .number(let key) = $0.key { key.double < 0 } else { false } }
    return .object(
      prototype: try value(at: item.body + 2), internalSlots: internalSlots.flatMap { [$0.key, $0.value] },
      properties: Array(pairs.dropFirst(internalSlots.count)))
  }

  private mutating func array(_ item: Survey.Item, _ id: AllocationID) throws(DecodingError)
    -> Allocation.Content
  {
    let data = parts.arrayData[item.body]
    if let data { own(data, .allocation(id)) }
    let capacity = (data?.size ?? 0) / 2
    guard case .number(let number) = try value(at: item.body + 2), let length = number.int14, length >= 0,
      length <= capacity
    else {
      throw DecodingError(
        .arrayLength, at: item.body + 2, "array length \(image.word(at: item.body + 2).hex)",
        expected: "an integer from 0 to \(capacity)")
    }
    let items = try values(data.map { Array($0.slots) } ?? [])
    guard items[length...].allSatisfy({ $0 == .deleted }) else {
      throw DecodingError(
        .arrayData, at: data!.body + 2 * length, "a value behind the end of an array", expected: "deleted")
    }
    return .array(Array(items[..<length]))
  }

  // MARK: Functions

  private mutating func buildFunction(at body: Int) throws(DecodingError) {
    let raw = survey.functions[body]!
    let id = functionAt[body]!
    own(body - 2..<body, .function(id), .allocationHeader)
    for header in raw.continuationHeaders { own(header, .function(id), .continuationHeader) }
    var code: [Instruction] = []
    /// The raw instruction at each position that is not a label.
    var sources: [Int: RawInstruction] = [:]
    let labels = labels[body]!
    for instruction in raw.instructions {
      if let label = labels[instruction.range.lowerBound] { code.append(Instruction(.label(label))) }
      guard instruction.content != .noOperation else {
        own(instruction.range, .padding, .filler)
        continue
      }
      sources[code.count] = instruction
      own(instruction.range, .function(id), .instruction(code.count))
      code.append(Instruction(try operation(instruction, labels), origin: code.count))
    }
    try checkLabels(labels, of: raw)
    let entryDepth = program.builtins[.asyncCatchBlock] == .function(id) ? 2 : 0
    var function = Function(StackCode(code), entryDepth: entryDepth)
    do {
      let depths = try StackDepths(function, variables: .fromTop)
      try check(depths, sources, raw)
      function.numberVariablesFromBase(depths)
    } catch let error as StackDepths.Violation {
      // A label stands for the instruction behind it.
      let offset =
        code.indices[error.position...].lazy.compactMap { sources[$0] }.first?.range.lowerBound ?? body
      throw DecodingError(.stackDepth, at: offset, error.description)
    } catch let error as DecodingError {
      throw error
    } catch { preconditionFailure("\(error)") }
    program.functions[id] = function
  }

  private func checkLabels(_ labels: [Int: Label], of raw: RawFunction) throws(DecodingError) {
    let starts = Set(raw.instructions.map(\.range.lowerBound))
    for offset in labels.keys.sorted() where !starts.contains(offset) {
      throw DecodingError(
        .continuationHeader, at: offset, "a reference to \(offset.hex) in the function at \(raw.body.hex)",
        expected: "a catch block or resume point")
    }
  }

  private mutating func operation(
    _ instruction: RawInstruction, _ labels: [Int: Label]
  ) throws(DecodingError) -> Operation {
    let offset = instruction.range.lowerBound
    let globals = image.range(of: .globals).lowerBound
    switch instruction.content {
    case .operation(let operation): return operation
    case .literal(let word): return .literal(try value(of: word, at: offset + 1))
    case .loadGlobal(let index): return .loadGlobal(globalAt[globals + 2 * index]!)
    case .storeGlobal(let index): return .storeGlobal(globalAt[globals + 2 * index]!)
    case .jump(let target): return .jump(labels[target]!)
    case .branch(let target): return .branch(labels[target]!)
    case .startTry(let word): return .startTry(labels[word & ~1]!)
    case .callFunction(let target, let count): return .callFunction(functionAt[target]!, argumentCount: count)
    case .callHost(let index, let count, let isVoid):
      return .callHost(ImportID(index), argumentCount: count, isVoid: isVoid)
    case .asyncResume: return .asyncResume
    case .noOperation: preconditionFailure("a no-operation has no counterpart")
    }
  }

  /// Checks what the file says about the stack against what its code does.
  private func check(
    _ depths: StackDepths, _ sources: [Int: RawInstruction], _ raw: RawFunction
  ) throws(DecodingError) {
    guard raw.stackHeight >= depths.maximum else {
      throw DecodingError(
        .stackHeight, at: raw.body - 2, "a frame of \(raw.stackHeight) slots",
        expected: "at least the \(depths.maximum) that the function uses")
    }
    for (position, source) in sources.sorted(by: { $0.key < $1.key }) {
      guard case .asyncResume(let slotCount, let catchTarget) = source.content,
        let depth = depths.depth(at: position), let record = depths.innermostCatchRecord(at: position)
      else { continue }
      // The await before it popped one value, so it saved all but the result and the root catch record.
      let saved = depth - 3
      guard slotCount == saved, catchTarget == 3 + saved - record else {
        throw DecodingError(
          .resumePoint, at: source.range.lowerBound, "async_resume \(slotCount) \(catchTarget)",
          expected: "\(saved) \(3 + saved - record), as the stack is at the await")
      }
    }
  }

  // MARK: Verification

  private func verify() throws(DecodingError) {
    do {
      try Verifier.verify(program)
    } catch {
      throw DecodingError(.program, at: offset(of: error.subject), error.description)
    }
  }

  /// Where in the file a part of the program stands.
  private func offset(of subject: Verifier.Subject) -> Int {
    func isPlace(_ region: FileMap.Region) -> Bool {
      switch (region.owner, region.part) {
      case (.export(let position), _): subject == .export(position)
      case (.builtin(let name), _): subject == .builtin(name)
      case (.string(let id), .body): subject == .string(id)
      case (.global(let id), _): subject == .global(id)
      case (.allocation(let id), .body): subject == .allocation(id)
      case (.function(let id), .instruction(let position)): subject == .instruction(id, position)
      default: false
      }
    }
    return regions.first(where: isPlace)?.range.lowerBound ?? 0
  }
}

extension Function {
  /// Renumbers the variables of code in which they are numbered from the top of the stack.
  fileprivate mutating func numberVariablesFromBase(_ depths: StackDepths) {
    for position in code.instructions.indices {
      guard let depth = depths.depth(at: position) else { continue }
      switch code.instructions[position].operation {
      case .loadVariable(let operand):
        code.instructions[position].operation = .loadVariable(depth - 1 - operand)
      case .storeVariable(let operand):
        code.instructions[position].operation = .storeVariable(depth - 2 - operand)
      default: break
      }
    }
  }
}
