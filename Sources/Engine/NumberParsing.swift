private import CEnginePort

// Numbers from strings (specification, section 4.2).

extension Machine {
  /// The number that a string's text says, or NaN.
  func number(ofString body: Body) -> Number {
    let count = max(body.byteCount - 1, 0)
    // The C library's parser stops at the zero that ends every string; a damaged one may lack it.
    guard body[byte: count] == 0 else { return Number(Double.nan) }
    if isReference {
      return Machine.referenceNumber(UnsafePointer(body.assumingMemoryBound(to: UInt8.self)), count)
    }
    return Machine.ecmascriptNumber(UnsafeRawBufferPointer(start: body, count: count))
  }

  @inline(__always)
  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }

  @inline(never)
  private static func skipSpace(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var next = start
    while isSpace(next.pointee) { next += 1 }
    return next
  }

  @inline(__always)
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// White space, a sign, digits, perhaps a separator and digits, white space.
  ///
  /// No digits mean zero.
  ///
  /// Integers wrap around where the reference does not notice that they overflow.
  static func referenceNumber(_ text: UnsafePointer<UInt8>, _ count: Int) -> Number {
    // The zero at the end ends each of the loops.
    var next = text
    next = skipSpace(next)
    let start = next
    let isNegative = next.pointee == 0x2D
    if isNegative || next.pointee == 0x2B { next += 1 }
    var integer: Int32 = 0
    var overflows = false
    var hasPoint = false
    while true {
      let byte = next.pointee
      if isDigit(byte) {
        let sum = integer &* 10 &+ Int32(byte &- 0x30)
        if sum < integer { overflows = true }
        integer = sum
      } else if !hasPoint && (byte == 0x2E || byte == 0x2C) {
        hasPoint = true
      } else {
        break
      }
      next += 1
    }
    next = skipSpace(next)
    guard next == text + count else { return Number(Double.nan) }
    // The reference reads rubbish for anything that is not an integer (quirk 3).
    if overflows || hasPoint { return normalized(parsed(start)) }
    return Number(isNegative ? 0 &- integer : integer)
  }

  /// An ECMAScript `StringNumericLiteral`, with ASCII white space.
  static func ecmascriptNumber(_ text: UnsafeRawBufferPointer) -> Number {
    var start = 0
    var end = text.count
    while start < end && isSpace(text[start]) { start += 1 }
    while end > start && isSpace(text[end - 1]) { end -= 1 }
    if start == end { return Number(Int32(0)) }
    if end - start > 2 && text[start] == 0x30 {
      switch text[start + 1] | 0x20 {
      case 0x78: return radixNumber(text[(start + 2)..<end], 16)
      case 0x6F: return radixNumber(text[(start + 2)..<end], 8)
      case 0x62: return radixNumber(text[(start + 2)..<end], 2)
      default: break
      }
    }
    guard isDecimalLiteral(text, start, end) else { return Number(Double.nan) }
    return normalized(parsed(text.baseAddress.unsafelyUnwrapped + start))
  }

  private static func isDecimalLiteral(_ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
    var index = start
    if text[index] == 0x2B || text[index] == 0x2D { index += 1 }
    let infinity: StaticString = "Infinity"
    if end - index == 8 && memcmp(text.baseAddress! + index, infinity.utf8Start, 8) == 0 { return true }
    var digits = 0
    while index < end && isDigit(text[index]) { (index, digits) = (index + 1, digits + 1) }
    if index < end && text[index] == 0x2E {
      index += 1
      while index < end && isDigit(text[index]) { (index, digits) = (index + 1, digits + 1) }
    }
    guard digits > 0 else { return false }
    guard index < end, text[index] | 0x20 == 0x65 else { return index == end }
    index += 1
    if index < end && (text[index] == 0x2B || text[index] == 0x2D) { index += 1 }
    let exponent = index
    while index < end && isDigit(text[index]) { index += 1 }
    return index > exponent && index == end
  }

  private static func radixNumber(_ digits: Slice<UnsafeRawBufferPointer>, _ radix: Double) -> Number {
    var number = 0.0
    for byte in digits {
      let digit = isDigit(byte) ? byte &- 0x30 : (byte | 0x20) &- 0x61 &+ 10
      guard isDigit(byte) || byte | 0x20 >= 0x61, Double(digit) < radix else { return Number(Double.nan) }
      number = number * radix + Double(digit)
    }
    return normalized(number)
  }

  /// The number whose text starts at `start`; the C library rounds correctly.
  private static func parsed(_ start: UnsafeRawPointer) -> Double {
    strtod(start.assumingMemoryBound(to: CChar.self), nil)
  }

  /// A number that is an integer if it can be one.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  static func normalized(_ number: Double) -> Number {
    if let integer = truncated(number), Double(Int(integer)) == number, integer != 0 || number.sign == .plus {
      return Number(integer)
    }
    return Number(number)
  }
}
