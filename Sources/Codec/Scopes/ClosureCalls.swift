import Analysis
import IL

/// The calls of closures that the calling function made itself, where the scope that is current tells all that the
/// closure brings along.
///
/// Such a closure is either the current scope, or one that it is linked to, with a function in slot 0, of which
/// only one is ever stored there:
///
///     store_scoped 0, %1, &f
///     %2 = load_closure %1
///     call_void %2
///
/// or it was made of such a scope and a function, and nothing stores to its own two slots:
///
///     %2 = closure_new %1, &f
///     call_void %2
public struct ClosureCalls {
  /// What is known of a call.
  public struct Call: Hashable, Sendable {
    /// The function that runs.
    public var function: FunctionID
    /// The local that holds the closure.
    public var closure: Local
    /// How many variables of the closure itself come before those of the scope that it was made of.
    public var leadingVariables: Int
    /// How many variables come before those of that scope in the scope that is current.
    public var offset: Int
  }

  /// The calls of one function.
  public struct Known: Sendable {
    /// What is known of calls, by where they are.
    public fileprivate(set) var calls: [LocalUses.Place: Call] = [:]
    /// The locals that hold closures of functions that some of these calls run, with these functions.
    public fileprivate(set) var closures: [Local: FunctionID] = [:]

    /// Nothing is known of any call.
    public init() {}
  }

  /// The function that calls of the scopes of a site run.
  private enum Target: Hashable {
    case function(FunctionID)
    /// Something else is stored, or different things are.
    case other
  }

  private let program: Program
  private let graph: ScopeGraph
  private var targets: [Int: Target] = [:]

  /// Looks at `program`, whose scopes are those in `graph`; nil if these are not known, or there are no such calls.
  public init?(_ program: Program, _ graph: @autoclosure () -> ScopeGraph?) {
    guard program.functions.entries.allSatisfy({ $1.ssa != nil }),
      program.functions.entries.contains(where: { $1.ssa?.callsItsClosures ?? false }),
      let graph = graph()
    else { return nil }
    self.program = program
    self.graph = graph
    var resolver = graph
    for (id, function) in program.functions.entries {
      for instruction in function.ssa!.blocks.lazy.flatMap(\.instructions) {
        guard case .storeScoped(let index) = instruction.operation, let scope = instruction.operands[0].local
        else { continue }
        for slot in resolver.resolve(index, in: graph.scopes(scope, in: id)) ?? [] {
          note(instruction.operands[1], storedTo: slot)
        }
      }
    }
  }

  private mutating func note(_ value: Operand, storedTo slot: ScopeGraph.Slot) {
    // The second slot of a closure is its link to the scope it was made of.
    if graph.sites[slot.site].kind == .closure { targets[slot.site] = .other }
    guard slot.index == 0 else { return }
    let target: Target = if case .literal(.function(let id)) = value { .function(id) } else { .other }
    targets[slot.site] = targets[slot.site].map { $0 == target ? target : .other } ?? target
  }

  /// The calls in `id`.
  public func known(in id: FunctionID) -> Known {
    guard let body = program.functions[id].ssa, body.callsItsClosures else { return Known() }
    let function = ClosureMaker(body)
    var known = Known()
    for block in function.flow.reversePostorder {
      var current = function.current.atStart(of: block)
      for (position, instruction) in body[block].instructions.enumerated() {
        let place = LocalUses.Place(block, position)
        if let closure = instruction.calledLocal, let current,
          let call = call(of: closure, at: place, in: current, id, function)
        {
          known.calls[place] = call
        }
        if instruction.operation.signature.result == .scope { current = instruction.result }
      }
    }
    let called = Set(known.calls.values.map(\.function))
    for instruction in body.blocks.lazy.flatMap(\.instructions) {
      guard let result = instruction.result, let target = target(of: instruction, in: id),
        called.contains(target)
      else { continue }
      known.closures[result] = target
    }
    return known
  }

  /// The function of the closure that `instruction` makes or loads; nil if it is not known.
  private func target(of instruction: SSAInstruction, in id: FunctionID) -> FunctionID? {
    switch instruction.operation {
    case .closureNew:
      guard case .literal(.function(let target)) = instruction.operands[1] else { return nil }
      return target
    case .loadClosure:
      guard let scope = instruction.operands[0].local else { return nil }
      let scopes = graph.scopes(scope, in: id)
      guard !scopes.isUnknown, let first = scopes.sites.first, case .function(let target)? = targets[first],
        scopes.sites.allSatisfy({ targets[$0] == .function(target) && graph.sites[$0].kind == .scope })
      else { return nil }
      return target
    default: return nil
    }
  }

  private func call(
    of closure: Local, at place: LocalUses.Place, in current: Local, _ id: FunctionID,
    _ function: ClosureMaker
  ) -> Call? {
    guard case .instruction(let block, let position)? = function.definitions[closure] else { return nil }
    let definition = function.body[block].instructions[position]
    guard let target = target(of: definition, in: id), let scope = definition.operands[0].local else {
      return nil
    }
    if definition.operation == .closureNew {
      guard let offset = scope == current ? 0 : function.offset(of: scope, in: current),
        let site = graph.siteOf[id]?[closure], targets[site] == nil
      else { return nil }
      return Call(function: target, closure: closure, leadingVariables: 2, offset: offset)
    }
    guard let offset = function.offset(of: scope, in: current), function.hasTarget(scope, at: place) else {
      return nil
    }
    return Call(function: target, closure: closure, leadingVariables: 0, offset: offset)
  }
}

/// A function that makes closures, with what is known of its scopes.
private struct ClosureMaker {
  let body: SSABody
  let flow: ControlFlow
  let current: CurrentScopes
  let definitions: LocalDefinitions
  private let layouts: ScopeLayouts
  /// Where the first slot of each made scope is stored.
  private var stores: [Local: [LocalUses.Place]] = [:]

  init(_ body: SSABody) {
    self.body = body
    flow = ControlFlow(body)
    current = CurrentScopes(body, flow)
    definitions = LocalDefinitions(body)
    layouts = ScopeLayouts(body, flow, current)
    for block in flow.reversePostorder {
      for (position, instruction) in body[block].instructions.enumerated() {
        guard case .storeScoped(let index) = instruction.operation, let scope = instruction.operands[0].local,
          case (.made(let made), 0) = layouts.variable(index, of: scope)
        else { continue }
        stores[made, default: []].append(LocalUses.Place(block, position))
      }
    }
  }

  /// How many variables come before those of `scope` in `current`, which is that scope or is linked to it.
  ///
  /// Nil if that is not known.
  func offset(of scope: Local, in current: Local) -> Int? {
    guard case .made = layouts.identity(of: scope) else { return nil }
    var (identity, offset) = (layouts.identity(of: current), 0)
    while identity != layouts.identity(of: scope) {
      guard case .made(let made) = identity, offset <= Limits.scopeSlots else { return nil }
      offset += layouts.slotCount(of: made)
      identity = layouts.parent(of: made)
    }
    return offset
  }

  /// True iff the first slot of `scope` has been stored since the scope was made, on every path to `place`.
  ///
  /// What makes it dominates the store, which dominates the place: if it was made again, it was stored again.
  func hasTarget(_ scope: Local, at place: LocalUses.Place) -> Bool {
    guard case .made(let made) = layouts.identity(of: scope) else { return false }
    let start: LocalUses.Place
    switch definitions[made] {
    case .instruction(let block, let position): start = LocalUses.Place(block, position)
    case .scope(let block): start = LocalUses.Place(block, -1)
    case .parameter, nil: return false
    }
    return stores[made, default: []].contains { dominates(start, $0) && dominates($0, place) }
  }

  private func dominates(_ first: LocalUses.Place, _ second: LocalUses.Place) -> Bool {
    first.block == second.block ? first.index < second.index : flow.dominates(first.block, second.block)
  }
}

extension SSAInstruction {
  /// The local that the instruction calls without waiting for it.
  fileprivate var calledLocal: Local? {
    operation == .call || operation == .callVoid ? operands[0].local : nil
  }
}

extension SSABody {
  /// True iff something is called that the body made a closure.
  fileprivate var callsItsClosures: Bool {
    var closures: Set<Local> = []
    for instruction in blocks.lazy.flatMap(\.instructions) {
      if instruction.operation == .loadClosure || instruction.operation == .closureNew {
        instruction.result.map { _ = closures.insert($0) }
      }
    }
    return !closures.isEmpty
      && blocks.contains { $0.instructions.contains { $0.calledLocal.map(closures.contains) ?? false } }
  }
}
