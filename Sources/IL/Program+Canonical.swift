extension Program {
  /// The same program with identities, labels, blocks and locals in an order that depends on the program alone.
  ///
  /// Two programs that differ in the order of entities only have the same canonical form. Entities that no
  /// export or built-in reaches keep their order, behind the others.
  ///
  /// - Precondition: functions in SSA form satisfy `SSAVerifier`.
  public func canonicalized() -> Program {
    var numbering = Numbering(self)
    numbering.visitAll()
    return numbering.renumbered()
  }
}

/// Gives the entities of a program new identities in the order in which a walk from the roots meets them.
private struct Numbering {
  private let program: Program
  private var imports = Order<HostImport>()
  private var strings = Order<StringConstant>()
  private var globals = Order<Global>()
  private var allocations = Order<Allocation>()
  private var functions = Order<Function>()
  private var pending: [Value] = []

  /// New identities, given out in ascending order.
  private struct Order<Entity> {
    typealias ID = EntityID<Entity>

    private(set) var old: [ID] = []
    private var new: [ID: ID] = [:]

    /// Numbers `id`, and returns whether it had no number yet.
    mutating func visit(_ id: ID) -> Bool {
      guard new[id] == nil else { return false }
      new[id] = ID(old.count)
      old.append(id)
      return true
    }

    /// The new identity of `id`; the same if the walk has not met it.
    subscript(id: ID) -> ID { new[id] ?? id }
  }

  init(_ program: Program) {
    var program = program
    // The walk goes through blocks in their canonical order.
    for id in Array(program.functions.ids) {
      guard let body = program.functions[id].ssa else { continue }
      program.functions[id].body = .ssa(body.canonicalized())
    }
    self.program = program
  }

  mutating func visitAll() {
    for export in program.exports { visit(export.value) }
    for name in Builtins.Name.allCases { visit(program.builtins[name]) }
    // Variables and the heap keep their order when a program is encoded, what is in ROM does not.
    for id in program.globals.ids { visit(id) }
    for (id, allocation) in program.allocations.entries where allocation.region == .ram {
      visit(.allocation(id))
    }
    for id in program.allocations.ids { visit(.allocation(id)) }
    for id in program.functions.ids { visit(.function(id)) }
    for id in program.imports.ids { visit(.hostFunction(id)) }
    for id in program.strings.ids { visit(.string(id)) }
  }

  /// Numbers what `value` refers to, and what that refers to.
  private mutating func visit(_ value: Value) {
    pending.append(value)
    while let value = pending.popLast() {
      switch value {
      case .string(let id): _ = strings.visit(id)
      case .hostFunction(let id): _ = imports.visit(id)
      case .function(let id), .continuation(let id, _):
        if functions.visit(id) { visitCode(of: id) }
      case .allocation(let id), .handle(let id):
        if allocations.visit(id) { pending += program.allocations[id].content.values.reversed() }
      case .undefined, .null, .boolean, .number, .deleted, .noOpFunction: break
      }
    }
  }

  private mutating func visitCode(of id: FunctionID) {
    switch program.functions[id].body {
    case .stack(let code): visit(code)
    case .ssa(let body): visit(body)
    }
  }

  private mutating func visit(_ code: StackCode) {
    for instruction in code.instructions {
      switch instruction.operation {
      case .literal(let value): pending.append(value)
      case .loadGlobal(let global), .storeGlobal(let global): visitGlobal(global)
      case .callFunction(let callee, _): pending.append(.function(callee))
      case .callHost(let hostFunction, _, _): _ = imports.visit(hostFunction)
      default: break
      }
    }
  }

  private mutating func visit(_ body: SSABody) {
    for block in body.blocks {
      for instruction in block.instructions {
        switch instruction.operation {
        case .loadGlobal(let global), .storeGlobal(let global): visitGlobal(global)
        case .callFunction(let callee): pending.append(.function(callee))
        case .callHost(let hostFunction), .callHostVoid(let hostFunction): _ = imports.visit(hostFunction)
        default: break
        }
        pending += instruction.operands.compactMap(\.literal)
      }
      pending += block.terminator.allOperands.compactMap(\.literal)
    }
  }

  /// Numbers a variable that code mentions.
  private mutating func visitGlobal(_ id: GlobalID) {
    if globals.visit(id) { pending.append(program.globals[id].value) }
  }

  private mutating func visit(_ id: GlobalID) {
    if globals.visit(id) { visit(program.globals[id].value) }
  }

  func renumbered() -> Program {
    var result = Program()
    result.featureFlags = program.featureFlags
    result.builtins = program.builtins
    result.exports = program.exports
    for id in imports.old { result.imports.append(program.imports[id]) }
    for id in strings.old { result.strings.append(program.strings[id]) }
    for id in globals.old { result.globals.append(program.globals[id]) }
    for id in allocations.old { result.allocations.append(program.allocations[id]) }
    for id in functions.old { result.functions.append(program.functions[id]) }
    var labels: [[Label: Label]] = Array(repeating: [:], count: functions.old.count)
    for id in Array(result.functions.ids) {
      guard case .stack(let code) = result.functions[id].body else { continue }
      labels[id.index] = code.canonicalLabels
      result.functions[id].body = .stack(code.renumbered(labels[id.index]))
    }
    result.rewriteValues { renumbered($0, labels) }
    result.rewriteOperations(renumbered)
    result.rewriteSSAOperations(renumbered)
    return result
  }

  private func renumbered(_ value: Value, _ labels: [[Label: Label]]) -> Value {
    switch value {
    case .string(let id): .string(strings[id])
    case .hostFunction(let id): .hostFunction(imports[id])
    case .function(let id): .function(functions[id])
    case .continuation(let id, let label):
      .continuation(functions[id], labels[functions[id].index][label] ?? label)
    case .allocation(let id): .allocation(allocations[id])
    case .handle(let id): .handle(allocations[id])
    case .undefined, .null, .boolean, .number, .deleted, .noOpFunction: value
    }
  }

  private func renumbered(_ operation: Operation) -> Operation {
    switch operation {
    case .loadGlobal(let id): .loadGlobal(globals[id])
    case .storeGlobal(let id): .storeGlobal(globals[id])
    case .callFunction(let id, let count): .callFunction(functions[id], argumentCount: count)
    case .callHost(let id, let count, let isVoid):
      .callHost(imports[id], argumentCount: count, isVoid: isVoid)
    default: operation
    }
  }

  private func renumbered(_ operation: SSAOperation) -> SSAOperation {
    switch operation {
    case .loadGlobal(let id): .loadGlobal(globals[id])
    case .storeGlobal(let id): .storeGlobal(globals[id])
    case .callFunction(let id): .callFunction(functions[id])
    case .callHost(let id): .callHost(imports[id])
    case .callHostVoid(let id): .callHostVoid(imports[id])
    default: operation
    }
  }
}

extension StackCode {
  /// The same code with labels numbered by position and origins that are positions: equal code is equal.
  public func canonicalized() -> StackCode { renumbered(canonicalLabels) }

  /// The labels, numbered in the order of their positions; labels at one position become one.
  fileprivate var canonicalLabels: [Label: Label] {
    var labels: [Label: Label] = [:]
    var next = 0
    var isBehindLabel = false
    for instruction in instructions {
      guard case .label(let label) = instruction.operation else {
        isBehindLabel = false
        continue
      }
      if !isBehindLabel { next += 1 }
      labels[label] = Label(next - 1)
      isBehindLabel = true
    }
    return labels
  }

  /// The same code with other labels, and with origins that are positions again.
  fileprivate func renumbered(_ labels: [Label: Label]) -> StackCode {
    func renumbered(_ label: Label) -> Label { labels[label] ?? label }
    var operations: [Operation] = []
    for instruction in instructions {
      switch instruction.operation {
      case .label(let label):
        if operations.last != .label(renumbered(label)) { operations.append(.label(renumbered(label))) }
      case .jump(let target): operations.append(.jump(renumbered(target)))
      case .branch(let target): operations.append(.branch(renumbered(target)))
      case .startTry(let handler): operations.append(.startTry(renumbered(handler)))
      default: operations.append(instruction.operation)
      }
    }
    return StackCode(operations)
  }
}
