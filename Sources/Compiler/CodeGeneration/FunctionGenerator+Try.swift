import IL
import JavaScript

extension FunctionGenerator {
  mutating func generate(_ node: Try) throws(CompilationError) {
    guard let finalizer = node.finalizer else { return try generateTryCatch(node) }
    let index = finalizers.count
    let block = builder.makeBlock(parameters: 2)
    finalizers.append(Finalizer(block: block, frames: chain.count))
    control.append(.finalizer(index))
    let handler = enterTry()
    try generateTryCatch(node)
    leaveTry()
    control.removeLast()
    finalizers[index].goesOn = builder.isReachable
    builder.jump(block, .literal(.integer(Finalizer.goOn)), .literal(.undefined))
    startHandler(handler)
    builder.jump(block, .literal(.integer(Finalizer.rethrow)), builder.parameter(of: handler.block))
    start(block)
    try generate(finalizer)
    generateExits(of: finalizers[index])
  }

  /// Writes what happens behind a `finally` block, which depends on how control came to it.
  private mutating func generateExits(of finalizer: Finalizer) {
    let number = builder.parameter(0, of: finalizer.block)
    let value = builder.parameter(1, of: finalizer.block)
    /// Starts a block for one number, and returns the one for the others.
    func fork(_ expected: Int) -> BlockID {
      let isExpected = builder.makeBlock()
      let others = builder.makeBlock()
      let test = builder.emit(.binary(.equal), number, .literal(.integer(expected)))
      builder.branch(test, Edge(isExpected), Edge(others))
      start(isExpected)
      return others
    }
    for (position, exit) in finalizer.exits.enumerated() {
      let others = fork(Finalizer.firstExit + position)
      leave(exit, value)
      start(others)
    }
    guard finalizer.goesOn else { return builder.end(.throwValue(value)) }
    let others = fork(Finalizer.rethrow)
    builder.end(.throwValue(value))
    start(others)
  }

  private mutating func generateTryCatch(_ node: Try) throws(CompilationError) {
    guard let clause = node.handler else { return try generate(node.body) }
    let after = builder.makeBlock()
    let handler = enterTry()
    try generate(node.body)
    leaveTry()
    builder.jump(after)
    startHandler(handler)
    try inScope(scopeOf(clause.id)) { (generator) throws(CompilationError) in
      if let parameter = clause.parameter {
        try generator.bind(parameter, generator.builder.parameter(of: handler.block), .declaration)
      }
      try generator.generate(clause.body)
    }
    builder.jump(after)
    start(after)
  }
}
