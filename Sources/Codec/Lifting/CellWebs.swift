import IL

/// Which definitions of slots are stores to cells.
///
/// A *web* of a slot is a set of definitions that meet where paths join. A web that a catch block reads, and
/// that is stored inside of its `try`, is one cell everywhere.
struct CellWebs {
  /// A slot at the start of a block: what paths agree on there, or what is in the frame by then.
  struct BlockSlot: Hashable {
    var block: Int
    var slot: Int
  }

  /// The number of cells.
  private(set) var count = 0
  private var atPosition: [Int: Cell] = [:]
  private var atBlock: [BlockSlot: Cell] = [:]

  /// The cell that the instruction at `position` stores, if any.
  subscript(position: Int) -> Cell? { atPosition[position] }
  /// The cell that `slot` is from the start of `block` on, if the block has a definition of the slot.
  subscript(block: Int, slot: Int) -> Cell? { atBlock[BlockSlot(block: block, slot: slot)] }

  /// Finds the webs, unless no catch block can see a store, as in most functions.
  init(_ stackBlocks: StackBlocks, _ code: StackCode, _ depths: StackDepths, _ liveness: SlotLiveness) {
    let blocks = stackBlocks.blocks
    guard blocks.contains(where: { $0.landing != nil }) else { return }
    let exposed = ExposedSlots(stackBlocks, code, depths, liveness)
    guard exposed.atLanding.contains(where: { !$0.isEmpty }) else { return }
    var webs = Webs(positionCount: code.instructions.count)
    // The definition that each slot holds at the end of a block, for blocks that the walk has left.
    var atEnd: [[Int]] = Array(repeating: [], count: blocks.count)
    for (index, block) in blocks.enumerated() where block.isJoin {
      for slot in liveness.atStart[index].slots { webs.add(BlockSlot(block: index, slot: slot)) }
    }
    var predecessor = Array(repeating: StackBlocks.entry, count: blocks.count)
    for index in stackBlocks.reversePostorder {
      let block = blocks[index]
      var frame: [Int]
      switch block.kind {
      case .entry:
        let entryDepth = depths.depth(at: 0) ?? 0
        frame = (0..<entryDepth).map { webs.add(BlockSlot(block: index, slot: $0)) }
      case .landing(_, let depth):
        frame = Array(atEnd[predecessor[index]].prefix(depth))
        frame.append(webs.add(BlockSlot(block: index, slot: depth)))
        for slot in exposed.atLanding[index].slots { webs.markAsCell(frame[slot]) }
        guard !exposed.atLanding[index].isEmpty else { break }
        for position in exposed.members[index].lazy.flatMap({ blocks[$0].positions }) {
          if case .storeVariable(let slot) = code.instructions[position].operation,
            exposed.atLanding[index].contains(slot)
          {
            webs.unite(frame[slot], position)
          }
        }
      case .code(let positions):
        if block.isJoin {
          frame = Array(repeating: Webs.none, count: depths.depth(at: positions.lowerBound)!)
          for slot in liveness.atStart[index].slots {
            frame[slot] = webs.node(of: BlockSlot(block: index, slot: slot))
          }
        } else {
          frame = atEnd[predecessor[index]]
        }
        for position in positions { Self.step(position, &frame, code, depths) }
      }
      for successor in block.successors {
        predecessor[successor] = index
        guard blocks[successor].isJoin else { continue }
        for slot in liveness.atStart[successor].slots {
          webs.unite(frame[slot], webs.node(of: BlockSlot(block: successor, slot: slot)))
        }
      }
      if let landing = block.landing { predecessor[landing] = index }
      atEnd[index] = frame
    }
    assignCells(&webs)
  }

  /// Makes `frame` what it is behind the instruction at `position`.
  private static func step(_ position: Int, _ frame: inout [Int], _ code: StackCode, _ depths: StackDepths) {
    guard let depth = depths.depth(at: position) else { return }
    let operation = code.instructions[position].operation
    let access = FrameAccess(operation, depth: depth)
    if case .storeVariable(let slot) = operation {
      frame.removeLast()
      frame[slot] = position
    } else if operation != .asyncResume {
      let (pops, pushes) = operation.stackEffect
      frame.removeLast(pops)
      frame += Array(repeating: Webs.none, count: pushes)
      if let slot = access.definition {
        if slot == frame.count { frame.append(position) } else { frame[slot] = position }
      }
    }
    // What `endTry` drops depends on the catch record.
    if operation == .endTry, let after = depths.depth(at: position + 1) {
      frame.removeLast(frame.count - after)
    }
  }

  /// Numbers the webs that are cells in the order of their first definitions.
  private mutating func assignCells(_ webs: inout Webs) {
    var cells: [Int: Cell] = [:]
    for node in 0..<webs.count {
      guard let web = webs.cellWeb(of: node) else { continue }
      let cell = cells[web] ?? Cell(count)
      if cells[web] == nil {
        cells[web] = cell
        count += 1
      }
      if let blockSlot = webs.blockSlot(of: node) {
        atBlock[blockSlot] = cell
      } else {
        atPosition[node] = cell
      }
    }
  }

  /// Definitions as nodes: positions first, then slots of blocks; marked webs are cells.
  private struct Webs {
    static let none = -1

    private let positionCount: Int
    private var sets: MarkedSets
    private var nodes: [BlockSlot: Int] = [:]
    private var blockSlots: [BlockSlot] = []

    init(positionCount: Int) {
      self.positionCount = positionCount
      sets = MarkedSets(count: positionCount)
    }

    var count: Int { sets.count }

    @discardableResult
    mutating func add(_ blockSlot: BlockSlot) -> Int {
      let node = sets.add()
      nodes[blockSlot] = node
      blockSlots.append(blockSlot)
      return node
    }

    func node(of blockSlot: BlockSlot) -> Int {
      guard let node = nodes[blockSlot] else { preconditionFailure("no definition of \(blockSlot)") }
      return node
    }

    func blockSlot(of node: Int) -> BlockSlot? {
      node < positionCount ? nil : blockSlots[node - positionCount]
    }

    mutating func unite(_ left: Int, _ right: Int) { sets.unite(left, right) }

    mutating func markAsCell(_ node: Int) { sets.mark(node) }

    mutating func cellWeb(of node: Int) -> Int? { sets.isMarked(node) ? sets.representative(of: node) : nil }
  }
}
