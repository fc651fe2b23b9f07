import IL

/// A set of a few primitive values.
///
/// Most values can be at most one constant, for which nothing is allocated.
public struct ConstantSet: Sendable {
  private enum Storage: Sendable {
    case none
    case one(Value)
    /// At least two values, none of them twice, in the order in which they were added.
    case many([Value])
  }

  private var storage: Storage

  /// The empty set.
  init() { storage = .none }

  /// The set of just `constant`.
  init(_ constant: Value) { storage = .one(constant) }

  /// True iff nothing is in the set.
  public var isEmpty: Bool { if case .none = storage { true } else { false } }

  /// How many constants are in the set.
  public var count: Int {
    switch storage {
    case .none: 0
    case .one: 1
    case .many(let constants): constants.count
    }
  }

  /// The only constant in the set, if there is just one.
  public var only: Value? { if case .one(let constant) = storage { constant } else { nil } }

  /// True iff `constant` is in the set.
  public func contains(_ constant: Value) -> Bool {
    switch storage {
    case .none: false
    case .one(let only): only == constant
    case .many(let constants): constants.contains(constant)
    }
  }

  /// Adds `constant`.
  mutating func insert(_ constant: Value) {
    guard !contains(constant) else { return }
    switch storage {
    case .none: storage = .one(constant)
    case .one(let only): storage = .many([only, constant])
    case .many(var constants):
      // The list must not be held twice while it changes.
      storage = .none
      constants.append(constant)
      storage = .many(constants)
    }
  }

  /// Removes the constants that are of one of `types`.
  mutating func remove(_ types: TypeSet) {
    guard contains(where: { !types.isDisjoint(with: $0.primitiveType) }) else { return }
    self = filter { types.isDisjoint(with: $0.primitiveType) }.reduce(into: ConstantSet()) { $0.insert($1) }
  }

  /// The types of the constants.
  var types: TypeSet { reduce(into: []) { $0.formUnion($1.primitiveType) } }
}

extension ConstantSet: Sequence {
  /// Gives the constants in the order in which they were added.
  public struct Iterator: IteratorProtocol {
    fileprivate var first: Value?
    fileprivate var rest: IndexingIterator<[Value]>?

    /// The next constant.
    public mutating func next() -> Value? {
      if let constant = first {
        first = nil
        return constant
      }
      return rest?.next()
    }
  }

  /// Starts with the constant that was added first.
  public func makeIterator() -> Iterator {
    if case .many(let constants) = storage {
      Iterator(first: nil, rest: constants.makeIterator())
    } else {
      Iterator(first: only, rest: nil)
    }
  }
}
