import Analysis
import IL

/// Where exceptions may leave the blocks of a body for its own catch blocks.
struct ExceptionalEdges {
  /// A block inside of a `try`, and where in it exceptions may come from.
  struct Source {
    var block: BlockID
    /// The positions of instructions, ascending; the terminator stands behind the last one.
    var positions: [Int]
  }

  private var sources: [[Source]]

  /// From where exceptions may come to `block`; empty unless it is a catch block.
  subscript(block: BlockID) -> [Source] { sources[block.index] }

  /// Finds the exceptions in `body`, which satisfies `SSAVerifier`.
  init(_ body: SSABody, _ flow: ControlFlow) {
    sources = Array(repeating: [], count: body.blocks.count)
    let tryBlocks = OpenTryBlocks(body, flow)
    for id in flow.reversePostorder {
      guard var open = tryBlocks.atStart(of: id) else { continue }
      var positions: [Int] = []
      func leave() {
        guard !positions.isEmpty else { return }
        sources[tryBlocks.handler(of: open).index].append(Source(block: id, positions: positions))
        positions = []
      }
      let block = body[id]
      var isInside = true
      for (position, instruction) in block.instructions.enumerated() where isInside {
        if instruction.operation.signature.effects.contains(.throwsException) { positions.append(position) }
        guard instruction.operation == .endTry else { continue }
        leave()
        if let outer = tryBlocks.outer(of: open) { open = outer } else { isInside = false }
      }
      guard isInside else { continue }
      if case .throwValue = block.terminator.kind { positions.append(block.instructions.count) }
      leave()
    }
  }
}
