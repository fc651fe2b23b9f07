import IL

extension ValueFlow {
  /// A function as it is called from one place, or from every place that is not told apart.
  struct Activation {
    /// The place of a call, whatever the activation.
    struct CallSite {
      var function: FunctionID
      var block: BlockID
      var index: Int
    }

    let function: FunctionID
    /// The place of the call, if it is told apart.
    let caller: CallSite?
    /// The number of the node of the first instruction; the others follow in the order of the code.
    let firstNode: Node
    /// The numbers of the first variable of each kind; the others of the kind follow in their order.
    let locals: Int
    let arguments: Int
    let cells: Int
    let result: Int
    let scopeOnEntry: Int
    let anyScope: Int
    var isReached: [Bool]
  }

  /// What is known of a function before the analysis.
  struct FunctionFacts {
    let body: SSABody
    let isAsync: Bool
    /// One more than the largest argument that the function reads or writes.
    private(set) var argumentCount = 0
    /// True iff calls of the function are told apart by the place of the call.
    let isToldApart: Bool
    /// How many instructions and terminators stand before each block.
    let offsets: [Int]
    /// How many instructions and terminators there are.
    let length: Int
    /// How many there are in the functions before this one.
    let start: Int
    /// The position in each block behind which an `await` may have run; empty if the function has none.
    private var resumed: [Int] = []
    /// The scopes that may be current at the start of blocks that name theirs, where that is known.
    private var scopesAtStart: [BlockID: Set<Local>] = [:]

    /// The scopes of the function that may be current at the start of `block`; nil if that may be any of them.
    func scopes(atStartOf block: BlockID) -> Set<Local>? { scopesAtStart[block] }

    /// True iff the instruction at `index` of `block` may run after an `await`.
    func isResumed(_ block: BlockID, _ index: Int) -> Bool {
      !resumed.isEmpty && index > resumed[block.index]
    }

    /// Functions with more instructions than this are analyzed once for all calls.
    static let maximumToldApart = 40

    init(_ body: SSABody, start: Int) {
      self.body = body
      self.start = start
      isAsync = body.isAsync
      var offsets: [Int] = []
      var length = 0
      for block in body.blocks {
        offsets.append(length)
        length += block.instructions.count + 1
      }
      self.offsets = offsets
      self.length = length
      isToldApart = length <= Self.maximumToldApart
      var awaits: [(block: Int, position: Int)] = []
      for (block, content) in body.blocks.enumerated() {
        for (position, instruction) in content.instructions.enumerated() {
          switch instruction.operation {
          case .loadArgument(let index), .storeArgument(let index):
            argumentCount = max(argumentCount, index + 1)
          case .await: awaits.append((block, position))
          default: break
          }
        }
      }
      if !awaits.isEmpty { findResumed(awaits) }
      if body.blocks.dropFirst().contains(where: { $0.scope != nil }) { findScopes() }
    }

    private mutating func findScopes() {
      let flow = ControlFlow(body)
      let current = CurrentScopes(body, flow)
      let handlers = HandlerScopes(body, flow, current)
      for block in flow.reversePostorder where block != SSABody.entry && body[block].scope != nil {
        if handlers.isHandler(block) {
          scopesAtStart[block] = handlers.scopes(atStartOf: block)
        } else {
          let scopes = flow.predecessors[block.index].map { current.atEnd(of: $0) }
          if !scopes.contains(nil) { scopesAtStart[block] = Set(scopes.compactMap(\.self)) }
        }
      }
    }

    private mutating func findResumed(_ awaits: [(block: Int, position: Int)]) {
      resumed = Array(repeating: .max, count: body.blocks.count)
      for (block, position) in awaits.reversed() { resumed[block] = position }
      var pending = awaits.map(\.block)
      while let block = pending.popLast() {
        for successor in body.blocks[block].terminator.successors where resumed[successor.index] >= 0 {
          resumed[successor.index] = -1
          pending.append(successor.index)
        }
      }
    }
  }

  /// What is known of `function` before the analysis; nil if it is not in SSA form.
  func facts(of function: FunctionID) -> FunctionFacts? {
    functionFacts.indices.contains(function.index) ? functionFacts[function.index] : nil
  }

  /// The most places of calls for which one function is analyzed.
  static let maximumActivations = 64

  /// The activation of `function` for a call at `site`, or for the host if nil; it is reached from here on.
  mutating func activation(of function: FunctionID, calledAt site: Activation.CallSite?) -> Int? {
    guard let isToldApart = functionFacts[function.index]?.isToldApart else { return nil }
    var caller: Activation.CallSite?
    if isToldApart, activationsOfFunction[function.index].count < Self.maximumActivations { caller = site }
    let key = function.index << 32 | (caller.map { position(of: $0) + 1 } ?? 0)
    if let index = activationIndex[key] { return index }
    let index = activations.count
    _ = activationIndex.insert(index, under: key)
    activationsOfFunction[function.index].append(index)
    addActivation(of: function, calledAt: caller)
    reach(SSABody.entry, in: index)
    return index
  }

  /// The number of the instruction at `site` among those of the program.
  private func position(of site: Activation.CallSite) -> Int {
    functionFacts[site.function.index]!.start + functionFacts[site.function.index]!.offsets[site.block.index]
      + site.index
  }

  private mutating func addActivation(of function: FunctionID, calledAt caller: Activation.CallSite?) {
    let facts = functionFacts[function.index]!
    let firstNode = nodes.count
    for (block, content) in facts.body.blocks.enumerated() {
      for position in 0...content.instructions.count {
        nodes.append(.place(Place(activation: activations.count, block: BlockID(block), index: position)))
      }
    }
    worklist.reserve(nodes.count)
    activations.append(
      Activation(
        function: function, caller: caller, firstNode: firstNode,
        locals: variables.add(facts.body.localCount), arguments: variables.add(facts.argumentCount),
        cells: variables.add(facts.body.cellCount), result: variables.add(1),
        scopeOnEntry: variables.add(1), anyScope: variables.add(1),
        isReached: Array(repeating: false, count: facts.body.blocks.count)))
  }

  /// Analyzes `block` from here on.
  mutating func reach(_ block: BlockID, in activation: Int) {
    guard !activations[activation].isReached[block.index] else { return }
    activations[activation].isReached[block.index] = true
    let function = activations[activation].function.index
    let first = activations[activation].firstNode + functionFacts[function]!.offsets[block.index]
    let count = functionFacts[function]!.body.blocks[block.index].instructions.count
    for offset in (0...count).reversed() { worklist.insert(first + offset) }
  }
}
