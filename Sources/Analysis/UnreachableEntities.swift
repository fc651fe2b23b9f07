public import IL

/// The parts of a program that none of its exports needs.
public struct UnreachableEntities {
  private let functions: [FunctionID]
  private let globals: [GlobalID]
  private let allocations: [AllocationID]
  private let imports: [ImportID]
  private let strings: [StringID]
  private let builtins: [Builtins.Name]
  private let internedKeys: Bool

  /// Finds what no export of `program` needs.
  ///
  /// - Parameter keepsImports: True iff every import counts as needed.
  public init(_ program: Program, keepsImports: Bool) {
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

  /// A line about each of them.
  public func descriptions(_ names: Names) -> [String] {
    let entities =
      functions.map { names[$0] } + globals.map { names[$0] } + allocations.map { names[$0] }
      + imports.map { names[$0] } + strings.map { names[$0] }
      + builtins.map { "built-in \($0.rawValue)" }
      + (internedKeys ? ["the list of keys made at run time"] : [])
    return entities.map { "\($0) is not needed by any export" }
  }

  /// Removes them, and the stores to global variables among them.
  public func remove(from program: inout Program) {
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
