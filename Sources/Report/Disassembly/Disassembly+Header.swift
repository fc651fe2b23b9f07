import IL
import Snapshot

extension Disassembly {
  /// Adds the fields of the file header (snapshot format, section 1.1).
  mutating func addFileHeader() {
    let bytes = book.bytes
    add(0..<1, "bytecode version \(bytes[0])")
    add(1..<2, "header size \(bytes[1])")
    add(2..<3, "required engine version \(bytes[2])")
    add(3..<4, "reserved")
    add(4..<6, "size \(Self.bytes(book.word(at: 4)))")
    add(6..<8, "CRC \(book.word(at: 6).hexOffset), from 0x0008 to \((bytes.count - 1).hexOffset)")
    add(8..<12, "features: \(Self.features(book.word(at: 8) | book.word(at: 10) << 16))")
    for section in Section.allCases {
      let field = 12 + 2 * section.rawValue
      let size = Self.bytes(book.map.range(of: section).count)
      add(field..<field + 2, "\(section.name) at \(book.word(at: field).hexOffset), \(size)")
    }
  }

  private static func features(_ flags: Int) -> String {
    let names = ["floats", "overflow checks"]
    let known = names.indices.filter { flags >> $0 & 1 == 1 }.map { names[$0] }
    return known.isEmpty ? "none" : known.joined(separator: ", ")
  }
}
