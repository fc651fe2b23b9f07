/// What a value is, as the engine tells it apart: the allocation types, by the codes that their headers
/// have (specification, section 0), followed by the kinds that fit in a word.
enum Kind: UInt8 {
  case tombstone, int32, float64, string, internedString, function, hostFunction, uint8Array
  case symbol, `class`, virtual, reserved, object, array, fixedArray, closure
  case smallInteger
  // In the order of their words, four apart.
  case undefined, null, `true`, `false`, nan, negativeZero, deleted, lengthName, protoName, noOpFunction

  /// The kind of an allocation with this header.
  @inline(__always)
  init(header: UInt16) { self = unsafeBitCast(UInt8(truncatingIfNeeded: header &>> 12), to: Kind.self) }

  /// The kind of a well-known value.
  ///
  /// - Precondition: `value` is neither a pointer nor an integer.
  @inline(__always)
  init(wellKnown value: Value) {
    let code = Kind.undefined.rawValue &+ UInt8(truncatingIfNeeded: value.bits &>> 2)
    self = unsafeBitCast(code, to: Kind.self)
  }

  /// The type code in the upper four bits of an allocation header.
  @inline(__always)
  var headerBits: UInt16 { UInt16(rawValue) &<< 12 }

  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  var isString: Bool {
    switch self {
    case .string, .internedString, .lengthName, .protoName: true
    default: false
    }
  }
}

/// The types that a host and `typeCodeOf` see, by their numbers (specification, section 1.1).
public enum ValueType: UInt8, Sendable {
  case undefined = 0
  case null = 1
  case boolean = 2
  case number = 3
  case string = 4
  case function = 5
  case object = 6
  case array = 7
  case uint8Array = 8
  case `class` = 9
  case symbol = 10
  case bigInt = 11
}

extension Kind {
  /// The type that programs and hosts see, or nil for what must never be a value.
  var type: ValueType? {
    switch self {
    case .undefined, .deleted: .undefined
    case .null: .null
    case .true, .false: .boolean
    case .smallInteger, .int32, .float64, .nan, .negativeZero: .number
    case .string, .internedString, .lengthName, .protoName: .string
    case .function, .closure, .hostFunction, .noOpFunction: .function
    case .object: .object
    case .array, .fixedArray: .array
    case .uint8Array: .uint8Array
    case .class: .class
    case .symbol: .symbol
    case .tombstone, .virtual, .reserved: nil
    }
  }
}
