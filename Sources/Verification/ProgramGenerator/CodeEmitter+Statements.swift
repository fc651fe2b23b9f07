import IL

extension CodeEmitter {
  /// Executes a block, and drops its variables.
  func emit(_ block: Block) {
    for (variable, function) in block.functions {
      emit(function)
      if case .local = variable.storage {
        localSlots[ObjectIdentifier(variable)] = depth - 1
      } else {
        store(variable)
      }
    }
    for variable in block.locals { declare(variable, as: .deleted) }
    let functionCount = block.functions.count { if case .local = $0.variable.storage { true } else { false } }
    cleanups.append(.locals(block.locals.count + functionCount))
    for statement in block.statements { emit(statement) }
    undo(cleanups.removeLast())
  }

  func emit(_ statement: Statement) {
    switch statement {
    case .expression(.call(let callee, let arguments, let isAwaited)):
      emitCall(callee, arguments, isVoid: true, isAwaited: isAwaited)
    case .expression(let expression):
      emit(expression)
      pop(1)
    case .declare(let variable, let value):
      emit(value)
      store(variable)
    case .declareClass(let variable, let node): emitClass(variable, node)
    case .initializeField(let receiver, let key, let value):
      load(receiver)
      emit(key)
      emit(value)
      emit(.objectSet)
    case .ifElse(let condition, let block, let otherwise): emitIf(condition, block, otherwise)
    case .whileLoop(let condition, let body): emitWhile(condition, body)
    case .forLoop(let loop): emitFor(loop)
    case .switchCase(let value, let cases, let otherwise): emitSwitch(value, cases, otherwise)
    case .tryCatch(let body, let variable, let handler): emitTry(body, variable, handler)
    case .throwValue(let value):
      emit(value)
      emit(.throwValue)
    case .returnValue(let value): emitReturn(value)
    case .breakLoop: emitBreak()
    }
  }

  private func emitIf(_ condition: Expression, _ block: Block, _ otherwise: Block?) {
    let (first, after) = (blocks.newBlock(), blocks.newBlock())
    let second = otherwise == nil ? after : blocks.newBlock()
    emit(condition)
    branch(first, otherwise: second)
    let before = depth
    begin(first, depth: before)
    emit(block)
    blocks.jump(after)
    if let otherwise {
      begin(second, depth: before)
      emit(otherwise)
      blocks.jump(after)
    }
    begin(after, depth: before)
  }

  private func emitWhile(_ condition: Expression, _ body: Block) {
    let (test, start, end) = (blocks.newBlock(), blocks.newBlock(), blocks.newBlock())
    let before = depth
    blocks.jump(test)
    begin(test, depth: before)
    emit(condition)
    branch(start, otherwise: end)
    exits.append(Exit(label: end, cleanupCount: cleanups.count))
    begin(start, depth: before)
    emit(body)
    blocks.jump(test)
    exits.removeLast()
    begin(end, depth: before)
  }

  private func emitFor(_ loop: ForLoop) {
    let (test, start, end) = (blocks.newBlock(), blocks.newBlock(), blocks.newBlock())
    let hasHeadScope = enter(loop.headScope)
    let isLocal = if case .local = loop.counter.storage { true } else { false }
    if isLocal { declare(loop.counter, as: .deleted) }
    cleanups.append(.locals(isLocal ? 1 : 0))
    emit(.declare(loop.counter, loop.start))
    let before = depth
    blocks.jump(test)
    begin(test, depth: before)
    emit(loop.condition)
    branch(start, otherwise: end)
    exits.append(Exit(label: end, cleanupCount: cleanups.count))
    begin(start, depth: before)
    let hasBodyScope = enter(loop.bodyScope)
    emit(loop.body)
    if hasBodyScope { leaveScope() }
    if hasHeadScope { emit(.scopeClone) }
    emit(.expression(.increment(loop.counter, isPostfix: true)))
    blocks.jump(test)
    exits.removeLast()
    begin(end, depth: before)
    undo(cleanups.removeLast())
    if hasHeadScope { leaveScope() }
  }

  private func emitSwitch(
    _ value: Expression, _ cases: [(value: Expression, body: Block)], _ otherwise: Block?
  ) {
    emit(value)
    let before = depth
    let end = blocks.newBlock()
    let bodies = cases.map { _ in blocks.newBlock() } + (otherwise == nil ? [end] : [blocks.newBlock(), end])
    for (index, item) in cases.enumerated() {
      duplicate()
      emit(item.value)
      emit(.binary(.equal))
      let next = blocks.newBlock()
      branch(bodies[index], otherwise: next)
      begin(next, depth: before)
    }
    blocks.jump(bodies[cases.count])
    exits.append(Exit(label: end, cleanupCount: cleanups.count))
    for (index, body) in (cases.map(\.body) + (otherwise.map { [$0] } ?? [])).enumerated() {
      begin(bodies[index], depth: before)
      emit(body)
      blocks.jump(bodies[index + 1])
    }
    exits.removeLast()
    begin(end, depth: before)
    pop(1)
  }

  private func emitTry(_ body: Block, _ variable: Variable?, _ handler: Block) {
    let (caught, after) = (blocks.newBlock(), blocks.newBlock())
    let before = depth
    emit(.startTry(caught))
    cleanups.append(.tryBlock(depth: before))
    emit(body)
    undo(cleanups.removeLast())
    blocks.jump(after)
    begin(caught, depth: before + 1)
    var isOnStack = false
    switch variable?.storage {
    case .local?:
      localSlots[ObjectIdentifier(variable!)] = before
      isOnStack = true
    case nil: pop(1)
    default: store(variable!)
    }
    cleanups.append(.locals(isOnStack ? 1 : 0))
    emit(handler)
    undo(cleanups.removeLast())
    blocks.jump(after)
    begin(after, depth: before)
  }

  /// Leaves all `try` blocks before the value is computed, as the reference compiler does.
  private func emitReturn(_ value: Expression) {
    let before = depth
    let tries = cleanups.reversed().filter { if case .tryBlock = $0 { true } else { false } }
    for cleanup in tries { undo(cleanup) }
    emit(value)
    emit(function.kind == .async ? .asyncReturn : .returnValue)
    depth = before
  }

  private func emitBreak() {
    guard let exit = exits.last else { preconditionFailure("nothing to leave") }
    let before = depth
    for cleanup in cleanups[exit.cleanupCount...].reversed() { undo(cleanup) }
    blocks.jump(exit.label)
    depth = before
  }
}
