import IL

extension ValueFlow {
  /// A function as it is called from one place, or from every place that is not told apart.
  struct Activation {
    /// What tells activations of one program apart.
    struct Key: Hashable {
      var function: FunctionID
      /// The place of the call in its function, if it is told apart.
      var caller: CallSite?
    }

    /// The place of a call, whatever the activation.
    struct CallSite: Hashable {
      var function: FunctionID
      var block: BlockID
      var index: Int
    }

    let function: FunctionID
    let body: SSABody
    /// The number of the first node of each block.
    let firstNodes: [Int]
    var isReached: [Bool]
  }

  /// What is known of a function before the analysis.
  struct FunctionFacts {
    /// One more than the largest argument that the function reads or writes.
    var argumentCount = 0
    /// True iff calls of the function are told apart by the place of the call.
    var isToldApart: Bool
    /// The blocks that may be entered after an `await`.
    private var resumedBlocks: Set<BlockID> = []
    /// The first `await` in each block that has one.
    private var firstAwaits: [BlockID: Int] = [:]

    /// True iff the instruction at `index` of `block` may run after an `await`.
    func isResumed(_ block: BlockID, _ index: Int) -> Bool {
      resumedBlocks.contains(block) || firstAwaits[block].map { $0 < index } ?? false
    }

    /// Functions with more instructions than this are analyzed once for all calls.
    static let maximumToldApart = 40

    init(_ body: SSABody) {
      isToldApart = body.blocks.reduce(0) { $0 + $1.instructions.count + 1 } <= Self.maximumToldApart
      for id in body.blockIDs {
        for (position, instruction) in body[id].instructions.enumerated() {
          switch instruction.operation {
          case .loadArgument(let index), .storeArgument(let index):
            argumentCount = max(argumentCount, index + 1)
          case .await: firstAwaits[id] = min(firstAwaits[id] ?? position, position)
          default: break
          }
        }
      }
      var pending = Array(firstAwaits.keys)
      while let id = pending.popLast() {
        for successor in body[id].terminator.successors where resumedBlocks.insert(successor).inserted {
          pending.append(successor)
        }
      }
    }
  }

  /// The most places of calls for which one function is analyzed.
  static let maximumActivations = 64

  /// The activation of `function` for a call at `site`, or for the host if nil; it is reached from here on.
  mutating func activation(of function: FunctionID, calledAt site: Activation.CallSite?) -> Int? {
    guard let body = program.functions[function].ssa, let facts = functionFacts[function] else { return nil }
    var key = Activation.Key(function: function, caller: nil)
    if facts.isToldApart, activationsOfFunction[function, default: []].count < Self.maximumActivations {
      key.caller = site
    }
    if let index = activationIndex[key] { return index }
    let index = activations.count
    activationIndex[key] = index
    activationsOfFunction[function, default: []].append(index)
    var firstNodes: [Int] = []
    for id in body.blockIDs {
      firstNodes.append(nodePlaces.count)
      for position in 0...body[id].instructions.count {
        nodePlaces.append(Place(activation: index, block: id, index: position))
      }
    }
    activations.append(
      Activation(
        function: function, body: body, firstNodes: firstNodes,
        isReached: Array(repeating: false, count: body.blocks.count)))
    reach(SSABody.entry, in: index)
    return index
  }

  /// Analyzes `block` from here on.
  mutating func reach(_ block: BlockID, in activation: Int) {
    guard !activations[activation].isReached[block.index] else { return }
    activations[activation].isReached[block.index] = true
    let first = activations[activation].firstNodes[block.index]
    let count = activations[activation].body[block].instructions.count
    for offset in (0...count).reversed() { enqueue(.place(first + offset)) }
  }
}
