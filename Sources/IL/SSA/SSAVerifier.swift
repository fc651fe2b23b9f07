/// Checks the rules of the SSA form that a body satisfies or breaks by itself.
///
/// - Control enters `b0` only from outside, reaches every other block, and passes what the block takes.
/// - Each local is defined once, and its definition dominates its uses.
/// - An operation takes the current scope where its signature says so, and a scope is used for nothing else.
/// - A catch block takes the exception, and only `startTry` leads to it.
/// - Every path reaches a block with the same open `try` blocks, and the function ends outside of them.
/// - Async operations appear where the engine can execute them (snapshot format, section 6.9).
///
/// `Verifier` checks what depends on the rest of the program. Time is linear in the size of the body but for
/// what `ControlFlow` and `CurrentScopes` take.
public struct SSAVerifier {
  /// A violation of the rules.
  public struct Violation: Error, Hashable, CustomStringConvertible {
    /// Where the rule is broken.
    public var place: SSAPlace
    /// What is wrong, as a clause.
    public var description: String
  }

  let body: SSABody
  let entryDepth: Int
  let flow: ControlFlow

  /// Checks `body`, the body of a function that is entered at `entryDepth`.
  public static func verify(_ body: SSABody, entryDepth: Int = 0) throws(Violation) {
    try checkTargets(of: body)
    let verifier = SSAVerifier(body: body, entryDepth: entryDepth, flow: ControlFlow(body))
    try verifier.checkFlow()
    try verifier.checkCatchBlocks()
    let kinds = try verifier.kindsOfLocals()
    try verifier.checkSignatures()
    try verifier.checkUses(kinds)
    try verifier.checkTryBlocks()
    try verifier.checkAsync()
  }

  /// Checks what has to hold for edges to lead anywhere.
  private static func checkTargets(of body: SSABody) throws(Violation) {
    guard !body.blocks.isEmpty else {
      throw Violation(place: SSAPlace(SSABody.entry, .header), description: "the function has no blocks")
    }
    for id in body.blockIDs {
      func failure(_ description: String) -> Violation {
        Violation(place: SSAPlace(id, .terminator), description: description)
      }
      for target in body[id].terminator.successors where !body.blocks.indices.contains(target.index) {
        throw failure("\(target) is not in the function")
      }
      for edge in body[id].terminator.edges {
        let count = body[edge.target].parameters.count
        guard edge.arguments.count == count else {
          throw failure("passes \(edge.arguments.count) arguments to \(edge.target), which takes \(count)")
        }
      }
    }
  }

  private func checkFlow() throws(Violation) {
    let entry = SSABody.entry
    if let predecessor = flow.predecessors[entry.index].first {
      throw Violation(place: SSAPlace(predecessor, .terminator), description: "goes to the entry block")
    }
    let count = body[entry].parameters.count
    guard count == entryDepth else {
      throw Violation(
        place: SSAPlace(entry, .header),
        description: "has \(count) parameters, but the function is entered at depth \(entryDepth)")
    }
    for id in body.blockIDs where !flow.isReachable(id) {
      throw Violation(place: SSAPlace(id, .header), description: "cannot be reached")
    }
  }

  private func checkCatchBlocks() throws(Violation) {
    let handlers = Set(body.blocks.compactMap(\.terminator.handler))
    for handler in handlers.sorted() where body[handler].parameters.count != 1 {
      throw Violation(
        place: SSAPlace(handler, .header),
        description: "is a catch block, but has \(body[handler].parameters.count) parameters instead of 1")
    }
    for id in body.blockIDs {
      for edge in body[id].terminator.edges where handlers.contains(edge.target) {
        throw Violation(
          place: SSAPlace(id, .terminator), description: "goes to the catch block \(edge.target)")
      }
    }
  }

  /// Checks each operation against its signature.
  private func checkSignatures() throws(Violation) {
    for id in body.blockIDs {
      for (position, instruction) in body[id].instructions.enumerated() {
        if let problem = problem(of: instruction) {
          throw Violation(place: SSAPlace(id, .instruction(position)), description: problem)
        }
      }
    }
  }

  private func problem(of instruction: SSAInstruction) -> String? {
    let (signature, mnemonic) = (instruction.operation.signature, instruction.operation.text.mnemonic)
    switch (signature.result, instruction.result) {
    case (.none, .some(let result)): return "\(mnemonic) gives no result, but defines \(result)"
    case (.value, nil), (.scope, nil): return "\(mnemonic) gives a result, but defines no local"
    case (.none, nil), (.value, .some), (.scope, .some): break
    }
    let (expected, count) = (signature.operandCount, instruction.operands.count)
    guard expected.contains(count) else {
      let range =
        expected.count == 1 ? "\(expected.lowerBound)" : "\(expected.lowerBound)…\(expected.upperBound)"
      return "\(mnemonic) takes \(range) operands, not \(count)"
    }
    switch instruction.operation {
    case .loadCell(let cell), .storeCell(let cell):
      return (0..<body.cellCount).contains(cell.index)
        ? nil : "cell \(cell.index) is not one of the \(body.cellCount) cells"
    default: return nil
    }
  }
}
