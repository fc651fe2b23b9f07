import IL
import Testing

/// The order of blocks and their dominators, and the current scopes.
@Suite struct ControlFlowTests {
  /// The body of a function with this code.
  private func body(_ code: String) throws -> SSABody {
    try #require(Program(parsing: "function &f0 {\n\(code)\n}").functions[FunctionID(0)].ssa)
  }

  /// A body whose block n goes to the blocks `successors[n]`, to the first two of them by a branch.
  private func graph(_ successors: [[Int]]) -> SSABody {
    SSABody(
      successors.map { targets in
        let edges = targets.map { Edge(BlockID($0)) }
        let kind: Terminator.Kind =
          switch edges.count {
          case 0: .returnValue(.literal(.null))
          case 1: .jump(edges[0])
          default: .branch(.literal(.null), edges[0], edges[1])
          }
        return BasicBlock(terminator: Terminator(kind))
      })
  }

  /// The immediate dominator of each block, or nil for the entry and for what cannot be reached.
  private func dominators(_ body: SSABody) -> [Int?] {
    let flow = ControlFlow(body)
    return body.blockIDs.map { flow.isReachable($0) ? flow.immediateDominator(of: $0)?.index : nil }
  }

  private static let graphs: [(successors: [[Int]], order: [Int], dominators: [Int?])] = [
    // One block, and one that cannot be reached.
    ([[], [0]], [0], [nil, nil]),
    // A diamond.
    ([[1, 2], [3], [3], []], [0, 1, 2, 3], [nil, 0, 0, 0]),
    // A diamond with a way around.
    ([[1, 4], [2, 3], [4], [4], []], [0, 1, 2, 3, 4], [nil, 0, 1, 1, 0]),
    // A loop with its test first.
    ([[1], [2, 3], [1], []], [0, 1, 2, 3], [nil, 0, 1, 1]),
    // A loop around itself.
    ([[1], [1, 2], []], [0, 1, 2], [nil, 0, 1]),
    // Two nested loops.
    ([[1], [2, 5], [3, 4], [2], [1], []], [0, 1, 2, 3, 4, 5], [nil, 0, 1, 2, 2, 1]),
    // A loop with two entries, which no block of it dominates.
    ([[1, 2], [2], [1, 3], []], [0, 2, 1, 3], [nil, 0, 0, 2]),
    // Figure 4 of the paper that `ControlFlow` cites: no order is good for both loops.
    ([[1, 2], [3], [4, 5], [4], [3, 5], [4]], [0, 1, 2, 5, 4, 3], [nil, 0, 0, 0, 0, 0]),
    // Both edges of a branch lead to one block.
    ([[1, 1], []], [0, 1], [nil, 0]),
  ]

  @Test(arguments: graphs.indices) func dominatorsAreFound(_ index: Int) {
    let (successors, order, expected) = Self.graphs[index]
    #expect(dominators(graph(successors)) == expected)
    #expect(ControlFlow(graph(successors)).reversePostorder.map(\.index) == order)
  }

  @Test(arguments: graphs.indices) func blocksComeBeforeWhatTheyDominate(_ index: Int) {
    let flow = ControlFlow(graph(Self.graphs[index].successors))
    let order = flow.reversePostorder
    #expect(order.first == SSABody.entry)
    #expect(Set(order).count == order.count)
    for (position, id) in order.enumerated() {
      #expect(order[position...].allSatisfy { !flow.dominates($0, id) || $0 == id })
    }
  }

  /// A block dominates another iff the other cannot be reached without it.
  @Test(arguments: graphs.indices) func dominanceIsWhatCannotBeAvoided(_ index: Int) {
    let successors = Self.graphs[index].successors
    let flow = ControlFlow(graph(successors))
    for avoided in successors.indices {
      var reached: Set<Int> = []
      var pending = avoided == 0 ? [] : [0]
      while let block = pending.popLast() {
        if reached.insert(block).inserted { pending += successors[block].filter { $0 != avoided } }
      }
      for block in successors.indices where flow.isReachable(BlockID(block)) {
        #expect(
          flow.dominates(BlockID(avoided), BlockID(block)) == !reached.contains(block),
          "\(avoided) dominates \(block)")
      }
    }
  }

  @Test func successorsStandInTheOrderOfTheTerminator() {
    let flow = ControlFlow(graph([[2, 1], [3], [3], []]))
    #expect(flow.reversePostorder.map(\.index) == [0, 2, 1, 3])
  }

  @Test func predecessorsStandOnceAndCanBeReached() {
    let flow = ControlFlow(graph([[1, 1], [3], [3], [1]]))
    #expect(flow.predecessors.map { $0.map(\.index) } == [[], [0, 3], [], [1]])
    #expect(!flow.isReachable(BlockID(2)))
    #expect(flow.dominates(BlockID(3), BlockID(2)))
    #expect(!flow.dominates(BlockID(2), BlockID(3)))
  }

  /// A catch block follows the block that starts the `try`.
  @Test func catchBlocksAreSuccessors() throws {
    let body = try body("b0:\nstart_try b1, b2\nb1:\nend_try\njump b3\nb2(%0):\njump b3\nb3:\nreturn 1")
    let flow = ControlFlow(body)
    #expect(flow.reversePostorder.map(\.index) == [0, 1, 2, 3])
    #expect(dominators(body) == [nil, 0, 0, 0])
  }

  /// A chain of blocks as long as any that fits a snapshot.
  @Test func longChainsAreFollowed() {
    let count = 60_000
    let flow = ControlFlow(graph((0..<count).map { $0 + 1 < count ? [$0 + 1] : [] }))
    #expect(flow.reversePostorder.count == count)
    #expect(flow.dominates(SSABody.entry, BlockID(count - 1)))
  }

  // MARK: Scopes

  private func scopes(_ code: String) throws -> [String] {
    let body = try body(code)
    let scopes = CurrentScopes(body, ControlFlow(body))
    func name(_ local: Local?) -> String { local?.description ?? "-" }
    return body.blockIDs.map { "\(name(scopes.atStart(of: $0))) \(name(scopes.atEnd(of: $0)))" }
  }

  @Test func scopesFollowTheOperations() throws {
    #expect(try scopes("b0:\nreturn 1") == ["- -"])
    #expect(try scopes("b0 in %0:\nreturn 1") == ["%0 %0"])
    #expect(
      try scopes(
        "b0 in %0:\n%1 = scope_push 2, %0\n%2 = scope_clone %1\njump b1\nb1:\n%3 = scope_pop %2\nthrow 1")
        == ["%0 %2", "%2 %3"])
    #expect(try scopes("b0:\n%1 = async_start 2, %0\njump b1\nb1:\nthrow 1") == ["- %1", "%1 %1"])
  }

  @Test func scopesMeet() throws {
    let diamond = "b0 in %0:\nbranch 1, b1, b2\nb1:\nCHANGE\njump b3\nb2:\njump b3\nb3 HEADER:\nreturn 1"
    func meet(_ change: String, _ header: String = "") throws -> String? {
      try scopes(diamond.replacing("CHANGE", with: change).replacing(" HEADER", with: header)).last
    }
    #expect(try meet("store_scoped 1, %0, 5") == "%0 %0")
    #expect(try meet("%1 = scope_discard") == "- -")
    #expect(try meet("%1 = scope_discard", " in %2") == "%2 %2")
  }

  /// A loop keeps the scope if its body does, which is known only when the body has been seen.
  @Test func scopesGoRoundLoops() throws {
    func loop(_ change: String) throws -> [String] {
      try scopes("b0 in %0:\njump b1\nb1:\njump b2\nb2:\n\(change)\nbranch 1, b1, b3\nb3:\nthrow 1")
    }
    #expect(try loop("enqueue_job %0") == ["%0 %0", "%0 %0", "%0 %0", "%0 %0"])
    #expect(try loop("%1 = scope_push 2, %0") == ["%0 %0", "- -", "- %1", "%1 %1"])
  }

  @Test func catchBlocksDoNotKnowTheScope() throws {
    func handler(_ header: String) throws -> String? {
      try scopes("b0 in %0:\nstart_try b1, b2\nb1:\nthrow 1\n\(header):\nthrow %1").last
    }
    #expect(try handler("b2(%1)") == "- -")
    #expect(try handler("b2(%1) in %2") == "%2 %2")
  }
}
