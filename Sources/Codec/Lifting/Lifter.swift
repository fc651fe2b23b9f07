import IL

/// Turns the stack code of one function into SSA form.
///
/// Blocks are visited in reverse postorder with an abstract frame that says what each slot holds. Where paths
/// join, each live slot becomes a parameter of the block; those that turn out to get one value only are
/// removed afterwards.
struct Lifter {
  /// What a slot of the frame holds.
  enum Content: Hashable {
    case operand(Operand)
    case cell(Cell)
    /// A value that nothing uses, or a part of what the engine keeps in the frame.
    case unused
  }

  /// The frame and the current scope at one point.
  struct Frame {
    var slots: [Content]
    var scope: Local?
  }

  let code: StackCode
  let depths: StackDepths
  let stackBlocks: StackBlocks
  let liveness: SlotLiveness
  let cells: CellWebs
  var localCount = 0
  var blocks: [BasicBlock]
  /// The slots for which a block that is a join takes parameters.
  var parameterSlots: [[Int]]
  /// The scopes that are current where control goes to a block that names its scope.
  var passedScopes: [[Operand]]

  /// The SSA form of `function`, which is in stack form.
  static func body(of function: Function) throws(LiftingFailure) -> SSABody {
    let depths: StackDepths
    do { depths = try StackDepths(function) } catch { throw .invalidCode(error) }
    try checkAsync(function, depths)
    var lifter = try Lifter(function.code, depths)
    try lifter.run()
    let body = lifter.finished()
    try checkActivationSlots(of: body, function.code, depths)
    return body
  }

  private init(_ code: StackCode, _ depths: StackDepths) throws(LiftingFailure) {
    self.code = code
    self.depths = depths
    stackBlocks = try StackBlocks(code, depths)
    liveness = SlotLiveness(stackBlocks, code, depths)
    cells = CellWebs(stackBlocks, code, depths, liveness)
    blocks = stackBlocks.blocks.map { _ in BasicBlock() }
    parameterSlots = stackBlocks.blocks.map { _ in [] }
    passedScopes = parameterSlots.map { _ in [] }
  }

  mutating func makeLocal() -> Local {
    defer { localCount += 1 }
    return Local(localCount)
  }

  private mutating func run() throws(LiftingFailure) {
    for (index, block) in stackBlocks.blocks.enumerated() where block.isJoin {
      parameterSlots[index] = liveness.atStart[index].slots.filter { cells[index, $0] == nil }
      blocks[index].parameters = parameterSlots[index].map { _ in makeLocal() }
      if liveness.atStart[index].contains(SlotSet.scopeRegister) { blocks[index].scope = makeLocal() }
    }
    // What the only predecessor leaves, for blocks that are not joins.
    var inherited: [Frame?] = stackBlocks.blocks.map { _ in nil }
    for index in stackBlocks.reversePostorder {
      let block = stackBlocks.blocks[index]
      var frame = start(of: index, inherited[index])
      inherited[index] = nil
      for position in block.positions { try lift(position, in: index, &frame) }
      end(index, frame)
      if let last = block.positions.last, case .branch = code.instructions[last].operation {
        frame.slots.removeLast()
      }
      for successor in block.successors where !stackBlocks.blocks[successor].isJoin {
        inherited[successor] = frame
      }
      if let landing = block.landing { inherited[landing] = frame }
    }
  }

  /// The frame at the start of a block; begins the block.
  private mutating func start(of index: Int, _ inherited: Frame?) -> Frame {
    let block = stackBlocks.blocks[index]
    switch block.kind {
    case .entry:
      var frame = Frame(slots: [])
      for _ in 0..<(depths.depth(at: 0) ?? 0) { receive(in: index, &frame) }
      nameScope(in: index, &frame)
      return frame
    case .landing(_, let depth):
      var frame = Frame(slots: Array(inherited!.slots.prefix(depth)))
      receive(in: index, &frame)
      nameScope(in: index, &frame)
      return frame
    case .code(let positions):
      guard block.isJoin else { return inherited! }
      let depth = depths.depth(at: positions.lowerBound)!
      var frame = Frame(slots: Array(repeating: .unused, count: depth), scope: blocks[index].scope)
      for slot in liveness.atStart[index].slots {
        if let cell = cells[index, slot] { frame.slots[slot] = .cell(cell) }
      }
      for (slot, parameter) in zip(parameterSlots[index], blocks[index].parameters) {
        frame.slots[slot] = .operand(.local(parameter))
      }
      return frame
    }
  }

  /// Adds a parameter for the next slot of the frame.
  private mutating func receive(in index: Int, _ frame: inout Frame) {
    let parameter = makeLocal()
    blocks[index].parameters.append(parameter)
    push(.local(parameter), cells[index, frame.slots.count], in: index, &frame, origin: nil)
  }

  /// Names the scope that is current when the block is entered, if something uses it.
  private mutating func nameScope(in index: Int, _ frame: inout Frame) {
    let isUsed = stackBlocks.blocks[index].successors.contains {
      liveness.atStart[$0].contains(SlotSet.scopeRegister)
    }
    frame.scope = isUsed ? makeLocal() : nil
    blocks[index].scope = frame.scope
  }

  /// Pushes `operand`, which becomes the content of a cell if the slot is one.
  mutating func push(_ operand: Operand, _ cell: Cell?, in index: Int, _ frame: inout Frame, origin: Int?) {
    if let cell {
      blocks[index].instructions.append(SSAInstruction(nil, .storeCell(cell), [operand], origin: origin))
      frame.slots.append(.cell(cell))
    } else {
      frame.slots.append(.operand(operand))
    }
  }

  /// The edge from the end of a block to `target`.
  mutating func edge(to target: Int, _ frame: Frame) -> Edge {
    if stackBlocks.blocks[target].isJoin, blocks[target].scope != nil, let scope = frame.scope {
      passedScopes[target].append(.local(scope))
    }
    return Edge(
      BlockID(target),
      parameterSlots[target].map { slot in
        guard case .operand(let operand) = frame.slots[slot] else {
          preconditionFailure("slot \(slot) is live, but holds no value")
        }
        return operand
      })
  }

  /// Puts the blocks together.
  private func finished() -> SSABody {
    var body = SSABody(blocks, cellCount: cells.count)
    let joins = stackBlocks.blocks.indices.filter { stackBlocks.blocks[$0].isJoin }
    let scopes = joins.compactMap { index in
      blocks[index].scope.map { (parameter: $0, operands: passedScopes[index]) }
    }
    if !scopes.isEmpty {
      // A block whose predecessors agree on the scope need not name it.
      var resolution = ParameterResolution(localCount: body.localCount, scopes)
      body.mapOperands { resolution.resolved($0) }
      for index in joins where blocks[index].scope.map(resolution.isRedundant) ?? false {
        body.blocks[index].scope = nil
      }
    }
    body.mergeStraightLines()
    body.simplifyParameters()
    body.removeImpossibleChecks()
    return body.inReversePostorder()
  }
}
