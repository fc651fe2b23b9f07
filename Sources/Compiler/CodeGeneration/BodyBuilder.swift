import Codec
import IL

/// A body in SSA form while it is written, block after block.
///
/// Blocks can be targets before they are started. What is written where control cannot come is dropped, so that
/// callers need not ask.
struct BodyBuilder {
  private var body = SSABody([BasicBlock()])
  private var current = SSABody.entry
  /// The scope that is current at the end of each block.
  private var finalScopes: [Local?] = [nil]
  /// The scopes that are current where control comes from, for each block.
  private var incomingScopes: [[Local?]] = [[]]
  /// The blocks in the order in which they were started.
  private var order = [SSABody.entry]
  /// True iff control can get to the end of what has been written.
  private(set) var isReachable = true
  /// The local for the current scope, if code may need it.
  private(set) var scope: Local?
  /// How often the current scope has been changed.
  private(set) var scopeChangeCount = 0
  /// The place in the source that instructions come from.
  var origin: Int?

  // MARK: Blocks

  /// Makes a block with parameters, to be started later.
  mutating func makeBlock(parameters: Int = 0) -> BlockID {
    let id = BlockID(body.blocks.count)
    let locals = (0..<parameters).map { _ in body.makeLocal() }
    body.blocks.append(BasicBlock(parameters: locals))
    finalScopes.append(nil)
    incomingScopes.append([])
    return id
  }

  /// A parameter of `block`.
  func parameter(_ index: Int = 0, of block: BlockID) -> Operand { .local(body[block].parameters[index]) }

  /// How a block gets the scope that is current where it begins.
  enum Entry {
    /// Control comes from blocks that have been written.
    case join
    /// Control also comes from blocks that follow, or from anywhere in a `try`.
    case open
  }

  /// Goes on in `block`, to which control comes from everywhere that it has to come from already, or `isOpen`.
  ///
  /// - Parameter hasScope: True iff code may need the current scope.
  mutating func start(_ block: BlockID, _ entry: Entry = .join, hasScope: Bool) {
    precondition(!isReachable, "control falls through into \(block)")
    current = block
    order.append(block)
    let incoming = incomingScopes[block.index]
    isReachable = !incoming.isEmpty
    scope = nil
    guard isReachable, hasScope else { return }
    if entry == .join, let first = incoming[0], incoming.allSatisfy({ $0 == first }) {
      scope = first
    } else {
      nameScope()
    }
  }

  /// Makes a local for the scope that is current at the start of the current block.
  mutating func nameScope() {
    let local = body.makeLocal()
    body[current].scope = local
    scope = local
  }

  /// Forgets the current scope, which nothing will use.
  mutating func forgetScope() { scope = nil }

  // MARK: Instructions

  /// Writes an operation that gives a value.
  mutating func emit(_ operation: SSAOperation, _ operands: Operand...) -> Operand {
    emit(operation, operands)
  }

  /// Writes an operation that gives a value.
  mutating func emit(_ operation: SSAOperation, _ operands: [Operand]) -> Operand {
    let local = body.makeLocal()
    append(SSAInstruction(local, operation, operands, origin: origin))
    return .local(local)
  }

  /// Writes an operation without a result.
  mutating func perform(_ operation: SSAOperation, _ operands: Operand...) { perform(operation, operands) }

  /// Writes an operation without a result.
  mutating func perform(_ operation: SSAOperation, _ operands: [Operand]) {
    append(SSAInstruction(nil, operation, operands, origin: origin))
  }

  /// Writes an operation that makes another scope current.
  mutating func changeScope(_ operation: SSAOperation) {
    let local = body.makeLocal()
    let takesScope = operation.signature.takesScope
    append(SSAInstruction(local, operation, takesScope ? [currentScope] : [], origin: origin))
    scope = local
    scopeChangeCount += 1
  }

  /// The current scope as an operand.
  var currentScope: Operand {
    if let scope { return .local(scope) }
    precondition(!isReachable, "no scope is current")
    return .local(Local(0))
  }

  private mutating func append(_ instruction: SSAInstruction) {
    if isReachable { body[current].instructions.append(instruction) }
  }

  /// A place between instructions.
  struct Position {
    fileprivate var block: BlockID
    fileprivate var index: Int
  }

  /// The place behind what has been written; nil where control cannot come.
  var position: Position? {
    isReachable ? Position(block: current, index: body[current].instructions.count) : nil
  }

  /// Puts an operation that gives a value behind everything in the block of `position`.
  mutating func append(_ operation: SSAOperation, _ operands: [Operand], at position: Position) -> Operand {
    let local = body.makeLocal()
    body[position.block].instructions.append(SSAInstruction(local, operation, operands, origin: origin))
    return .local(local)
  }

  /// Replaces the operation behind `position`.
  mutating func replace(at position: Position, _ transform: (SSAOperation) -> SSAOperation) {
    let operation = body[position.block].instructions[position.index].operation
    body[position.block].instructions[position.index].operation = transform(operation)
  }

  /// Makes a cell.
  mutating func makeCell() -> Cell {
    defer { body.cellCount += 1 }
    return Cell(body.cellCount)
  }

  // MARK: Ends of blocks

  /// Ends the block: control goes to `target`.
  mutating func jump(_ target: BlockID, _ arguments: Operand...) {
    end(.jump(Edge(target, arguments)))
  }

  /// Ends the block: control goes to one of two blocks.
  mutating func branch(_ condition: Operand, _ ifTrue: Edge, _ ifFalse: Edge) {
    end(.branch(condition, ifTrue, ifFalse))
  }

  /// Ends the block.
  mutating func end(_ kind: Terminator.Kind) {
    guard isReachable else { return }
    body[current].terminator = Terminator(kind, origin: origin)
    finalScopes[current.index] = scope
    for target in body[current].terminator.successors { incomingScopes[target.index].append(scope) }
    isReachable = false
  }

  // MARK: The end

  /// The body, without what control cannot reach, and with cells only for what catch blocks see.
  consuming func finish() -> SSABody {
    nameOnlyWhereNeeded()
    let flow = ControlFlow(body)
    var numbers: [BlockID: BlockID] = [:]
    let reachable = order.filter { flow.isReachable($0) }
    for (number, id) in reachable.enumerated() { numbers[id] = BlockID(number) }
    let blocks = reachable.map { id in
      var block = body[id]
      block.terminator = block.terminator.mapTargets { numbers[$0]! }
      return block
    }
    return SSABody(blocks, cellCount: body.cellCount).promotingCells()
  }

  /// Removes the names of scopes that are the same wherever control comes from.
  private mutating func nameOnlyWhereNeeded() {
    let flow = ControlFlow(body)
    var handlers: Set<BlockID> = [SSABody.entry]
    for id in flow.reversePostorder {
      if let handler = body[id].terminator.handler { handlers.insert(handler) }
    }
    var substitution = Substitution(localCount: body.localCount)
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for id in flow.reversePostorder where !handlers.contains(id) {
        guard let name = body[id].scope else { continue }
        var others: Set<Local> = []
        for predecessor in flow.predecessors[id.index] {
          guard let scope = finalScopes[predecessor.index] else { continue }
          if let local = substitution.resolve(.local(scope)).local, local != name { others.insert(local) }
        }
        guard others.count == 1, let only = others.first else { continue }
        substitution[name] = .local(only)
        body[id].scope = nil
        hasChanged = true
      }
    }
    body.rewriteOperands { substitution.resolve($0) }
  }
}
