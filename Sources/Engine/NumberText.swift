private import CEnginePort

// Texts of numbers (specification, section 4.3).

/// Room for the longest text of a number that either mode writes.
typealias TextBuffer = UnsafeMutableRawPointer

enum NumberText {
  /// Size of a buffer that is large enough for every number.
  static var capacity: Int { 40 }

  /// Writes an integer in decimal and returns the length.
  static func write(_ integer: Int32, to buffer: TextBuffer) -> Int {
    let buffer = buffer.assumingMemoryBound(to: UInt8.self)
    var magnitude = integer.magnitude
    var digits = 1
    var power: UInt32 = 10
    while digits < 10 && magnitude >= power {
      digits += 1
      power = power &* 10
    }
    let start = integer < 0 ? 1 : 0
    if integer < 0 { buffer[0] = 0x2D }
    var index = start + digits
    while index > start {
      index -= 1
      buffer[index] = UInt8(truncatingIfNeeded: magnitude % 10) + 0x30
      magnitude /= 10
    }
    return start + digits
  }

  /// Writes a finite double as the reference does: 15 significant digits (quirk 35).
  static func writeReference(_ number: Double, to buffer: TextBuffer) -> Int {
    Int(engine_port_format(buffer.assumingMemoryBound(to: CChar.self), capacity, 15, number))
  }

  #if !hasFeature(Embedded)
    /// Writes a finite double as ECMAScript's `Number::toString` does: the fewest digits that read back as the
    /// same number.
    static func writeECMAScript(_ number: Double, to buffer: TextBuffer) -> Int {
      layOut(Array(number.description.utf8), in: buffer)
    }

    /// Turns the form that Swift writes, which has the right digits, into the one of ECMAScript, which has its own limits for exponents.
    private static func layOut(_ text: [UInt8], in buffer: TextBuffer) -> Int {
      var digits: [UInt8] = []
      var point = 0  // Digits before the decimal point.
      var exponent = 0
      var sawPoint = false
      var index = text[0] == 0x2D ? 1 : 0
      let isNegative = index == 1
      while index < text.count, text[index] != 0x65 {
        if text[index] == 0x2E {
          sawPoint = true
        } else {
          digits.append(text[index])
          if !sawPoint { point += 1 }
        }
        index += 1
      }
      if index < text.count {
        let isDown = text[index + 1] == 0x2D
        for byte in text[(index + 2)...] { exponent = exponent * 10 + Int(byte - 0x30) }
        point += isDown ? -exponent : exponent
      }
      while digits.count > 1 && digits.first == 0x30 {
        digits.removeFirst()
        point -= 1
      }
      while digits.count > 1 && digits.last == 0x30 { digits.removeLast() }
      let result = (isNegative ? [0x2D] : []) + arranged(digits, point: point)
      UnsafeMutableRawBufferPointer(start: buffer, count: capacity).copyBytes(from: result)
      return result.count
    }

    /// The digits with a decimal point after the first `point` of them, or with an exponent.
    private static func arranged(_ digits: [UInt8], point: Int) -> [UInt8] {
      let zero: UInt8 = 0x30
      let dot: UInt8 = 0x2E
      if point > 0 && point <= 21 {
        if digits.count <= point { return digits + Array(repeating: zero, count: point - digits.count) }
        return Array(digits[..<point]) + [dot] + Array(digits[point...])
      }
      if point > -6 && point <= 0 { return [zero, dot] + Array(repeating: zero, count: -point) + digits }
      let mantissa = digits.count == 1 ? digits : [digits[0], dot] + Array(digits[1...])
      let exponent = point - 1
      return mantissa + [0x65, exponent < 0 ? 0x2D : 0x2B] + Array(String(exponent.magnitude).utf8)
    }
  #endif
}
