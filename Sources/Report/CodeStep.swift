import Analysis
import IL

/// An instruction or terminator, in whichever form the function is.
enum CodeStep: Hashable {
  case instruction(Instruction)
  case operation(SSAInstruction)
  case terminator(Terminator)

  /// Where the step was in what the program was read from.
  var origin: Int? {
    switch self {
    case .instruction(let instruction): instruction.origin
    case .operation(let instruction): instruction.origin
    case .terminator(let terminator): terminator.origin
    }
  }

  /// The parameter that the step reads.
  var parameter: Int? {
    switch self {
    case .instruction(let instruction):
      if case .loadArgument(let index) = instruction.operation { index } else { nil }
    case .operation(let instruction):
      if case .loadArgument(let index) = instruction.operation { index } else { nil }
    case .terminator: nil
    }
  }

  /// True iff a reader would say that this is the same step as `other`.
  ///
  /// That a jump leads to a label of another number says nothing, so targets are not compared.
  func reads(like other: CodeStep) -> Bool {
    switch (self, other) {
    case (.instruction(let old), .instruction(let new)):
      if old.operation.target != nil, new.operation.target != nil {
        return old.operation.text.mnemonic == new.operation.text.mnemonic
      }
      return old.operation == new.operation
    case (.operation(let old), .operation(let new)):
      return old.operation == new.operation && old.operands == new.operands
    case (.terminator(let old), .terminator(let new)):
      return old.mnemonic == new.mnemonic && old.operands == new.operands
    default: return false
    }
  }
}

extension Function {
  /// The steps of the function, which is `id`, with their nodes in the dependency graph, in the order of the code.
  func steps(of id: FunctionID) -> [(node: DependencyGraph.Node, step: CodeStep)] {
    switch body {
    case .stack(let code):
      code.instructions.enumerated().filter { !$0.element.isLabel }.map {
        (.instruction(id, $0.offset), .instruction($0.element))
      }
    case .ssa(let body):
      body.blockIDs.flatMap { block in
        let operations: [(node: DependencyGraph.Node, step: CodeStep)] =
          body[block].instructions.enumerated().map {
            (.operation(CodePosition(id, block, $0.offset)), .operation($0.element))
          }
        let end = CodePosition(id, block, operations.count)
        return operations + [(.operation(end), .terminator(body[block].terminator))]
      }
    }
  }
}

extension Program {
  /// The step that `node` stands for, or nil if it is no code.
  func step(at node: DependencyGraph.Node) -> CodeStep? {
    switch node {
    case .instruction(let id, let position): .instruction(functions[id].code.instructions[position])
    case .operation(let position):
      functions[position.function].ssa.map { $0[position.block] }.map {
        position.index < $0.instructions.count
          ? .operation($0.instructions[position.index]) : .terminator($0.terminator)
      }
    default: nil
    }
  }
}
