import IL

/// The types that a value may have: an upper bound.
public struct TypeSet: OptionSet, Hashable, Sendable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let undefined = TypeSet(rawValue: 1 << 0)
  public static let null = TypeSet(rawValue: 1 << 1)
  public static let boolean = TypeSet(rawValue: 1 << 2)
  public static let number = TypeSet(rawValue: 1 << 3)
  public static let string = TypeSet(rawValue: 1 << 4)
  /// Functions, closures, host functions, resume points.
  public static let function = TypeSet(rawValue: 1 << 5)
  public static let object = TypeSet(rawValue: 1 << 6)
  /// Arrays, fixed-length ones included.
  public static let array = TypeSet(rawValue: 1 << 7)
  public static let uint8Array = TypeSet(rawValue: 1 << 8)
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
