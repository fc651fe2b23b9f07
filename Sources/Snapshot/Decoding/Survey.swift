import IL

/// Finds everything in an image that something refers to, and checks that it has the shape of what it is.
///
/// This is the first half of decoding: it works on offsets. `ProgramBuilder`, the second half, gives what was
/// found its identities and makes every reference symbolic. Two halves, because identities are to be in file
/// order, while references lead through the file in any order.
struct Survey {
  /// An allocation other than a function.
  struct Item {
    let type: TypeCode
    /// The file offset of the body; the header is in the two bytes before.
    let body: Int
    /// The size of the body in bytes.
    let size: Int
    let region: Allocation.Region

    /// True iff this is a byte array without bytes, which is safe in ROM only.
    var isEmptyByteArray: Bool { type == .uint8Array && size == 0 }

    /// The bytes of the body.
    var bodyRange: Range<Int> { body..<body + size }
    /// Header and body.
    var range: Range<Int> { body - Format.allocationHeaderSize..<body + size }
    /// The offsets of the values in the body, if it is made of values.
    var slots: StrideTo<Int> {
      stride(from: body, to: type.isContainer ? body + size / 2 * 2 : body, by: 2)
    }
  }

  let image: Image
  /// Allocations by the file offset of their body.
  private(set) var items: [Int: Item] = [:]
  /// Functions by the file offset of their body.
  private(set) var functions: [Int: RawFunction] = [:]
  /// The function that each catch block or resume point belongs to that a value refers to.
  private(set) var continuations: [Int: Int] = [:]
  /// The slots that ROM refers to the heap through, with what they refer to.
  private(set) var handles: [Int: Int] = [:]
  /// The slot that holds the list of keys made at run time, if there is one.
  private(set) var internedKeysSlot: Int?
  /// The global slots that code loads or stores.
  private(set) var variables: Set<Int> = []

  private var claims: Claims
  private var pendingItems: [Item] = []
  private var pendingFunctions: [Int] = []

  /// Surveys `image`.
  init(_ image: Image) throws(DecodingError) {
    self.image = image
    claims = Claims(size: image.bytes.count)
    try surveyHeap()
    // Data first: then most functions are known before code is explored, and with them where each one ends.
    try surveyTables()
    for slot in image.entries(of: .globals) {
      try follow(image.word(at: slot), at: slot, from: .ram)
    }
    for item in items.values.sorted(by: { $0.body < $1.body }) { try followSlots(of: item) }
    while true {
      if let item = pendingItems.popLast() {
        try followSlots(of: item)
      } else if let function = pendingFunctions.popLast() {
        try explore(function)
      } else {
        break
      }
    }
    try checkHandles()
  }

  // MARK: Sections

  private mutating func surveyTables() throws(DecodingError) {
    for entry in image.entries(of: .stringTable) {
      try follow(image.word(at: entry), at: entry, from: .rom)
    }
    let builtins = image.range(of: .builtins).lowerBound
    try surveyInternedKeys(at: builtins)
    for index in 1..<Builtins.count {
      try follow(image.word(at: builtins + 2 * index), at: builtins + 2 * index, from: .rom)
    }
    for entry in image.entries(of: .exportTable, size: 4) {
      try follow(image.word(at: entry + 2), at: entry + 2, from: .rom)
    }
  }

  private mutating func surveyInternedKeys(at entry: Int) throws(DecodingError) {
    let word = image.word(at: entry)
    switch Word(word, in: image) {
    case .value(.undefined): break
    case .handle(let slot): internedKeysSlot = slot
    default:
      throw DecodingError(
        .internedKeys, at: entry, "built-in 0 is \(word.hex)", expected: "undefined or a handle")
    }
  }

  private mutating func surveyHeap() throws(DecodingError) {
    let heap = image.range(of: .heap)
    var header = heap.lowerBound
    var isBehindEmpty = false
    while header < heap.upperBound {
      let word = image.word(at: header)
      if word == 0, isBehindEmpty {
        // The 8.0.0 compiler pads an empty fixed-length array with a word that reads as a header.
        header += 2
        isBehindEmpty = false
        continue
      }
      let item = try item(withHeaderAt: header, limit: heap.upperBound, region: .ram)
      items[item.body] = item
      try claims.claim(item.range, by: item.body)
      isBehindEmpty = item.size == 0
      header = item.bodyRange.upperBound.roundedUp(to: 2)
    }
  }

  /// Reads the header of an allocation other than a function.
  private func item(
    withHeaderAt header: Int, limit: Int, region: Allocation.Region
  ) throws(DecodingError) -> Item {
    let word = image.word(at: header)
    guard let type = TypeCode(rawValue: word >> 12), type != .function else {
      throw DecodingError(
        .allocationType, at: header, "an allocation of type \(word >> 12)",
        expected: "a type that \(region == .rom ? "ROM" : "the heap") can hold")
    }
    let item = Item(type: type, body: header + 2, size: word & 0xFFF, region: region)
    guard type.isSize(item.size) else {
      throw DecodingError(
        .allocationSize, at: header, "\(type.name) of \(item.size) bytes", expected: type.sizeRule)
    }
    guard item.bodyRange.upperBound <= limit else {
      throw DecodingError(
        .allocationSize, at: header,
        "\(type.name) of \(item.size) bytes reaches \(item.bodyRange.upperBound.hex)",
        expected: "an end within its section, which ends at \(limit.hex)")
    }
    return item
  }

  // MARK: References

  private mutating func followSlots(of item: Item) throws(DecodingError) {
    for slot in item.slots { try follow(image.word(at: slot), at: slot, from: item.region) }
  }

  /// Notes what `word`, which stands in `region` at `offset`, refers to.
  private mutating func follow(
    _ word: Int, at offset: Int, from region: Allocation.Region
  ) throws(DecodingError) {
    switch Word(word, in: image) {
    case nil:
      throw DecodingError(
        .pointerTarget, at: offset, "pointer \(word.hex)", expected: "a target in ROM, globals or heap")
    case .value, .wellKnownString: break
    case .heap(let body):
      guard region == .ram else {
        throw DecodingError(
          .pointerKind, at: offset, "a heap pointer \(word.hex) in ROM", expected: "a handle")
      }
      guard items[body] != nil else {
        throw DecodingError(
          .pointerTarget, at: offset, "heap pointer \(word.hex), to \(body.hex)",
          expected: "the start of an allocation")
      }
    case .handle(let slot): try followHandle(slot, at: offset)
    case .rom(let body): try followROM(body, at: offset)
    }
  }

  private mutating func followHandle(_ slot: Int, at offset: Int) throws(DecodingError) {
    guard slot != internedKeysSlot else {
      throw DecodingError(
        .handleSlot, at: offset, "a handle to \(slot.hex), the list of keys made at run time",
        expected: "that only built-in 0 refers to it")
    }
    let word = image.word(at: slot)
    guard case .heap(let body) = Word(word, in: image), items[body] != nil else {
      throw DecodingError(
        .handleTarget, at: slot, "a handle holds \(word.hex)", expected: "a pointer to a heap allocation")
    }
    handles[slot] = body
  }

  private mutating func followROM(_ body: Int, at offset: Int) throws(DecodingError) {
    guard items[body] == nil, functions[body] == nil, continuations[body] == nil else { return }
    let rom = image.range(of: .rom)
    guard body - 2 >= rom.lowerBound else {
      throw DecodingError(
        .pointerTarget, at: offset, "a pointer to \(body.hex)", expected: "an allocation in ROM")
    }
    let header = image.word(at: body - 2)
    guard header >> 12 == TypeCode.function.rawValue else {
      let item = try item(withHeaderAt: body - 2, limit: rom.upperBound, region: .rom)
      try claims.claim(item.range, by: body)
      items[body] = item
      return pendingItems.append(item)
    }
    guard header & Format.continuationFlag != 0 else { return try addFunction(at: body, from: offset) }
    let owner = body - 4 * (header & Format.continuationOffsetMask)
    guard owner < body, owner - 2 >= rom.lowerBound else {
      throw DecodingError(
        .continuationHeader, at: body - 2, "a continuation of a function at \(owner.hex)",
        expected: "a function before it in ROM")
    }
    continuations[body] = owner
    try addFunction(at: owner, from: offset)
  }

  private mutating func addFunction(at body: Int, from offset: Int) throws(DecodingError) {
    guard functions[body] == nil else { return }
    let header = image.word(at: body - 2)
    guard header >> 12 == TypeCode.function.rawValue, header & 0xF00 == 0 else {
      throw DecodingError(
        .pointerTarget, at: offset,
        "a reference to a function at \(body.hex), where the header is \(header.hex)",
        expected: "the header of a function")
    }
    functions[body] = RawFunction(body: body)
    try claims.claim(body - 2..<body, by: body)
    pendingFunctions.append(body)
  }

  private mutating func explore(_ body: Int) throws(DecodingError) {
    var function = functions[body]!
    let limit = claims.firstClaim(from: body) ?? image.range(of: .rom).upperBound
    try function.explore(image, limit: min(limit, image.range(of: .rom).upperBound))
    for range in function.ranges { try claims.claim(range, by: body) }
    functions[body] = function
    for instruction in function.instructions { try follow(instruction) }
  }

  private mutating func follow(_ instruction: RawInstruction) throws(DecodingError) {
    let offset = instruction.range.lowerBound
    switch instruction.content {
    case .literal(let word): try follow(word, at: offset + 1, from: .rom)
    case .loadGlobal(let index), .storeGlobal(let index):
      let globals = image.range(of: .globals)
      let slot = globals.lowerBound + 2 * index
      guard globals.contains(slot) else {
        throw DecodingError(
          .globalIndex, at: offset, "global \(index)", expected: "an index below \(globals.count / 2)")
      }
      variables.insert(slot)
    case .callFunction(let target, _):
      guard image.range(of: .rom).contains(target), image.range(of: .rom).contains(target - 2),
        target.isMultiple(of: 4)
      else {
        throw DecodingError(
          .pointerTarget, at: offset, "a call of a function at \(target.hex)", expected: "a function in ROM")
      }
      try addFunction(at: target, from: offset)
    case .callHost(let index, _, _):
      let count = image.range(of: .importTable).count / 2
      guard index < count else {
        throw DecodingError(.importIndex, at: offset, "import \(index)", expected: "an index below \(count)")
      }
    case .operation, .jump, .branch, .startTry, .asyncResume, .noOperation: break
    }
  }

  // MARK: Checks

  private func checkHandles() throws(DecodingError) {
    for slot in handles.keys.sorted() + [internedKeysSlot].compactMap({ $0 }) where variables.contains(slot) {
      throw DecodingError(
        .handleSlot, at: slot, "a global variable that is also a handle", expected: "one or the other")
    }
  }
}

extension TypeCode {
  /// True iff the body is made of values.
  var isContainer: Bool { rawValue >= TypeCode.classValue.rawValue }

  /// The name for error messages.
  var name: String {
    switch self {
    case .int32: "an int32"
    case .float64: "a float64"
    case .string: "a string"
    case .internedString: "an interned string"
    case .function: "a function"
    case .hostFunction: "a host function"
    case .uint8Array: "a Uint8Array"
    case .classValue: "a class"
    case .propertyList: "an object"
    case .array: "an array"
    case .fixedLengthArray: "a fixed-length array"
    case .closure: "a closure"
    }
  }

  /// True iff a body of this type can have `size` bytes.
  func isSize(_ size: Int) -> Bool {
    switch self {
    case .int32, .classValue, .array: size == 4
    case .float64: size == 8
    case .hostFunction: size == 2
    case .string, .internedString: size >= 1
    case .propertyList: size >= 4 && size.isMultiple(of: 4)
    case .closure: size >= 2 && size.isMultiple(of: 2)
    // An empty one in the heap has one byte, so that the collector has something to overwrite.
    case .fixedLengthArray: size == 1 || size.isMultiple(of: 2)
    case .function, .uint8Array: true
    }
  }

  /// What `isSize` wants, for error messages.
  var sizeRule: String {
    switch self {
    case .int32, .classValue, .array: "4 bytes"
    case .float64: "8 bytes"
    case .hostFunction: "2 bytes"
    case .string, .internedString: "at least the terminator"
    case .propertyList: "4 bytes and 4 for each property"
    case .closure: "2 bytes for each of its slots, of which it has at least one"
    case .fixedLengthArray: "2 bytes for each item, or 1 byte if it is empty"
    case .function, .uint8Array: "any size"
    }
  }
}
