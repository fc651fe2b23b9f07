import IL
import JavaScript

/// A variable of a module of the link.
struct ModuleBinding: Hashable {
  var module: Int
  var binding: BindingID
}

/// What an export finally refers to.
enum ResolvedExport: Hashable {
  case binding(ModuleBinding)
  /// The object for the exports of a module.
  case namespace(Int)
  case outer(OuterVariable)
}

extension LinkContext {
  /// What `module` exports as `name`, re-exports included (ECMAScript 2022, section 16.2.1.6.3).
  ///
  /// - Returns: nil if it exports nothing under that name, or different things.
  func resolve(_ name: String, of module: Int) throws(CompilationError) -> ResolvedExport? {
    var visited: Set<ExportName> = []
    return try resolve(name, of: module, &visited)
  }

  private struct ExportName: Hashable {
    var module: Int
    var name: String
  }

  private func resolve(
    _ name: String, of module: Int, _ visited: inout Set<ExportName>
  ) throws(CompilationError) -> ResolvedExport? {
    // A cycle of re-exports leads nowhere.
    guard visited.insert(ExportName(module: module, name: name)).inserted else { return nil }
    let scopes = scopes[module]
    if let export = scopes.localExports.first(where: { $0.name == name }) {
      return .binding(ModuleBinding(module: module, binding: export.binding))
    }
    if let export = scopes.indirectExports.first(where: { $0.name == name }) {
      return try resolve(export.imported, from: export.specifier, in: module, export.range, &visited)
    }
    guard name != "default" else { return nil }
    var result: ResolvedExport?
    for star in scopes.starExports {
      guard
        let found = try resolve(.name(name), from: star.specifier, in: module, star.range, &visited)
      else { continue }
      if let result, result != found { return nil }
      result = found
    }
    return result
  }

  private func resolve(
    _ name: Binding.ImportedName, from specifier: String, in module: Int, _ range: SourceRange,
    _ visited: inout Set<ExportName>
  ) throws(CompilationError) -> ResolvedExport? {
    guard let dependency = modules[module].dependencies[specifier] else {
      throw CompilationError(
        module: module, range: range, description: "there is no module '\(specifier)'")
    }
    switch (dependency, name) {
    case (.module(let other), .namespace): return .namespace(other)
    case (.module(let other), .name(let name)): return try resolve(name, of: other, &visited)
    case (.provided(let provided), .namespace): return provided.namespace.map { .outer($0) }
    case (.provided(let provided), .name(let name)): return provided.exports[name].map { .outer($0) }
    }
  }

  /// What `binding`, which is imported, refers to.
  func resolveImport(_ id: BindingID, in module: Int) throws(CompilationError) -> ResolvedExport {
    let binding = scopes[module][id]
    guard case .imported(let specifier, let name) = binding.kind else {
      preconditionFailure("the variable is not imported")
    }
    var visited: Set<ExportName> = []
    if let result = try resolve(name, from: specifier, in: module, binding.range, &visited) { return result }
    let description =
      switch name {
      case .name("default"): "'\(specifier)' has no default export"
      case .name(let name): "'\(specifier)' exports no '\(name)'"
      case .namespace:
        "'\(specifier)' was evaluated earlier and has exports that change, so it cannot be used as a value"
      }
    throw CompilationError(module: module, range: binding.range, description: description)
  }

  /// Everything that `module` exports, by name.
  func exports(of module: Int) throws(CompilationError) -> [String: ResolvedExport] {
    var result: [String: ResolvedExport] = [:]
    for name in exportedNames(of: module) {
      if let export = try resolve(name, of: module) { result[name] = export }
    }
    return result
  }

  private func exportedNames(of module: Int) -> Set<String> {
    var names: Set<String> = []
    var visited: Set<Int> = []
    var remaining = [module]
    while let next = remaining.popLast() {
      guard visited.insert(next).inserted else { continue }
      let own = scopes[next].localExports.map(\.name) + scopes[next].indirectExports.map(\.name)
      names.formUnion(own.filter { next == module || $0 != "default" })
      for star in scopes[next].starExports {
        switch modules[next].dependencies[star.specifier] {
        case .module(let other): remaining.append(other)
        case .provided(let provided): names.formUnion(provided.exports.keys.filter { $0 != "default" })
        case nil: break
        }
      }
    }
    return names
  }

  /// Where a variable of a module that others can see is.
  func place(of id: ModuleBinding) -> OuterVariable {
    if case .function(let index) = scopes[id.module][id.binding].storage {
      return .value(.function(function(index, of: id.module)))
    }
    return .global(global(id.binding, of: id.module))
  }

  /// Where what an export refers to is.
  func place(of export: ResolvedExport) throws(CompilationError) -> OuterVariable {
    switch export {
    case .binding(let binding): place(of: binding)
    case .namespace(let module): .global(try namespace(of: module))
    case .outer(.export(let module, let name)):
      if let inner = try resolve(name, of: module) { try place(of: inner) } else { .value(.undefined) }
    case .outer(let variable): variable
    }
  }
}

extension FunctionGenerator {
  /// Where an imported variable is.
  func importedVariable(_ id: BindingID) throws(CompilationError) -> OuterVariable {
    try link.place(of: try link.resolveImport(id, in: module))
  }

  /// Where what a module of the link exports is.
  func exportedVariable(
    _ name: String, of module: Int, _ range: SourceRange
  ) throws(CompilationError) -> OuterVariable {
    guard let export = try link.resolve(name, of: module) else {
      throw error("'\(link.modules[module].name)' exports no '\(name)'", range)
    }
    return try link.place(of: export)
  }

  /// What `object.name` means if `object` is a name that stands for a whole module.
  func exportedVariable(_ member: Member) throws(CompilationError) -> OuterVariable? {
    guard case .identifier(let identifier) = member.object.kind, case .name(let name, _) = member.key,
      let binding = reference(identifier), case .imported(let specifier, .namespace) = scopes[binding].kind
    else { return nil }
    switch link.modules[module].dependencies[specifier] {
    case .module(let other):
      return try link.resolve(name, of: other).map { (export) throws(CompilationError) in
        try link.place(of: export)
      } ?? .value(.undefined)
    case .provided(let provided): return provided.exports[name] ?? .value(.undefined)
    case nil: return nil
    }
  }
}
