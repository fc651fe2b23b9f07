import IL

/// Where everything of a program goes in the file (snapshot format, sections 1.1, 2.4 and 3).
struct Layout {
  /// Something that is put into ROM or the heap with a header of its own.
  enum Cell: Hashable {
    case number(Number)
    case string(StringID)
    case hostFunction(ImportID)
    case function(FunctionID)
    case allocation(AllocationID)
    /// The data block of an array.
    case arrayData(AllocationID)

    /// True iff this is a value without identity.
    var isConstant: Bool {
      switch self {
      case .number, .string, .hostFunction: true
      case .function, .allocation, .arrayData: false
      }
    }
  }

  /// What a slot of the globals section is for.
  enum GlobalSlot: Hashable {
    case variable(GlobalID)
    case handle(AllocationID)
    case internedKeys
    case padding
  }

  let imports: [ImportID]
  /// The strings of the string table, in its order.
  let stringTable: [StringID]
  let romCells: [Cell]
  let heapCells: [Cell]
  private(set) var globalSlots: [GlobalSlot] = []
  let functions: [FunctionID: AssembledFunction]
  /// The file offset of the body of each cell.
  private(set) var bodies: [Cell: Int] = [:]
  private(set) var sections: [Range<Int>] = []
  private(set) var fileSize = 0
  private(set) var globalIndices: [GlobalID: Int] = [:]
  private(set) var handleOffsets: [AllocationID: Int] = [:]
  private(set) var internedKeysOffset: Int?
  private(set) var importIndices: [ImportID: Int] = [:]

  /// Lays out `program`.
  init(_ program: Program) throws(EncodingError) {
    let contents = try Contents(program)
    imports = Array(program.imports.ids)
    for (index, id) in imports.enumerated() { importIndices[id] = index }
    functions = contents.functions
    stringTable = contents.strings
      .filter { program.strings[$0].kind == .interned }
      .sorted { program.strings[$0].bytes.lexicographicallyPrecedes(program.strings[$1].bytes) }
    heapCells = contents.heapCells
    romCells = Self.withBestLast(contents.romCells) { contents.size(of: $0, in: program) }

    let tables = [2 * imports.count, 4 * program.exports.count, 0, 2 * Builtins.count, 2 * stringTable.count]
    var offset = Format.headerSize
    for size in tables {
      sections.append(offset..<offset + size)
      offset += size
    }
    let variables = Array(program.globals.ids)
    var romEnd = place(romCells, from: offset) { contents.size(of: $0, in: program) }
    let handleCount = contents.handles.count + (program.builtins.internsKeys ? 1 : 0)
    if Self.slotCount(handleCount, variables.count, from: romEnd)
      > Self.slotCount(handleCount, variables.count, from: romEnd + 2)
    {
      // Padding costs flash only here, but also RAM among the globals.
      romEnd += 2
    }
    sections.append(offset..<romEnd)
    globalSlots = Self.slots(
      handles: (program.builtins.internsKeys ? [.internedKeys] : []) + contents.handles.map { .handle($0) },
      variables: variables, from: romEnd)
    sections.append(romEnd..<romEnd + 2 * globalSlots.count)
    indexGlobalSlots(from: romEnd)
    placeHeap(from: romEnd + 2 * globalSlots.count, contents, program)
    try checkLimits()
  }

  // MARK: ROM

  /// Moves a cell behind which no padding is needed to the end.
  ///
  /// Bodies are 4-aligned behind a header of 2 bytes, so what a cell takes, its padding included, depends on
  /// its size alone; only the last one is followed by a section that is just 2-aligned. One whose size is 0 or
  /// 3 modulo 4 gains most there. An empty one must not be last: its address would be that of a global.
  private static func withBestLast(_ cells: [Cell], size: (Cell) -> Int) -> [Cell] {
    func gainsMost(_ cell: Cell) -> Bool { size(cell) > 0 && [0, 3].contains(size(cell) % 4) }
    // Constants first: they have no order of their own that the move could disturb.
    let best =
      cells.lastIndex { $0.isConstant && gainsMost($0) } ?? cells.lastIndex(where: gainsMost)
      ?? cells.lastIndex { size($0) > 0 }
    guard let best else { return cells }
    var reordered = cells
    reordered.append(reordered.remove(at: best))
    return reordered
  }

  /// Places cells of ROM one behind the other, and returns the even offset at which they end.
  private mutating func place(_ cells: [Cell], from start: Int, size: (Cell) -> Int) -> Int {
    var end = start
    for cell in cells {
      let body = (end + Format.allocationHeaderSize).roundedUp(to: 4)
      bodies[cell] = body
      end = body + size(cell)
    }
    if let last = cells.last, size(last) == 0 { end += 2 }
    return end.roundedUp(to: 2)
  }

  // MARK: Globals

  /// The number of slots for so many handles and variables, when the first slot is at `start`.
  private static func slotCount(_ handles: Int, _ variables: Int, from start: Int) -> Int {
    let padding = start.isMultiple(of: 4) ? -1 : 0
    return max(handles + variables, handles == 0 ? 0 : 2 * handles + padding)
  }

  /// Puts handles at 4-aligned offsets, and variables into the slots between and behind them.
  private static func slots(
    handles: [GlobalSlot], variables: [GlobalID], from start: Int
  ) -> [GlobalSlot] {
    var handles = handles[...]
    var variables = variables[...]
    var slots: [GlobalSlot] = []
    while !handles.isEmpty || !variables.isEmpty {
      if (start + 2 * slots.count).isMultiple(of: 4), let handle = handles.popFirst() {
        slots.append(handle)
      } else {
        slots.append(variables.popFirst().map { .variable($0) } ?? .padding)
      }
    }
    return slots
  }

  private mutating func indexGlobalSlots(from start: Int) {
    for (index, slot) in globalSlots.enumerated() {
      switch slot {
      case .variable(let id): globalIndices[id] = index
      case .handle(let id): handleOffsets[id] = start + 2 * index
      case .internedKeys: internedKeysOffset = start + 2 * index
      case .padding: break
      }
    }
  }

  // MARK: Heap

  private mutating func placeHeap(from start: Int, _ contents: Contents, _ program: Program) {
    var end = start
    for cell in heapCells {
      let body = end + Format.allocationHeaderSize
      bodies[cell] = body
      end = (body + contents.size(of: cell, in: program)).roundedUp(to: 2)
    }
    sections.append(start..<end)
    fileSize = end
  }

  private func checkLimits() throws(EncodingError) {
    for section in Section.allCases where sections[section.rawValue].lowerBound >= Limits.address {
      throw EncodingError(
        limit: .address,
        description:
          "the section \(section.name) would start at \(sections[section.rawValue].lowerBound.hex); "
          + "the engine reaches \((Limits.address - 1).hex)")
    }
    guard fileSize <= Format.maximumSize else {
      throw EncodingError(
        limit: .fileSize,
        description: "the snapshot would have \(fileSize) bytes; the format allows \(Format.maximumSize)")
    }
  }
}
