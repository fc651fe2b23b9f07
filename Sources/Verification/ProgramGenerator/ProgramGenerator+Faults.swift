import IL

extension ProgramGenerator {
  /// Code that ends in an error of the engine, under a condition most of the time.
  func fault() -> [Statement] {
    let block = Block()
    block.statements = choose([
      (3, { self.uninitializedRead(block) }), (2, { self.uninitializedGlobal() }),
      (2, { [.expression(.property(.literal(.undefined), key: .literal(self.builder.text("a"))))] }),
      (1, { [.expression(.call(.value(.literal(.integer(1))), []))] }),
      (1, { [.expression(.property(self.simple(.record), key: .literal(.integer(-1))))] }),
      (1, { [.expression(.property(.literal(.null), key: self.key(1)))] }),
    ])()
    return [.ifElse(chance(60) ? condition(1) : .literal(.boolean(true)), block, nil)]
  }

  /// `let x = x`.
  private func uninitializedRead(_ block: Block) -> [Statement] {
    let variable = Variable(.any, .local)
    block.locals.append(variable)
    return [.declare(variable, .read(variable))]
  }

  private func uninitializedGlobal() -> [Statement] {
    let variable = builder.global("pending", .deleted, .any)
    return [.expression(.read(variable))]
  }
}
