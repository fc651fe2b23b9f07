import IL

/// The edges that lead to each block of a body.
public struct IncomingEdges: Sendable {
  /// An edge, by the block that it leaves and its position in `Terminator.edges`.
  public struct Place: Hashable, Sendable {
    /// The block that the edge leaves.
    public var block: BlockID
    /// The position among the edges of the block's terminator.
    public var edge: Int
  }

  private var places: [[Place]]
  private var isEnteredOtherwise: [Bool]

  /// Collects the edges of `body`, in the order of the code.
  public init(_ body: SSABody) {
    places = Array(repeating: [], count: body.blocks.count)
    isEnteredOtherwise = Array(repeating: false, count: body.blocks.count)
    isEnteredOtherwise[SSABody.entry.index] = true
    for id in body.blockIDs {
      for (position, edge) in body[id].terminator.edges.enumerated() {
        places[edge.target.index].append(Place(block: id, edge: position))
      }
      if let handler = body[id].terminator.handler { isEnteredOtherwise[handler.index] = true }
    }
  }

  /// The edges that lead to `block`.
  public subscript(block: BlockID) -> [Place] { places[block.index] }

  /// True iff `block` is entered only along edges: it is neither the entry nor a catch block.
  public func isOnlyJumpedTo(_ block: BlockID) -> Bool { !isEnteredOtherwise[block.index] }
}
