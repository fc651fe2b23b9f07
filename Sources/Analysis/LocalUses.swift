import IL

/// Where each local of a body is used.
public struct LocalUses: Sendable {
  /// An instruction of a block; behind the last one stands the terminator.
  public struct Place: Hashable, Sendable {
    /// The block.
    public var block: BlockID
    /// The position in the block.
    public var index: Int

    /// Makes a place.
    public init(_ block: BlockID, _ index: Int) {
      self.block = block
      self.index = index
    }
  }

  /// The uses of all locals, those of one together.
  private let places: [Place]
  /// Where in `places` those of each local start; one more entry than there are locals.
  private let starts: [Int]

  /// Collects the uses of `body`; what edges pass is used by the terminator.
  public init(_ body: SSABody) {
    var starts = Array(repeating: 0, count: body.localCount + 1)
    Self.forEachUse(in: body) { local, _ in starts[local.index + 1] += 1 }
    for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
    var next = starts
    var places = Array(repeating: Place(SSABody.entry, 0), count: starts[body.localCount])
    Self.forEachUse(in: body) { local, place in
      places[next[local.index]] = place
      next[local.index] += 1
    }
    self.starts = starts
    self.places = places
  }

  /// The places that use `local`, in the order of the code; one that uses it twice is there twice.
  public subscript(local: Local) -> ArraySlice<Place> {
    places[starts[local.index]..<starts[local.index + 1]]
  }

  private static func forEachUse(in body: SSABody, _ action: (Local, Place) -> Void) {
    for id in body.blockIDs {
      for (index, instruction) in body[id].instructions.enumerated() {
        for case .local(let local) in instruction.operands { action(local, Place(id, index)) }
      }
      let place = Place(id, body[id].instructions.count)
      for case .local(let local) in body[id].terminator.allOperands { action(local, place) }
    }
  }
}
