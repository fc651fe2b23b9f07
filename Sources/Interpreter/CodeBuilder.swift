import IL

/// Translates the body of a function to steps.
struct CodeBuilder {
  private let body: SSABody
  /// The position of a literal among the machine's constants.
  private let constant: (Value) -> Int
  private var steps: ContiguousArray<Step> = []
  private var origins: ContiguousArray<Int32> = []
  private var operands: ContiguousArray<Int32> = []
  private var scratchCount = 0
  private var starts: [Int32] = []

  /// Prepares the translation of `body`.
  init(_ body: SSABody, constant: @escaping (Value) -> Int) {
    self.body = body
    self.constant = constant
  }

  /// The translation.
  consuming func build() -> FunctionCode {
    var start: Int32 = 0
    for block in body.blocks {
      starts.append(start)
      start += Int32(block.instructions.count + 1)
    }
    for block in body.blocks {
      for instruction in block.instructions {
        append(instruction)
        origins.append(Int32(clamping: instruction.origin ?? -1))
      }
      append(block.terminator.kind)
      origins.append(Int32(clamping: block.terminator.origin ?? -1))
    }
    return FunctionCode(
      steps: steps, origins: origins, operands: operands, registerCount: body.localCount + body.cellCount,
      localCount: body.localCount, scratchCount: scratchCount,
      entryParameters: body[SSABody.entry].parameters.map(register))
  }

  private func register(_ local: Local) -> Int32 { Int32(local.index) }

  private func operand(_ operand: Operand) -> Int32 {
    switch operand {
    case .local(let local): register(local)
    case .literal(let value): ~Int32(constant(value))
    }
  }

  /// Adds operands to those of the function.
  private mutating func add(_ added: [Int32]) -> Operands {
    defer { operands += added }
    scratchCount = max(scratchCount, added.count)
    return Operands(start: Int32(operands.count), count: Int32(added.count))
  }

  private mutating func append(_ instruction: SSAInstruction) {
    let values = instruction.operands.dropFirst(instruction.operation.signature.takesScope ? 1 : 0)
    let result =
      instruction.operation.signature.result == .scope
      ? noRegister : instruction.result.map(register) ?? noRegister
    steps.append(.operation(instruction.operation, result: result, operands: add(values.map(operand))))
  }

  private mutating func append(_ terminator: Terminator.Kind) {
    let step: Step =
      switch terminator {
      case .jump(let edge): .jump(transfer(edge))
      case .branch(let condition, let first, let second):
        .branch(operand(condition), transfer(first), transfer(second))
      case .startTry(let edge, let handler):
        .startTry(
          transfer(edge),
          Handler(
            position: starts[handler.index],
            parameter: body[handler].parameters.first.map(register) ?? noRegister))
      case .returnValue(let value): .returnValue(operand(value))
      case .throwValue(let value): .throwValue(operand(value))
      case .asyncReturn(let value): .asyncReturn(operand(value))
      case .asyncComplete(let result, let value, let isSuccess):
        .asyncComplete(add([operand(result), operand(value), operand(isSuccess)]))
      }
    steps.append(step)
  }

  private mutating func transfer(_ edge: Edge) -> Transfer {
    // A parameter that keeps its value needs no move.
    let moves = zip(body[edge.target].parameters, edge.arguments).filter { .local($0.0) != $0.1 }
    return Transfer(
      position: starts[edge.target.index],
      moves: add(moves.flatMap { [register($0.0), operand($0.1)] }))
  }
}
