import Runtime

/// Builds small snapshots for tests, from bytes and words as the format specification gives them.
///
/// Addresses depend on the sizes of the tables before them, so that a snapshot is built twice: the first time for the
/// sizes.
struct SnapshotBuilder {
  private var sizes = (exports: 0, strings: 0)
  private var exports: [(id: UInt16, word: UInt16)] = []
  private var strings: [(text: [UInt8], word: UInt16)] = []
  private var rom: [UInt8] = []
  private var heap: [UInt16] = []
  /// Import ids.
  var imports: [UInt16] = []
  /// Global slots; the last one with an address that is a multiple of four is the list of interned strings.
  var globals: [UInt16] = []
  /// The words of the built-ins, apart from the first.
  var builtins: [UInt16] = Array(repeating: 1, count: 7)

  /// A snapshot of what `content` describes.
  static func build(_ content: (inout SnapshotBuilder) -> Void) -> [UInt8] {
    var first = SnapshotBuilder()
    content(&first)
    var second = SnapshotBuilder()
    second.imports = first.imports
    second.sizes = (first.exports.count, first.strings.count)
    content(&second)
    return second.image()
  }

  // MARK: Content

  mutating func export(_ id: UInt16, _ word: UInt16) { exports.append((id, word)) }

  /// A function with room for `stack` words; returns its word.
  mutating func function(stack: Int = 16, _ code: [UInt8]...) -> UInt16 {
    allocate(header: 0x5000 | UInt16(stack), code.flatMap { $0 })
  }

  /// An interned string; returns its word.
  mutating func string(_ text: String) -> UInt16 {
    if let known = strings.first(where: { $0.text == Array(text.utf8) }) { return known.word }
    let word = allocate(type: 4, Array(text.utf8) + [0])
    strings.append((Array(text.utf8), word))
    return word
  }

  mutating func float(_ number: Double) -> UInt16 {
    allocate(type: 2, withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) })
  }

  mutating func int32(_ number: Int32) -> UInt16 {
    allocate(type: 1, withUnsafeBytes(of: number.littleEndian) { Array($0) })
  }

  mutating func hostFunction(_ index: UInt16) -> UInt16 { allocate(type: 6, bytes([index])) }

  mutating func container(_ type: UInt16, _ words: [UInt16]) -> UInt16 { allocate(type: type, bytes(words)) }

  /// An allocation in the heap; returns its word.
  mutating func heap(_ type: UInt16, _ words: [UInt16]) -> UInt16 {
    heap.append(type << 12 | UInt16(words.count * 2))
    let word = UInt16(heap.count * 2)
    heap += words
    return word
  }

  private mutating func allocate(type: UInt16, _ body: [UInt8]) -> UInt16 {
    allocate(header: type << 12 | UInt16(body.count), body)
  }

  private mutating func allocate(header: UInt16, _ body: [UInt8]) -> UInt16 {
    while (romStart + rom.count) & 3 != 2 { rom.append(0) }
    rom += bytes([header])
    let word = UInt16(romStart + rom.count) | 1
    rom += body
    return word
  }

  // MARK: Image

  private var romStart: Int { 28 + imports.count * 2 + sizes.exports * 4 + 14 + sizes.strings * 2 }

  private func bytes(_ words: [UInt16]) -> [UInt8] {
    words.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }

  private func image() -> [UInt8] {
    var rom = rom
    if (romStart + rom.count) & 1 != 0 { rom.append(0) }
    let globalsStart = romStart + rom.count
    var globals = globals
    while (globalsStart + globals.count * 2) & 3 != 0 { globals.append(0x19) }
    var builtins = builtins
    builtins[0] = UInt16(globalsStart + globals.count * 2) | 1
    globals.append(1)
    let sections: [[UInt8]] = [
      bytes(imports), exports.flatMap { bytes([$0.id, $0.word]) }, [], bytes(builtins),
      bytes(strings.sorted { $0.text.lexicographicallyPrecedes($1.text) }.map(\.word)), rom, bytes(globals),
      bytes(heap),
    ]
    var offsets: [UInt16] = []
    var offset = 28
    for section in sections {
      offsets.append(UInt16(offset))
      offset += section.count
    }
    let header: [UInt8] = [8, 28, 0, 0] + bytes([UInt16(offset), 0]) + [3, 0, 0, 0] + bytes(offsets)
    return Mutation.withChecksum(header + sections.flatMap { $0 })
  }
}

/// Instructions, named as in the format specification.
enum Code {
  static func arg(_ index: UInt8) -> [UInt8] { [0x30 | index] }
  static func variable(_ index: UInt8) -> [UInt8] { [0x10 | index] }
  static func storeVariable(_ index: UInt8) -> [UInt8] { [0xA0 | index] }
  static func scoped(_ index: UInt8) -> [UInt8] { [0x20 | index] }
  static func storeScoped(_ index: UInt8) -> [UInt8] { [0xB0 | index] }
  static func literal(_ word: UInt16) -> [UInt8] { [0x88] + low(word) }
  static func integer(_ number: Int) -> [UInt8] { literal(UInt16(truncatingIfNeeded: number << 2 | 3)) }
  static func global(_ index: UInt16) -> [UInt8] { [0x89] + low(index) }
  static func storeGlobal(_ index: UInt16) -> [UInt8] { [0x8C] + low(index) }
  static func call(_ count: UInt8) -> [UInt8] { [0x78, count] }
  static func startTry(_ handler: UInt16) -> [UInt8] { [0x7D, 0x00] + low(handler) }
  static func scopeNew(_ slots: UInt8) -> [UInt8] { [0x65, slots] }
  static func scopePush(_ slots: UInt8) -> [UInt8] { [0x7D, 0x07, slots] }
  static func branch(_ distance: Int8) -> [UInt8] { [0x70, UInt8(bitPattern: distance)] }
  static func jump(_ distance: Int8) -> [UInt8] { [0x76, UInt8(bitPattern: distance)] }
  static let endTry: [UInt8] = [0x7D, 0x01]
  static let undefined: [UInt8] = [0x01]
  static let null: [UInt8] = [0x02]
  static let yes: [UInt8] = [0x04]
  static let pop: [UInt8] = [0x67]
  static let ret: [UInt8] = [0x60]
  static let throwTop: [UInt8] = [0x61]
  static let closureNew: [UInt8] = [0x62]
  static let objectNew: [UInt8] = [0x69]
  static let arrayNew: [UInt8] = [0x7E, 0]
  static let not: [UInt8] = [0x6A]
  static let get: [UInt8] = [0x6B]
  static let set: [UInt8] = [0x6F]
  static let add: [UInt8] = [0x6C]
  static let equal: [UInt8] = [0x6D]
  static let typeOf: [UInt8] = [0x68]
  static let keys: [UInt8] = [0x7D, 0x02]
  static let newBuffer: [UInt8] = [0x7D, 0x03]
  static let classCreate: [UInt8] = [0x7D, 0x04]
  static let typeCode: [UInt8] = [0x7D, 0x05]
  static let closure: [UInt8] = [0x7D, 0x06]

  private static func low(_ word: UInt16) -> [UInt8] {
    [UInt8(truncatingIfNeeded: word), UInt8(truncatingIfNeeded: word >> 8)]
  }
}

/// Runs code as export 0.
enum Run {
  static func vm(
    _ mode: Configuration.Conformance = .reference, imports: [UInt16: Import] = [:],
    _ content: (inout SnapshotBuilder) -> Void
  ) throws -> VM {
    var options = Configuration()
    options.conformance = mode
    return try VM(snapshot: SnapshotBuilder.build(content), imports: imports, options: options)
  }

  /// The result of code that is a function's whole body.
  static func code(
    in mode: Configuration.Conformance = .reference, _ code: [UInt8]..., arguments: [GuestValue] = []
  ) throws -> GuestValue {
    try vm(mode) { $0.export(0, $0.function(code.flatMap { $0 })) }.call(export: 0, arguments)
  }

  /// The result of an operator with two operands.
  static func operation(
    _ opcode: UInt8, _ left: GuestValue, _ right: GuestValue,
    _ mode: Configuration.Conformance = .reference
  ) throws -> GuestValue {
    try code(in: mode, Code.arg(1), Code.arg(2), [opcode], Code.ret, arguments: [left, right])
  }

  /// The number of the error that `body` ends with, or nil if it ends well.
  static func error(_ body: () throws -> Void) -> Int32? {
    do {
      try body()
      return nil
    } catch {
      return (error as? VMError)?.code
    }
  }
}

/// Values compared as `===` does, but −0 apart from 0 and NaN equal to itself.
func same(_ a: GuestValue, _ b: GuestValue) -> Bool {
  switch (a, b) {
  case (.undefined, .undefined), (.null, .null): true
  case (.boolean(let x), .boolean(let y)): x == y
  case (.number(let x), .number(let y)): x.bitPattern == y.bitPattern || (x.isNaN && y.isNaN)
  case (.string(let x), .string(let y)): x == y
  case (.bytes(let x), .bytes(let y)): x == y
  case (.reference(let x), .reference(let y)): x.isSame(as: y)
  default: false
  }
}
