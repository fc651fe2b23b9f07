extension Program {
  /// Replaces every value in the program, wherever it stands, by what `transform` makes of it.
  public mutating func rewriteValues(_ transform: (Value) -> Value) {
    for position in exports.indices { exports[position].value = transform(exports[position].value) }
    for name in Builtins.Name.allCases { builtins[name] = transform(builtins[name]) }
    for id in Array(globals.ids) { globals[id].value = transform(globals[id].value) }
    for id in Array(allocations.ids) {
      allocations[id].content = allocations[id].content.mapValues(transform)
    }
    rewriteOperations { operation in
      guard case .literal(let value) = operation else { return operation }
      return .literal(transform(value))
    }
    rewriteBodies { body in
      body.rewriteOperands { $0.literal.map { .literal(transform($0)) } ?? $0 }
    }
  }

  /// Replaces every operation in stack code by what `transform` makes of it.
  public mutating func rewriteOperations(_ transform: (Operation) -> Operation) {
    for id in Array(functions.ids) {
      guard case .stack(var code) = functions[id].body else { continue }
      for position in code.instructions.indices {
        code.instructions[position].operation = transform(code.instructions[position].operation)
      }
      functions[id].body = .stack(code)
    }
  }

  /// Replaces every operation in functions in SSA form by what `transform` makes of it.
  public mutating func rewriteSSAOperations(_ transform: (SSAOperation) -> SSAOperation) {
    rewriteBodies { $0.rewriteOperations(transform) }
  }

  private mutating func rewriteBodies(_ rewrite: (inout SSABody) -> Void) {
    for id in Array(functions.ids) {
      guard case .ssa(var body) = functions[id].body else { continue }
      rewrite(&body)
      functions[id].body = .ssa(body)
    }
  }

  /// The identity of the string constant `text`, which is added if there is none.
  public mutating func stringID(of text: [UInt8]) -> StringID {
    strings.entries.first { $0.element.bytes == text }?.id ?? strings.append(StringConstant(text))
  }
}
