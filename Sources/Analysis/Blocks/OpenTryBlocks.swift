import IL

/// Which `try` blocks are open where each block of a body begins; their catch blocks identify them.
public struct OpenTryBlocks: Sendable {
  /// Open `try` blocks: the innermost one, and the ones around it.
  private struct Nesting: Hashable {
    var handler: BlockID
    /// The number of the nesting around it, or nil.
    var outer: Int?
  }

  private var starts: [Int?]
  private var nestings: [Nesting] = []

  /// A number for the `try` blocks that are open at the start of `block`, nil for none: the same number where
  /// the same ones are open.
  public func atStart(of block: BlockID) -> Int? { starts[block.index] }

  /// The catch block of the innermost `try` of those that have `number`.
  public func handler(of number: Int) -> BlockID { nestings[number].handler }

  /// The number of those that stay open when the innermost `try` of those that have `number` is left.
  public func outer(of number: Int) -> Int? { nestings[number].outer }

  /// Finds the open `try` blocks in `body`.
  ///
  /// - Precondition: `body` satisfies `SSAVerifier`.
  public init(_ body: SSABody, _ flow: ControlFlow) {
    var numbers: [Nesting: Int] = [:]
    starts = Array(repeating: nil, count: body.blocks.count)
    for id in flow.reversePostorder {
      var open = starts[id.index]
      for instruction in body[id].instructions where instruction.operation == .endTry {
        open = open.flatMap { nestings[$0].outer }
      }
      let terminator = body[id].terminator
      var inside = open
      if let handler = terminator.handler {
        starts[handler.index] = open
        let nesting = Nesting(handler: handler, outer: open)
        if numbers[nesting] == nil {
          numbers[nesting] = nestings.count
          nestings.append(nesting)
        }
        inside = numbers[nesting]
      }
      for edge in terminator.edges { starts[edge.target.index] = inside }
    }
  }
}
