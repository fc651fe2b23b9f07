import IL

/// Stack code as a graph of blocks, of those instructions that can be reached.
///
/// Besides the blocks of the code there is one for the entry, so that nothing jumps to where execution
/// starts, and one for each `startTry`, the *landing* of its exceptions, from which control goes on to the
/// catch block. So a catch block is a block like any other, even if several `try` share it.
struct StackBlocks {
  struct Block {
    enum Kind: Hashable {
      case entry
      case code(Range<Int>)
      /// Where exceptions of the `try` arrive that starts at `depth` behind the block `tryStart`.
      case landing(tryStart: Int, depth: Int)
    }

    var kind: Kind
    /// Where control goes other than by an exception, in the order of the edges of the terminator.
    var successors: [Int] = []
    /// The landing of the `try` that starts at the end of the block.
    var landing: Int?
    /// The landing of exceptions that happen in the block, other than at its end.
    var handler: Int?
    /// The number of edges that lead here.
    var edgeCount = 0

    /// True iff several edges lead here, so that values have to be passed.
    var isJoin: Bool { edgeCount > 1 }
    var positions: Range<Int> { if case .code(let positions) = kind { positions } else { 0..<0 } }
  }

  private(set) var blocks: [Block]
  /// All blocks, each before its successors except along back edges.
  private(set) var reversePostorder: [Int] = []

  static let entry = 0

  /// Splits `code`, which satisfies the rules that `depths` stand for.
  init(_ code: StackCode, _ depths: StackDepths) throws(LiftingFailure) {
    blocks = [Block(kind: .entry, edgeCount: 1)]
    let starts = Self.starts(code, depths)
    var blockAt: [Int?] = Array(repeating: nil, count: code.instructions.count)
    for (position, start) in starts.enumerated() {
      let limit = position + 1 < starts.count ? starts[position + 1] : code.instructions.count
      let end = (start..<limit).first { code.instructions[$0].operation.isTerminator }.map { $0 + 1 } ?? limit
      blockAt[start] = blocks.count
      blocks.append(Block(kind: .code(start..<end)))
    }
    let labels = code.labelPositions
    func block(at position: Int) -> Int {
      guard let block = blockAt[position] else { preconditionFailure("no block starts at \(position)") }
      return block
    }
    blocks[Self.entry].successors = [block(at: 0)]
    for index in blocks.indices.dropFirst() {
      let end = blocks[index].positions.upperBound
      let operation = code.instructions[end - 1].operation
      // The depths exist, so every target does.
      let target = operation.target.map { block(at: labels[$0]!) }
      switch operation {
      case .startTry:
        blocks[index].landing = blocks.count
        let landing = Block.Kind.landing(tryStart: index, depth: depths.depth(at: end - 1)!)
        blocks.append(Block(kind: landing, successors: [target!], edgeCount: 1))
        blocks[index].successors = [block(at: end)]
      case .branch: blocks[index].successors = [target!, block(at: end)]
      case .jump: blocks[index].successors = [target!]
      case _ where operation.isTerminator: break
      default: blocks[index].successors = [block(at: end)]
      }
    }
    for block in blocks { for successor in block.successors { blocks[successor].edgeCount += 1 } }
    findOrder()
    try findHandlers(code)
  }

  /// The positions at which blocks start, ascending.
  private static func starts(_ code: StackCode, _ depths: StackDepths) -> [Int] {
    let labels = code.labelPositions
    var isStart = Array(repeating: false, count: code.instructions.count + 1)
    isStart[0] = true
    for position in code.instructions.indices where depths.isReachable(position) {
      let operation = code.instructions[position].operation
      if let target = operation.target { isStart[labels[target]!] = true }
      switch operation {
      // What is open may change with `endTry`, and each block has one handler.
      case .branch, .startTry, .endTry: isStart[position + 1] = true
      default: break
      }
    }
    return code.instructions.indices.filter { isStart[$0] }
  }

  private mutating func findOrder() {
    var postorder: [Int] = []
    var isVisited = Array(repeating: false, count: blocks.count)
    isVisited[Self.entry] = true
    var path: [(block: Int, remaining: [Int])] = [(Self.entry, blocks[Self.entry].successors)]
    while let last = path.indices.last {
      if let successor = path[last].remaining.popLast() {
        guard !isVisited[successor] else { continue }
        isVisited[successor] = true
        let block = blocks[successor]
        path.append((successor, block.successors + (block.landing.map { [$0] } ?? [])))
      } else {
        postorder.append(path.removeLast().block)
      }
    }
    reversePostorder = postorder.reversed()
  }

  /// Follows the open `try` blocks along all paths.
  private mutating func findHandlers(_ code: StackCode) throws(LiftingFailure) {
    var isKnown = Array(repeating: false, count: blocks.count)
    isKnown[Self.entry] = true
    for index in reversePostorder {
      let handler = blocks[index].handler
      var after = handler
      if let landing = blocks[index].landing {
        blocks[landing].handler = handler
        isKnown[landing] = true
        after = landing
      } else if let last = blocks[index].positions.last, code.instructions[last].operation == .endTry {
        after = handler.flatMap { blocks[$0].handler }
      }
      for successor in blocks[index].successors {
        guard !isKnown[successor] || blocks[successor].handler == after else {
          throw .catchBlocksDiffer(position: blocks[successor].positions.lowerBound)
        }
        blocks[successor].handler = after
        isKnown[successor] = true
      }
    }
  }
}
