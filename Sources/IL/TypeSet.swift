/// The types that a value may have: an upper bound.
public struct TypeSet: OptionSet, Hashable, Sendable {
  /// One bit for each type.
  public let rawValue: UInt16

  /// Makes a set from its bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The undefined value.
  public static let undefined = TypeSet(rawValue: 1 << 0)
  /// The null value.
  public static let null = TypeSet(rawValue: 1 << 1)
  /// True and false.
  public static let boolean = TypeSet(rawValue: 1 << 2)
  /// Numbers of every representation.
  public static let number = TypeSet(rawValue: 1 << 3)
  /// Strings, interned or not.
  public static let string = TypeSet(rawValue: 1 << 4)
  /// Functions, closures, host functions, resume points.
  public static let function = TypeSet(rawValue: 1 << 5)
  /// Objects other than arrays and functions, promises included.
  public static let object = TypeSet(rawValue: 1 << 6)
  /// Arrays, fixed-length ones included.
  public static let array = TypeSet(rawValue: 1 << 7)
  /// Byte arrays.
  public static let uint8Array = TypeSet(rawValue: 1 << 8)
  /// Classes.
  public static let classValue = TypeSet(rawValue: 1 << 9)
  /// The mark of holes and uninitialized variables.
  public static let deleted = TypeSet(rawValue: 1 << 10)

  /// Every type.
  public static let any = TypeSet(rawValue: (1 << 11) - 1)

  /// The type of `value`.
  public init(_ value: Value, in program: Program) {
    self =
      switch value {
      case .undefined: .undefined
      case .null: .null
      case .boolean: .boolean
      case .number: .number
      case .string: .string
      case .deleted: .deleted
      case .noOpFunction, .function, .continuation, .hostFunction: .function
      case .allocation(let id), .handle(let id):
        switch program.allocations[id].content {
        case .object: .object
        case .array, .fixedLengthArray: .array
        case .closure: .function
        case .classValue: .classValue
        case .uint8Array: .uint8Array
        }
      }
  }
}
