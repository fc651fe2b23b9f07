import IL

/// Instructions with which all predecessors of a block end, and which could be at the start of the block instead.
///
/// `next(before:)` finds one such instruction, `move(_:)` moves it; the body then is as before but for that.
public struct CommonTails: Sendable {
  /// An instruction at the end of all predecessors of a block.
  public struct Tail: Sendable {
    fileprivate var block: BlockID
    fileprivate var predecessors: [BlockID]
    /// What the instruction is at the start of the block.
    public fileprivate(set) var instruction: SSAInstruction
    /// The parameter of the block that the result was, if it was passed.
    fileprivate var resultParameter: Int?
    /// What is to be passed for the only operand that is not the same everywhere, with its position.
    fileprivate var passed: (position: Int, operands: [Operand])?
  }

  /// The body as it is now.
  public private(set) var body: SSABody
  private let incoming: IncomingEdges
  private let isPassable: PassableOperands
  private var useCounts: [Int]

  /// What loading a variable and taking it off the stack later takes.
  private static let accessSize = 2

  /// Looks at `body`.
  ///
  /// - Parameter mayBeDeleted: Which locals may be `deleted`, by their index; nil if only the operations tell.
  public init(_ body: SSABody, mayBeDeleted: [Bool]? = nil) {
    self.body = body
    incoming = IncomingEdges(body)
    isPassable = PassableOperands(body, mayBeDeleted: mayBeDeleted)
    let uses = LocalUses(body)
    useCounts = (0..<body.localCount).map { uses[Local($0)].count }
  }

  /// The last instruction of all predecessors of `block`, if it can be the first one of the block.
  public func next(before block: BlockID) -> Tail? {
    let predecessors = incoming[block].map(\.block)
    guard predecessors.count > 1, incoming.isOnlyJumpedTo(block), !predecessors.contains(block) else {
      return nil
    }
    var edges: [Edge] = []
    var lasts: [SSAInstruction] = []
    for id in predecessors {
      guard case .jump(let edge) = body[id].terminator.kind, let last = body[id].instructions.last,
        last.operation == lasts.first?.operation ?? last.operation,
        last.operands.count == lasts.first?.operands.count ?? last.operands.count
      else { return nil }
      edges.append(edge)
      lasts.append(last)
    }
    guard canMove(lasts[0].operation, to: block) else { return nil }
    var tail = Tail(block: block, predecessors: predecessors, instruction: lasts[0])
    if lasts[0].result != nil {
      guard findResult(of: lasts, edges, &tail) else { return nil }
    }
    guard findOperands(of: lasts, edges, &tail), saves(tail) else { return nil }
    return tail
  }

  private func canMove(_ operation: SSAOperation, to block: BlockID) -> Bool {
    // What is awaited must stay before its `await`, which like the ends of `try` blocks stays where it is.
    if operation == .awaitCall || operation.signature.effects.contains(.movesFrame) { return false }
    if operation.signature.result == .scope { return false }
    // The block has another name for the scope that is current.
    return !operation.signature.takesScope || body[block].scope == nil
  }

  /// Finds what the results are for the block: nothing at all, or a parameter.
  private func findResult(of lasts: [SSAInstruction], _ edges: [Edge], _ tail: inout Tail) -> Bool {
    let results = lasts.compactMap(\.result)
    if results.allSatisfy({ useCounts[$0.index] == 0 }) { return true }
    guard results.allSatisfy({ useCounts[$0.index] == 1 }),
      let position = commonPosition(of: results.map { .local($0) }, edges)
    else { return false }
    tail.resultParameter = position
    tail.instruction.result = body[tail.block].parameters[position]
    return true
  }

  /// The parameter for which the edges pass `operands`.
  private func commonPosition(of operands: [Operand], _ edges: [Edge]) -> Int? {
    edges[0].arguments.indices.first { position in
      zip(operands, edges).allSatisfy { $1.arguments[position] == $0 }
    }
  }

  private func findOperands(of lasts: [SSAInstruction], _ edges: [Edge], _ tail: inout Tail) -> Bool {
    for position in lasts[0].operands.indices {
      let operands = lasts.map { $0.operands[position] }
      if operands.allSatisfy({ $0 == operands[0] }) { continue }
      guard lasts[0].operation.takesPassedValue(at: position) else { return false }
      if let parameter = commonPosition(of: operands, edges) {
        tail.instruction.operands[position] = .local(body[tail.block].parameters[parameter])
      } else {
        // More parameters may not fit the frames of async functions, which the format limits.
        guard tail.passed == nil, !body.isAsync, operands.allSatisfy(isPassable.contains) else {
          return false
        }
        tail.passed = (position, operands)
      }
    }
    return true
  }

  /// True iff one instruction is smaller than many, with what it takes to have its operands and result in place.
  ///
  /// What is passed last is on top of the stack at the start of the block.
  private func saves(_ tail: Tail) -> Bool {
    let size = tail.instruction.codeSizeEstimate
    var cost = 0
    if let passed = tail.passed, passed.position > 0 { cost += Self.accessSize }
    if let position = tail.resultParameter, position + 1 < body[tail.block].parameters.count {
      cost += Self.accessSize
    }
    return (tail.predecessors.count - 1) * size > cost
  }

  /// Moves `tail`, which is one that `next(before:)` gave for this body.
  public mutating func move(_ tail: Tail) {
    var instruction = tail.instruction
    for (index, id) in tail.predecessors.enumerated() {
      guard case .jump(var edge) = body[id].terminator.kind else {
        preconditionFailure("\(id) does not jump")
      }
      count(body[id].instructions.removeLast().operands + edge.arguments, by: -1)
      if let position = tail.resultParameter { edge.arguments.remove(at: position) }
      if let passed = tail.passed { edge.arguments.append(passed.operands[index]) }
      count(edge.arguments, by: 1)
      body[id].terminator.kind = .jump(edge)
    }
    if let position = tail.resultParameter { body[tail.block].parameters.remove(at: position) }
    if let passed = tail.passed {
      let parameter = body.makeLocal()
      useCounts.append(0)
      body[tail.block].parameters.append(parameter)
      instruction.operands[passed.position] = .local(parameter)
    }
    count(instruction.operands, by: 1)
    body[tail.block].instructions.insert(instruction, at: 0)
  }

  private mutating func count(_ operands: [Operand], by difference: Int) {
    for case .local(let local) in operands { useCounts[local.index] += difference }
  }
}
