import IL

/// The form of a function that lowering works on: the blocks of a body without scopes, which take no space in
/// the frame, and with edges that are either plain or belong to a jump.
struct LoweringGraph {
  /// One operation with its operands; terminators are nodes too.
  struct Node {
    var kind: Kind
    var operands: [Operand]
    /// What the node leaves on the stack, if anything uses it or not.
    var results: [Local]
    var origin: Int?
  }

  /// What a node does.
  enum Kind {
    case operation(SSAOperation)
    /// Copies its operands to the top of the frame, one result for each.
    case push
    case terminator(Exit)
  }

  /// A way to end a block.
  enum Exit: Equatable {
    /// The operands are the arguments.
    case jump(BlockID)
    /// The targets have no other predecessor and no parameters.
    case branch(BlockID, BlockID)
    case startTry(BlockID, handler: BlockID)
    case returnValue
    case throwValue
    case asyncReturn
    case asyncComplete

    /// Where control can go next, catch blocks included.
    var successors: [BlockID] {
      switch self {
      case .jump(let target): [target]
      case .branch(let first, let second): [first, second]
      case .startTry(let body, let handler): [body, handler]
      case .returnValue, .throwValue, .asyncReturn, .asyncComplete: []
      }
    }
  }

  struct Block {
    var parameters: [Local]
    /// The nodes in the order of execution, the terminator last.
    var nodes: [Int]
  }

  var nodes: [Node] = []
  var blocks: [Block] = []
  var flow: ControlFlow
  var localCount: Int
  let cellCount: Int

  /// Makes the graph of `body`, whose critical edges are split.
  init(_ body: SSABody) {
    flow = ControlFlow(body)
    localCount = body.localCount
    cellCount = body.cellCount
    for block in body.blocks {
      var ids: [Int] = []
      for instruction in block.instructions {
        let isScope = instruction.operation.signature.result == .scope
        var operands = instruction.operands
        if instruction.operation.signature.takesScope { operands.removeFirst() }
        // The place of `this` in the instance that is made.
        if instruction.operation == .new { operands.insert(.literal(.undefined), at: 1) }
        ids.append(nodes.count)
        nodes.append(
          Node(
            kind: .operation(instruction.operation), operands: operands,
            results: isScope ? [] : instruction.result.map { [$0] } ?? [], origin: instruction.origin))
      }
      let (exit, operands) = Self.exit(block.terminator)
      ids.append(nodes.count)
      nodes.append(
        Node(kind: .terminator(exit), operands: operands, results: [], origin: block.terminator.origin))
      blocks.append(Block(parameters: block.parameters, nodes: ids))
    }
  }

  private static func exit(_ terminator: Terminator) -> (Exit, [Operand]) {
    switch terminator.kind {
    case .jump(let edge): (.jump(edge.target), edge.arguments)
    case .branch(let condition, let first, let second): (.branch(first.target, second.target), [condition])
    case .startTry(let edge, let handler): (.startTry(edge.target, handler: handler), [])
    case .returnValue(let operand): (.returnValue, [operand])
    case .throwValue(let operand): (.throwValue, [operand])
    case .asyncReturn(let operand): (.asyncReturn, [operand])
    case .asyncComplete(let result, let value, let isSuccess): (.asyncComplete, [result, value, isSuccess])
    }
  }

  /// Makes a local that nothing defines yet.
  mutating func makeLocal() -> Local {
    defer { localCount += 1 }
    return Local(localCount)
  }

  /// The way `block` ends.
  func exit(of block: BlockID) -> Exit {
    guard case .terminator(let exit) = nodes[terminator(of: block)].kind else {
      preconditionFailure("the last node of \(block) is not a terminator")
    }
    return exit
  }

  /// The last node of `block`.
  func terminator(of block: BlockID) -> Int { blocks[block.index].nodes[blocks[block.index].nodes.count - 1] }

  /// The operation of `node`, or nil if it has none.
  func operation(_ node: Int) -> SSAOperation? {
    if case .operation(let operation) = nodes[node].kind { operation } else { nil }
  }
}

extension LoweringGraph {
  /// What `node` may do, including to what other nodes read of the frame of the caller.
  func effects(of node: Int) -> Effects {
    guard let operation = operation(node) else { return [] }
    // Behind an await the arguments are those of whoever resumed the function.
    return operation.signature.effects.union(operation == .await ? .writesArguments : [])
  }
}
