import IL

extension Liveness {
  mutating func followCall(_ instruction: SSAInstruction, _ position: CodePosition, _ item: Item) {
    let callees = uses.callees[position]!
    let function = position.function
    let argumentsStart = instruction.firstArgument
    for operand in instruction.operands[..<min(argumentsStart, instruction.operands.count)] {
      mark(operand, in: function, because: item)
      // What is called is in slot 0.
      for thing in flow.things(flow.value(of: operand, in: function)) where flow.slotCount(of: thing) != nil {
        mark(.slot(thing, 0), because: item)
      }
    }
    if instruction.operation == .new {
      for thing in flow.things(flow.value(of: instruction.operands[0], in: function))
      where flow.isClass(thing) {
        markInstantiation(of: thing, because: item)
      }
    }
    for callee in callees.functions {
      markStructure(of: callee, because: item)
      // What the call does is needed; whether what it returns is, the result says.
      for index in 0..<(flow.facts(of: callee)?.argumentCount ?? 0)
      where live.contains(.argument(callee, index)) {
        markArgument(index, at: position, because: item)
      }
    }
    guard callees.includeHost || callees.mayFail else { return }
    for operand in instruction.operands.dropFirst(argumentsStart) {
      mark(operand, in: function, because: item)
    }
  }

  /// What is passed for argument `index` at a call is needed.
  mutating func markArgument(_ index: Int, at site: CodePosition, because reason: Item) {
    guard let instruction = instruction(at: site) else { return }
    // The instance is made by the call itself.
    let position = instruction.firstArgument + index - (instruction.operation == .new ? 1 : 0)
    guard instruction.operation != .new || index > 0, position < instruction.operands.count else { return }
    mark(instruction.operands[position], in: site.function, because: reason)
  }

  /// The result of an instruction is needed.
  mutating func markResults(of position: CodePosition, because reason: Item) {
    guard let callees = uses.callees[position] else { return }
    for callee in callees.functions { mark(.result(callee), because: reason) }
  }
}

extension SSAInstruction {
  /// The position among the operands of a call at which its arguments begin, `this` included if it is one.
  var firstArgument: Int {
    switch operation {
    case .callFunction, .callHost, .callHostVoid: 0
    case .awaitCall: 2
    default: 1
    }
  }
}
