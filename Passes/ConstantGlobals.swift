import Analysis
import IL

extension Pass {
  /// Replaces loads of a global that nothing stores to by its value.
  ///
  /// Safe because the host cannot change a global: the value that the program starts with is the one that
  /// every load finds. A global that holds `deleted` stays, since loading it is an error; so does one that holds
  /// an allocation in RAM, because code can only refer to that through a handle, which is not equal to a direct
  /// reference (snapshot format, section 2.4).
  ///
  ///     global @speed = 100
  ///       %1 = load_global @speed
  ///       %2 = multiply %0, %1
  /// becomes
  ///       %2 = multiply %0, 100
  ///
  /// Leaves the global to `unreachable-entities`.
  static let constantGlobals = Pass(
    "constant-globals", "replace loads of globals that never change by their values"
  ) { context in
    let names = context.names
    var values: [GlobalID: Value] = [:]
    for (id, value) in unchangedGlobals(of: context.program)
    where context.accept("\(names[id]) always holds \(names[value]): nothing stores to it") {
      values[id] = value
    }
    context.update { program in
      program.rewriteOperations { operation in
        guard case .loadGlobal(let id) = operation, let value = values[id] else { return operation }
        return .literal(value)
      }
      for id in Array(program.functions.ids) {
        guard case .ssa(var body) = program.functions[id].body else { continue }
        body.replaceLoads(values)
        program.functions[id].body = .ssa(body)
      }
    }
  }
}

extension SSABody {
  /// Uses `values` in place of what loads of these globals give, and removes the loads.
  fileprivate mutating func replaceLoads(_ values: [GlobalID: Value]) {
    var replacements = Substitution(localCount: localCount)
    for index in blocks.indices {
      blocks[index].instructions.removeAll { instruction in
        guard case .loadGlobal(let id) = instruction.operation, let value = values[id],
          let result = instruction.result
        else { return false }
        replacements[result] = .literal(value)
        return true
      }
    }
    rewriteOperands { replacements.resolve($0) }
  }
}

/// The globals that are loaded, never stored to, and whose value can be a literal.
private func unchangedGlobals(of program: Program) -> [(id: GlobalID, value: Value)] {
  let uses = GlobalUses(program)
  return program.globals.entries.compactMap { id, global in
    guard uses.isLoaded(id), !uses.isStored(id), global.value != .deleted else { return nil }
    if case .allocation(let target) = global.value, program.allocations[target].region == .ram { return nil }
    return (id, global.value)
  }
}
