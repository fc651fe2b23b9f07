/// The identity of an entity of a program: an index into the table that holds it.
///
/// Identities are stable: removing an entity leaves the others' identities alone, so an entity of the
/// optimized program is the one that has the same identity in the original.
public protocol EntityID: Hashable, Comparable, Sendable {
  /// The position in the table, from 0.
  var index: Int { get }
  /// Makes the identity of the entity at `index`.
  init(_ index: Int)
}

extension EntityID {
  /// Orders identities by table position, which is file order for a decoded program.
  public static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// The identity of a function.
public struct FunctionID: EntityID {
  public let index: Int
  public init(_ index: Int) { self.index = index }
}

/// The identity of a global variable.
public struct GlobalID: EntityID {
  public let index: Int
  public init(_ index: Int) { self.index = index }
}

/// The identity of an object, array, closure, class or byte array that exists when the program starts.
public struct AllocationID: EntityID {
  public let index: Int
  public init(_ index: Int) { self.index = index }
}

/// The identity of a string constant.
public struct StringID: EntityID {
  public let index: Int
  public init(_ index: Int) { self.index = index }
}

/// The identity of an imported host function.
public struct ImportID: EntityID {
  public let index: Int
  public init(_ index: Int) { self.index = index }
}
