/// A part of a source text, in bytes of UTF-8 from its start.
public struct SourceRange: Hashable, Sendable {
  /// The offset of the first byte.
  public var start: Int
  /// The offset behind the last byte.
  public var end: Int

  /// Makes the range from `start` up to `end`.
  ///
  /// - Precondition: `0 <= start && start <= end`.
  public init(_ start: Int, _ end: Int) {
    precondition(0 <= start && start <= end)
    self.start = start
    self.end = end
  }
}

/// The identity of a node in the syntax tree of one module.
///
/// The parser counts them from 0, so that facts about nodes can be kept in arrays.
public struct NodeID: Hashable, Comparable, Sendable {
  /// A number below `Module.nodeCount`.
  public let index: Int
  /// Makes the identity with this number.
  public init(_ index: Int) { self.index = index }

  /// Orders nodes by number.
  public static func < (left: NodeID, right: NodeID) -> Bool { left.index < right.index }
}
