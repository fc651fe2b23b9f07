import IL

extension ProgramGenerator {
  /// A block with about so many statements.
  func makeBlock(_ count: Int, _ change: (inout Place) -> Void = { _ in }) -> Block {
    let block = Block()
    inside({
      $0.block = block
      $0.blockDepth += 1
      change(&$0)
    }) {
      fill(count)
    }
    return block
  }

  /// Adds about so many statements to the current block.
  func fill(_ count: Int) {
    if place.blockDepth == 1 && place.scope != nil && chance(40) { hoistFunction() }
    let known = place.variables.count
    for _ in 0..<count where affords(40) {
      place.block.statements += statements()
      // What follows would never run, and is not compiled.
      switch place.block.statements.last {
      case .returnValue?, .throwValue?, .breakLoop?: return
      default: continue
      }
    }
    if chance(70), let observation = observation(known: known) { place.block.statements.append(observation) }
  }

  private func statements() -> [Statement] {
    spend(2)
    let isNested = place.blockDepth > 3
    func compound(_ weight: Int) -> Int { isNested || !affords(120) ? 0 : weight }
    let loopWeight = place.loopDepth < 2 ? compound(3) : 0
    return choose([
      (6, { [self.declaration()] }), (6, { [.expression(self.assignment(0))] }),
      (4, { [.expression(self.logCall())] }), (5, { [.expression(self.callExpression(0))] }),
      (compound(4), { [self.ifStatement()] }), (loopWeight, { [self.forStatement()] }),
      (loopWeight == 0 ? 0 : 2, { self.whileStatement() }), (compound(2), { [self.switchStatement()] }),
      (compound(3), { [self.tryStatement()] }), (1, { [self.exit()] }),
      (compound(1), { [self.classDeclaration()] }), (hasFaults ? 1 : 0, { self.fault() }),
      (place.function.kind == .async ? 4 : 0, { [.expression(self.awaitExpression(0))] }),
    ])()
  }

  /// A new variable, visible from here to the end of the block.
  private func declaration() -> Statement {
    let types: [(weight: Int, choice: ValueType)] = [
      (4, .any), (4, .number), (2, .bounded), (2, .text), (1, .boolean), (2, .record), (2, .list),
      (2, .callback),
      (2, .promise), (1, .bytes), (1, .instance), (hasFields ? 4 : 0, .fields),
    ]
    var type = choose(types)
    var value = expression(type)
    if type == .instance {
      guard let instance = newInstance(0) else {
        type = .record
        value = expression(.record)
        return .declare(declare(type), value)
      }
      value = instance
    }
    return .declare(declare(type), value)
  }

  /// Makes a variable of the current block, which closures capture or not.
  func declare(_ type: ValueType, isAssignable: Bool = true) -> Variable {
    let variable: Variable
    if let scope = place.scope, chance(40) {
      variable = Variable(type, .scoped, isAssignable: isAssignable)
      scope.variables.append(variable)
    } else {
      variable = Variable(type, .local, isAssignable: isAssignable)
      place.block.locals.append(variable)
    }
    place.variables.append(variable)
    return variable
  }

  private func ifStatement() -> Statement {
    .ifElse(condition(1), makeBlock(number(1...2)), chance(40) ? makeBlock(number(1...2)) : nil)
  }

  private func whileStatement() -> [Statement] {
    let counter = declare(.index, isAssignable: false)
    let count = number(1...4)
    let body = makeBlock(number(1...3)) { enterLoop(&$0, count) }
    body.statements.insert(.expression(.increment(counter, isPostfix: chance(50))), at: 0)
    let test = Expression.binary(.less, .read(counter), .literal(.integer(count)))
    return [.declare(counter, .literal(.integer(0))), .whileLoop(test, body)]
  }

  private func enterLoop(_ place: inout Place, _ count: Int) {
    place.multiplier *= count
    place.loopDepth += 1
    place.canBreak = true
  }

  private func forStatement() -> Statement {
    // An exception, and a suspended function, leave the scope of the iteration as the current one.
    let hasScopes = place.variablesOfReturn == nil && place.function.kind != .async && chance(60)
    let (head, inner) = (ScopeNode(), ScopeNode())
    let isCaptured = hasScopes && chance(70)
    let counter = Variable(.index, isCaptured ? .scoped : .local, isAssignable: false)
    if isCaptured { head.variables.append(counter) }
    let count = number(1...4)
    let limit =
      chance(70)
      ? Expression.literal(.integer(count))
      : .binary(
        .bitAnd, simple(.bounded), .literal(.integer(count >= 3 ? 3 : 1)))
    let body = makeBlock(number(1...3)) {
      enterLoop(&$0, max(count, 3))
      $0.variables.append(counter)
      if hasScopes { $0.scope = inner }
    }
    return .forLoop(
      ForLoop(
        counter: counter, start: .literal(.integer(0)), condition: .binary(.less, .read(counter), limit),
        headScope: head, bodyScope: inner, body: body))
  }

  private func switchStatement() -> Statement {
    let type = pick([ValueType.index, .any, .text])
    let value = expression(type, 1)
    let cases = (0..<number(1...3)).map { _ in
      let body = makeBlock(number(0...2)) { $0.canBreak = true }
      if chance(70) { leave(body, .breakLoop) }
      return (value: Expression.literal(literalValue(type)), body: body)
    }
    return .switchCase(value, cases: cases, otherwise: chance(60) ? makeBlock(1) { $0.canBreak = true } : nil)
  }

  /// Ends a block with a statement that control does not come behind, if it does not end so already.
  private func leave(_ block: Block, _ statement: Statement) {
    switch block.statements.last {
    case .returnValue?, .throwValue?, .breakLoop?: return
    default: block.statements.append(statement)
    }
  }

  private func tryStatement() -> Statement {
    let body = makeBlock(number(1...3)) {
      if $0.variablesOfReturn == nil { $0.variablesOfReturn = $0.variables }
    }
    if chance(40) { leave(body, exception()) }
    let isCaptured = place.scope != nil && chance(30)
    let caught = chance(80) ? Variable(.any, isCaptured ? .scoped : .local) : nil
    if isCaptured, let caught { place.scope?.variables.append(caught) }
    let handler = makeBlock(number(1...2)) { place in
      if let caught { place.variables.append(caught) }
    }
    return .tryCatch(body, caught, handler)
  }

  private func exception() -> Statement {
    if chance(20) { return .expression(.call(.value(pick(library.throwing)), [])) }
    let value = chance(80) ? literalExpression() : simple(.record)
    guard chance(50) else { return .throwValue(value) }
    let block = Block()
    block.statements = [.throwValue(value)]
    return .ifElse(condition(1), block, nil)
  }

  private func literalExpression() -> Expression { .literal(literalValue(.any)) }

  /// Leaves the loop or the function, under a condition most of the time.
  private func exit() -> Statement {
    let block = Block()
    block.statements = [
      choose([
        (place.canBreak ? 4 : 0, { .breakLoop }),
        // What `new` gives must be an instance.
        (place.function.kind == .constructor ? 0 : 3, { self.returnStatement() }),
        (2, { .throwValue(self.literalExpression()) }),
      ])()
    ]
    return place.blockDepth > 1 && chance(15) ? block.statements[0] : .ifElse(condition(1), block, nil)
  }

  func returnStatement() -> Statement {
    .returnValue(
      inside({ $0.variables = $0.variablesOfReturn ?? $0.variables }) { expression(place.resultType) })
  }
}
