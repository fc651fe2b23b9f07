extension Program {
  /// The same program with identities and labels in an order that depends on the program alone.
  ///
  /// Two programs that differ in the order of entities only have the same canonical form. Entities that no
  /// export or built-in reaches keep their order, behind the others.
  public func canonicalized() -> Program {
    var numbering = Numbering(self)
    numbering.visitAll()
    return numbering.renumbered()
  }
}

/// Gives the entities of a program new identities in the order in which a walk from the roots meets them.
private struct Numbering {
  private let program: Program
  private var imports = Order<ImportID>()
  private var strings = Order<StringID>()
  private var globals = Order<GlobalID>()
  private var allocations = Order<AllocationID>()
  private var functions = Order<FunctionID>()
  private var pending: [Value] = []

  /// New identities, given out in ascending order.
  private struct Order<ID: EntityID> {
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

  init(_ program: Program) { self.program = program }

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
    for instruction in program.functions[id].code.instructions {
      switch instruction.operation {
      case .literal(let value): pending.append(value)
      case .loadGlobal(let global), .storeGlobal(let global):
        if globals.visit(global) { pending.append(program.globals[global].value) }
      case .callFunction(let callee, _): pending.append(.function(callee))
      case .callHost(let hostFunction, _, _): _ = imports.visit(hostFunction)
      default: break
      }
    }
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
    let labels = functions.old.map { Self.labels(of: program.functions[$0].code) }
    for id in result.functions.ids {
      result.functions[id].code = result.functions[id].code.renumbered(labels[id.index])
    }
    result.rewriteValues { renumbered($0, labels) }
    result.rewriteOperations(renumbered)
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

  /// The labels of `code`, numbered in the order of their positions; labels at one position become one.
  private static func labels(of code: StackCode) -> [Label: Label] {
    var labels: [Label: Label] = [:]
    var next = 0
    var isBehindLabel = false
    for instruction in code.instructions {
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
}

extension StackCode {
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
