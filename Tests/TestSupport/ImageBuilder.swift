/// Makes snapshots by hand, for what no compiler writes.
///
/// ROM starts behind tables of the given sizes and is 4-aligned cells in the order in which they are added.
/// Its size is fixed from the start, so that it can refer to globals.
public struct ImageBuilder {
  /// The host ids of the imports.
  private let imports: [Int]
  private let exportCount: Int
  private let stringCount: Int
  private let romSize: Int
  private var rom: [UInt8] = []
  private var heap: [UInt8] = []

  /// The export table: id and value.
  public var exports: [(id: Int, value: Int)] = []
  /// The table of built-ins, all `undefined` at first.
  public var builtins = Array(repeating: 0x01, count: 7)
  /// The string table.
  public var strings: [Int] = []
  /// The slots of the globals section.
  public var globals: [Int] = []

  /// Makes a snapshot without content.
  public init(imports: [Int] = [], exportCount: Int = 0, stringCount: Int = 0, romSize: Int = 64) {
    self.imports = imports
    self.exportCount = exportCount
    self.stringCount = stringCount
    self.romSize = romSize
  }

  /// Where ROM starts.
  public var romStart: Int { 28 + 2 * imports.count + 4 * exportCount + 14 + 2 * stringCount }
  /// Where the globals start.
  public var globalsStart: Int { romStart + romSize }
  /// Where the heap starts.
  public var heapStart: Int { globalsStart + 2 * globals.count }

  /// A handle to the slot `index` of the globals.
  ///
  /// - Precondition: the slot is at a 4-aligned offset.
  public func handle(_ index: Int) -> Int {
    precondition((globalsStart + 2 * index) % 4 == 0, "a handle needs a 4-aligned slot")
    return globalsStart + 2 * index | 1
  }

  /// Adds a cell to ROM and returns the pointer to it.
  public mutating func addROM(type: Int, _ body: [UInt8]) -> Int {
    addROM(header: type << 12 | body.count, body)
  }

  /// Adds a cell with this header to ROM and returns the pointer to it.
  public mutating func addROM(header: Int, _ body: [UInt8]) -> Int {
    while (romStart + rom.count) % 4 != 2 { rom.append(0) }
    rom += Self.bytes([header])
    defer { rom += body }
    return romStart + rom.count | 1
  }

  /// Adds a cell to the heap and returns the pointer to it.
  public mutating func addHeap(type: Int, _ body: [UInt8]) -> Int {
    heap += Self.bytes([type << 12 | body.count])
    defer { heap += body + (body.count.isMultiple(of: 2) ? [] : [0x7E]) }
    return heap.count
  }

  /// Adds a cell of slots to the heap and returns the pointer to it.
  public mutating func addHeap(type: Int, words: [Int]) -> Int { addHeap(type: type, Self.bytes(words)) }

  /// Adds a word to the heap that belongs to nothing.
  public mutating func addHeapWord(_ word: Int) { heap += Self.bytes([word]) }

  /// The words as bytes, little-endian.
  public static func bytes(_ words: [Int]) -> [UInt8] {
    words.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }

  /// The snapshot.
  public var bytes: [UInt8] {
    precondition(exports.count == exportCount && strings.count == stringCount, "a table is not complete")
    precondition(rom.count <= romSize, "ROM is too small")
    let tables = [2 * imports.count, 4 * exportCount, 0, 14, 2 * stringCount, romSize, 2 * globals.count]
    var offsets = [28]
    for size in tables { offsets.append(offsets.last! + size) }
    var bytes: [UInt8] = [8, 28, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0]
    bytes += Self.bytes(offsets + imports + exports.flatMap { [$0.id, $0.value] } + builtins + strings)
    bytes += rom + Array(repeating: 0, count: romSize - rom.count) + Self.bytes(globals) + heap
    return PatchedImage(bytes).repaired
  }
}
