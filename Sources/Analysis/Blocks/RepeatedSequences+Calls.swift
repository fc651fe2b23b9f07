import IL

extension RepeatedSequences.Occurrence {
  /// The sequence as the body of a function, and what calls of it have to pass, `this` first.
  ///
  /// Two occurrences hold the same sequence iff their bodies are equal.
  public func outlined(from body: SSABody) -> (body: SSABody, arguments: [Operand]) {
    var locals: [Local: Local] = [:]
    var arguments: [Operand] = []
    var loads: [SSAInstruction] = []
    var count = 0
    let sequence = body[block].instructions[range].filter { !$0.loadsArgument }
    let defined = Set(sequence.compactMap(\.result))
    func name(_ local: Local) -> Local {
      defer { count += 1 }
      locals[local] = Local(count)
      return Local(count)
    }
    let terminator =
      includesTerminator
      ? body[block].terminator : Terminator(.returnValue(result.map { .local($0) } ?? .literal(.undefined)))
    for case .local(let local) in sequence.flatMap(\.operands) + terminator.operands
    where locals[local] == nil && !defined.contains(local) {
      loads.append(SSAInstruction(name(local), .loadArgument(arguments.count)))
      arguments.append(.local(local))
    }
    func copy(_ operand: Operand) -> Operand { operand.local.map { .local(locals[$0]!) } ?? operand }
    let copies = sequence.map { instruction in
      let operands = instruction.operands.map(copy)
      return SSAInstruction(instruction.result.map(name), instruction.operation, operands)
    }
    let only = BasicBlock(loads + copies, terminator: Terminator(terminator.mapOperands(copy).kind))
    return (SSABody([only]), arguments)
  }

  /// `body`, which holds the sequence, with a call of `function` in its place; nothing behind it is moved.
  public func replaced(in body: SSABody, byCalling function: FunctionID, _ arguments: [Operand]) -> SSABody {
    var result = body
    var value = self.result
    if includesTerminator {
      let local = result.makeLocal()
      value = local
      // Control does not come back from what throws, but the block needs an end, which may be inside of a `try`.
      result[block].terminator.kind =
        if case .throwValue = body[block].terminator.kind {
          .throwValue(.local(local))
        } else {
          .returnValue(.local(local))
        }
    }
    let call = SSAInstruction(
      value, value == nil ? .callVoid : .call, [.literal(.function(function))] + arguments)
    let loads = body[block].instructions[range].filter(\.loadsArgument)
    result[block].instructions.replaceSubrange(range, with: loads + [call])
    return result
  }
}
