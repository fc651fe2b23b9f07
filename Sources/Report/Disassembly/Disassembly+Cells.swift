import IL
import Snapshot

extension Disassembly {
  /// Adds the header of an allocation or function.
  mutating func addCellHeader(_ range: Range<Int>, _ owner: FileMap.Owner) {
    let header = book.word(at: range.lowerBound)
    if case .function(let id) = owner { return addFunctionHeader(range, id, stackHeight: header & 0xFF) }
    let type = CellType(header: header)?.name ?? "?"
    let name = book.name(ofTarget: range.upperBound)
    add(range, "\(name): \(type), \(Self.bytes(header & 0xFFF))")
  }

  /// Adds what is in an allocation (snapshot format, sections 3.4 to 3.8).
  mutating func addCellBody(_ body: Range<Int>) {
    switch CellType(header: book.word(at: body.lowerBound - 2)) {
    case .int32, .float64: add(body, "  \(number(body))")
    case .string, .internedString: addString(body)
    case .hostFunction: add(body, "  import \(book.word(at: body.lowerBound))")
    case .uint8Array: addByteArray(body)
    case .propertyList: addObject(body)
    case .classValue: addSlots(body, names: ["constructor", "static properties"])
    case .array: addSlots(body, names: ["items", "length"])
    case .closure: addSlots(body) { "slot \($0)" }
    // An empty one has a single byte.
    case .fixedLengthArray: body.count == 1 ? add(body, "  no items") : addSlots(body) { "[\($0)]" }
    case .function, nil: for line in Self.split(body) { add(line, "  ?") }
    }
  }

  private func number(_ body: Range<Int>) -> Number {
    let bits = body.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(book.bytes[$1]) }
    return body.count == 4
      ? Number(Int(Int32(truncatingIfNeeded: bits))) : Number(Double(bitPattern: bits))
  }

  private mutating func addString(_ body: Range<Int>) {
    let bytes = book.bytes
    let text = body.dropLast()
    // Lines end between characters, so that each can show its own.
    let isUTF8 = String(validating: bytes[text], as: UTF8.self) != nil
    func isInsideCharacter(_ offset: Int) -> Bool { isUTF8 && bytes[offset] & 0xC0 == 0x80 }
    var start = body.lowerBound
    while start < body.upperBound {
      var end = min(start + Self.bytesPerLine, body.upperBound)
      while end < text.upperBound, isInsideCharacter(end) { end -= 1 }
      let shown = Names.quoted(Array(bytes[start..<min(end, text.upperBound)]))
      let parts = (start < text.upperBound ? [shown] : []) + (end == body.upperBound ? ["NUL"] : [])
      add(start..<end, "  " + parts.joined(separator: " "))
      start = end
    }
  }

  private mutating func addByteArray(_ body: Range<Int>) {
    for line in Self.split(body) {
      let first = line.lowerBound - body.lowerBound
      add(line, line.count == 1 ? "  [\(first)]" : "  [\(first)] to [\(first + line.count - 1)]")
    }
  }

  private mutating func addObject(_ body: Range<Int>) {
    add(body.lowerBound..<body.lowerBound + 2, "  next cell = \(book.text(at: body.lowerBound))")
    add(body.lowerBound + 2..<body.lowerBound + 4, "  prototype = \(book.text(at: body.lowerBound + 2))")
    for pair in stride(from: body.lowerBound + 4, to: body.upperBound, by: 4) {
      let key = book.word(at: pair)
      // Negative keys mark internal slots, of which the key is one.
      let isInternal = key & 3 == 3 && key & 0x8000 != 0
      let value = book.word(at: pair + 2)
      let text = "\(book.name(of: key)): \(book.name(of: value))\(addresses(key: key, value: value))"
      add(pair..<pair + 4, isInternal ? "  internal \(text)" : "  \(text)")
    }
  }

  /// Where the pointers of a property lead, behind the property, which then reads like one.
  private func addresses(key: Int, value: Int) -> String {
    let addresses = [("key", key), ("value", value)].compactMap { name, word in
      book.target(of: word).map { "\(name) -> \($0.hexOffset)" }
    }
    return addresses.isEmpty ? "" : "  (\(addresses.joined(separator: ", ")))"
  }

  private mutating func addSlots(_ body: Range<Int>, names: [String]) { addSlots(body) { names[$0] } }

  private mutating func addSlots(_ body: Range<Int>, name: (Int) -> String) {
    for (index, slot) in stride(from: body.lowerBound, to: body.upperBound, by: 2).enumerated() {
      add(slot..<slot + 2, "  \(name(index)) = \(book.text(at: slot))")
    }
  }
}
