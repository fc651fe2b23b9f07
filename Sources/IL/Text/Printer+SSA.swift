extension SSABody {
  /// The lines of the body as IL text, as it stands in a program with these names.
  func lines(_ names: Names) -> [String] {
    blockIDs.flatMap { id in
      let block = self[id]
      let header = Names.list(of: block.parameters.map(\.description), after: id.description)
      return ["\(header)\(block.scope.map { " in \($0)" } ?? ""):"]
        + block.instructions.map { "  \(names[$0])" } + ["  \(names[block.terminator])"]
    }
  }
}

extension Names {
  /// The text of an instruction, with its result and its operands.
  public subscript(instruction: SSAInstruction) -> String {
    let (mnemonic, immediates) = instruction.operation.text
    let arguments = immediates.map { self[$0] } + instruction.operands.map { self[$0] }
    return (instruction.result.map { "\($0) = " } ?? "") + Self.statement(mnemonic, arguments)
  }

  /// The text of an operation, without operands.
  public subscript(operation: SSAOperation) -> String {
    let (mnemonic, immediates) = operation.text
    return Self.statement(mnemonic, immediates.map { self[$0] })
  }

  /// The text of an operand.
  public subscript(operand: Operand) -> String {
    switch operand {
    case .local(let local): local.description
    case .literal(let value): self[value]
    }
  }

  /// The text of a terminator.
  public subscript(terminator: Terminator) -> String {
    let targets = terminator.edges.map { self[$0] } + (terminator.handler.map { [$0.description] } ?? [])
    return Self.statement(terminator.mnemonic, terminator.operands.map { self[$0] } + targets)
  }

  /// The text of an edge.
  public subscript(edge: Edge) -> String {
    Self.list(of: edge.arguments.map { self[$0] }, after: edge.target.description)
  }

  private subscript(immediate: SSAOperation.Immediate) -> String {
    switch immediate {
    case .count(let count): String(count)
    case .global(let id): self[id]
    case .function(let id): self[id]
    case .hostFunction(let id): self[id]
    }
  }

  private static func statement(_ mnemonic: String, _ arguments: [String]) -> String {
    arguments.isEmpty ? mnemonic : "\(mnemonic) \(arguments.joined(separator: ", "))"
  }

  /// A block and what is passed to it.
  fileprivate static func list(of arguments: [String], after block: String) -> String {
    arguments.isEmpty ? block : "\(block)(\(arguments.joined(separator: ", ")))"
  }
}

extension Terminator {
  /// The name in IL text.
  public var mnemonic: String {
    switch kind {
    case .jump: "jump"
    case .branch: "branch"
    case .startTry: "start_try"
    case .returnValue: "return"
    case .throwValue: "throw"
    case .asyncReturn: "async_return"
    case .asyncComplete: "async_complete"
    }
  }
}

extension Local: CustomStringConvertible {
  /// The name in IL text.
  public var description: String { "%\(index)" }
}

extension BlockID: CustomStringConvertible {
  /// The name in IL text.
  public var description: String { "b\(index)" }
}
