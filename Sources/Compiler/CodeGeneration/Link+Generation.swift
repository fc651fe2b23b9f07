import IL
import JavaScript

extension Link {
  /// Compiles `modules` into `program`.
  static func generate(
    _ modules: [LinkedModule], into program: inout Program, hasSubclasses: Bool,
    _ environment: (String) -> OuterVariable?
  ) throws(CompilationErrors) -> (modules: [GeneratedModule], entities: SourceEntities) {
    let supportModule = modules.count
    var errors = ErrorList()
    let all = modules + [support()]
    var scopes: [ModuleScopes] = []
    for (index, module) in all.enumerated() {
      if let analyzed = errors.value({ () throws(CompilationError) in try analyze(module, index) }) {
        scopes.append(analyzed)
      }
    }
    try errors.check()
    var variables: [String: OuterVariable] = [:]
    for name in Set(scopes.flatMap(\.freeVariables)).union(["ReferenceError"]) {
      if let variable = environment(name) { variables[name] = variable }
    }
    let link = LinkContext(
      program, all, scopes, hasSubclasses: hasSubclasses, environment: variables,
      supportModule: modules.count)
    for module in modules.indices { link.checkImports(of: module, &errors) }
    try errors.check()
    for module in modules.indices { link.requestModule(module) }
    while let function = link.pending.popLast() {
      errors.value { () throws(CompilationError) in try FunctionGenerator.generate(function, link) }
    }
    var results: [GeneratedModule] = []
    for module in modules.indices {
      guard
        let exports = errors.value({ () throws(CompilationError) in try link.exportedVariables(of: module) })
      else { continue }
      results.append(
        GeneratedModule(
          entry: link.function(FunctionIndex(0), of: module), exports: exports,
          namespace: link.namespaces[module].map { .global($0) }, freeVariables: scopes[module].freeVariables)
      )
    }
    try errors.check()
    program = link.program
    link.entities.globals = link.entities.globals.filter { $0.value.module != supportModule }
    return (results, link.entities)
  }

  private static func analyze(_ module: LinkedModule, _ index: Int) throws(CompilationError) -> ModuleScopes {
    do throws(ScopeAnalyzer.Problem) {
      return try ScopeAnalyzer.analyze(module.syntax)
    } catch {
      throw CompilationError(module: index, range: error.range, description: error.description)
    }
  }

  /// The support library as a module.
  private static func support() -> LinkedModule {
    guard let syntax = try? Module(parsing: SupportFunction.source) else {
      preconditionFailure("the support library has a mistake")
    }
    return LinkedModule(name: "support", syntax, dependencies: [:])
  }
}

/// The errors that have been found.
private struct ErrorList {
  private var errors: [CompilationError] = []

  /// What `body` returns; nil if it throws, which is noted.
  @discardableResult
  mutating func value<Value>(_ body: () throws(CompilationError) -> Value) -> Value? {
    do throws(CompilationError) { return try body() } catch {
      errors.append(error)
      return nil
    }
  }

  /// Throws if there are errors.
  func check() throws(CompilationErrors) {
    guard !errors.isEmpty else { return }
    throw CompilationErrors(
      errors: errors.sorted { ($0.module, $0.range.start) < ($1.module, $1.range.start) })
  }
}

extension LinkContext {
  /// Sees to it that all that `module` imports exists, used or not.
  fileprivate func checkImports(of module: Int, _ errors: inout ErrorList) {
    for id in scopes[module][ModuleScopes.moduleScope].bindings {
      guard case .imported(_, let name) = scopes[module][id].kind, name != .namespace else { continue }
      errors.value { () throws(CompilationError) in _ = try resolveImport(id, in: module) }
    }
    for export in scopes[module].indirectExports {
      errors.value { () throws(CompilationError) in
        guard let resolved = try resolve(export.name, of: module) else {
          throw CompilationError(
            module: module, range: export.range,
            description: "'\(export.specifier)' has nothing that could be exported as '\(export.name)'")
        }
        if case .namespace(let other) = resolved { _ = try namespace(of: other) }
      }
    }
    // Stores to exported variables must know the objects that show them.
    for id in scopes[module].namespacesAsValues.sorted(by: { $0.index < $1.index }) {
      errors.value { () throws(CompilationError) in
        if case .namespace(let other) = try resolveImport(id, in: module) { _ = try namespace(of: other) }
      }
    }
  }

  /// Where everything is that `module` exports, by name.
  fileprivate func exportedVariables(of module: Int) throws(CompilationError) -> [String: OuterVariable] {
    var result: [String: OuterVariable] = [:]
    for (name, export) in try exports(of: module) { result[name] = try place(of: export) }
    return result
  }

  /// Has the top level of `module` compiled.
  fileprivate func requestModule(_ module: Int) {
    let end = modules[module].syntax.items.last?.end ?? 0
    entities.functions[function(FunctionIndex(0), of: module)] = SourceEntities.Place(
      module: module, range: SourceRange(0, end))
    pending.append(
      PendingFunction(
        module: module, index: FunctionIndex(0), source: .module, name: modules[module].name, chain: [],
        superKind: .none))
  }

  /// Has a function of the support library compiled, if that has not been done.
  func requestSupport(_ index: FunctionIndex) {
    guard requestedSupport.insert(index).inserted else { return }
    for statement in modules[supportModule].syntax.statements {
      guard case .function(let node) = statement.kind,
        scopes[supportModule].functionOfNode[node.id.index] == index
      else { continue }
      pending.append(
        PendingFunction(
          module: supportModule, index: index, source: .function(node), name: node.name?.name, chain: [],
          superKind: .none))
    }
  }
}

extension Module.Item {
  /// Where the item ends.
  fileprivate var end: Int {
    switch self {
    case .statement(let statement): statement.range.end
    case .importDeclaration(let declaration): declaration.range.end
    case .exportDeclaration(let declaration): declaration.range.end
    }
  }
}
