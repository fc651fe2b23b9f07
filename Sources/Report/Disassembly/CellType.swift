/// The type of an allocation, from its header in the file (snapshot format, section 3.1).
///
/// The disassembly reads headers by itself, so that a reader can check the decoder with it.
enum CellType: Int {
  case int32 = 1
  case float64, string, internedString, function, hostFunction, uint8Array
  case classValue = 9
  case propertyList = 12
  case array, fixedLengthArray, closure

  /// The type in the header word `header`.
  init?(header: Int) { self.init(rawValue: header >> 12) }

  /// The name in the line of the header.
  var name: String {
    switch self {
    case .int32: "int32"
    case .float64: "float64"
    case .string: "string"
    case .internedString: "interned string"
    case .function: "function"
    case .hostFunction: "host function"
    case .uint8Array: "byte array"
    case .classValue: "class"
    case .propertyList: "object"
    case .array: "array"
    case .fixedLengthArray: "fixed-length array"
    case .closure: "closure"
    }
  }
}
