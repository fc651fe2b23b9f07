import IL

/// The sections of an image, in their fixed order (snapshot format, section 1.1).
public enum Section: Int, CaseIterable, Hashable, Sendable {
  case importTable, exportTable, shortCallTable, builtins, stringTable, rom, globals, heap

  /// The name for people.
  public var name: String {
    switch self {
    case .importTable: "imports"
    case .exportTable: "exports"
    case .shortCallTable: "short calls"
    case .builtins: "built-ins"
    case .stringTable: "string table"
    case .rom: "ROM"
    case .globals: "globals"
    case .heap: "heap"
    }
  }
}

/// The fixed numbers of the format (snapshot format, sections 1.1 and 1.5).
enum Format {
  static let bytecodeVersion: UInt8 = 8
  static let headerSize = 28
  /// Where the section offsets stand in the header.
  static let sectionOffsets = 12
  static let crcField = 6
  /// The first byte that the CRC covers.
  static let crcStart = 8
  /// The size field is a word and must be even.
  static let maximumSize = 0xFFFE
  /// Floats and overflow checks: the feature flags that exist.
  static let knownFeatureFlags: UInt32 = 3
  static let allocationHeaderSize = 2
  /// The bit in a function's header that marks a catch block or resume point.
  static let continuationFlag = 0x800
  /// The field in the header of a continuation that counts back to its function, in units of 4 bytes.
  static let continuationOffsetMask = 0x7FF
}

/// The type code in the header of an allocation (snapshot format, section 3.1).
enum TypeCode: Int {
  case int32 = 1
  case float64, string, internedString, function, hostFunction, uint8Array
  case classValue = 9
  case propertyList = 12
  case array, fixedLengthArray, closure
}

extension Int {
  /// `self` rounded up to the next multiple of `alignment`.
  func roundedUp(to alignment: Int) -> Int { (self + alignment - 1) / alignment * alignment }

  /// An offset or word for people: `0x01a4`; a jump can lead before the file, to `-0x0020`.
  var hex: String {
    let digits = String(magnitude, radix: 16)
    return (self < 0 ? "-0x" : "0x") + String(repeating: "0", count: Swift.max(0, 4 - digits.count)) + digits
  }
}
