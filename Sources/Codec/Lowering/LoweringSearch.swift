import IL

/// Lowers a body in several ways, and keeps the code that is best.
struct LoweringSearch {
  private let input: LoweringCache.Input
  private var best: (strategy: LoweringStrategy, candidate: LoweringCandidate)?
  private var failure: LoweringFailure?
  /// What ways have led to so far; many make no difference.
  private var found: Set<[CodeBlock]> = []

  /// By how many bytes the way that is tried first is worse than the best one at most, but for rare cases.
  private static func slack(_ size: Int) -> Int { 8 + size / 16 }

  /// The best code for `input`; nil if it clearly has more than `limit` bytes, which is found in less time.
  static func run(
    _ input: LoweringCache.Input, limit: Int = .max
  ) throws(LoweringFailure) -> StackCode? {
    var search = LoweringSearch(input)
    let graph = LoweringGraph(ControlFlowSimplifier(input.body).body)
    search.attempt(LoweringStrategy.all, on: graph, limit: limit)
    if search.best == nil { search.attempt(LoweringStrategy.lastResorts, on: graph) }
    if let size = search.best?.candidate.size, size - slack(size) > limit { return nil }
    var sharedBefore = 0
    for strategy in search.best?.strategy.sharing ?? [] {
      var graph = graph
      let shared = graph.shareLiterals(limit: strategy.sharedLiterals)
      // From here on there is nothing more to share.
      if shared == sharedBefore { break }
      search.attempt([strategy], on: graph)
      sharedBefore = shared
    }
    guard let best = search.best else { throw search.failure! }
    return JumpShortening.shortened(best.candidate, entryDepth: input.entryDepth, input.limits).code
  }

  private init(_ input: LoweringCache.Input) { self.input = input }

  /// Tries `strategies` on `graph`; only the first one if that shows that `limit` is out of reach.
  private mutating func attempt(
    _ strategies: [LoweringStrategy], on graph: LoweringGraph, limit: Int = .max
  ) {
    var graph = graph
    let homes = LocalHomes(&graph, input.sources)
    let nesting = TryNesting(graph)
    let cells = CellSlots(graph, nesting)
    var schedules: [LoweringStrategy.Scheduling: Scheduler] = [:]
    for strategy in strategies {
      let schedule =
        schedules[strategy.scheduling]
        ?? Scheduler(graph, homes, nesting, strategy.scheduling, pinned: cells.stores)
      schedules[strategy.scheduling] = schedule
      do throws(LoweringFailure) {
        let generator = try CodeGenerator(
          schedule, nesting, cells, strategy.dropping, entryDepth: input.entryDepth)
        guard found.insert(generator.code).inserted else { continue }
        let code = BlockPlacement.place(generator.code, reachable: graph.flow.reversePostorder)
        let candidate = try LoweringCandidate(code, entryDepth: input.entryDepth, input.limits)
        if best.map({ candidate.isBetter(than: $0.candidate, maximumDepth: input.limits.depth) }) ?? true {
          best = (strategy, candidate)
        }
        if candidate.size - Self.slack(candidate.size) > limit { return }
      } catch {
        failure = error
      }
    }
  }
}
