/// A number taken out of its representation.
struct Number {
  var isInteger: Bool
  /// The number, if ``isInteger``.
  var integer: Int32
  private let real: Double

  @inline(__always)
  init(_ integer: Int32) {
    isInteger = true
    self.integer = integer
    real = 0
  }

  @inline(__always)
  init(_ real: Double) {
    isInteger = false
    integer = 0
    self.real = real
  }

  /// The number as a double, which represents every integer exactly.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  var double: Double { isInteger ? Double(Int(integer)) : real }
}

extension Machine {
  /// Whether a value counts as true (specification, section 4.1).
  ///
  /// In the reference, numbers with a heap cell are false (quirk 1).
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  public func isTruthy(_ value: Value) -> Bool {
    switch kind(value) {
    case .undefined, .null, .false, .negativeZero, .nan, .deleted: false
    case .smallInteger: value.smallInteger != 0
    case .int32, .float64: !isReference
    case .string, .internedString: body(value).byteCount > 1
    default: true
    }
  }

  /// The number that arithmetic uses for a value (specification, section 4.2).
  @inline(never)
  func number(_ value: Value) -> Number {
    let kind = kind(value)
    if kind == .smallInteger { return Number(value.smallInteger) }
    if kind.rawValue &- Kind.int32.rawValue <= Kind.internedString.rawValue - Kind.int32.rawValue {
      let body = body(value)
      if kind == .int32 { return Number(body.int32) }
      if kind == .float64 { return Number(body.double) }
      return number(ofString: body)
    }
    if kind == .null || kind == .false { return Number(Int32(0)) }
    if kind == .true { return Number(Int32(1)) }
    return Number(kind == .negativeZero ? Double(bitPattern: 1 &<< 63) : Double.nan)
  }

  /// The value as a double; NaN if it is no number.
  public func double(_ value: Value) -> Double { number(value).double }

  /// The value as an integer for bit operators: truncated, and zero for NaN.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  public func int32(_ value: Value) -> Int32 {
    let number = number(value)
    return number.isInteger ? number.integer : int32(truncating: number.double)
  }

  /// What bit operators make of a double.
  ///
  /// Outside of the integers' range, the reference does what the processor does, which is −2³¹ on x86 (quirk
  /// 2); ECMAScript wraps around.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func int32(truncating number: Double) -> Int32 {
    if let integer = Machine.truncated(number) { return integer }
    if number != number { return 0 }
    return isReference ? .min : Machine.wrapped(number)
  }

  /// The integer part of a double, or nil if it is not in the integers' range.
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  static func truncated(_ number: Double) -> Int32? {
    number > -2_147_483_649 && number < 2_147_483_648 ? Int32(number) : nil
  }

  /// The integer part of a double modulo 2³², of which all bits that matter are in the significand.
  static func wrapped(_ number: Double) -> Int32 {
    let shift = Int(number.exponentBitPattern) - 1075
    guard shift < 32 else { return 0 }  // Infinities, too.
    let significand = number.significandBitPattern | 1 << 52
    let magnitude = shift >= 0 ? significand << UInt64(shift) : significand >> UInt64(-shift)
    let bits = Int32(truncatingIfNeeded: magnitude)
    return number.sign == .minus ? 0 &- bits : bits
  }
}
