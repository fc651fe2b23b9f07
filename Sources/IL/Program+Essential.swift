extension Program {
  /// The canonical form of what encoding keeps of the program.
  ///
  /// Encoding leaves out code that cannot be reached, jumps to what follows anyway, labels that nothing
  /// refers to, constants that nothing mentions, and names. Functions and data in ROM that nothing refers to may
  /// have bytes, but no reader can find them. A slot that no code reads or writes may be a variable, a handle or
  /// padding; no reader can tell. The order of other entities that nothing reaches is kept.
  ///
  /// - Precondition: every function is in stack form.
  public var essential: Program {
    var program = self
    for id in Array(program.functions.ids) {
      program.functions[id].code = program.functions[id].essentialCode
    }
    let used = program.mentionedLabels
    for id in Array(program.functions.ids) {
      program.functions[id].code = StackCode(
        program.functions[id].code.instructions.map(\.operation).filter {
          if case .label(let label) = $0 { used[id]?.contains(label) ?? false } else { true }
        })
    }
    program.removeUnnamed()
    var strings: Set<StringID> = []
    var survey = program
    survey.rewriteValues {
      if case .string(let id) = $0 { strings.insert(id) }
      return $0
    }
    for id in Array(program.strings.ids) where !strings.contains(id) { program.strings.remove(id) }
    program.removeNames()
    return program.canonicalized()
  }

  /// Removes functions and data in ROM that no root, variable, data in RAM or other code refers to, and the
  /// variables that no code is left to read or write.
  private mutating func removeUnnamed() {
    var named: (functions: Set<FunctionID>, allocations: Set<AllocationID>) = ([], [])
    var variables: Set<GlobalID> = []
    var pending = exports.map(\.value) + Builtins.Name.allCases.map { builtins[$0] }
    for (_, allocation) in allocations.entries where allocation.region == .ram {
      pending += allocation.content.values
    }
    while let value = pending.popLast() {
      switch value {
      case .function(let id), .continuation(let id, _):
        guard named.functions.insert(id).inserted else { continue }
        pending += functions[id].code.mentionedValues
        for global in functions[id].code.mentionedGlobals where variables.insert(global).inserted {
          pending.append(globals[global].value)
        }
      case .allocation(let id), .handle(let id):
        if named.allocations.insert(id).inserted { pending += allocations[id].content.values }
      case .undefined, .null, .boolean, .number, .string, .deleted, .noOpFunction, .hostFunction: break
      }
    }
    for id in Array(functions.ids) where !named.functions.contains(id) { functions.remove(id) }
    for id in Array(globals.ids) where !variables.contains(id) { globals.remove(id) }
    for (id, allocation) in Array(allocations.entries)
    where allocation.region == .rom && !named.allocations.contains(id) {
      allocations.remove(id)
    }
  }

  private mutating func removeNames() {
    for id in Array(imports.ids) { imports[id].name = nil }
    for id in Array(globals.ids) { globals[id].name = nil }
    for id in Array(allocations.ids) { allocations[id].name = nil }
    for id in Array(functions.ids) { functions[id].name = nil }
  }

  /// The labels of each function that code or data refers to.
  private var mentionedLabels: [FunctionID: Set<Label>] {
    var labels: [FunctionID: Set<Label>] = [:]
    for (id, function) in functions.entries {
      labels[id] = Set(function.code.instructions.compactMap(\.operation.target))
    }
    var copy = self
    copy.rewriteValues {
      if case .continuation(let id, let label) = $0 { labels[id, default: []].insert(label) }
      return $0
    }
    return labels
  }
}

extension Function {
  /// The code that can be reached, without jumps to what follows.
  fileprivate var essentialCode: StackCode {
    guard let depths = try? StackDepths(self) else { return code }
    var kept: [Operation] = []
    for (position, instruction) in code.instructions.enumerated().reversed()
    where depths.isReachable(position) {
      if case .jump(let target) = instruction.operation {
        let following = kept.reversed().prefix { if case .label = $0 { true } else { false } }
        if following.contains(.label(target)) { continue }
      }
      kept.append(instruction.operation)
    }
    return StackCode(kept.reversed())
  }
}

extension StackCode {
  /// The variables that the code reads or writes.
  fileprivate var mentionedGlobals: [GlobalID] {
    instructions.compactMap {
      switch $0.operation {
      case .loadGlobal(let id), .storeGlobal(let id): id
      default: nil
      }
    }
  }

  /// The values that the code mentions, functions that it calls by name included.
  fileprivate var mentionedValues: [Value] {
    instructions.compactMap {
      switch $0.operation {
      case .literal(let value): value
      case .callFunction(let id, _): .function(id)
      default: nil
      }
    }
  }
}
