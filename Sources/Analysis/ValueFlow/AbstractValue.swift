import IL

/// An upper bound for what a value can be.
///
/// Nothing at all at first: the analysis is optimistic. Joining only ever adds, and there are at most
/// `maximumConstants` constants before they widen to their types, so the analysis ends.
public struct AbstractValue: Sendable {
  /// Every primitive value of these types is possible.
  public private(set) var types: TypeSet = []
  /// True iff every integer that is a valid key, 0 to 8191, is possible.
  ///
  /// What is read from the length of an array is such a number, which cannot fail as a key.
  public private(set) var isAnyIndex = false
  /// True iff the value may be anything that the host can have: any primitive value, and whatever escaped.
  public private(set) var isFromHost = false
  /// The primitive values that are possible besides; none is of a type in `types`.
  public private(set) var constants = ConstantSet()
  /// The things that the value can refer to, by their number in `ValueFlow.references`.
  public private(set) var references = ThingSet()

  /// More constants than this become all values of their types.
  public static let maximumConstants = 12

  /// No value.
  public init() {}

  /// The primitive value `constant`.
  init(constant: Value) { constants = ConstantSet(constant) }

  /// Every primitive value of `types`.
  init(types: TypeSet) { self.types = types }

  /// The thing with this number.
  init(reference: Int) { references = ThingSet(reference) }

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
    guard arePrimitivesKnown, references.isEmpty, !isFromHost else { return nil }
    return constants.only
  }

  /// The number of the only thing that the value can be, if there is just one and nothing else is possible.
  public var reference: Int? {
    guard arePrimitivesKnown, constants.isEmpty, !isFromHost else { return nil }
    return references.only
  }

  /// The types of the primitive values that are possible.
  public var primitiveTypes: TypeSet {
    (isAnyIndex ? types.union(.number) : types).union(constants.types)
  }

  /// True iff the value may be the mark of uninitialized variables.
  public var mayBeDeleted: Bool { types.contains(.deleted) || constants.contains(.deleted) }

  /// The same without the mark of uninitialized variables.
  public var initialized: AbstractValue {
    guard mayBeDeleted else { return self }
    var value = self
    value.types.subtract(.deleted)
    value.constants.remove(.deleted)
    return value
  }

  /// Adds what `other` can be, and returns whether that is new.
  mutating func join(_ other: AbstractValue) -> Bool {
    var hasGrown = joinPrimitives(other)
    if other.isAnyIndex, !isAnyIndex {
      isAnyIndex = true
      hasGrown = true
    }
    if other.isFromHost, !isFromHost {
      isFromHost = true
      hasGrown = true
    }
    if references.formUnion(other.references) { hasGrown = true }
    return hasGrown
  }

  private mutating func joinPrimitives(_ other: AbstractValue) -> Bool {
    let typesBefore = types
    types.formUnion(other.types)
    var new = 0
    for constant in other.constants where !constants.contains(constant) { new += 1 }
    if new > 0, constants.count + new > Self.maximumConstants {
      types.formUnion(constants.types.union(other.constants.types))
    }
    var hasGrown = types != typesBefore
    if hasGrown { constants.remove(types) }
    guard new > 0 else { return hasGrown }
    for constant in other.constants
    where types.isDisjoint(with: constant.primitiveType) && !constants.contains(constant) {
      constants.insert(constant)
      hasGrown = true
    }
    return hasGrown
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
