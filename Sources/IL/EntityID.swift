/// The identity of an entity of a program: an index into the table that holds it.
///
/// Identities are stable: removing an entity leaves the others' identities alone, so an entity of the
/// optimized program is the one that has the same identity in the original.
public struct EntityID<Entity>: Hashable, Comparable, Sendable {
  /// The position in the table, from 0.
  public let index: Int

  /// Makes the identity of the entity at `index`.
  public init(_ index: Int) { self.index = index }

  /// Orders identities by table position, which is file order for a decoded program.
  public static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}

/// The identity of a function.
public typealias FunctionID = EntityID<Function>
/// The identity of a global variable.
public typealias GlobalID = EntityID<Global>
/// The identity of an object, array, closure, class or byte array that exists when the program starts.
public typealias AllocationID = EntityID<Allocation>
/// The identity of a string constant.
public typealias StringID = EntityID<StringConstant>
/// The identity of an imported host function.
public typealias ImportID = EntityID<HostImport>
