import IL

/// How many slots the scope of an async function needs for what `await` saves.
enum AsyncRoom {
  /// The slots of a catch record in the frame.
  private static let slotsOfTry = 2

  /// For literals that a function uses often and keeps in its frame.
  private static let spareSlots = 4

  /// The most slots of the frame that an `await` in `body` may have to save.
  ///
  /// That is an upper bound: variables of the scope come behind the slots, and closures know them by their place, so
  /// it has to hold for whatever form the code gets in the end. Every cell counts, and every value that may need a
  /// slot: those that are used in another block, behind an `await`, or more than once. Literals that are pushed
  /// before an `await`, next to which its result is used, need some more.
  static func slots(of body: SSABody) -> Int {
    var depths = Array(repeating: 0, count: body.blocks.count)
    var deepest = 0
    var definitions: [Local: (block: BlockID, segment: Int)] = [:]
    var uses: [Local: Int] = [:]
    var slots = body.cellCount
    var counted: Set<Local> = []
    var awaited: Set<Local> = []
    var mostOperands = 0
    for id in ControlFlow(body).reversePostorder {
      let block = body[id]
      var depth = depths[id.index]
      var segment = 0
      for parameter in block.parameters { definitions[parameter] = (id, 0) }
      func use(_ operand: Operand) {
        guard let local = operand.local, let definition = definitions[local] else { return }
        uses[local, default: 0] += 1
        let isNear = definition.block == id && definition.segment == segment && uses[local] == 1
        if !isNear, counted.insert(local).inserted { slots += 1 }
      }
      for instruction in block.instructions {
        for operand in instruction.operands {
          use(operand)
          if let local = operand.local, awaited.contains(local) {
            mostOperands = max(mostOperands, instruction.operands.count)
          }
        }
        switch instruction.operation {
        case .endTry: depth -= 1
        case .await:
          segment += 1
          if let result = instruction.result { awaited.insert(result) }
        default: break
        }
        if let result = instruction.result, instruction.operation.signature.result != .scope {
          definitions[result] = (id, segment)
        }
      }
      for operand in block.terminator.allOperands { use(operand) }
      deepest = max(deepest, depth)
      for edge in block.terminator.edges {
        depths[edge.target.index] = depth + (block.terminator.handler == nil ? 0 : 1)
        slots += edge.arguments.count
      }
      if let handler = block.terminator.handler { depths[handler.index] = depth }
    }
    return awaited.isEmpty ? 0 : slots + deepest * slotsOfTry + mostOperands + spareSlots
  }
}
