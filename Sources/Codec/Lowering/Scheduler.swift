import IL

/// One step of the evaluation of a node.
enum SchedulePart {
  /// The operand with this index is copied to the top of the stack, unless it is there already.
  case operand(Int)
  /// A node is evaluated; its result stays on the stack as the next operand.
  case node(Int)
  /// Nodes are executed while operands wait on the stack.
  case statements([Int])
  /// `undefined` is pushed for `fillPlaceholder`.
  case placeholder
  /// The top of the stack goes to the first slot of the node.
  case fillPlaceholder
}

/// Decides which values wait on the stack for their use, and which get a slot of the frame.
///
/// Each block is read backwards. The operands of a node are taken last to first: if the closest instruction that
/// nothing has taken yet defines the operand, it is evaluated in place; else what stands between is executed
/// while the operand waits, if that leaves nothing behind, or the definition is moved down, if that changes
/// nothing (compare LLVM's WebAssembly backend, "register stackification"). Values that are used more than once
/// may wait too: loads can reach below the top of the stack.
struct Scheduler {
  /// How far apart a definition and its use are looked for.
  private static let window = 64
  /// How deep values are evaluated in place.
  private static let nesting = 160

  private(set) var graph: LoweringGraph
  private(set) var homes: LocalHomes
  /// The steps of each node before its own operation.
  private(set) var parts: [[SchedulePart]]
  /// The nodes of each block that are executed one after the other, the terminator last.
  private(set) var roots: [[Int]]
  /// The locals that wait on the stack.
  private(set) var isInline: [Bool]

  private let choices: LoweringStrategy.Scheduling
  /// The nodes that must leave a slot behind, and so cannot be executed while operands wait.
  private let pinned: Set<Int>
  /// The nodes that use each local's slot, once for each use.
  private var users: [[Int]]
  private var definitions: [Int?]
  private var positions: [Int]
  private var homeBlocks: [Int]
  /// When each node was taken, or nil if nothing has yet.
  private var taken: [Int?]
  private var clock = 0
  /// The nodes that push ahead, and their blocks.
  private var pushes: [(node: Int, block: Int)] = []
  /// The block that is being scheduled.
  private var block = 0
  /// The nodes of the block before this position are not taken, but for some.
  private var cursor = 0

  /// Schedules every block of `graph`; `pinned` are stores that make the slot of a cell.
  init(
    _ graph: LoweringGraph, _ homes: LocalHomes, _ nesting: TryNesting,
    _ choices: LoweringStrategy.Scheduling, pinned: Set<Int>
  ) {
    self.graph = graph
    self.homes = homes
    self.choices = choices
    self.pinned = pinned
    parts = Array(repeating: [], count: graph.nodes.count)
    roots = Array(repeating: [], count: graph.blocks.count)
    isInline = Array(repeating: false, count: graph.localCount)
    users = Array(repeating: [], count: graph.localCount)
    definitions = Array(repeating: nil, count: graph.localCount)
    positions = Array(repeating: 0, count: graph.nodes.count)
    homeBlocks = Array(repeating: -1, count: graph.nodes.count)
    taken = Array(repeating: nil, count: graph.nodes.count)
    index()
    let joins = ForwardJoins(graph, nesting)
    for id in graph.flow.reversePostorder.reversed() { schedule(id, joins) }
    for (node, block) in pushes { self.graph.blocks[block].nodes.insert(node, at: 0) }
  }

  private mutating func index() {
    for id in graph.flow.reversePostorder {
      for (position, node) in graph.blocks[id.index].nodes.enumerated() {
        positions[node] = position
        homeBlocks[node] = id.index
        for result in graph.nodes[node].results { definitions[result.index] = node }
        for operand in graph.nodes[node].operands {
          if let local = homes.slotOwner(operand) { users[local.index].append(node) }
        }
      }
    }
  }

  // MARK: Blocks

  private mutating func schedule(_ id: BlockID, _ joins: ForwardJoins) {
    block = id.index
    let nodes = graph.blocks[block].nodes
    cursor = nodes.count - 1
    var reversed: [Int] = []
    takeRoot(nodes[cursor], &reversed)
    let wishes =
      choices.pushesAhead ? joins[id].compactMap { join in wish(of: join, in: id).map { (join, $0) } } : []
    if wishes.count == 1 {
      let (join, wish) = wishes[0]
      // A value that the join gets from here has to lie above what is pushed ahead.
      if let last = nextNode(), graph.nodes[last].results.contains(where: { passes($0, to: join) }) {
        takeRoot(last, &reversed)
      }
      pushAhead(wish, &reversed)
    }
    while let node = nextNode() { takeRoot(node, &reversed) }
    roots[block] = reversed.reversed()
  }

  /// The last node of the block that nothing has taken.
  private mutating func nextNode() -> Int? {
    while cursor >= 0, taken[graph.blocks[block].nodes[cursor]] != nil { cursor -= 1 }
    return cursor >= 0 ? graph.blocks[block].nodes[cursor] : nil
  }

  private mutating func takeRoot(_ node: Int, _ reversed: inout [Int]) {
    take(node, depth: 0)
    reversed.append(node)
  }

  // MARK: Operands

  /// Takes `node` with all that can be evaluated as part of it.
  private mutating func take(_ node: Int, depth: Int) {
    clock += 1
    taken[node] = clock
    let start = clock
    let operands = graph.nodes[node].operands
    // A check reads the slot where it is.
    if graph.operation(node) == .initialized, operands[0].local != nil { return }
    var reversed: [SchedulePart] = []
    var index = operands.count - 1
    while index >= 0 {
      if takeMethod(index, of: node, start, depth, &reversed) {
        index -= 2
        continue
      }
      takeOperand(index, of: node, start, depth, &reversed)
      index -= 1
    }
    parts[node] = reversed.reversed()
  }

  private mutating func takeOperand(
    _ index: Int, of node: Int, _ start: Int, _ depth: Int, _ reversed: inout [SchedulePart]
  ) {
    guard depth < Self.nesting, let local = homes.slotOwner(graph.nodes[node].operands[index]),
      let definition = definitions[local.index], !isPassedTwice(local, by: node),
      canBeInline(definition), let way = way(to: definition, local, from: node, index, start)
    else {
      reversed.append(.operand(index))
      return
    }
    takeInline(definition, local, way, depth, &reversed)
  }

  /// True iff `local` is two arguments of the jump `node`: each goes to its own slot, so none can wait for the
  /// other.
  private func isPassedTwice(_ local: Local, by node: Int) -> Bool {
    guard case .terminator(.jump) = graph.nodes[node].kind else { return false }
    return graph.nodes[node].operands.count { homes.slotOwner($0) == local } > 1
  }

  private mutating func takeInline(
    _ definition: Int, _ local: Local, _ way: Way, _ depth: Int, _ reversed: inout [SchedulePart]
  ) {
    isInline[local.index] = true
    if way == .wait {
      var statements: [Int] = []
      while let next = nextNode(), next != definition {
        take(next, depth: depth + 1)
        statements.append(next)
      }
      if !statements.isEmpty { reversed.append(.statements(statements.reversed())) }
    }
    take(definition, depth: depth + 1)
    reversed.append(.node(definition))
  }

  private func canBeInline(_ definition: Int) -> Bool {
    guard homeBlocks[definition] == block, taken[definition] == nil,
      graph.nodes[definition].results.count == 1
    else { return false }
    // The check of something that is not in the frame leaves that behind.
    return graph.operation(definition) != .initialized || graph.nodes[definition].operands[0].local != nil
  }

  /// How a definition gets to its use.
  private enum Way {
    /// Its value waits while what stands between is executed.
    case wait
    /// It is executed later than it stands.
    case move
  }

  /// The way from `definition` to the operand `index` of `node`, of which all has been taken since `start`.
  private mutating func way(
    to definition: Int, _ local: Local, from node: Int, _ index: Int, _ start: Int
  ) -> Way? {
    guard nextNode() != nil else { return nil }
    let first = positions[definition] + 1
    guard first <= cursor + 1, cursor + 1 - first <= Self.window else { return nil }
    let between = graph.blocks[block].nodes[first..<(cursor + 1)].filter { taken[$0] == nil }
    let isUsedOnce = users[local.index].count == 1
    if choices.keepsAwaitsApart, homes.canCopy(.local(local)),
      ([definition] + between).contains(where: { graph.operation($0) == .await })
    {
      return nil
    }
    if isUsedOnce || allOtherUses(of: local, areBetween: first...(cursor + 1), node, index, start) {
      if between.isEmpty || leavesNothing(between, first...(cursor + 1)) { return .wait }
    }
    return isUsedOnce && canMove(definition, past: between) ? .move : nil
  }

  /// True iff `definition` can be executed behind the nodes of `between`, with all that it would be executed with
  /// where it stands.
  private func canMove(_ definition: Int, past between: [Int]) -> Bool {
    var pending = [definition]
    var count = 0
    while let node = pending.popLast() {
      count += 1
      guard count <= Self.window else { return false }
      let effects = graph.effects(of: node)
      guard !between.contains(where: { effects.conflicts(with: graph.effects(of: $0)) }) else { return false }
      for operand in graph.nodes[node].operands {
        guard let local = homes.slotOwner(operand) else { continue }
        if let inner = definitions[local.index], canBeInline(inner), users[local.index].count == 1 {
          pending.append(inner)
        } else if !homes.canCopy(operand) {
          return false
        }
      }
    }
    return true
  }

  /// True iff `local` can be loaded from where it waits at all its uses but the one that ends the wait.
  private func allOtherUses(
    of local: Local, areBetween range: ClosedRange<Int>, _ node: Int, _ index: Int, _ start: Int
  ) -> Bool {
    // The arguments of a jump go to the slots of the parameters one by one.
    if case .terminator(.jump) = graph.nodes[node].kind { return false }
    var own = 0
    for user in users[local.index] {
      // The end of the wait takes the value itself; the other uses copy it.
      let copies = graph.nodes[user].operands.enumerated().allSatisfy { position, operand in
        homes.slotOwner(operand) != local || user == node && position == index || homes.canCopy(operand)
          || graph.operation(user) == .initialized
      }
      guard copies else { return false }
      if user == node {
        own += 1
      } else if homeBlocks[user] != block {
        return false
      } else if let time = taken[user] {
        guard time > start else { return false }
      } else if !range.contains(positions[user]) {
        return false
      }
    }
    let later = graph.nodes[node].operands[index...].count { homes.slotOwner($0) == local }
    return own == later
  }

  /// True iff the nodes of `between` only define what others of them use.
  private func leavesNothing(_ between: [Int], _ range: ClosedRange<Int>) -> Bool {
    between.allSatisfy { node in
      graph.operation(node) != .endTry && !pinned.contains(node)
        && graph.nodes[node].results.allSatisfy { result in
          users[result.index].allSatisfy {
            taken[$0] == nil && homeBlocks[$0] == block && range.contains(positions[$0])
          }
        }
    }
  }

  // MARK: Methods

  /// Takes the callee and the receiver of a call of a method, the operands before and at `index`.
  ///
  /// The callee needs the receiver, which the stack has to hold above it, so it is put in a placeholder below.
  private mutating func takeMethod(
    _ index: Int, of node: Int, _ start: Int, _ depth: Int, _ reversed: inout [SchedulePart]
  ) -> Bool {
    switch (graph.nodes[node].kind, index) {
    case (.push, 1...), (.operation(.call), 1), (.operation(.callVoid), 1), (.operation(.awaitCall), 1): break
    default: return false
    }
    let operands = graph.nodes[node].operands
    guard choices.usesPlaceholders, depth > 0 || !choices.keepsStatementsPlain, depth < Self.nesting,
      let callee = homes.slotOwner(operands[index - 1]),
      let receiver = homes.slotOwner(operands[index]), users[callee.index].count == 1,
      let get = definitions[callee.index], graph.operation(get) == .objectGet, canBeInline(get),
      isSame(graph.nodes[get].operands[0], as: receiver),
      homes.slotOwner(graph.nodes[get].operands[1]) != receiver,
      let definition = definitions[receiver.index], canBeInline(definition),
      let way = way(to: get, callee, from: node, index - 1, start)
    else { return false }
    let mark = reversed.count
    takeInline(get, callee, way, depth, &reversed)
    // The receiver's use by the callee now counts as one that is evaluated later.
    if let way = self.way(to: definition, receiver, from: node, index, start) {
      reversed.insert(.fillPlaceholder, at: mark)
      takeInline(definition, receiver, way, depth, &reversed)
      reversed.append(.placeholder)
    } else {
      reversed.insert(.operand(index), at: mark)
    }
    return true
  }

  /// True iff `operand` is the value of `local`, checked or not.
  private func isSame(_ operand: Operand, as local: Local) -> Bool {
    guard let owner = homes.slotOwner(operand) else { return false }
    if owner == local { return homes.canCopy(operand) }
    guard let definition = definitions[owner.index], graph.operation(definition) == .initialized else {
      return false
    }
    return homes.slotOwner(graph.nodes[definition].operands[0]) == local && users[owner.index].count == 1
  }

  // MARK: Pushing ahead

  /// A leaf of the first tree of a join that can be pushed before the paths to it part.
  private typealias Wish = (node: Int, operand: Int)

  /// The operands that `join` takes below its parameter, if all can be pushed in `block`.
  private func wish(of join: BlockID, in block: BlockID) -> [Wish]? {
    let parameters = graph.blocks[join.index].parameters
    guard parameters.count == 1, users[parameters[0].index].count == 1 else { return nil }
    var leaves: [Wish] = []
    for root in roots[join.index] where !keepsOnTop(parameters[0], root) {
      for leaf in leadingLeaves(of: root) {
        let operand = graph.nodes[leaf.node].operands[leaf.operand]
        if operand == .local(parameters[0]) { return leaves.isEmpty ? nil : leaves }
        if let local = homes.slotOwner(operand) {
          let isDefinedHere = definitions[local.index].map { homeBlocks[$0] == join.index } ?? false
          guard !isDefinedHere, homes.canCopy(operand) || users[local.index].count == 1 else { return nil }
        }
        leaves.append(leaf)
      }
      guard case .push = graph.nodes[root].kind, parts[root].allSatisfy(\.isOperand) else { return nil }
    }
    return nil
  }

  /// True iff `root` does not use `parameter`, and leaves it on top of the frame if it is there.
  private func keepsOnTop(_ parameter: Local, _ root: Int) -> Bool {
    guard let operation = graph.operation(root), !pinned.contains(root),
      !operation.signature.effects.contains(.movesFrame),
      graph.nodes[root].results.allSatisfy({ users[$0.index].isEmpty })
    else { return false }
    var isUsed = false
    forEachLeaf(of: root) { if $0 == parameter { isUsed = true } }
    return !isUsed
  }

  /// The operands that are the first to be pushed when `root` is evaluated, up to its first operation.
  private func leadingLeaves(of root: Int) -> [Wish] { SchedulePart.leadingLeaves(of: root, parts) }

  private func passes(_ local: Local, to join: BlockID) -> Bool {
    graph.flow.predecessors[join.index].contains { predecessor in
      graph.nodes[graph.terminator(of: predecessor)].operands.contains { homes.slotOwner($0) == local }
    }
  }

  /// Pushes what a join wants at the end of the block.
  private mutating func pushAhead(_ wish: [Wish], _ reversed: inout [Int]) {
    let push = graph.nodes.count
    var operands: [Operand] = []
    var results: [Local] = []
    for leaf in wish {
      let operand = graph.nodes[leaf.node].operands[leaf.operand]
      let copy = graph.makeLocal()
      homes.add(copy, of: operand)
      if let local = homes.slotOwner(operand), let use = users[local.index].firstIndex(of: leaf.node) {
        users[local.index][use] = push
      }
      graph.nodes[leaf.node].operands[leaf.operand] = .local(copy)
      users.append([leaf.node])
      definitions.append(push)
      isInline.append(false)
      operands.append(operand)
      results.append(copy)
    }
    graph.nodes.append(.init(kind: .push, operands: operands, results: results, origin: nil))
    parts.append([])
    positions.append(0)
    homeBlocks.append(block)
    taken.append(nil)
    takeRoot(push, &reversed)
    pushes.append((push, block))
  }
}

extension SchedulePart {
  /// True iff the step copies an operand.
  var isOperand: Bool { if case .operand = self { true } else { false } }

  /// The operands that are the first to be pushed when `root` is evaluated, up to its first operation.
  static func leadingLeaves(of root: Int, _ parts: [[SchedulePart]]) -> [(node: Int, operand: Int)] {
    var leaves: [(node: Int, operand: Int)] = []
    var node = root
    descent: while true {
      for part in parts[node] {
        switch part {
        case .operand(let index): leaves.append((node, index))
        case .node(let inner):
          node = inner
          continue descent
        case .statements, .placeholder, .fillPlaceholder: return leaves
        }
      }
      return leaves
    }
  }
}
