import IL

/// Where the value of each local comes from when it is used: from its own slot, from the slot of another local
/// that has the same value, or from an instruction that is repeated at each use.
struct LocalHomes {
  /// The local in whose slot each one is; itself for most.
  private var owners: [Local]
  /// The operation to repeat at each use, which has no operands.
  private var repeated: [SSAOperation?]
  /// Whether each local may be `deleted`, which no instruction can copy.
  private var mayBeDeleted: [Bool]

  /// Finds the homes of the locals of `graph`, and takes the instructions that are repeated out of it.
  init(_ graph: inout LoweringGraph) {
    owners = (0..<graph.localCount).map { Local($0) }
    repeated = Array(repeating: nil, count: graph.localCount)
    mayBeDeleted = []
    repeatArguments(&graph)
    shareCheckedLocals(&graph)
    findDeleted(graph)
  }

  /// The local in whose slot `operand` is, or nil if it has none.
  func slotOwner(_ operand: Operand) -> Local? {
    guard let local = operand.local, repeated[local.index] == nil else { return nil }
    return owners[local.index]
  }

  /// What gives `local` at each use, if it has no slot.
  func repeatedOperation(_ local: Local) -> SSAOperation? { repeated[local.index] }

  /// True iff `operand` may be copied from its slot.
  func canCopy(_ operand: Operand) -> Bool { operand.local.map { !mayBeDeleted[$0.index] } ?? true }

  /// Adds `copy`, which has the value of `operand` and its own slot.
  mutating func add(_ copy: Local, of operand: Operand) {
    owners.append(copy)
    repeated.append(nil)
    mayBeDeleted.append(operand.local.map { mayBeDeleted[$0.index] } ?? (operand == .literal(.deleted)))
  }

  /// Arguments that nothing replaces can be read again at no cost.
  private mutating func repeatArguments(_ graph: inout LoweringGraph) {
    let changesArguments = graph.nodes.contains { node in
      guard case .operation(let operation) = node.kind else { return false }
      if case .storeArgument = operation { return true }
      return operation == .await
    }
    guard !changesArguments else { return }
    // The check of a local needs a slot to look at.
    var isChecked: Set<Local> = []
    for node in graph.nodes {
      if case .operation(.initialized) = node.kind, let local = node.operands[0].local {
        isChecked.insert(local)
      }
    }
    for block in graph.blocks.indices {
      graph.blocks[block].nodes.removeAll { id in
        guard case .operation(let operation) = graph.nodes[id].kind, case .loadArgument = operation,
          let result = graph.nodes[id].results.first, !isChecked.contains(result)
        else { return false }
        repeated[result.index] = operation
        return true
      }
    }
  }

  /// Makes the checked form of a local share its slot: the check itself gives the value to the first use, and
  /// uses of the unchecked form behind it become uses of the checked one.
  private mutating func shareCheckedLocals(_ graph: inout LoweringGraph) {
    var checks: [(block: Int, position: Int)] = []
    var sources: Set<Local> = []
    for block in graph.blocks.indices {
      for (position, id) in graph.blocks[block].nodes.enumerated()
      where graph.operation(id) == .initialized {
        guard let source = graph.nodes[id].operands[0].local, repeated[source.index] == nil else { continue }
        checks.append((block, position))
        sources.insert(source)
      }
    }
    guard !checks.isEmpty else { return }
    var uses: [Local: [(block: Int, position: Int)]] = [:]
    for block in graph.blocks.indices {
      for (position, id) in graph.blocks[block].nodes.enumerated() {
        for case .local(let local) in graph.nodes[id].operands where sources.contains(local) {
          uses[local, default: []].append((block, position))
        }
      }
    }
    for (block, position) in checks {
      let id = graph.blocks[block].nodes[position]
      let source = graph.nodes[id].operands[0].local!
      let checked = graph.nodes[id].results[0]
      for use in uses[source] ?? [] {
        let isBehind =
          use.block == block
          ? use.position > position : graph.flow.dominates(BlockID(block), BlockID(use.block))
        let user = graph.blocks[use.block].nodes[use.position]
        guard isBehind, graph.operation(user) != .initialized else { continue }
        graph.nodes[user].operands = graph.nodes[user].operands.map {
          $0 == .local(source) ? .local(checked) : $0
        }
      }
      let value = graph.makeLocal()
      owners.append(value)
      repeated.append(nil)
      owners[checked.index] = owners[source.index]
      graph.nodes[id].results = [value]
      giveToFirstUse(of: checked, value, behind: position, in: block, &graph)
    }
  }

  private func giveToFirstUse(
    of checked: Local, _ value: Local, behind position: Int, in block: Int, _ graph: inout LoweringGraph
  ) {
    for id in graph.blocks[block].nodes[(position + 1)...] {
      guard let index = graph.nodes[id].operands.firstIndex(of: .local(checked)) else { continue }
      if graph.operation(id) != .initialized { graph.nodes[id].operands[index] = .local(value) }
      return
    }
  }

  private mutating func findDeleted(_ graph: LoweringGraph) {
    mayBeDeleted = Array(repeating: false, count: graph.localCount)
    var incoming: [(parameter: Local, argument: Operand)] = []
    for parameter in graph.blocks[0].parameters { mayBeDeleted[parameter.index] = true }
    for id in graph.flow.reversePostorder {
      for node in graph.blocks[id.index].nodes {
        if case .operation(let operation) = graph.nodes[node].kind,
          case .value(let types) = operation.signature.result, types.contains(.deleted),
          let result = graph.nodes[node].results.first
        {
          mayBeDeleted[result.index] = true
        }
      }
      switch graph.exit(of: id) {
      case .jump(let target):
        incoming += zip(
          graph.blocks[target.index].parameters, graph.nodes[graph.terminator(of: id)].operands
        ).map { ($0, $1) }
      case .startTry(_, let handler):
        // Anything can be thrown.
        for parameter in graph.blocks[handler.index].parameters { mayBeDeleted[parameter.index] = true }
      default: break
      }
    }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for (parameter, argument) in incoming where !mayBeDeleted[parameter.index] {
        let isDeleted = argument.local.map { mayBeDeleted[$0.index] } ?? (argument == .literal(.deleted))
        if isDeleted {
          mayBeDeleted[parameter.index] = true
          hasChanged = true
        }
      }
    }
  }
}
