import IL

/// Where values may be `deleted`, the mark of uninitialized variables, in a program that does not let it leak.
///
/// `deleted` comes from variables of scopes that are read before they are stored, and from the literal. It
/// leaks if something passes it on as an argument, a result, an exception, a property or the value of a
/// variable of a scope. If it leaks nowhere, then nothing but those reads, the literals and parameters of
/// blocks that get them can be `deleted`: not what calls return, not arguments, not properties.
///
/// Reading a global variable or a cell fails if it is `deleted`, and arrays give `undefined` for holes, so these
/// do not pass it on. A host cannot make it up (engine specification, section 1.3).
public struct UninitializedValues: Sendable {
  /// Why nothing is known.
  public enum Leak: Error, Hashable, Sendable {
    /// The function is not in SSA form.
    case notInSSAForm(FunctionID)
    /// The function uses scopes in a way that is not followed.
    case scopes(FunctionID)
    /// The function passes on what may be `deleted`.
    case value(FunctionID)
    /// The data that the program starts with holds `deleted` where a program can read it.
    case data
    /// An async function may be called in a way that gives what only `await` expects.
    case asyncConstructor
  }

  /// The loads in each function that may give `deleted`, and the parameters that get it from the engine.
  private let loads: [FunctionID: Set<Local>]

  /// Finds where the values of `program` may be `deleted`.
  ///
  /// - Throws: the first leak found.
  public init(_ program: Program) throws(Leak) {
    try self.init(program, Result { () throws(ScopeGraph.Obstacle) in try ScopeGraph(program) })
  }

  /// Finds where the values of `program` may be `deleted`, whose scopes are those of `graph`.
  ///
  /// - Throws: the first leak found.
  public init(_ program: Program, _ graph: Result<ScopeGraph, ScopeGraph.Obstacle>) throws(Leak) {
    for (id, function) in program.functions.entries where function.ssa == nil { throw .notInSSAForm(id) }
    try Self.checkData(of: program)
    var scopes: ScopeGraph
    switch graph {
    case .success(let graph): scopes = graph
    case .failure(let obstacle): throw .scopes(obstacle.function)
    }
    loads = try Self.uncertainLoads(in: program, &scopes)
    for (id, function) in program.functions.entries {
      guard let body = function.ssa else { continue }
      guard !body.passesOn(deletedLocals(of: body, id)) else { throw .value(id) }
    }
    try Self.checkConstructors(of: program, scopes)
  }

  /// True iff a local that is not a parameter of a join may be `deleted`, given its definition.
  ///
  /// Nil stands for the parameter of a catch block or of the entry.
  func mayGiveDeleted(_ local: Local, _ definition: SSAOperation?, in function: FunctionID) -> Bool {
    definition == .awaitCall || loads[function]?.contains(local) ?? false
  }

  /// Where values of `function` may come to be `deleted`.
  func sources(in function: FunctionID) -> DeletedSources { .known(loads[function] ?? []) }

  /// Which locals of `body`, the body of `function`, may be `deleted`, by their index.
  public func deletedLocals(of body: SSABody, _ function: FunctionID) -> [Bool] {
    body.deletedLocals { mayGiveDeleted($0, $1?.operation, in: function) }
  }

  private static func checkData(of program: Program) throws(Leak) {
    for (_, allocation) in program.allocations.entries {
      switch allocation.content {
      // Holes read as undefined; the variables of closures are looked at where they are read.
      case .array, .fixedLengthArray, .closure, .uint8Array: break
      case .object, .classValue: guard !allocation.content.values.contains(.deleted) else { throw .data }
      }
    }
    guard !program.exports.contains(where: { $0.value == .deleted }) else { throw .data }
  }

  /// The results of `loadScoped` that may be `deleted`, if nothing stores it.
  private static func uncertainLoads(
    in program: Program, _ graph: inout ScopeGraph
  ) throws(Leak) -> [FunctionID: Set<Local>] {
    var exposed: Set<ScopeGraph.Slot> = []
    for (id, site) in graph.siteOfAllocation {
      guard case .closure(let slots) = program.allocations[id].content else { continue }
      for (index, value) in slots.enumerated() where value == .deleted {
        exposed.insert(ScopeGraph.Slot(site: site, index: index))
      }
    }
    var result: [FunctionID: Set<Local>] = [:]
    var foreign: [(function: FunctionID, loads: Set<Local>)] = []
    for (id, function) in program.functions.entries {
      guard let body = function.ssa else { continue }
      guard let facts = ScopeInitialization(body, of: id, graph) else { throw .scopes(id) }
      result[id] = facts.uncertainLoads
      // The built-in catch block of async functions gets what its activation returns: a caller that awaits
      // is given `deleted`.
      result[id]?.formUnion(body[SSABody.entry].parameters.prefix(1))
      foreign.append((id, facts.foreignLoads))
      for variable in facts.exposed {
        for site in graph.scopes(variable.scope, in: id).sites {
          exposed.insert(ScopeGraph.Slot(site: site, index: variable.index))
        }
      }
    }
    for (id, loads) in foreign where !loads.isEmpty {
      for instruction in program.functions[id].ssa!.blocks.lazy.flatMap(\.instructions) {
        guard case .loadScoped(let index) = instruction.operation, let load = instruction.result,
          loads.contains(load), let scope = instruction.operands[0].local
        else { continue }
        let slots = graph.resolve(index, in: graph.scopes(scope, in: id))
        if slots?.contains(where: exposed.contains) ?? true { result[id, default: []].insert(load) }
      }
    }
    return result
  }

  /// Checks that no class has an async constructor: `new` would give what its caller does not await.
  private static func checkConstructors(of program: Program, _ graph: ScopeGraph) throws(Leak) {
    guard program.functions.entries.contains(where: { $0.element.isAsync }) else { return }
    func isAsync(_ value: Value) -> Bool {
      switch value {
      case .function(let id): program.functions[id].isAsync
      case .allocation(let id), .handle(let id):
        switch program.allocations[id].content {
        case .closure(let slots): slots.first.map(isAsync) ?? false
        default: false
        }
      default: false
      }
    }
    for (_, allocation) in program.allocations.entries {
      guard case .classValue(let constructor, _) = allocation.content else { continue }
      guard !isAsync(constructor) else { throw .asyncConstructor }
    }
    for (id, function) in program.functions.entries {
      let instructions = function.ssa?.blocks.flatMap(\.instructions) ?? []
      guard instructions.contains(where: { $0.operation == .classCreate }) else { continue }
      var targets: [Local: [Value]] = [:]
      for instruction in instructions {
        guard let result = instruction.result else { continue }
        switch instruction.operation {
        case .closureNew: targets[result] = instruction.operands[1].literal.map { [$0] }
        case .loadClosure:
          let scopes = instruction.operands[0].local.map { graph.scopes($0, in: id) } ?? .unknown
          guard !scopes.isUnknown else { continue }
          targets[result] = scopes.sites.flatMap { graph.targets[$0] ?? [] }.map { .function($0) }
        default: break
        }
      }
      for instruction in instructions where instruction.operation == .classCreate {
        let constructor = instruction.operands[0]
        let code = constructor.local.map { targets[$0] ?? [] } ?? constructor.literal.map { [$0] } ?? []
        guard !code.isEmpty, !code.contains(where: isAsync) else { throw .asyncConstructor }
      }
    }
  }
}

extension SSABody {
  /// True iff a value that may be `deleted` gets to where other code or another variable has it.
  fileprivate func passesOn(_ isDeleted: [Bool]) -> Bool {
    func isDeletedOperand(_ operand: Operand) -> Bool {
      switch operand {
      case .local(let local): isDeleted[local.index]
      case .literal(let value): value == .deleted
      }
    }
    for block in blocks {
      for instruction in block.instructions {
        if instruction.passedOperands.contains(where: isDeletedOperand) { return true }
      }
      switch block.terminator.kind {
      case .returnValue(let value), .throwValue(let value), .asyncReturn(let value):
        if isDeletedOperand(value) { return true }
      case .asyncComplete(let result, let value, _):
        let isEngines = result.local.map(blocks[SSABody.entry.index].parameters.contains) ?? false
        if isDeletedOperand(value) || !isEngines && isDeletedOperand(result) { return true }
      case .jump, .branch, .startTry: break
      }
    }
    return false
  }
}

extension SSAInstruction {
  /// The operands that others get to see; the rest is used up by the operation.
  fileprivate var passedOperands: ArraySlice<Operand> {
    switch operation {
    case .call, .callVoid, .new, .storeScoped, .closureNew: operands.dropFirst(1)
    case .callFunction, .callHost, .callHostVoid, .storeArgument, .classCreate: operands[...]
    // The scope and the callee.
    case .awaitCall: operands.dropFirst(2)
    // The object and the key.
    case .objectSet: operands.dropFirst(2)
    // These fail if what they read is deleted, or make a new value of it.
    case .initialized, .storeGlobal, .storeCell, .await, .binary, .unary, .objectGet, .objectKeys,
      .uint8ArrayNew, .loadArgument, .loadCell, .loadScoped, .loadGlobal, .scopeNew, .scopePush, .scopePop,
      .scopeDiscard, .scopeClone, .loadClosure, .objectNew, .arrayNew, .fixedLengthArrayNew, .endTry,
      .asyncStart, .enqueueJob:
      []
    }
  }
}

extension Program {
  /// Removes the `initialized` checks that no run can fail, if no uninitialized value leaks anywhere.
  ///
  /// - Throws: why nothing was removed.
  public mutating func removeImpossibleChecks() throws(UninitializedValues.Leak) {
    let values = try UninitializedValues(self)
    for id in Array(functions.ids) {
      guard var body = functions[id].ssa else { continue }
      body.removeImpossibleChecks { values.mayGiveDeleted($0, $1?.operation, in: id) }
      functions[id].body = .ssa(body.inReversePostorder())
    }
  }
}
