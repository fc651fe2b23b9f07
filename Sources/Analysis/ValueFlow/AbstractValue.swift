import BitCollections
import IL

/// An upper bound for what a value can be.
///
/// Nothing at all at first: the analysis is optimistic. Joining only ever adds, and there are at most
/// `maximumConstants` constants before they widen to their types, so the analysis ends.
public struct AbstractValue: Hashable, Sendable {
  /// Every primitive value of these types is possible.
  public private(set) var types: TypeSet = []
  /// The primitive values that are possible besides; none is of a type in `types`.
  public private(set) var constants: Set<Value> = []
  /// True iff every integer that is a valid key, 0 to 8191, is possible.
  ///
  /// What is read from the length of an array is such a number, which cannot fail as a key.
  public private(set) var isAnyIndex = false
  /// The things that the value can refer to, by their number in `ValueFlow.references`.
  public private(set) var references = BitSet()
  /// True iff the value may be anything that the host can have: any primitive value, and whatever escaped.
  public private(set) var isFromHost = false

  /// More constants than this become all values of their types.
  public static let maximumConstants = 12

  /// No value.
  public init() {}

  /// The primitive value `constant`.
  init(constant: Value) { constants = [constant] }

  /// Every primitive value of `types`.
  init(types: TypeSet) { self.types = types }

  /// The thing with this number.
  init(reference: Int) { references = [reference] }

  /// Any number from 0 to 8191.
  static let anyIndex: AbstractValue = {
    var value = AbstractValue()
    value.isAnyIndex = true
    return value
  }()

  /// Anything that the host can have.
  static let fromHost: AbstractValue = {
    var value = AbstractValue(types: [.undefined, .null, .boolean, .number, .string])
    value.isFromHost = true
    return value
  }()

  /// True iff no value is possible.
  public var isEmpty: Bool { arePrimitivesKnown && constants.isEmpty && references.isEmpty && !isFromHost }

  /// True iff the primitive values in `constants` are all that are possible.
  private var arePrimitivesKnown: Bool { types.isEmpty && !isAnyIndex }

  /// The only possible value, if it is a primitive one and there is just one.
  public var constant: Value? {
    guard arePrimitivesKnown, constants.count == 1, references.isEmpty, !isFromHost else { return nil }
    return constants.first
  }

  /// The number of the only thing that the value can be, if there is just one and nothing else is possible.
  public var reference: Int? {
    guard arePrimitivesKnown, constants.isEmpty, references.count == 1, !isFromHost else { return nil }
    return references.first
  }

  /// The types of the primitive values that are possible.
  public var primitiveTypes: TypeSet {
    constants.reduce(isAnyIndex ? types.union(.number) : types) { $0.union($1.primitiveType) }
  }

  /// True iff the value may be the mark of uninitialized variables.
  public var mayBeDeleted: Bool { types.contains(.deleted) || constants.contains(.deleted) }

  /// The same without the mark of uninitialized variables.
  var initialized: AbstractValue {
    var value = self
    value.types.subtract(.deleted)
    value.constants.remove(.deleted)
    return value
  }

  /// Adds what `other` can be, and returns whether that is new.
  mutating func join(_ other: AbstractValue) -> Bool {
    if other.isEmpty || self == other { return false }
    let before = self
    types.formUnion(other.types)
    if !other.constants.isSubset(of: constants) { constants.formUnion(other.constants) }
    if !constants.isEmpty {
      let count = constants.count
      if count > Self.maximumConstants {
        types.formUnion(constants.reduce([]) { $0.union($1.primitiveType) })
      }
      if !types.isEmpty { constants = constants.filter { types.isDisjoint(with: $0.primitiveType) } }
    }
    isAnyIndex = isAnyIndex || other.isAnyIndex
    references.formUnion(other.references)
    isFromHost = isFromHost || other.isFromHost
    return self != before
  }
}

extension Value {
  /// The type of a primitive value; none for what has an identity.
  var primitiveType: TypeSet {
    switch self {
    case .undefined: .undefined
    case .null: .null
    case .boolean: .boolean
    case .number: .number
    case .string: .string
    case .deleted: .deleted
    case .noOpFunction, .function, .continuation, .hostFunction, .allocation, .handle: []
    }
  }
}
