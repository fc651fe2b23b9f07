import IL

/// Generates the stack code of scheduled blocks, and follows what is in each slot of the frame.
///
/// A local that does not wait on the stack gets the slot where its value is computed; it is consumed there if its
/// last use finds it on top. Where paths meet, the frame is that of the block where they parted, with the
/// parameters in slots of their arguments where these are not needed any more, and else on top.
struct CodeGenerator {
  let schedule: Scheduler
  let graph: LoweringGraph
  let homes: LocalHomes
  let nesting: TryNesting
  let liveness: LocalLiveness
  let dropping: LoweringStrategy.Dropping
  let reserved: ReservedSlots
  let births: [CellSlots.Birth?]
  let pinned: Set<Int>
  /// The blocks that each block is the closest dominator of, in reverse postorder.
  let dominated: [[BlockID]]
  /// The parameters that each local is passed for.
  let flows: [Local: [(target: BlockID, index: Int)]]

  var code: [CodeBlock]
  /// What is in the frame when each block is entered.
  var layouts: [[FrameSlot]?]
  /// The slots of the parameters of each block.
  var parameterSlots: [[Int]]
  /// The slots that were made before a `try` for what is defined in it.
  var reservedSlots: [Local: Int] = [:]
  var cellSlots: [Int?]

  /// The block whose code is being generated.
  var block = SSABody.entry
  var frame: [FrameSlot] = []
  var output: [Instruction] = []
  /// How many more times the block uses each local.
  var remaining: [Int]
  /// How many of the operands that come next are on top of the frame already.
  var inPlace = 0
  /// The height of the frame below the statement of the block that is being executed.
  var statementHeight = 0

  init(
    _ schedule: Scheduler, _ nesting: TryNesting, _ cells: CellSlots, _ dropping: LoweringStrategy.Dropping,
    entryDepth: Int
  ) throws(LoweringFailure) {
    self.schedule = schedule
    graph = schedule.graph
    let homes = schedule.homes
    self.homes = homes
    self.nesting = nesting
    self.dropping = dropping
    liveness = LocalLiveness(graph, nesting) { homes.slotOwner($0) }
    reserved = ReservedSlots(schedule, nesting, liveness)
    births = cells.births
    pinned = cells.stores
    var dominated: [[BlockID]] = Array(repeating: [], count: graph.blocks.count)
    var flows: [Local: [(target: BlockID, index: Int)]] = [:]
    for id in graph.flow.reversePostorder {
      if let dominator = graph.flow.immediateDominator(of: id) { dominated[dominator.index].append(id) }
      guard case .jump(let target) = graph.exit(of: id) else { continue }
      for (index, operand) in graph.nodes[graph.terminator(of: id)].operands.enumerated() {
        if let local = homes.slotOwner(operand) { flows[local, default: []].append((target, index)) }
      }
    }
    self.dominated = dominated
    self.flows = flows
    code = Array(repeating: CodeBlock(), count: graph.blocks.count)
    layouts = Array(repeating: nil, count: graph.blocks.count)
    parameterSlots = Array(repeating: [], count: graph.blocks.count)
    cellSlots = Array(repeating: nil, count: graph.cellCount)
    remaining = Array(repeating: 0, count: graph.localCount)
    let entry = graph.blocks[0].parameters
    layouts[0] = entry.map { .local($0) } + Array(repeating: .other, count: entryDepth - entry.count)
    parameterSlots[0] = Array(entry.indices)
    for id in graph.flow.reversePostorder { try generate(id) }
  }

  // MARK: Blocks

  private mutating func generate(_ id: BlockID) throws(LoweringFailure) {
    guard let layout = layouts[id.index] else { throw LoweringFailure(description: "\(id) has no frame") }
    block = id
    frame = layout
    output = []
    for root in schedule.roots[id.index] {
      schedule.forEachLeaf(of: root) { remaining[$0.index] += 1 }
    }
    let roots = schedule.roots[id.index]
    if let parameter = graph.blocks[id.index].parameters.first, isCatchBlock(id) {
      if let slot = reservedSlots[parameter] { store(in: slot, .local(parameter)) }
    }
    let startsActivation = roots.first.map { graph.isAsyncStart($0) } ?? false
    if !startsActivation { makeCells(.start(id)) }
    for root in roots.dropLast() {
      dropDead()
      try evaluateRoot(root, isNested: false)
      if startsActivation, graph.isAsyncStart(root) { makeCells(.start(id)) }
    }
    makeCells(.end(id))
    dropDead()
    try leave(roots[roots.count - 1])
    for root in roots { schedule.forEachLeaf(of: root) { remaining[$0.index] = 0 } }
    code[id.index].instructions = output
  }

  private func isCatchBlock(_ id: BlockID) -> Bool {
    guard let first = graph.flow.predecessors[id.index].first,
      case .startTry(_, let handler) = graph.exit(of: first)
    else { return false }
    return handler == id
  }

  private mutating func makeCells(_ birth: CellSlots.Birth) {
    for index in births.indices where births[index] == birth {
      emit(.literal(.undefined))
      cellSlots[index] = frame.count
      frame.append(.cell(Cell(index)))
    }
  }

  // MARK: Evaluation

  /// True iff nothing behind the uses that `remaining` counts needs the slot of `local`.
  func isDead(_ local: Local) -> Bool {
    remaining[local.index] == 0 && !liveness.isLive(local, atEndOf: block)
  }

  /// Drops what is on top of the frame and not needed any more, if the strategy asks for that.
  private mutating func dropDead() {
    guard dropping.isImmediate else { return }
    var height = frame.count
    while height > 0 {
      switch frame[height - 1] {
      case .local(let local) where isDead(local): height -= 1
      case .other: height -= 1
      default:
        pop(to: height)
        return
      }
    }
    pop(to: height)
  }

  /// Evaluates a node that no other waits for, and finds a place for its results.
  mutating func evaluateRoot(_ root: Int, isNested: Bool) throws(LoweringFailure) {
    inPlace = matchTop(root)
    if !isNested { statementHeight = frame.count - inPlace }
    try evaluate(root)
    let node = graph.nodes[root]
    if case .operation(.storeCell(let cell)) = node.kind, pinned.contains(root) {
      frame[frame.count - 1] = .cell(cell)
      cellSlots[cell.index] = frame.count - 1
      return
    }
    guard case .operation = node.kind, let result = node.results.first else { return }
    if isDead(result) {
      if dropping == .late, !isNested {
        frame[frame.count - 1] = .other
      } else {
        pop(to: frame.count - 1)
      }
    } else if let slot = wantedSlot(of: result) ?? spareSlot(isNested: isNested), slot != frame.count - 1 {
      store(in: slot, .local(result))
    }
  }

  /// How many of the first operands of `root` are on top of the frame in order, and not needed any more.
  func matchTop(_ root: Int) -> Int {
    let leaves = SchedulePart.leadingLeaves(of: root, schedule.parts).map { leaf in
      homes.slotOwner(graph.nodes[leaf.node].operands[leaf.operand])
    }
    let usable = leaves.prefix { local in
      guard let local, !schedule.isInline[local.index], remaining[local.index] == 1 else { return false }
      return !liveness.isLive(local, atEndOf: block)
    }
    for count in stride(from: min(usable.count, frame.count), to: 0, by: -1)
    where zip(frame.suffix(count), usable).allSatisfy({ $0 == .local($1!) }) {
      return count
    }
    return 0
  }

  /// Evaluates `node` and leaves its results on top of the frame.
  mutating func evaluate(_ node: Int) throws(LoweringFailure) {
    for part in schedule.parts[node] { try evaluate(part, of: node) }
    try perform(node)
  }

  mutating func evaluate(_ part: SchedulePart, of node: Int) throws(LoweringFailure) {
    switch part {
    case .operand(let index): try push(graph.nodes[node].operands[index])
    case .node(let inner): try evaluate(inner)
    case .statements(let statements):
      let height = frame.count
      for statement in statements { try evaluateRoot(statement, isNested: true) }
      pop(to: height)
    case .placeholder:
      emit(.literal(.undefined))
      frame.append(.other)
    case .fillPlaceholder: store(in: frame.count - 3, .other)
    }
  }

  private mutating func push(_ operand: Operand) throws(LoweringFailure) {
    guard let local = operand.local else {
      emit(.literal(operand.literal!))
      frame.append(.other)
      return
    }
    if let operation = homes.repeatedOperation(local) {
      emit(operation.stackOperation(argumentCount: 0)!)
      frame.append(.other)
      return
    }
    let owner = homes.slotOwner(operand)!
    remaining[owner.index] -= 1
    if inPlace > 0 {
      inPlace -= 1
      return
    }
    guard homes.canCopy(operand) else {
      throw LoweringFailure(
        description: "local \(local.index), which may be deleted, has to be copied at the end of \(block)")
    }
    try load(owner)
    frame.append(.other)
  }

  private mutating func load(_ local: Local, origin: Int? = nil) throws(LoweringFailure) {
    guard let slot = frame.lastIndex(of: .local(local)) else {
      throw LoweringFailure(description: "local \(local.index) is not in the frame")
    }
    emit(.loadVariable(slot), origin: origin)
  }

  /// Executes `node`, whose operands are on top of the frame.
  private mutating func perform(_ id: Int) throws(LoweringFailure) {
    let node = graph.nodes[id]
    guard case .operation(let operation) = node.kind else {
      // Copies only get names.
      for (index, result) in node.results.enumerated() {
        frame[frame.count - node.results.count + index] = .local(result)
      }
      return
    }
    switch operation {
    case .initialized:
      if let local = homes.slotOwner(node.operands[0]) {
        remaining[local.index] -= 1
        try load(local, origin: node.origin)
      } else {
        emit(.loadVariable(frame.count - 1), origin: node.origin)
      }
      frame.append(.local(node.results[0]))
    case .loadCell(let cell):
      emit(.loadVariable(try slot(of: cell)), origin: node.origin)
      frame.append(.local(node.results[0]))
    case .storeCell(let cell):
      guard !pinned.contains(id) else { return }
      emit(.storeVariable(try slot(of: cell)), origin: node.origin)
      frame.removeLast()
    case .endTry:
      guard case .record(let start)? = frame.last(where: { if case .record = $0 { true } else { false } }),
        let height = frame.firstIndex(of: .record(start))
      else { throw LoweringFailure(description: "no try is open") }
      emit(.endTry, origin: node.origin)
      for case .local(let local) in frame[height...] where !isDead(local) {
        throw LoweringFailure(description: "local \(local.index) is lost at the end of a try")
      }
      frame.removeLast(frame.count - height)
    case .asyncStart:
      emit(operation.stackOperation(argumentCount: 0)!, origin: node.origin)
      frame += [.engine, .engine, .engine]
    default:
      guard let stackOperation = operation.stackOperation(argumentCount: node.operands.count) else {
        throw LoweringFailure(description: "\(operation) has no stack operation")
      }
      emit(stackOperation, origin: node.origin)
      if operation == .await { emit(.asyncResume) }
      frame.removeLast(stackOperation.stackEffect.pops)
      if let result = node.results.first { frame.append(.local(result)) }
    }
  }

  private func slot(of cell: Cell) throws(LoweringFailure) -> Int {
    guard let slot = cellSlots[cell.index] else {
      throw LoweringFailure(description: "cell \(cell.index) has no slot")
    }
    return slot
  }

  /// The slot in which a result is needed later, if it can go there now.
  private func wantedSlot(of local: Local) -> Int? {
    if let slot = reservedSlots[local] { return slot }
    for flow in flows[local] ?? [] where layouts[flow.target.index] != nil {
      let slot = parameterSlots[flow.target.index][flow.index]
      if slot == frame.count - 1 { return slot }
      guard slot < statementHeight else { continue }
      switch frame[slot] {
      case .local(let old) where isDead(old): return slot
      case .other: return slot
      default: continue
      }
    }
    return nil
  }

  /// A slot that holds nothing, for a result that makes the frame higher; nil if the strategy does not ask for it.
  private func spareSlot(isNested: Bool) -> Int? {
    guard dropping == .replacing, !isNested else { return nil }
    return frame[..<min(statementHeight, frame.count)].firstIndex { isFree($0) }
  }

  // MARK: Output

  mutating func emit(_ operation: Operation, origin: Int? = nil) {
    output.append(Instruction(operation, origin: origin))
  }

  /// Stores the top of the frame in `slot`, which from then on holds `content`.
  mutating func store(in slot: Int, _ content: FrameSlot) {
    frame.removeLast()
    emit(.storeVariable(slot))
    frame[slot] = content
  }

  /// Drops what lies above the first `height` slots.
  mutating func pop(to height: Int) {
    var count = frame.count - height
    guard count > 0 else { return }
    frame.removeLast(count)
    if case .pop(let before)? = output.last?.operation {
      output.removeLast()
      count += before
    }
    while count > 255 {
      emit(.pop(255))
      count -= 255
    }
    emit(.pop(count))
  }
}

extension Scheduler {
  /// Calls `body` for each local that is read from a slot when `root` is evaluated, in order.
  func forEachLeaf(of root: Int, _ body: (Local) -> Void) {
    var pending = [root]
    while let node = pending.popLast() {
      if graph.operation(node) == .initialized, parts[node].isEmpty {
        if let local = homes.slotOwner(graph.nodes[node].operands[0]) { body(local) }
      }
      for part in parts[node] {
        switch part {
        case .operand(let index):
          if let local = homes.slotOwner(graph.nodes[node].operands[index]) { body(local) }
        case .node(let inner): pending.append(inner)
        case .statements(let statements): pending += statements
        case .placeholder, .fillPlaceholder: break
        }
      }
    }
  }
}

extension LoweringGraph {
  /// True iff `node` starts the activation of an async function.
  func isAsyncStart(_ node: Int) -> Bool {
    if case .operation(.asyncStart) = nodes[node].kind { true } else { false }
  }
}
