import IL

/// Which variables of the scopes that a function makes may be uninitialized, when it reads them itself and
/// when other code may.
///
/// A variable counts as initialized once the function has stored it on every path since it made the scope.
/// Other code sees a scope once a closure has captured it and the function calls, suspends or ends.
struct ScopeInitialization {
  /// A variable of a scope that the function made.
  struct Variable: Hashable {
    var scope: Local
    var index: Int
  }

  /// The results of `loadScoped` that may be `deleted` because the function has not stored the variable.
  private(set) var uncertainLoads: Set<Local> = []
  /// The results of `loadScoped` of variables about which this function alone does not tell.
  private(set) var foreignLoads: Set<Local> = []
  /// The variables that other code may see uninitialized.
  private(set) var exposed: Set<Variable> = []

  /// What is known at one point of the function.
  fileprivate struct State: Hashable {
    /// For each variable of the made scopes.
    var isInitialized: [Bool]
    /// For each made scope.
    var isCaptured: [Bool]
  }

  /// The largest product of variables and instructions for which to look; above, there is no result.
  private static let maximumWork = 1 << 24

  fileprivate let body: SSABody
  fileprivate let layouts: ScopeLayouts
  fileprivate let current: CurrentScopes
  /// The position of each made scope in the layouts' list.
  fileprivate let number: [Local: Int]

  /// Analyzes `body`; nil if that would take too long.
  init?(_ body: SSABody, _ flow: ControlFlow, _ current: CurrentScopes) {
    self.body = body
    self.current = current
    layouts = ScopeLayouts(body, flow, current)
    number = Dictionary(uniqueKeysWithValues: layouts.made.enumerated().map { ($1, $0) })
    let size = body.blocks.reduce(0) { $0 + $1.instructions.count + 1 }
    guard layouts.variableCount <= Self.maximumWork / size else { return nil }
    var states: [State?] = Array(repeating: nil, count: body.blocks.count)
    states[SSABody.entry.index] = State(
      isInitialized: Array(repeating: false, count: layouts.variableCount),
      isCaptured: Array(repeating: false, count: layouts.made.count))
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for block in flow.reversePostorder {
        guard var state = states[block.index] else { continue }
        execute(block, &state)
        for successor in Set(body[block].terminator.successors) {
          replaceScope(of: successor, after: block, state)
          let arriving = state.entering(successor, from: block, self)
          let merged = states[successor.index]?.merged(with: arriving) ?? arriving
          guard merged != states[successor.index] else { continue }
          states[successor.index] = merged
          hasChanged = true
        }
      }
    }
    // What was found on the way was found in states that only got worse, so it is still true.
  }

  private mutating func execute(_ block: BlockID, _ state: inout State) {
    for instruction in body[block].instructions {
      switch instruction.operation {
      case .scopeNew, .scopePush, .asyncStart, .scopeClone: make(instruction, &state)
      case .storeScoped(let index): state.store(index, instruction.operands[0], self)
      case .loadScoped(let index): load(index, instruction, state)
      case .loadClosure, .closureNew, .enqueueJob: state.capture(instruction.operands[0], self)
      default: break
      }
      if instruction.operation.signature.effects.contains(.calls) { expose(state) }
    }
    switch body[block].terminator.kind {
    case .returnValue, .throwValue, .asyncReturn, .asyncComplete: expose(state)
    case .jump, .branch, .startTry: break
    }
  }

  /// Notes what nobody initializes any more when `block` gives its scope a new meaning.
  private mutating func replaceScope(of block: BlockID, after predecessor: BlockID, _ state: State) {
    guard let scope = body[block].scope, let number = number[scope], state.isCaptured[number],
      current.atEnd(of: predecessor).map({ layouts.identity(of: $0) }) != .made(scope)
    else { return }
    expose(scope, state)
  }

  private mutating func make(_ instruction: SSAInstruction, _ state: inout State) {
    guard let scope = instruction.result, let number = number[scope], let first = layouts.firstVariable[scope]
    else { return }
    // From here on nobody initializes the scope that was made before.
    if state.isCaptured[number] { expose(scope, state) }
    state.isCaptured[number] = false
    let count = layouts.slotCount(of: scope)
    let copied = instruction.operands.first?.local.map { layouts.identity(of: $0) }
    for index in 0..<count {
      state.isInitialized[first + index] =
        switch instruction.operation {
        case .scopePush, .asyncStart(_, true): index == count - 1
        case .scopeClone:
          if case .made(let original)? = copied {
            state.isInitialized[layouts.firstVariable[original]! + index]
          } else {
            false
          }
        default: false
        }
    }
  }

  private mutating func load(_ index: Int, _ instruction: SSAInstruction, _ state: State) {
    guard let result = instruction.result, let scope = instruction.operands[0].local else { return }
    let variable = layouts.variable(index, of: scope)
    switch variable.identity {
    case .made(let scope):
      guard !state.isInitialized[layouts.firstVariable[scope]! + variable.index] else { return }
      uncertainLoads.insert(result)
    case .outer: foreignLoads.insert(result)
    // It may be a scope that this function has yet to fill.
    case .unknown: uncertainLoads.insert(result)
    }
  }

  private mutating func expose(_ state: State) {
    for (number, scope) in layouts.made.enumerated() where state.isCaptured[number] { expose(scope, state) }
  }

  private mutating func expose(_ scope: Local, _ state: State) {
    let first = layouts.firstVariable[scope]!
    for index in 0..<layouts.slotCount(of: scope) where !state.isInitialized[first + index] {
      exposed.insert(Variable(scope: scope, index: index))
    }
  }
}

extension ScopeInitialization.State {
  /// What holds if either this or `other` does.
  fileprivate func merged(with other: Self) -> Self {
    Self(
      isInitialized: zip(isInitialized, other.isInitialized).map { $0 && $1 },
      isCaptured: zip(isCaptured, other.isCaptured).map { $0 || $1 })
  }

  /// What holds at the start of `block` if control comes from `predecessor`.
  fileprivate func entering(
    _ block: BlockID, from predecessor: BlockID, _ analysis: ScopeInitialization
  ) -> Self {
    guard let scope = analysis.body[block].scope, let number = analysis.number[scope],
      let source = analysis.current.atEnd(of: predecessor),
      case .made(let original) = analysis.layouts.identity(of: source),
      let first = analysis.layouts.firstVariable[scope], let from = analysis.layouts.firstVariable[original],
      let originalNumber = analysis.number[original]
    else { return self }
    var result = self
    result.isCaptured[number] = isCaptured[originalNumber]
    for index in 0..<analysis.layouts.slotCount(of: scope) {
      result.isInitialized[first + index] = isInitialized[from + index]
    }
    return result
  }

  fileprivate mutating func store(_ index: Int, _ operand: Operand, _ analysis: ScopeInitialization) {
    guard let scope = operand.local else { return }
    let variable = analysis.layouts.variable(index, of: scope)
    guard case .made(let scope) = variable.identity else { return }
    isInitialized[analysis.layouts.firstVariable[scope]! + variable.index] = true
  }

  /// Notes that a closure holds the scope, and so the scopes that it is linked to.
  fileprivate mutating func capture(_ operand: Operand, _ analysis: ScopeInitialization) {
    var identity = operand.local.map { analysis.layouts.identity(of: $0) } ?? .unknown
    while case .made(let scope) = identity {
      isCaptured[analysis.number[scope]!] = true
      identity = analysis.layouts.parent(of: scope)
    }
    if identity == .unknown { isCaptured = isCaptured.map { _ in true } }
  }
}
