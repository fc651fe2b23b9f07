import IL

/// Code as basic blocks, and their order.
///
/// The order is that of the reference compiler: what is reached without a jump follows, and the other side of a
/// branch comes later. Blocks that nothing reaches are left out.
struct CodeBlocks {
  /// How a block ends.
  private enum End {
    /// With its last operation.
    case stops
    case jump(Label)
    case branch(Label, otherwise: Label)
  }

  private struct Block {
    var operations: [Operation] = []
    var end = End.stops
    var isOpen = false
  }

  private var blocks: [Block] = []
  private var current: Label

  /// Makes the block that execution starts with, and opens it.
  init() {
    current = Label(0)
    blocks = [Block(isOpen: true)]
  }

  /// Makes a block that is still empty.
  mutating func newBlock() -> Label {
    blocks.append(Block())
    return Label(blocks.count - 1)
  }

  /// Starts to fill a block.
  mutating func begin(_ label: Label) {
    current = label
    blocks[label.index].isOpen = true
  }

  /// Appends an operation, unless control has left the block already.
  mutating func append(_ operation: Operation) {
    guard blocks[current.index].isOpen else { return }
    blocks[current.index].operations.append(operation)
    if operation.isTerminator { blocks[current.index].isOpen = false }
  }

  /// Ends the current block with a jump.
  mutating func jump(_ target: Label) { end(.jump(target)) }

  /// Ends the current block with a branch.
  mutating func branch(_ target: Label, otherwise: Label) { end(.branch(target, otherwise: otherwise)) }

  private mutating func end(_ end: End) {
    guard blocks[current.index].isOpen else { return }
    blocks[current.index].end = end
    blocks[current.index].isOpen = false
  }

  /// All blocks that can be reached, one after the other.
  var operations: [Operation] {
    var result: [Operation] = []
    var placed: Set<Label> = []
    var pending = [Label(0)]
    while let start = pending.popLast() {
      var next: Label? = placed.contains(start) ? nil : start
      while let label = next {
        placed.insert(label)
        result.append(.label(label))
        result += blocks[label.index].operations
        pending += blocks[label.index].operations.compactMap(\.target)
        var following: Label?
        switch blocks[label.index].end {
        case .stops: break
        case .jump(let target): following = target
        case .branch(let target, let otherwise):
          result.append(.branch(target))
          pending.append(target)
          following = otherwise
        }
        next = following.flatMap { placed.contains($0) ? nil : $0 }
        if let following, next == nil { result.append(.jump(following)) }
      }
    }
    let targets = Set(result.compactMap(\.target))
    return result.filter { operation in
      guard case .label(let label) = operation else { return true }
      return targets.contains(label)
    }
  }
}
