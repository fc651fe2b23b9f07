import IL
import JavaScript

extension FunctionGenerator {
  /// Writes the body of a loop; each round has a closure scope of its own, if it needs one.
  private mutating func generateBody(_ statement: Statement) throws(CompilationError) {
    guard case .block(let block) = statement.kind, hasFrame(scopeOf(block.id)) else {
      return try generate(statement)
    }
    pushFrame(scopeOf(block.id))
    try generate(block)
    popFrame()
  }

  /// Does `body` where a loop with this body needs a guard, if it does.
  private mutating func guardingLoop(
    _ body: Statement, _ code: (inout FunctionGenerator) throws(CompilationError) -> Void
  ) throws(CompilationError) {
    guard case .block(let block) = body.kind else { return try code(&self) }
    try guardingActivation(scopeOf(block.id), code)
  }

  mutating func generateWhile(
    _ condition: Expression, _ body: Statement, _ labels: [String]
  ) throws(CompilationError) {
    try guardingLoop(body) { (generator) throws(CompilationError) in
      let test = generator.builder.makeBlock()
      let round = generator.builder.makeBlock()
      let after = generator.builder.makeBlock()
      generator.builder.jump(test)
      generator.start(test, .open)
      try generator.branch(on: condition, round, after)
      generator.start(round)
      let target = JumpTarget(
        labels: labels, takesPlainBreak: true, breakBlock: after, continueBlock: test,
        frames: generator.chain.count)
      try generator.inTarget(target) { (generator) throws(CompilationError) in
        try generator.generateBody(body)
      }
      generator.builder.jump(test)
      generator.start(after)
    }
  }

  mutating func generateDoWhile(
    _ body: Statement, _ condition: Expression, _ labels: [String]
  ) throws(CompilationError) {
    try guardingLoop(body) { (generator) throws(CompilationError) in
      let round = generator.builder.makeBlock()
      let test = generator.builder.makeBlock()
      let after = generator.builder.makeBlock()
      generator.builder.jump(round)
      generator.start(round, .open)
      let target = JumpTarget(
        labels: labels, takesPlainBreak: true, breakBlock: after, continueBlock: test,
        frames: generator.chain.count)
      try generator.inTarget(target) { (generator) throws(CompilationError) in
        try generator.generateBody(body)
      }
      generator.builder.jump(test)
      generator.start(test)
      try generator.branch(on: condition, round, after)
      generator.start(after)
    }
  }

  mutating func generate(_ loop: ForLoop, _ labels: [String]) throws(CompilationError) {
    let scope = scopeOf(loop.id)
    try guardingActivation(scope) { (generator) throws(CompilationError) in
      try generator.inScope(scope) { (generator) throws(CompilationError) in
        try generator.generateFor(loop, scope, labels)
      }
    }
  }

  private mutating func generateFor(
    _ loop: ForLoop, _ scope: ScopeID, _ labels: [String]
  ) throws(CompilationError) {
    let hasFrame = hasFrame(scope)
    if hasFrame { pushFrame(scope) }
    switch loop.initialization {
    case .variables(let declaration):
      try enterBlock([])
      try generate(declaration)
    case .expression(let expression): try effect(expression)
    case nil: break
    }
    let test = builder.makeBlock()
    let round = builder.makeBlock()
    let next = builder.makeBlock()
    let after = builder.makeBlock()
    // What the initialization captures is not what the first round has.
    if hasFrame, scopes[scope].hasFunctionsInHead { builder.changeScope(.scopeClone) }
    builder.jump(test)
    start(test, .open)
    if let condition = loop.condition {
      try branch(on: condition, round, after)
    } else {
      builder.jump(round)
    }
    start(round)
    let target = JumpTarget(
      labels: labels, takesPlainBreak: true, breakBlock: after, continueBlock: next, frames: chain.count)
    try inTarget(target) { (generator) throws(CompilationError) in try generator.generate(loop.body) }
    builder.jump(next)
    start(next)
    if builder.isReachable {
      if hasFrame { beginRound(scope) }
      if let update = loop.update { try effect(update) }
    }
    builder.jump(test)
    start(after)
    if hasFrame { popFrame() }
  }

  /// Gives the next round of a loop a closure scope, in which the variables of the loop have their values.
  private mutating func beginRound(_ scope: ScopeID) {
    let captured = scopes[scope].captured
    let isReadTooEarly = captured.contains {
      scopes[$0].scope != scope && scopes[$0].hasDeadZone && scopes[$0].isCapturedEarly
    }
    // Variables of the body may keep their values only if nothing can notice that.
    guard isReadTooEarly else { return builder.changeScope(.scopeClone) }
    let values = captured.filter { scopes[$0].scope == scope }.map { id in
      (id, builder.emit(.loadScoped(variableIndex(of: id)), builder.currentScope))
    }
    popFrame()
    pushFrame(scope)
    for (id, value) in values {
      builder.perform(.storeScoped(variableIndex(of: id)), builder.currentScope, value)
    }
  }

  mutating func generateForOf(_ loop: ForEach, _ labels: [String]) throws(CompilationError) {
    let subject = try value(loop.subject)
    try generateForEach(loop, labels, subject)
  }

  mutating func generateForIn(_ loop: ForEach, _ labels: [String]) throws(CompilationError) {
    let subject = try value(loop.subject)
    let keys = builder.emit(.call, support(.keys), .literal(.undefined), subject)
    try generateForEach(loop, labels, keys)
  }

  /// Writes a loop over the elements of an array; its length is read in each round.
  private mutating func generateForEach(
    _ loop: ForEach, _ labels: [String], _ array: Operand
  ) throws(CompilationError) {
    let scope = scopeOf(loop.id)
    try guardingActivation(scope) { (generator) throws(CompilationError) in
      let test = generator.builder.makeBlock()
      let round = generator.builder.makeBlock()
      let next = generator.builder.makeBlock()
      let after = generator.builder.makeBlock()
      let position = generator.builder.makeCell()
      generator.builder.perform(.storeCell(position), .literal(.integer(0)))
      generator.builder.jump(test)
      generator.start(test, .open)
      let index = generator.builder.emit(.loadCell(position))
      let length = generator.builder.emit(
        .objectGet, array, .literal(generator.link.string("length")))
      let isInside = generator.builder.emit(.binary(.less), index, length)
      generator.builder.branch(isInside, Edge(round), Edge(after))
      generator.start(round)
      let target = JumpTarget(
        labels: labels, takesPlainBreak: true, breakBlock: after, continueBlock: next,
        frames: generator.chain.count)
      try generator.inTarget(target) { (generator) throws(CompilationError) in
        if generator.hasFrame(scope) { generator.pushFrame(scope) }
        try generator.inScope(scope) { (generator) throws(CompilationError) in
          try generator.enterBlock([])
          let element = generator.builder.emit(.objectGet, array, index)
          try generator.bindElement(loop.target, element)
          try generator.generate(loop.body)
        }
        if generator.hasFrame(scope) { generator.popFrame() }
      }
      generator.builder.jump(next)
      generator.start(next)
      let old = generator.builder.emit(.loadCell(position))
      generator.builder.perform(
        .storeCell(position), generator.builder.emit(.binary(.add), old, .literal(.integer(1))))
      generator.builder.jump(test)
      generator.start(after)
    }
  }

  private mutating func bindElement(_ target: ForEach.Target, _ element: Operand) throws(CompilationError) {
    switch target {
    case .variables(.var, let pattern), .assignment(let pattern): try bind(pattern, element, .assignment)
    case .variables(_, let pattern): try bind(pattern, element, .declaration)
    }
  }
}
