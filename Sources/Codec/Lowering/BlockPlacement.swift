import IL

/// Puts blocks of stack code in an order in which few jumps are needed.
struct BlockPlacement {
  private var blocks: [CodeBlock]
  private var order: [Int] = []
  private let handlers: Set<Int>

  /// The placed code of `blocks`, of which the first is the entry.
  static func place(_ blocks: [CodeBlock], reachable: [BlockID]) -> StackCode {
    var placement = BlockPlacement(blocks)
    placement.skipEmptyBlocks()
    let live = placement.liveBlocks(reachable.map(\.index))
    placement.order =
      live.count <= ExhaustiveOrder.limit
      ? ExhaustiveOrder(live, placement.saving).order
      : ChainOrder(live, placement.saving, successors: placement.successors).order
    return placement.code()
  }

  private init(_ blocks: [CodeBlock]) {
    self.blocks = blocks
    handlers = Set(
      blocks.compactMap { if case .startTry(_, let handler) = $0.exit { handler.index } else { nil } })
  }

  /// Leads control past blocks that only jump.
  private mutating func skipEmptyBlocks() {
    for index in blocks.indices { blocks[index].exit = blocks[index].exit.mapTargets { finalTarget($0) } }
  }

  private func finalTarget(_ block: BlockID) -> BlockID {
    var block = block
    // An empty loop has no end.
    for _ in blocks.indices {
      guard blocks[block.index].instructions.isEmpty, case .jump(let next) = blocks[block.index].exit else {
        break
      }
      block = next
    }
    return block
  }

  private func liveBlocks(_ reachable: [Int]) -> [Int] {
    var isLive = Array(repeating: false, count: blocks.count)
    isLive[0] = true
    var pending = [0]
    while let block = pending.popLast() {
      for next in blocks[block].exit.successors where !isLive[next.index] {
        isLive[next.index] = true
        pending.append(next.index)
      }
    }
    return reachable.filter { isLive[$0] }
  }

  private func successors(_ block: Int) -> [Int] { blocks[block].exit.successors.map(\.index) }

  /// The bytes that are saved if `second` stands directly behind `first`.
  private func saving(_ first: Int, _ second: Int) -> Int {
    switch blocks[first].exit {
    case .none: 0
    case .jump(let target), .startTry(let target, _): target.index == second ? jumpSize(to: target) : 0
    case .branch(let taken, let other):
      if other.index == second {
        jumpSize(to: other)
      } else if taken.index == second {
        canInvertFreely(first) ? 2 : 1
      } else {
        0
      }
    }
  }

  /// The size of a jump, or of what can stand in its place.
  private func jumpSize(to target: BlockID) -> Int { isReturn(target) ? 1 : 2 }

  /// True iff a copy of the block is shorter than a jump to it.
  private func isReturn(_ block: BlockID) -> Bool {
    blocks[block.index].instructions.map(\.operation) == [.returnValue] && !handlers.contains(block.index)
  }

  private func canInvertFreely(_ block: Int) -> Bool {
    blocks[block].instructions.last?.operation.inverse != nil
  }

  private func code() -> StackCode {
    var instructions: [Instruction] = []
    for (position, block) in order.enumerated() {
      let next = position + 1 < order.count ? BlockID(order[position + 1]) : nil
      let origin = blocks[block].exitOrigin
      instructions.append(Instruction(.label(Label(block))))
      instructions += blocks[block].instructions
      func jump(to target: BlockID) {
        if target == next { return }
        if isReturn(target) {
          instructions += blocks[target.index].instructions
        } else {
          instructions.append(Instruction(.jump(Label(target.index)), origin: origin))
        }
      }
      switch blocks[block].exit {
      case .none: break
      case .jump(let target): jump(to: target)
      case .startTry(let target, let handler):
        instructions.append(Instruction(.startTry(Label(handler.index)), origin: origin))
        jump(to: target)
      case .branch(let taken, let other):
        if taken == next, taken != other {
          if let last = instructions.last, let inverse = last.operation.inverse {
            instructions[instructions.count - 1].operation = inverse
          } else {
            instructions.append(Instruction(.unary(.logicalNot)))
          }
          instructions.append(Instruction(.branch(Label(other.index)), origin: origin))
        } else {
          instructions.append(Instruction(.branch(Label(taken.index)), origin: origin))
          jump(to: other)
        }
      }
    }
    return StackCode(withoutUnusedLabels(instructions))
  }

  private func withoutUnusedLabels(_ instructions: [Instruction]) -> [Instruction] {
    let used = Set(instructions.compactMap(\.operation.target))
    return instructions.filter {
      if case .label(let label) = $0.operation { used.contains(label) } else { true }
    }
  }
}

extension Operation {
  /// The operation that gives the opposite boolean and costs the same, if there is one.
  fileprivate var inverse: Operation? {
    switch self {
    case .binary(.equal): .binary(.notEqual)
    case .binary(.notEqual): .binary(.equal)
    default: nil
    }
  }
}

extension CodeBlock.Exit {
  /// Where control can go, catch blocks included.
  var successors: [BlockID] {
    switch self {
    case .none: []
    case .jump(let target): [target]
    case .branch(let first, let second): [first, second]
    case .startTry(let body, let handler): [body, handler]
    }
  }

  /// The same with every target but catch blocks replaced.
  fileprivate func mapTargets(_ transform: (BlockID) -> BlockID) -> CodeBlock.Exit {
    switch self {
    case .none: .none
    case .jump(let target): .jump(transform(target))
    case .branch(let first, let second): .branch(transform(first), transform(second))
    case .startTry(let body, let handler): .startTry(transform(body), handler: handler)
    }
  }
}
