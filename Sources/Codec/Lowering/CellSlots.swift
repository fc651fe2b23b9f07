import IL

/// Where the slot of each cell comes from.
struct CellSlots {
  /// A way to make the slot of a cell.
  enum Birth: Equatable {
    /// The value that this node stores first stays where it was computed.
    case store(Int)
    /// `undefined` is pushed when the block is entered.
    case start(BlockID)
    /// `undefined` is pushed before the terminator of the block.
    case end(BlockID)
  }

  /// The birth of each cell, nil if nothing refers to it.
  private(set) var births: [Birth?]
  /// The nodes that make slots.
  var stores: Set<Int> {
    Set(births.compactMap { if case .store(let node)? = $0 { node } else { nil } })
  }

  private struct Access {
    let block: BlockID
    let node: Int
    let isStore: Bool
    let open: [BlockID]
  }

  /// Finds a place for each cell of `graph` before all that refers to it, outside of each `try` that some of that
  /// is outside of, and where the cell holds nothing yet.
  init(_ graph: LoweringGraph, _ nesting: TryNesting) {
    births = Array(repeating: nil, count: graph.cellCount)
    guard graph.cellCount > 0 else { return }
    var accesses: [[Access]] = Array(repeating: [], count: graph.cellCount)
    var order = Array(repeating: 0, count: graph.blocks.count)
    for (position, id) in graph.flow.reversePostorder.enumerated() {
      order[id.index] = position
      var open = nesting.atStart[id.index]
      for node in graph.blocks[id.index].nodes {
        switch graph.operation(node) {
        case .loadCell(let cell):
          accesses[cell.index].append(Access(block: id, node: node, isStore: false, open: open))
        case .storeCell(let cell):
          accesses[cell.index].append(Access(block: id, node: node, isStore: true, open: open))
        case .endTry: _ = open.popLast()
        default: break
        }
      }
    }
    let sources = graph.sources(nesting)
    for cell in accesses.indices where !accesses[cell].isEmpty {
      births[cell] = Self.birth(accesses[cell], graph, nesting, order, sources)
    }
  }

  private static func birth(
    _ accesses: [Access], _ graph: LoweringGraph, _ nesting: TryNesting, _ order: [Int],
    _ sources: [[BlockID]]
  ) -> Birth {
    var block = accesses[0].block
    var open = accesses[0].open
    for access in accesses {
      block = graph.commonDominator(block, access.block, order)
      open.removeLast(open.count - TryNesting.common(open, access.open))
    }
    let live = liveBlocks(accesses, graph, sources)
    while true {
      let own = accesses.first { $0.block == block }
      if !live.contains(block.index) {
        if let own, own.isStore, own.open == open { return .store(own.node) }
        if own == nil, TryNesting.common(nesting.atEnd[block.index], open) == nesting.atEnd[block.index].count
        {
          return .end(block)
        }
        if TryNesting.common(nesting.atStart[block.index], open) == nesting.atStart[block.index].count {
          return .start(block)
        }
      }
      guard let dominator = graph.flow.immediateDominator(of: block) else { return .start(block) }
      block = dominator
    }
  }

  /// The blocks at whose start the cell may hold something that is read later.
  private static func liveBlocks(
    _ accesses: [Access], _ graph: LoweringGraph, _ sources: [[BlockID]]
  ) -> Set<Int> {
    var firstIsStore: [Int: Bool] = [:]
    for access in accesses where firstIsStore[access.block.index] == nil {
      firstIsStore[access.block.index] = access.isStore
    }
    var live: Set<Int> = []
    var pending = firstIsStore.filter { !$0.value }.map(\.key)
    while let block = pending.popLast() {
      guard live.insert(block).inserted else { continue }
      // An exception can come before the store.
      let isHandler = sources[block].count > graph.flow.predecessors[block].count
      for source in sources[block] where isHandler || firstIsStore[source.index] != true {
        pending.append(source.index)
      }
    }
    return live
  }
}

extension LoweringGraph {
  /// From where control can come to each block, exceptions included.
  func sources(_ nesting: TryNesting) -> [[BlockID]] {
    var sources = flow.predecessors
    for id in flow.reversePostorder {
      for start in nesting.atStart[id.index] {
        if case .startTry(_, let handler) = exit(of: start) { sources[handler.index].append(id) }
      }
    }
    return sources
  }

  /// The closest block that all paths to both go through; `order` has the positions in reverse postorder.
  func commonDominator(_ left: BlockID, _ right: BlockID, _ order: [Int]) -> BlockID {
    var (left, right) = (left, right)
    while left != right {
      if order[left.index] > order[right.index] {
        left = flow.immediateDominator(of: left)!
      } else {
        right = flow.immediateDominator(of: right)!
      }
    }
    return left
  }
}
