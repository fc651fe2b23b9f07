import IL

/// How many slots the scope of an async function needs for what `await` saves.
enum AsyncRoom {
  /// The slots of a catch record in the frame.
  private static let slotsOfTry = 2

  /// The most slots of the frame that an `await` in `body` has to save if each cell and each value that is still
  /// needed takes one.
  static func slots(of body: SSABody) -> Int {
    let flow = ControlFlow(body)
    let depths = tryDepths(body, flow)
    let liveAtEnd = liveLocals(body, flow)
    var result = 0
    for id in flow.reversePostorder {
      var live = liveAtEnd[id.index]
      var depth = depths[id.index] + body[id].instructions.count { $0.operation == .endTry } * -1
      for operand in body[id].terminator.operands { if let local = operand.local { live.insert(local) } }
      for edge in body[id].terminator.edges { live.formUnion(edge.arguments.compactMap(\.local)) }
      for instruction in body[id].instructions.reversed() {
        if instruction.operation == .endTry { depth += 1 }
        if let local = instruction.result { live.remove(local) }
        if instruction.operation == .await {
          result = max(result, live.count + body.cellCount + depth * slotsOfTry)
        }
        live.formUnion(values(of: instruction))
      }
    }
    return result
  }

  /// The locals that an instruction uses, without the scope.
  private static func values(of instruction: SSAInstruction) -> [Local] {
    instruction.operands.dropFirst(instruction.operation.signature.takesScope ? 1 : 0).compactMap(\.local)
  }

  /// How many `try`s are open at the start of each block.
  private static func tryDepths(_ body: SSABody, _ flow: ControlFlow) -> [Int] {
    var depths = Array(repeating: 0, count: body.blocks.count)
    for id in flow.reversePostorder {
      let end = depths[id.index] - body[id].instructions.count { $0.operation == .endTry }
      let terminator = body[id].terminator
      for edge in terminator.edges { depths[edge.target.index] = end + (terminator.handler == nil ? 0 : 1) }
      if let handler = terminator.handler { depths[handler.index] = end }
    }
    return depths
  }

  /// The values that are needed behind each block, without what its edges pass.
  private static func liveLocals(_ body: SSABody, _ flow: ControlFlow) -> [Set<Local>] {
    var atStart: [Set<Local>] = Array(repeating: [], count: body.blocks.count)
    var atEnd = atStart
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for id in flow.reversePostorder.reversed() {
        let block = body[id]
        var live: Set<Local> = []
        for successor in block.terminator.successors { live.formUnion(atStart[successor.index]) }
        atEnd[id.index] = live
        live.formUnion(block.terminator.allOperands.compactMap(\.local))
        for instruction in block.instructions.reversed() {
          if let local = instruction.result { live.remove(local) }
          live.formUnion(values(of: instruction))
        }
        live.subtract(block.parameters)
        if live != atStart[id.index] {
          atStart[id.index] = live
          hasChanged = true
        }
      }
    }
    return atEnd
  }
}
