/// The order of the blocks of a body, their predecessors and their dominators.
///
/// Blocks that cannot be reached from the entry have no place in the order and no dominator.
public struct ControlFlow: Sendable {
  /// The reachable blocks, each before its successors except along back edges.
  public let reversePostorder: [BlockID]
  /// The reachable blocks from which control can come, for each block, ascending; each once.
  public let predecessors: [[BlockID]]
  /// The position of each block in `reversePostorder`, or nil.
  private let positions: [Int?]
  /// The immediate dominator of each block, as a position in `reversePostorder`.
  private let immediateDominators: [Int]

  /// Finds the order and the dominators of the blocks of `body`.
  ///
  /// Dominators are found as in Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm" (2001).
  ///
  /// - Precondition: every successor of a block is a block of the body.
  public init(_ body: SSABody) {
    let order = Self.reversePostorder(of: body)
    var positions: [Int?] = Array(repeating: nil, count: body.blocks.count)
    for (position, id) in order.enumerated() { positions[id.index] = position }
    var predecessors: [[BlockID]] = Array(repeating: [], count: body.blocks.count)
    for id in order.sorted() {
      for successor in Set(body[id].terminator.successors) { predecessors[successor.index].append(id) }
    }
    reversePostorder = order
    self.predecessors = predecessors
    self.positions = positions
    immediateDominators = Self.immediateDominators(order, predecessors, positions)
  }

  /// True iff execution can reach `block`.
  public func isReachable(_ block: BlockID) -> Bool { positions[block.index] != nil }

  /// The closest block other than `block` that every path to it goes through; nil for the entry.
  ///
  /// - Precondition: `block` is reachable.
  public func immediateDominator(of block: BlockID) -> BlockID? {
    guard let position = positions[block.index] else { preconditionFailure("\(block) is unreachable") }
    return position == 0 ? nil : reversePostorder[immediateDominators[position]]
  }

  /// True iff every path to `block` goes through `dominator`, which may be `block` itself.
  ///
  /// Linear in the depth of the dominator tree. An unreachable block is dominated by every block.
  public func dominates(_ dominator: BlockID, _ block: BlockID) -> Bool {
    guard var position = positions[block.index] else { return true }
    guard let goal = positions[dominator.index] else { return false }
    while position > goal { position = immediateDominators[position] }
    return position == goal
  }

  private static func reversePostorder(of body: SSABody) -> [BlockID] {
    var postorder: [BlockID] = []
    var isVisited = Array(repeating: false, count: body.blocks.count)
    isVisited[0] = true
    // Successors are visited last to first, so that the first stands first in the result.
    var path: [(block: BlockID, remaining: [BlockID])] = [
      (SSABody.entry, body[SSABody.entry].terminator.successors)
    ]
    while let last = path.indices.last {
      if let successor = path[last].remaining.popLast() {
        guard !isVisited[successor.index] else { continue }
        isVisited[successor.index] = true
        path.append((successor, body[successor].terminator.successors))
      } else {
        postorder.append(path.removeLast().block)
      }
    }
    return postorder.reversed()
  }

  private static func immediateDominators(
    _ order: [BlockID], _ predecessors: [[BlockID]], _ positions: [Int?]
  ) -> [Int] {
    var dominators: [Int?] = Array(repeating: nil, count: order.count)
    dominators[0] = 0
    func intersect(_ left: Int, _ right: Int) -> Int {
      var (left, right) = (left, right)
      while left != right {
        if left > right { left = dominators[left]! } else { right = dominators[right]! }
      }
      return left
    }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for position in order.indices.dropFirst() {
        let processed = predecessors[order[position].index].compactMap { positions[$0.index] }
          .filter { dominators[$0] != nil }
        // The predecessor on the path by which the order reached the block always comes first.
        let dominator = processed.dropFirst().reduce(processed[0], intersect)
        if dominators[position] != dominator {
          dominators[position] = dominator
          hasChanged = true
        }
      }
    }
    return dominators.map { $0! }
  }
}
