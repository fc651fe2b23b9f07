/// Exceptions and async functions: what may be open where.
extension SSAVerifier {
  /// An open `try` and the ones around it, as a list in `checkTryBlocks`.
  private struct TryBlock: Hashable {
    var handler: BlockID
    /// The next outer block, or nil.
    var outer: Int?
  }

  /// Checks that the open `try` blocks, which their catch blocks identify, are the same on every path.
  func checkTryBlocks() throws(Violation) {
    var tryBlocks: [TryBlock] = []
    var indices: [TryBlock: Int] = [:]
    // The innermost open `try` block at the start of each block, once it is known.
    var starts: [Int??] = Array(repeating: nil, count: body.blocks.count)
    starts[SSABody.entry.index] = .some(nil)
    for id in flow.reversePostorder {
      // A predecessor comes before every block but the entry in this order.
      guard var innermost = starts[id.index] else { preconditionFailure("\(id) has no predecessor") }
      for (position, instruction) in body[id].instructions.enumerated() {
        guard case .endTry = instruction.operation else { continue }
        guard let open = innermost else {
          throw Violation(place: SSAPlace(id, .instruction(position)), description: "no try block is open")
        }
        innermost = tryBlocks[open].outer
      }
      let terminator = body[id].terminator
      func reach(_ target: BlockID, _ open: Int?) throws(Violation) {
        guard starts[target.index] ?? open == open else {
          throw Violation(
            place: SSAPlace(target, .header), description: "the open try blocks differ between two paths")
        }
        starts[target.index] = .some(open)
      }
      var inside = innermost
      if let handler = terminator.handler {
        try reach(handler, innermost)
        let tryBlock = TryBlock(handler: handler, outer: innermost)
        inside = indices[tryBlock] ?? tryBlocks.count
        if inside == tryBlocks.count {
          tryBlocks.append(tryBlock)
          indices[tryBlock] = inside
        }
      }
      for edge in terminator.edges { try reach(edge.target, inside) }
      guard innermost == nil || !terminator.mustBeOutsideOfTry else {
        throw Violation(
          place: SSAPlace(id, .terminator), description: "\(terminator.mnemonic) inside an open try block")
      }
    }
  }

  /// Checks that async operations are where the engine can execute them.
  func checkAsync() throws(Violation) {
    let isAsync = body.isAsync
    let useCounts = useCounts
    for id in body.blockIDs {
      let instructions = body[id].instructions
      for (position, instruction) in instructions.enumerated() {
        func failure(_ description: String) -> Violation {
          Violation(place: SSAPlace(id, .instruction(position)), description: description)
        }
        switch instruction.operation {
        case .asyncStart:
          guard id == SSABody.entry, position == 0, entryDepth == 0 else {
            throw failure("async_start is not the first instruction")
          }
        case .await:
          guard isAsync else { throw failure("await outside an async function") }
        case .awaitCall:
          guard isAsync else { throw failure("await_call outside an async function") }
          let next = position + 1 < instructions.count ? instructions[position + 1] : nil
          guard let result = instruction.result, let next, next.operation == .await,
            next.operands.last == .local(result), useCounts[result.index] == 1
          else { throw failure("await_call whose result is not for the await that follows alone") }
        default: break
        }
      }
      if let problem = problem(of: body[id].terminator, isAsync: isAsync) {
        throw Violation(place: SSAPlace(id, .terminator), description: problem)
      }
    }
  }

  private func problem(of terminator: Terminator, isAsync: Bool) -> String? {
    switch terminator.kind {
    // The root catch record would stay the engine's catch target.
    case .returnValue: isAsync ? "return in an async function instead of async_return" : nil
    case .asyncReturn: isAsync ? nil : "async_return outside an async function"
    // Its frame has the root catch record besides the three values that the engine expects.
    case .asyncComplete: isAsync ? "async_complete in an async function" : nil
    case .jump, .branch, .startTry, .throwValue: nil
    }
  }

  private var useCounts: [Int] {
    var counts = Array(repeating: 0, count: body.localCount)
    for block in body.blocks {
      for operand in block.instructions.lazy.flatMap(\.operands) + block.terminator.allOperands {
        if let local = operand.local { counts[local.index] += 1 }
      }
    }
    return counts
  }
}

extension Terminator {
  /// True iff the function would end with a catch record in its frame.
  fileprivate var mustBeOutsideOfTry: Bool {
    switch kind {
    case .returnValue, .asyncComplete: true
    // The engine takes the records of an activation off when it completes.
    case .asyncReturn, .jump, .branch, .startTry, .throwValue: false
    }
  }
}
