extension SourceMap {
  /// The segments in the compressed form: differences to the one before, as variable-length quantities.
  var mappings: String {
    var (offset, last, lastName) = (0, Place(source: 0, line: 0, column: 0), 0)
    return segments.map { segment in
      var numbers = [segment.offset - offset]
      offset = segment.offset
      if let place = segment.place {
        numbers += [place.source - last.source, place.line - last.line, place.column - last.column]
        if let name = place.name {
          numbers.append(name - lastName)
          lastName = name
        }
        last = place
      }
      return numbers.map(Self.quantity).joined()
    }.joined(separator: ",")
  }

  /// The segments that `mappings` has in the compressed form.
  static func segments(
    _ mappings: String, sourceCount: Int, nameCount: Int
  ) throws(ParseError) -> [Segment] {
    guard !mappings.utf8.contains(UInt8(ascii: ";")) else {
      throw ParseError("it is not the map of a snapshot, which has one line")
    }
    var segments: [Segment] = []
    var (offset, place, name) = (0, Place(source: 0, line: 0, column: 0), 0)
    func sum(_ number: Int, _ difference: Int, below limit: Int = 1 << 32) throws(ParseError) -> Int {
      guard 0..<limit ~= number + difference else { throw ParseError("one of its mappings leads nowhere") }
      return number + difference
    }
    for text in mappings.utf8.split(separator: UInt8(ascii: ",")) {
      let numbers = try Self.numbers(text)
      guard [1, 4, 5].contains(numbers.count), segments.isEmpty || numbers[0] >= 0 else {
        throw ParseError("its mappings are malformed")
      }
      offset = try sum(offset, numbers[0])
      guard numbers.count > 1 else {
        segments.append(Segment(offset: offset, place: nil))
        continue
      }
      place.source = try sum(place.source, numbers[1], below: sourceCount)
      place.line = try sum(place.line, numbers[2])
      place.column = try sum(place.column, numbers[3])
      if numbers.count == 5 { name = try sum(name, numbers[4], below: nameCount) }
      place.name = numbers.count == 5 ? name : nil
      segments.append(Segment(offset: offset, place: place))
    }
    return segments
  }

  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// A number in digits of 5 bits, the lowest first; its sign is the lowest bit.
  private static func quantity(_ number: Int) -> String {
    var rest = number.magnitude << 1 | (number < 0 ? 1 : 0)
    var result = ""
    repeat {
      let digit = Int(rest & 31)
      rest >>= 5
      result.unicodeScalars.append(Unicode.Scalar(digits[digit | (rest > 0 ? 32 : 0)]))
    } while rest > 0
    return result
  }

  /// The numbers in a run of digits.
  private static func numbers(_ text: Substring.UTF8View) throws(ParseError) -> [Int] {
    var numbers: [Int] = []
    var (value, shift) = (0, 0)
    for byte in text {
      guard let digit = digits.firstIndex(of: byte), shift <= 30 else {
        throw ParseError("its mappings are malformed")
      }
      value |= (digit & 31) << shift
      shift += 5
      if digit < 32 {
        numbers.append(value & 1 == 0 ? value >> 1 : -(value >> 1))
        (value, shift) = (0, 0)
      }
    }
    guard shift == 0 else { throw ParseError("its mappings are malformed") }
    return numbers
  }
}
