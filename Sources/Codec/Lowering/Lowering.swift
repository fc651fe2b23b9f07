import IL
import Snapshot

extension Function {
  /// The stack code of the function, which has a body in SSA form, as short as it can be found.
  ///
  /// Every body that satisfies `SSAVerifier` has stack code, unless a value that may be `deleted` has to be
  /// copied, which no instruction can do, or the frame gets too large.
  ///
  /// - Precondition: the body is verified.
  public func lowered(in program: Program) throws(LoweringFailure) -> StackCode {
    guard let ssa else { preconditionFailure("the function has stack code") }
    var body = ssa
    CallSelection(in: program).apply(to: &body)
    body = ControlFlowSimplifier(body).body
    var best: (code: StackCode, size: Int, depth: Int)?
    var failure: LoweringFailure?
    for strategy in LoweringStrategy.all {
      do throws(LoweringFailure) {
        let code = try Self.generate(body, strategy, entryDepth: entryDepth)
        let function = Function(code, entryDepth: entryDepth)
        let depths = try function.checkedDepths()
        guard let size = function.codeSize else {
          throw LoweringFailure(description: "the code is too long for the format")
        }
        if best == nil || (size, depths.maximum) < (best!.size, best!.depth) {
          best = (code, size, depths.maximum)
        }
      } catch {
        failure = error
      }
    }
    guard let best else { throw failure! }
    return best.code
  }

  private static func generate(
    _ body: SSABody, _ strategy: LoweringStrategy, entryDepth: Int
  ) throws(LoweringFailure) -> StackCode {
    var graph = LoweringGraph(body)
    let homes = LocalHomes(&graph)
    let nesting = TryNesting(graph)
    let cells = CellSlots(graph, nesting)
    let schedule = Scheduler(graph, homes, nesting, strategy, pinned: cells.stores)
    let generator = try CodeGenerator(schedule, nesting, cells, strategy, entryDepth: entryDepth)
    return BlockPlacement.place(generator.code, reachable: graph.flow.reversePostorder)
  }

  private func checkedDepths() throws(LoweringFailure) -> StackDepths {
    do {
      return try StackDepths(self)
    } catch {
      throw LoweringFailure(description: "instruction \(error.position): \(error.description)")
    }
  }
}
