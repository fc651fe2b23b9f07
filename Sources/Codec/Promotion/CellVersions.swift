import IL

/// The versions of the cells of a body: what each load may find in its cell.
///
/// A version is what one store put there, what the cell starts with, or whichever version control brings along
/// where paths meet. Versions are numbered like locals, behind those of the body, and made only where the cell
/// is still read. Catch blocks are joins of all places in the `try` from which exceptions may come.
struct CellVersions {
  /// What a version is.
  enum Definition {
    /// The content of a cell that nothing has stored: `deleted`.
    case initial
    case store(Operand)
    /// The version that is in the cell when the block is entered.
    case join
  }

  /// A block where versions of a cell meet.
  struct Join {
    var version: Local
    var block: BlockID
    /// The versions at the end of each predecessor, in the order of `ControlFlow.predecessors`, and then
    /// those that the cell may hold when an exception is thrown.
    var operands: [Operand]
  }

  private(set) var joins: [Join] = []
  /// The version that each access to a cell loads or stores, by block, in the order of the code.
  private(set) var accesses: [[Local?]]
  private var definitions: [Definition] = []
  private let firstVersion: Int

  private let flow: ControlFlow
  private let exceptions: ExceptionalEdges
  private let order: [Int]
  /// Facts about the cell that is looked at, for the blocks where there are any.
  private var facts: [Facts?]

  /// What there is to know about one cell in one block.
  private struct Facts {
    /// The instructions that load or store it.
    var accesses: [Access] = []
    /// The version at the start of the block, if what the cell holds there is read later.
    var start: Local?
    var isLive = false

    var stores: some Sequence<Access> { accesses.lazy.filter { $0.stored != nil } }
    /// The version at the end of the block.
    var end: Local? { accesses.last { $0.stored != nil }?.version ?? start }
  }

  private struct Access {
    var position: Int
    /// The position among the accesses of the block.
    var ordinal: Int
    /// What is stored; nil for a load.
    var stored: Operand?
    var version: Local?
  }

  /// Finds the versions in `body`, which satisfies `SSAVerifier`.
  init(_ body: SSABody, _ flow: ControlFlow) {
    self.flow = flow
    exceptions = ExceptionalEdges(body, flow)
    firstVersion = body.localCount
    var order = Array(repeating: 0, count: body.blocks.count)
    for (position, id) in flow.reversePostorder.enumerated() { order[id.index] = position }
    self.order = order
    accesses = Array(repeating: [], count: body.blocks.count)
    facts = Array(repeating: nil, count: body.blocks.count)
    var cells: [[(block: BlockID, access: Access)]] = Array(repeating: [], count: body.cellCount)
    for id in flow.reversePostorder {
      for (position, instruction) in body[id].instructions.enumerated() {
        guard let cell = instruction.operation.cell else { continue }
        let access = Access(
          position: position, ordinal: accesses[id.index].count, stored: instruction.operands.first)
        cells[cell.index].append((id, access))
        accesses[id.index].append(nil)
      }
    }
    for cell in cells { addVersions(of: cell) }
  }

  /// How many locals there are with the versions.
  var localCount: Int { firstVersion + definitions.count }
  /// The versions, in the order of their numbers.
  var all: Range<Int> { firstVersion..<localCount }
  /// What `version` is.
  func definition(of version: Local) -> Definition { definitions[version.index - firstVersion] }

  private mutating func makeVersion(_ definition: Definition) -> Local {
    definitions.append(definition)
    return Local(localCount - 1)
  }

  // MARK: One cell

  private mutating func addVersions(of cell: [(block: BlockID, access: Access)]) {
    var touched: [BlockID] = []
    for (block, access) in cell {
      var access = access
      if let stored = access.stored { access.version = makeVersion(.store(stored)) }
      touch(block, &touched)
      facts[block.index]!.accesses.append(access)
    }
    let live = markLive(touched, &touched)
    let first = joins.count
    for block in live { facts[block.index]!.start = startVersion(of: block) }
    for index in first..<joins.count { joins[index].operands = operands(at: joins[index].block) }
    for block in touched {
      var version = facts[block.index]!.start
      for access in facts[block.index]!.accesses {
        version = access.version ?? version
        accesses[block.index][access.ordinal] = version
      }
      facts[block.index] = nil
    }
  }

  private mutating func touch(_ block: BlockID, _ touched: inout [BlockID]) {
    guard facts[block.index] == nil else { return }
    facts[block.index] = Facts()
    touched.append(block)
  }

  /// Finds the blocks at whose start the cell holds what is read later, in reverse postorder.
  private mutating func markLive(_ accessing: [BlockID], _ touched: inout [BlockID]) -> [BlockID] {
    var live: [BlockID] = []
    var pending = accessing.filter { facts[$0.index]!.accesses[0].stored == nil }
    while let block = pending.popLast() {
      touch(block, &touched)
      guard !facts[block.index]!.isLive else { continue }
      facts[block.index]!.isLive = true
      live.append(block)
      func reach(_ source: BlockID, before position: Int) {
        let store = facts[source.index]?.stores.first { _ in true }
        if store.map({ $0.position > position }) ?? true { pending.append(source) }
      }
      for predecessor in flow.predecessors[block.index] { reach(predecessor, before: .max) }
      for source in exceptions[block] { reach(source.block, before: source.positions[0]) }
    }
    return live.sorted { order[$0.index] < order[$1.index] }
  }

  private mutating func startVersion(of block: BlockID) -> Local {
    if block == SSABody.entry { return makeVersion(.initial) }
    let predecessors = flow.predecessors[block.index]
    if predecessors.count == 1, exceptions[block].isEmpty {
      // The only predecessor stands before the block in reverse postorder.
      return facts[predecessors[0].index]!.end!
    }
    let version = makeVersion(.join)
    joins.append(Join(version: version, block: block, operands: []))
    return version
  }

  /// The versions that control may bring along to `block`.
  private func operands(at block: BlockID) -> [Operand] {
    var versions = flow.predecessors[block.index].map { facts[$0.index]!.end! }
    for source in exceptions[block] {
      let facts = facts[source.block.index]!
      var version = facts.start
      // Of the exceptions that have not been looked at, the first is at `next`.
      var next = source.positions.startIndex
      for store in facts.stores {
        let behind = source.positions.firstIndex(after: store.position, from: next)
        if behind > next, let version { versions.append(version) }
        version = store.version
        next = behind
      }
      if next < source.positions.endIndex, let version { versions.append(version) }
    }
    return versions.map { .local($0) }
  }
}

extension [Int] {
  /// The index of the first element that is greater than `value`, of those from `start` on; ascending elements.
  fileprivate func firstIndex(after value: Int, from start: Int) -> Int {
    var (low, high) = (start, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
