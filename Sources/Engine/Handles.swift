/// Keeps a value alive and up to date for the host, while it is registered: collections move what it refers to.
///
/// The node belongs to the host, and its address must not change while it is registered. The layout is part of the
/// C interface.
public struct HandleNode {
  /// The word of the value.
  public var value: UInt16
  /// The next registered node.
  public var next: UnsafeMutablePointer<HandleNode>?

  /// A node that is not registered, with `undefined`.
  public init() {
    value = Value.undefined.bits
    next = nil
  }
}

extension Machine {
  /// Registers a node, with the value that it has.
  public func register(_ handle: UnsafeMutablePointer<HandleNode>) {
    handle.pointee.next = state.pointee.handles
    state.pointee.handles = handle
  }

  /// Unregisters a node and clears it.
  ///
  /// - Throws: ``Fault/invalidHandle`` if it was not registered.
  public func unregister(_ handle: UnsafeMutablePointer<HandleNode>) throws(Fault) {
    defer { handle.initialize(to: HandleNode()) }
    if state.pointee.handles == handle {
      state.pointee.handles = handle.pointee.next
      return
    }
    var node = state.pointee.handles
    while let current = node {
      if current.pointee.next == handle {
        current.pointee.next = handle.pointee.next
        return
      }
      node = current.pointee.next
    }
    throw .invalidHandle
  }
}
