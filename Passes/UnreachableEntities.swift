import Analysis
import IL

extension Pass {
  /// Removes everything that no export needs: functions, globals, allocations, imports, strings and built-ins.
  ///
  /// Safe because the host enters the program only through its exports, and has no way from a value to
  /// another that does not lead through code or data that `DependencyGraph` follows. A global that nothing loads
  /// goes with the stores to it; what they would have stored is still computed, since that may have
  /// effects. An import that goes makes loading ask the host for less; a policy keeps it.
  ///
  ///     global @counter = 0
  ///     ram $unused = array [1, 2]
  ///     export 1 = &main
  ///     function &main {
  ///     b0:
  ///       store_global @counter, 1
  ///       ...
  /// becomes
  ///     export 1 = &main
  ///     function &main {
  ///     b0:
  ///       ...
  ///
  /// Leaves the computation of values that are not used to `dead-instructions`.
  static let unreachableEntities = Pass(
    "unreachable-entities", "remove functions, globals, data, imports and built-ins that no export needs"
  ) { context in
    let removal = Removal(context.program, keepsImports: context.policy.keepsImports)
    // One change, because what is unreachable may refer to each other.
    guard context.accept(together: removal.descriptions(context.names)) else { return }
    context.update { removal.apply(to: &$0) }
  }
}

/// The parts of a program that go together.
private struct Removal {
  private let functions: [FunctionID]
  private let globals: [GlobalID]
  private let allocations: [AllocationID]
  private let imports: [ImportID]
  private let strings: [StringID]
  private let builtins: [Builtins.Name]
  private let internedKeys: Bool

  /// Collects what no export of `program` needs.
  init(_ program: Program, keepsImports: Bool) {
    let needed = Reachability(program)
    functions = program.functions.ids.filter { !needed.contains(.function($0)) }
    globals = program.globals.ids.filter { !needed.contains(.global($0)) }
    allocations = program.allocations.ids.filter { !needed.contains(.allocation($0)) }
    imports = keepsImports ? [] : program.imports.ids.filter { !needed.contains(.hostImport($0)) }
    strings = program.strings.ids.filter { !needed.contains(.string($0)) }
    builtins = Builtins.Name.allCases.filter {
      program.builtins[$0] != .undefined && !needed.contains(.builtin($0))
    }
    internedKeys = program.builtins.internsKeys && !needed.contains(.internedKeys)
  }

  func descriptions(_ names: Names) -> [String] {
    let entities =
      functions.map { names[$0] } + globals.map { names[$0] } + allocations.map { names[$0] }
      + imports.map { names[$0] } + strings.map { names[$0] }
      + builtins.map { "built-in \($0.rawValue)" }
      + (internedKeys ? ["the list of keys made at run time"] : [])
    return entities.map { "\($0) is not needed by any export" }
  }

  func apply(to program: inout Program) {
    let unused = Set(globals)
    for id in functions { program.functions.remove(id) }
    for id in globals { program.globals.remove(id) }
    for id in allocations { program.allocations.remove(id) }
    for id in imports { program.imports.remove(id) }
    for id in strings { program.strings.remove(id) }
    for name in builtins { program.builtins[name] = .undefined }
    if internedKeys { program.builtins.internsKeys = false }
    program.rewriteOperations { operation in
      guard case .storeGlobal(let id) = operation, unused.contains(id) else { return operation }
      return .pop(1)
    }
    for id in Array(program.functions.ids) {
      guard case .ssa(var body) = program.functions[id].body else { continue }
      for index in body.blocks.indices {
        body.blocks[index].instructions.removeAll { instruction in
          if case .storeGlobal(let id) = instruction.operation { unused.contains(id) } else { false }
        }
      }
      program.functions[id].body = .ssa(body)
    }
  }
}
