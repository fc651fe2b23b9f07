/// A file of source code, and where its lines begin.
public struct SourceText: Sendable {
  /// A place in a text, as people and editors count.
  public struct Position: Hashable, Sendable, CustomStringConvertible {
    /// The number of the line, counted from 1.
    public var line: Int
    /// The number of UTF-16 code units before the place in its line, plus 1.
    ///
    /// Source maps and editors count in these units, too (a source map from 0).
    public var column: Int

    /// Makes a position.
    public init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }

    /// `line:column`.
    public var description: String { "\(line):\(column)" }
  }

  /// What messages call the file.
  public let name: String
  /// The content: UTF-8.
  public let bytes: [UInt8]
  /// The offset of the first byte of each line.
  private let lineStarts: [Int]

  /// Makes the text of a file.
  ///
  /// Lines end as ECMAScript says: with LF, CR, CR LF, U+2028 or U+2029.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var lineStarts = [0]
    for (offset, byte) in bytes.enumerated() where byte == 0x0A || byte == 0x0D || byte == 0xE2 {
      let length = LineTerminator.length(at: offset, in: bytes)
      let isFirstHalf = byte == 0x0D && offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
      if length > 0 && !isFirstHalf { lineStarts.append(offset + length) }
    }
    self.lineStarts = lineStarts
  }

  /// Makes the text of a file.
  public init(name: String, _ text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The position of the byte at `offset`.
  ///
  /// An offset behind the end means the end.
  public func position(at offset: Int) -> Position {
    let offset = min(max(offset, 0), bytes.count)
    let line = lineNumber(at: offset)
    let before = String(decoding: bytes[lineStarts[line - 1]..<offset], as: UTF8.self)
    return Position(line: line, column: before.utf16.count + 1)
  }

  /// The offsets of a line without what ends it.
  func contents(ofLine line: Int) -> Range<Int> {
    let start = lineStarts[line - 1]
    guard line < lineStarts.count else { return start..<bytes.count }
    var end = lineStarts[line]
    let isSeparator = end - start >= 3 && bytes[end - 1] >= 0x80
    end -= isSeparator ? 3 : 1
    if end > start && bytes[end] == 0x0A && bytes[end - 1] == 0x0D { end -= 1 }
    return start..<end
  }

  /// The number of the last line that starts at or before `offset`.
  private func lineNumber(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while low < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// What ends a line in ECMAScript.
enum LineTerminator {
  /// The number of bytes of the line terminator at `offset`; 0 if there is none.
  ///
  /// CR LF counts as two, of which the first is a line terminator as well.
  static func length(at offset: Int, in bytes: [UInt8]) -> Int {
    switch bytes[offset] {
    case 0x0A, 0x0D: return 1
    case 0xE2:
      let isSeparator =
        offset + 2 < bytes.count && bytes[offset + 1] == 0x80
        && (bytes[offset + 2] == 0xA8 || bytes[offset + 2] == 0xA9)
      return isSeparator ? 3 : 0
    default: return 0
    }
  }
}
