import BitCollections

/// A set of things by number, in ascending order.
///
/// Most values can be at most one thing, for which nothing is allocated.
public struct ThingSet: Sendable {
  private enum Storage: Sendable {
    case none
    case one(Int)
    /// At least two things.
    case many(BitSet)
  }

  private var storage: Storage

  /// The empty set.
  public init() { storage = .none }

  /// The set of just `thing`.
  init(_ thing: Int) { storage = .one(thing) }

  /// True iff nothing is in the set.
  public var isEmpty: Bool { if case .none = storage { true } else { false } }

  /// The only thing in the set, if there is just one.
  public var only: Int? { if case .one(let thing) = storage { thing } else { nil } }

  /// True iff `thing` is in the set.
  public func contains(_ thing: Int) -> Bool {
    switch storage {
    case .none: false
    case .one(let only): only == thing
    case .many(let things): things.contains(thing)
    }
  }

  /// Adds `thing`, and returns whether it was not there.
  @discardableResult
  mutating func insert(_ thing: Int) -> Bool {
    switch storage {
    case .none: storage = .one(thing)
    case .one(let only):
      if only == thing { return false }
      storage = .many([only, thing])
    case .many(var things):
      // The set must not be held twice while it changes.
      storage = .none
      defer { storage = .many(things) }
      return things.insert(thing).inserted
    }
    return true
  }

  /// Adds what is in `other`, and returns whether anything was not there.
  @discardableResult
  mutating func formUnion(_ other: ThingSet) -> Bool {
    guard case .many(let new) = other.storage else { return other.only.map { insert($0) } ?? false }
    switch storage {
    case .none: storage = other.storage
    case .one(let only):
      var things = new
      things.insert(only)
      storage = .many(things)
    case .many(var things):
      if new.isSubset(of: things) { return false }
      storage = .none
      things.formUnion(new)
      storage = .many(things)
    }
    return true
  }
}

extension ThingSet: Equatable {
  /// True iff the same things are in both.
  public static func == (left: ThingSet, right: ThingSet) -> Bool {
    switch (left.storage, right.storage) {
    case (.none, .none): true
    case (.one(let left), .one(let right)): left == right
    case (.many(let left), .many(let right)): left == right
    default: false
    }
  }
}

extension ThingSet: Sequence {
  /// Gives the things in ascending order.
  public struct Iterator: IteratorProtocol {
    fileprivate var first: Int?
    fileprivate var rest: BitSet.Iterator?

    /// The next thing.
    public mutating func next() -> Int? {
      if let thing = first {
        first = nil
        return thing
      }
      return rest?.next()
    }
  }

  /// Starts with the smallest number.
  public func makeIterator() -> Iterator {
    if case .many(let things) = storage {
      Iterator(first: nil, rest: things.makeIterator())
    } else {
      Iterator(first: only, rest: nil)
    }
  }
}
