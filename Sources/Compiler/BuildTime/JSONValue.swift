/// A JSON value whose objects keep the order of their members.
indirect enum JSONValue: Hashable {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A member of an object.
  struct Member: Hashable {
    var name: String
    var value: JSONValue
  }

  /// Why a text is not JSON.
  struct SyntaxError: Error, Hashable {
    var problem: String
    /// Where, in bytes.
    var offset: Int
  }

  /// Parses a text.
  init(parsing text: [UInt8]) throws(SyntaxError) {
    var reader = JSONReader(text)
    self = try reader.readAll()
  }
}

/// Reads JSON (ECMA-404).
private struct JSONReader {
  private let bytes: [UInt8]
  private var offset = 0
  private var depth = 0
  /// Values in one another beyond this are refused, because each takes some of the stack.
  private static let depthLimit = 200

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func readAll() throws(JSONValue.SyntaxError) -> JSONValue {
    // A byte order mark says nothing.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    let value = try readValue()
    skipSpace()
    guard offset == bytes.count else { throw error("expected the end of the JSON text") }
    return value
  }

  private func error(_ problem: String) -> JSONValue.SyntaxError {
    JSONValue.SyntaxError(
      problem: offset < bytes.count ? problem : "the JSON text ends too early", offset: offset)
  }

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
  }

  private mutating func take(_ character: Character) -> Bool {
    skipSpace()
    guard next == character.asciiValue else { return false }
    offset += 1
    return true
  }

  private mutating func readValue() throws(JSONValue.SyntaxError) -> JSONValue {
    skipSpace()
    guard depth < Self.depthLimit else { throw error("the JSON values are too deep in one another") }
    depth += 1
    defer { depth -= 1 }
    switch next {
    case UInt8(ascii: "{"): return try readObject()
    case UInt8(ascii: "["): return try readArray()
    case UInt8(ascii: "\""): return .string(try readString())
    case UInt8(ascii: "-")?, (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return .number(try readNumber())
    default:
      for (word, value) in [("true", JSONValue.boolean(true)), ("false", .boolean(false)), ("null", .null)]
      where bytes[offset...].starts(with: word.utf8) {
        offset += word.utf8.count
        return value
      }
      throw error("expected a JSON value")
    }
  }

  private mutating func readObject() throws(JSONValue.SyntaxError) -> JSONValue {
    offset += 1
    var members: [JSONValue.Member] = []
    var positions: [String: Int] = [:]
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw error("expected a name in quotes") }
      let name = try readString()
      guard take(":") else { throw error("expected ':'") }
      let value = try readValue()
      if let position = positions[name] {
        members[position].value = value
      } else {
        positions[name] = members.count
        members.append(JSONValue.Member(name: name, value: value))
      }
    } while take(",")
    guard take("}") else { throw error("expected ',' or '}'") }
    return .object(members)
  }

  private mutating func readArray() throws(JSONValue.SyntaxError) -> JSONValue {
    offset += 1
    var items: [JSONValue] = []
    if take("]") { return .array([]) }
    repeat { items.append(try readValue()) } while take(",")
    guard take("]") else { throw error("expected ',' or ']'") }
    return .array(items)
  }

  private mutating func readNumber() throws(JSONValue.SyntaxError) -> Double {
    let start = offset
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { $0 &- 0x30 < 10 } ?? false }
    func skipDigits(_ offset: inout Int) -> Bool {
      let first = offset
      while offset < bytes.count, isDigit(bytes[offset]) { offset += 1 }
      return offset > first
    }
    if next == UInt8(ascii: "-") { offset += 1 }
    let startsWithZero = next == UInt8(ascii: "0")
    let firstDigit = offset
    guard skipDigits(&offset), !startsWithZero || offset == firstDigit + 1 else {
      throw error("expected a number")
    }
    if next == UInt8(ascii: ".") {
      offset += 1
      guard skipDigits(&offset) else { throw error("expected a digit") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      offset += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
      guard skipDigits(&offset) else { throw error("expected a digit") }
    }
    return Double(String(decoding: bytes[start..<offset], as: UTF8.self)) ?? .nan
  }

  private mutating func readString() throws(JSONValue.SyntaxError) -> String {
    offset += 1
    var units: [UInt16] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw error("a string cannot have control characters") }
      if byte == UInt8(ascii: "\\") {
        offset += 1
        units.append(try readEscape())
      } else {
        let end = bytes[offset...].firstIndex { $0 == 0x22 || $0 == 0x5C || $0 < 0x20 } ?? bytes.count
        units += String(decoding: bytes[offset..<end], as: UTF8.self).utf16
        offset = end
      }
    }
    guard next != nil else { throw error("expected '\"'") }
    offset += 1
    return String(decoding: units, as: UTF16.self)
  }

  private mutating func readEscape() throws(JSONValue.SyntaxError) -> UInt16 {
    let escapes: [UInt8: UInt16] = [
      0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
    ]
    guard let byte = next else { throw error("expected an escape") }
    if let unit = escapes[byte] {
      offset += 1
      return unit
    }
    let digits = bytes[min(offset + 1, bytes.count)...].prefix(4)
    guard byte == UInt8(ascii: "u"), digits.count == 4,
      digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw error("expected an escape") }
    offset += 5
    return unit
  }
}
