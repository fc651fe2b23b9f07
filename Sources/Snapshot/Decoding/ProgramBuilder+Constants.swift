import IL

/// The cells of strings, numbers and host functions, which have no identity in a program.
extension ProgramBuilder {
  /// Decodes the cells of strings, numbers and host functions, which have no identity.
  mutating func nameConstants() throws(DecodingError) {
    let listed = try checkStringTable()
    for item in survey.items.values.sorted(by: { $0.body < $1.body }) {
      switch item.type {
      case .string, .internedString: try buildString(item, isListed: listed.contains(item.body))
      case .int32, .float64: try buildNumber(item)
      case .hostFunction: try buildHostFunction(item)
      case .function, .uint8Array, .classValue, .propertyList, .array, .fixedLengthArray, .closure: break
      }
    }
    for entry in image.entries(of: .stringTable) {
      guard case .rom(let body) = Word(image.word(at: entry), in: image), let id = stringAt[body] else {
        continue
      }
      own(entry..<entry + 2, .string(id), .entry)
    }
  }

  mutating func buildString(_ item: Survey.Item, isListed: Bool) throws(DecodingError) {
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
  mutating func string(_ text: [UInt8], kind: StringConstant.Kind) -> StringID {
    guard let id = strings[text] else {
      let id = program.strings.append(StringConstant(text, kind: kind))
      strings[text] = id
      return id
    }
    if program.strings[id].kind == .plain || kind == .interned { program.strings[id].kind = kind }
    return id
  }

  mutating func buildNumber(_ item: Survey.Item) throws(DecodingError) {
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

  mutating func buildHostFunction(_ item: Survey.Item) throws(DecodingError) {
    let index = image.word(at: item.body)
    guard index < program.imports.capacity else {
      throw DecodingError(
        .importIndex, at: item.body, "import \(index)", expected: "an index below \(program.imports.capacity)"
      )
    }
    hostFunctionAt[item.body] = ImportID(index)
    own(item, .hostImport(ImportID(index)))
  }

  /// Checks the string table, and returns the bodies of the strings in it.
  func checkStringTable() throws(DecodingError) -> Set<Int> {
    var listed: Set<Int> = []
    var texts: [[UInt8]] = []
    let table = image.range(of: .stringTable)
    for entry in image.entries(of: .stringTable) {
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

  func checkOrder(of texts: [[UInt8]], at table: Int) throws(DecodingError) {
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
}
