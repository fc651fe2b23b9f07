import IL

/// The bytes of a snapshot whose header and section table are valid (snapshot format, section 1).
struct Image {
  let bytes: [UInt8]
  let featureFlags: UInt32
  /// Where each section is, by `Section.rawValue`.
  let sections: [Range<Int>]

  /// The bytes of `section`.
  func range(of section: Section) -> Range<Int> { sections[section.rawValue] }

  /// The offsets of the entries of a table, or slots of a section, of which each has `size` bytes.
  func entries(of section: Section, size: Int = 2) -> StrideTo<Int> {
    stride(from: range(of: section).lowerBound, to: range(of: section).upperBound, by: size)
  }

  /// The word at `offset`.
  func word(at offset: Int) -> Int { Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 }

  /// Checks the header of `bytes`.
  init(_ bytes: [UInt8]) throws(DecodingError) {
    self.bytes = bytes
    try Self.checkVersion(bytes)
    guard bytes.count >= Format.headerSize else {
      throw DecodingError(
        .truncated, at: bytes.count, "the file ends after \(bytes.count) bytes",
        expected: "at least the \(Format.headerSize) bytes of a header")
    }
    func word(_ offset: Int) -> Int { Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 }
    guard bytes[1] == Format.headerSize else {
      throw DecodingError(.headerSize, at: 1, "header size \(bytes[1])", expected: "\(Format.headerSize)")
    }
    guard bytes[2] == 0 else {
      throw DecodingError(
        .engineVersion, at: 2, "needs engine version 8.\(bytes[2])", expected: "8.0")
    }
    guard word(4) == bytes.count else {
      throw DecodingError(
        .size, at: 4, "the header says \(word(4)) bytes, the file has \(bytes.count)",
        expected: "a file that is neither cut off nor extended")
    }
    guard bytes.count.isMultiple(of: 2) else {
      throw DecodingError(.size, at: 4, "the file has \(bytes.count) bytes", expected: "an even number")
    }
    let checksum = CRC16.checksum(of: bytes[Format.crcStart...])
    guard word(Format.crcField) == checksum else {
      throw DecodingError(
        .crc, at: Format.crcField, "the CRC in the header is \(word(Format.crcField).hex)",
        expected: "\(Int(checksum).hex), the CRC of the content")
    }
    featureFlags = UInt32(word(8)) | UInt32(word(10)) << 16
    guard featureFlags & ~Format.knownFeatureFlags == 0 else {
      throw DecodingError(
        .featureFlags, at: 8, "unknown feature flags \(Int(featureFlags).hex)",
        expected: "only bits 0 (floats) and 1 (overflow checks)")
    }
    sections = try Self.sections(of: bytes.count, word)
  }

  private static func checkVersion(_ bytes: [UInt8]) throws(DecodingError) {
    guard let version = bytes.first else {
      throw DecodingError(
        .truncated, at: 0, "the file is empty",
        expected: "at least the \(Format.headerSize) bytes of a header")
    }
    guard version != Format.bytecodeVersion else { return }
    let age =
      switch version {
      case 6: " of the Microvium compilers of 2022"
      case 1..<Format.bytecodeVersion: " of an older Microvium compiler"
      case Format.bytecodeVersion + 1..<32: " of a newer Microvium compiler"
      default: ", so this is probably not a Microvium snapshot"
      }
    throw DecodingError(
      .bytecodeVersion, at: 0, "bytecode version \(version)\(age)",
      expected: "version \(Format.bytecodeVersion), which Microvium 8 writes")
  }

  private static func sections(of size: Int, _ word: (Int) -> Int) throws(DecodingError) -> [Range<Int>] {
    var starts: [Int] = []
    for section in Section.allCases {
      let field = Format.sectionOffsets + 2 * section.rawValue
      let start = word(field)
      let least = starts.last ?? Format.headerSize
      let isFirst = starts.isEmpty
      guard isFirst ? start == least : (least...size).contains(start) else {
        throw DecodingError(
          .sectionOrder, at: field, "the section \(section.name) starts at \(start.hex)",
          expected: isFirst
            ? "\(least.hex), the end of the header" : "an offset from \(least.hex) to \(size.hex)")
      }
      guard start.isMultiple(of: 2) else {
        throw DecodingError(
          .sectionAlignment, at: field, "the section \(section.name) starts at \(start.hex)",
          expected: "an even offset")
      }
      starts.append(start)
    }
    let sections = zip(starts, starts.dropFirst() + [size]).map { $0..<$1 }
    try checkSizes(of: sections)
    return sections
  }

  private static func checkSizes(of sections: [Range<Int>]) throws(DecodingError) {
    func size(_ section: Section) -> Int { sections[section.rawValue].count }
    func fail(_ section: Section, _ expected: String) -> DecodingError {
      DecodingError(
        .sectionSize, at: sections[section.rawValue].lowerBound,
        "the section \(section.name) has \(size(section)) bytes", expected: expected)
    }
    guard size(.exportTable).isMultiple(of: 4) else { throw fail(.exportTable, "a multiple of 4") }
    guard size(.builtins) == 2 * Builtins.count else { throw fail(.builtins, "\(2 * Builtins.count)") }
    guard size(.shortCallTable) == 0 else {
      // The engine and the documented format disagree about the entries, and no compiler writes them.
      throw DecodingError(
        .shortCallTable, at: sections[Section.shortCallTable.rawValue].lowerBound,
        "a short-call table of \(size(.shortCallTable)) bytes", expected: "none, as Microvium 8 writes none")
    }
  }
}
