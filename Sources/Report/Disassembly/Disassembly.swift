import IL
import Snapshot
import SourceMaps

/// A snapshot file for people: every byte of it, at its offset, with what it means.
///
/// References are shown by the names of IL text and by the offset that the bytes give, so that somebody who
/// knows the format can check the decoder by eye.
public struct Disassembly: Sendable {
  /// One line.
  public struct Line: Hashable, Sendable {
    /// The bytes that the line shows; none for a label, nil for a heading.
    public var range: Range<Int>?
    /// What they mean.
    public var meaning: String
  }

  /// The lines, in file order.
  public private(set) var lines: [Line] = []
  let book: AddressBook
  let sourceMap: SourceMap?
  /// Where the last instruction comes from.
  var lastPlace: String?
  private let functionSizes: [FunctionID: Int]

  /// Disassembles a file that was read, and shows the places that `sourceMap` has.
  public init(_ snapshot: DecodedSnapshot, describedBy sourceMap: SourceMap? = nil) {
    self.init(
      bytes: snapshot.bytes, map: snapshot.map, program: snapshot.program, describedBy: sourceMap)
  }

  /// Disassembles `bytes`, a file with `program` in it that `map` describes, under the names of `program`.
  public init(bytes: [UInt8], map: FileMap, program: Program, describedBy sourceMap: SourceMap? = nil) {
    self.sourceMap = sourceMap
    book = AddressBook(bytes: bytes, map: map, program: program)
    functionSizes = map.regions.reduce(into: [:]) { sizes, region in
      guard case .function(let id) = region.owner, case .instruction = region.part else { return }
      sizes[id, default: 0] += region.range.count
    }
    var sections = Section.allCases[...]
    func addHeadings(upTo offset: Int) {
      while let section = sections.first, map.range(of: section).lowerBound <= offset {
        addHeading("\(section.name): \(Self.bytes(map.range(of: section).count))")
        sections.removeFirst()
      }
    }
    for region in map.regions {
      addHeadings(upTo: region.range.lowerBound)
      add(region)
    }
    addHeadings(upTo: bytes.count)
  }

  /// All lines as text.
  public var text: String { lines.map { text(of: $0) + "\n" }.joined() }

  /// The most bytes in a line.
  static let bytesPerLine = 8

  private func text(of line: Line) -> String {
    guard let range = line.range else { return line.meaning }
    let offset = range.lowerBound.hexadecimal(digits: 4)
    let dump = book.bytes[range].hexDump
    let gap = String(repeating: " ", count: 3 * Self.bytesPerLine - 1 - dump.count)
    return "\(offset)  \(dump)\(gap)  \(line.meaning)"
  }

  // MARK: Lines

  /// Adds a line for `range`, or one that shows no bytes.
  mutating func add(_ range: Range<Int>?, _ meaning: String) {
    lines.append(Line(range: range, meaning: meaning))
  }

  private mutating func addHeading(_ text: String) {
    if !lines.isEmpty { add(nil, "") }
    add(nil, text)
  }

  private mutating func add(_ region: FileMap.Region) {
    let range = region.range
    // A label can also stand before an instruction that does nothing, which counts as padding.
    for label in book.labels[range.lowerBound] ?? [] {
      add(range.lowerBound..<range.lowerBound, "L\(label.index):")
    }
    switch region.part {
    case .fileHeader:
      addHeading("header: \(Self.bytes(range.count))")
      addFileHeader()
    case .entry: addEntry(range, region.owner)
    case .slot: add(range, slot(range, region.owner))
    case .allocationHeader: addCellHeader(range, region.owner)
    case .body: addCellBody(range)
    case .continuationHeader, .instruction: addCode(region)
    case .filler: addFiller(range, region.owner)
    }
  }

  private mutating func addEntry(_ range: Range<Int>, _ owner: FileMap.Owner) {
    let first = book.word(at: range.lowerBound)
    switch owner {
    case .hostImport(let id): add(range, "\(book.names[id]) = host function \(first)")
    case .export: add(range, "export \(first) = \(book.text(at: range.lowerBound + 2))")
    case .internedKeys: add(range, "interned_keys = \(book.text(of: first))")
    case .builtin(let name): add(range, "\(name.rawValue) = \(book.text(of: first))")
    case .string, .header, .number, .function, .allocation, .global, .handle, .padding, .unreferenced:
      add(range, book.text(of: first))
    }
  }

  private func slot(_ range: Range<Int>, _ owner: FileMap.Owner) -> String {
    let value = book.text(at: range.lowerBound)
    return switch owner {
    case .global(let id): "\(book.names[id]) = \(value)\(placeText(at: range.lowerBound))"
    case .handle: "handle of \(value)"
    case .internedKeys: "interned keys = \(value)"
    case .header, .export, .hostImport, .builtin, .string, .number, .function, .allocation, .padding,
      .unreferenced:
      "padding (\(value))"
    }
  }

  private mutating func addFiller(_ range: Range<Int>, _ owner: FileMap.Owner) {
    for line in Self.split(range) { add(line, owner == .padding ? "padding" : "unreferenced") }
  }

  // MARK: Text

  /// `range` in pieces that fit a line.
  static func split(_ range: Range<Int>) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: bytesPerLine).map {
      $0..<min($0 + bytesPerLine, range.upperBound)
    }
  }

  /// The place in the sources of what starts at `offset`, as it stands behind its meaning.
  func placeText(at offset: Int) -> String { sourceMap?[offset].map { "  // \($0)" } ?? "" }

  /// A size for people.
  static func bytes(_ count: Int) -> String { count == 1 ? "1 byte" : "\(count) bytes" }

  /// The number of bytes of instructions in a function.
  func codeSize(of id: FunctionID) -> Int { functionSizes[id] ?? 0 }
}
