import IL

/// Which variables of the scopes that a function makes may be uninitialized, when it reads them itself and
/// when other code may.
///
/// A variable counts as initialized once the function has stored it on every path since it made the scope.
/// Other code sees it once the function calls, suspends or ends behind the making of a closure that leads to
/// code that reads it.
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
    /// True for each variable of the made scopes that may be uninitialized while no closure has its scope.
    var isOpen: [Bool]
    /// True for each variable that may be uninitialized while a closure has its scope.
    var isVisible: [Bool]
  }

  /// The largest product of variables and instructions for which to look; above, there is no result.
  private static let maximumWork = 1 << 22

  fileprivate let body: SSABody
  private let function: FunctionID
  private let graph: ScopeGraph
  fileprivate let layouts: ScopeLayouts
  fileprivate let current: CurrentScopes

  /// Analyzes `body`; nil if that would take too long.
  init?(_ body: SSABody, of function: FunctionID, _ graph: ScopeGraph) {
    let flow = ControlFlow(body)
    self.body = body
    self.function = function
    self.graph = graph
    current = CurrentScopes(body, flow)
    layouts = ScopeLayouts(body, flow, current)
    let size = body.blocks.reduce(0) { $0 + $1.instructions.count + 1 }
    guard layouts.variableCount <= Self.maximumWork / size else { return nil }
    var states: [State?] = Array(repeating: nil, count: body.blocks.count)
    states[SSABody.entry.index] = State(
      isOpen: Array(repeating: true, count: layouts.variableCount),
      isVisible: Array(repeating: false, count: layouts.variableCount))
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
      case .storeScoped(let index): state.store(index, instruction.operands[0], layouts)
      case .loadScoped(let index): load(index, instruction, state)
      case .loadClosure, .closureNew, .enqueueJob: capture(instruction, &state)
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
    guard let scope = body[block].scope, layouts.firstVariable[scope] != nil,
      current.atEnd(of: predecessor).map({ layouts.identity(of: $0) }) != .made(scope)
    else { return }
    expose(scope, state)
  }

  private mutating func make(_ instruction: SSAInstruction, _ state: inout State) {
    guard let scope = instruction.result, let first = layouts.firstVariable[scope] else { return }
    // From here on nobody initializes the scope that was made before.
    expose(scope, state)
    let count = layouts.slotCount(of: scope)
    let copied = instruction.operands.first?.local.map { layouts.identity(of: $0) }
    for index in 0..<count {
      state.isVisible[first + index] = false
      state.isOpen[first + index] =
        switch instruction.operation {
        case .scopePush, .asyncStart(_, true): index != count - 1
        case .scopeClone:
          if case .made(let original)? = copied {
            state.isUninitialized(layouts.firstVariable[original]! + index)
          } else {
            true
          }
        default: true
        }
    }
  }

  /// Notes that a closure holds a scope, and so the scopes that it is linked to.
  private func capture(_ instruction: SSAInstruction, _ state: inout State) {
    func capture(_ scope: Local, _ state: inout State) {
      let first = layouts.firstVariable[scope]!
      for index in 0..<layouts.slotCount(of: scope) where state.isOpen[first + index] {
        guard graph.mayRead(index, of: scope, afterCapture: instruction, in: function) else { continue }
        state.capture(first + index)
      }
    }
    var identity = instruction.operands[0].local.map { layouts.identity(of: $0) } ?? .unknown
    while case .made(let scope) = identity {
      capture(scope, &state)
      identity = layouts.parent(of: scope)
    }
    if identity == .unknown { for scope in layouts.made { capture(scope, &state) } }
  }

  private mutating func load(_ index: Int, _ instruction: SSAInstruction, _ state: State) {
    guard let result = instruction.result, let scope = instruction.operands[0].local else { return }
    let variable = layouts.variable(index, of: scope)
    switch variable.identity {
    case .made(let scope):
      if state.isUninitialized(layouts.firstVariable[scope]! + variable.index) {
        uncertainLoads.insert(result)
      }
    case .outer: foreignLoads.insert(result)
    // It may be a scope that this function has yet to fill.
    case .unknown: uncertainLoads.insert(result)
    }
  }

  private mutating func expose(_ state: State) {
    for scope in layouts.made { expose(scope, state) }
  }

  private mutating func expose(_ scope: Local, _ state: State) {
    let first = layouts.firstVariable[scope]!
    for index in 0..<layouts.slotCount(of: scope) where state.isVisible[first + index] {
      exposed.insert(Variable(scope: scope, index: index))
    }
  }
}

extension ScopeInitialization.State {
  fileprivate func isUninitialized(_ variable: Int) -> Bool { isOpen[variable] || isVisible[variable] }

  /// What may hold if either this or `other` does.
  fileprivate func merged(with other: Self) -> Self {
    Self(
      isOpen: zip(isOpen, other.isOpen).map { $0 || $1 },
      isVisible: zip(isVisible, other.isVisible).map { $0 || $1 })
  }

  /// What holds at the start of `block` if control comes from `predecessor`.
  fileprivate func entering(
    _ block: BlockID, from predecessor: BlockID, _ analysis: ScopeInitialization
  ) -> Self {
    let layouts = analysis.layouts
    guard let scope = analysis.body[block].scope, let first = layouts.firstVariable[scope],
      let source = analysis.current.atEnd(of: predecessor),
      case .made(let original) = layouts.identity(of: source), let from = layouts.firstVariable[original]
    else { return self }
    var result = self
    for index in 0..<layouts.slotCount(of: scope) {
      result.isOpen[first + index] = isOpen[from + index]
      result.isVisible[first + index] = isVisible[from + index]
    }
    return result
  }

  fileprivate mutating func store(_ index: Int, _ operand: Operand, _ layouts: ScopeLayouts) {
    guard let scope = operand.local else { return }
    let variable = layouts.variable(index, of: scope)
    guard case .made(let scope) = variable.identity else { return }
    isOpen[layouts.firstVariable[scope]! + variable.index] = false
    isVisible[layouts.firstVariable[scope]! + variable.index] = false
  }

  /// Notes that a closure holds the scope of a variable, and code that it leads to reads the variable.
  fileprivate mutating func capture(_ variable: Int) {
    isVisible[variable] = isVisible[variable] || isOpen[variable]
    isOpen[variable] = false
  }
}
