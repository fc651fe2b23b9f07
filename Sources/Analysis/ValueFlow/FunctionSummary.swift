import IL

extension ValueFlow {
  /// What was found of a function, whatever the call.
  struct FunctionSummary {
    /// Which blocks control can reach.
    var isReached: [Bool] = []
    /// What the locals can be.
    var locals: [AbstractValue] = []

    /// Joins what `flow` found for each activation of `function`.
    init(_ function: FunctionID, _ flow: ValueFlow) {
      guard let facts = flow.facts(of: function), flow.isReached(function) else { return }
      isReached = Array(repeating: false, count: facts.body.blocks.count)
      locals = Array(repeating: AbstractValue(), count: facts.body.localCount)
      for activation in flow.activationsOfFunction[function.index] {
        let (blocks, first) = (flow.activations[activation].isReached, flow.activations[activation].locals)
        for block in blocks.indices where blocks[block] { isReached[block] = true }
        for local in locals.indices { _ = locals[local].join(flow.variables.values[first + local]) }
      }
    }
  }
}
