/// A dense table of entities with stable identities: removal leaves a hole, and no identity is used twice.
public struct EntityTable<Element: Hashable & Sendable>: Hashable, Sendable {
  /// The identity of an entity of this table.
  public typealias ID = EntityID<Element>

  private var slots: [Element?] = []

  /// Makes an empty table.
  public init() {}

  /// The number of identities ever given out: every `ID` of this table has an index below it.
  public var capacity: Int { slots.count }

  /// The number of entities that are still here.
  ///
  /// Linear in `capacity`.
  public var count: Int { slots.reduce(0) { $1 == nil ? $0 : $0 + 1 } }

  /// Adds `element` and returns its new identity.
  @discardableResult
  public mutating func append(_ element: Element) -> ID {
    slots.append(element)
    return ID(slots.count - 1)
  }

  /// Puts `element` at `id`, making holes before it if need be.
  public mutating func insert(_ element: Element, at id: ID) {
    while slots.count <= id.index { slots.append(nil) }
    slots[id.index] = element
  }

  /// Removes the entity `id`; removing it again does nothing.
  public mutating func remove(_ id: ID) { slots[id.index] = nil }

  /// True iff `id` names an entity of this table that has not been removed.
  public func contains(_ id: ID) -> Bool { slots.indices.contains(id.index) && slots[id.index] != nil }

  /// The entity `id`.
  ///
  /// - Precondition: `contains(id)`.
  public subscript(id: ID) -> Element {
    get {
      guard let element = slots[id.index] else { preconditionFailure("\(id) was removed") }
      return element
    }
    _modify {
      precondition(slots[id.index] != nil, "\(id) was removed")
      yield &slots[id.index]!
    }
  }

  /// The identities of all entities, ascending.
  public var ids: some Sequence<ID> { slots.indices.lazy.filter { slots[$0] != nil }.map { ID($0) } }

  /// All entities with their identities, ascending.
  public var entries: some Sequence<(id: ID, element: Element)> {
    slots.indices.lazy.compactMap { index in slots[index].map { (id: ID(index), element: $0) } }
  }
}
