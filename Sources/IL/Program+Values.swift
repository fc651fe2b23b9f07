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
  }

  /// Replaces every operation in the program by what `transform` makes of it.
  public mutating func rewriteOperations(_ transform: (Operation) -> Operation) {
    for id in Array(functions.ids) {
      var code = functions[id].code
      for position in code.instructions.indices {
        code.instructions[position].operation = transform(code.instructions[position].operation)
      }
      functions[id].code = code
    }
  }

  /// The identity of the string constant `text`, which is added if there is none.
  public mutating func stringID(of text: [UInt8]) -> StringID {
    strings.entries.first { $0.element.bytes == text }?.id ?? strings.append(StringConstant(text))
  }
}
