import IL
import Snapshot

extension Function {
  /// The stack code of the function, which has a body in SSA form, as short as it can be found.
  ///
  /// Every body that satisfies `SSAVerifier` has stack code, with two exceptions: the only instruction that
  /// copies a value fails if that is `deleted`, so a value that may be and that is used twice cannot be lowered;
  /// and frames, scopes and code have limits. Time is nearly linear in the size of the body.
  ///
  /// - Precondition: the body is verified.
  public func lowered(in program: Program) throws(LoweringFailure) -> StackCode {
    try lowered(in: program, .anywhere, maximumDepth: StackDepths.maximumDepth)
  }

  /// The stack code of the function, as short as it can be found.
  ///
  /// - Parameters:
  ///   - program: The program that the function is in.
  ///   - sources: Where values may be `deleted`.
  ///   - maximumDepth: How deep the frame should get at most; longer code is preferred to a deeper frame.
  func lowered(
    in program: Program, _ sources: DeletedSources, maximumDepth: Int
  ) throws(LoweringFailure) -> StackCode {
    guard let ssa else { preconditionFailure("the function has stack code") }
    var body = ssa
    CallSelection(in: program).apply(to: &body)
    body = ControlFlowSimplifier(body).body
    var best: (strategy: LoweringStrategy, candidate: LoweringCandidate)?
    var failure: LoweringFailure?
    func attempt(_ strategy: LoweringStrategy) {
      do throws(LoweringFailure) {
        let code = try Self.generate(body, strategy, sources, entryDepth: entryDepth)
        let candidate = try LoweringCandidate(code, entryDepth: entryDepth)
        if best.map({ candidate.isBetter(than: $0.candidate, maximumDepth: maximumDepth) }) ?? true {
          best = (strategy, candidate)
        }
      } catch {
        failure = error
      }
    }
    for strategy in LoweringStrategy.all { attempt(strategy) }
    for strategy in best?.strategy.sharing ?? [] { attempt(strategy) }
    guard let best else { throw failure! }
    return best.candidate.code
  }

  private static func generate(
    _ body: SSABody, _ strategy: LoweringStrategy, _ sources: DeletedSources, entryDepth: Int
  ) throws(LoweringFailure) -> StackCode {
    var graph = LoweringGraph(body)
    if strategy.sharedLiterals > 0 { graph.shareLiterals(limit: strategy.sharedLiterals) }
    let homes = LocalHomes(&graph, sources)
    let nesting = TryNesting(graph)
    let cells = CellSlots(graph, nesting)
    let schedule = Scheduler(graph, homes, nesting, strategy, pinned: cells.stores)
    let generator = try CodeGenerator(schedule, nesting, cells, strategy, entryDepth: entryDepth)
    return BlockPlacement.place(generator.code, reachable: graph.flow.reversePostorder)
  }
}

/// Stack code that satisfies the rules, and what it costs.
struct LoweringCandidate {
  let code: StackCode
  /// In bytes.
  let size: Int
  /// Of the frame, in slots.
  let depth: Int

  /// Measures `code` of a function that is entered at `entryDepth`, if it satisfies the rules.
  init(_ code: StackCode, entryDepth: Int) throws(LoweringFailure) {
    let function = Function(code, entryDepth: entryDepth)
    let depths: StackDepths
    do {
      depths = try StackDepths(function)
    } catch {
      throw LoweringFailure(description: "instruction \(error.position): \(error.description)")
    }
    if let position = depths.firstAwaitWithoutRoom(in: function) {
      throw LoweringFailure(description: "the scope has no room for the frame at instruction \(position)")
    }
    guard let size = function.codeSize else {
      throw LoweringFailure(description: "a catch block or resume point is too far from the start")
    }
    self.code = code
    self.size = size
    depth = depths.maximum
  }

  /// True iff this is to be preferred to `other`.
  func isBetter(than other: LoweringCandidate, maximumDepth: Int) -> Bool {
    let excess = max(depth - maximumDepth, 0)
    let otherExcess = max(other.depth - maximumDepth, 0)
    return (excess, size, depth) < (otherExcess, other.size, other.depth)
  }
}

extension StackDepths {
  /// The position of an `await` that saves more of the frame than the scope of the activation can hold.
  fileprivate func firstAwaitWithoutRoom(in function: Function) -> Int? {
    var available = 0
    for (position, instruction) in function.code.instructions.enumerated() where isReachable(position) {
      switch instruction.operation {
      // The first two slots are the engine's, the last one may be that of the parent.
      case .asyncStart(let slotCount, let capturesParent): available = slotCount - (capturesParent ? 3 : 2)
      case .await where savedSlots(atAwait: position) > available: return position
      default: break
      }
    }
    return nil
  }
}
