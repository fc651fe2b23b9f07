import IL

/// What is known of a value: an upper bound.
public struct KnownValue: Hashable, Sendable {
  /// The types that the value may have; none if there is no such value, because execution never gets there.
  public var types: TypeSet
  /// The value, if it is always the same constant.
  public var constant: Value?

  /// Nothing is known.
  public static let unknown = KnownValue(types: .any)
  /// There is no value.
  public static let none = KnownValue(types: [])

  /// Makes what is known of a value.
  public init(types: TypeSet, constant: Value? = nil) {
    self.types = types
    self.constant = constant
  }

  /// Makes what is known of the constant `value`.
  public init(_ value: Value, in program: Program) {
    self.init(types: TypeSet(value, in: program), constant: value)
  }

  /// True iff execution never makes such a value.
  public var isNone: Bool { types.isEmpty }

  /// What is known if the value is one of two.
  public func joined(with other: KnownValue) -> KnownValue {
    if isNone { return other }
    if other.isNone { return self }
    return KnownValue(
      types: types.union(other.types), constant: constant == other.constant ? constant : nil)
  }
}
