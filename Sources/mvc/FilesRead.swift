import Compiler

/// The files that the modules are in, and those that they have read.
final class FilesRead: ModuleImporter {
  private let importer = FileImporter()
  /// In the order in which they were read first.
  private(set) var paths: [String] = []
  /// Those of them that have code.
  private(set) var modules: [String] = []

  func module(
    _ specifier: String, importedBy importer: ModuleSource
  ) throws(ImportFailure) -> ImportedModule {
    let module = try self.importer.module(specifier, importedBy: importer)
    if case .source(let source) = module { record(source) }
    return module
  }

  /// Notes a module, if it is in a file.
  func record(_ source: ModuleSource) {
    guard source.identity.hasPrefix("/") else { return }
    record(path: source.name)
    if source.kind == .javaScript, !modules.contains(source.name) { modules.append(source.name) }
  }

  /// Notes a file.
  func record(path: String) { if !paths.contains(path) { paths.append(path) } }

  /// A rule that says that `target` depends on the files.
  func makeRule(for target: String) -> String {
    func escaped(_ path: String) -> String {
      path.replacing("$", with: "$$").replacing(" ", with: "\\ ").replacing("#", with: "\\#")
    }
    return ([escaped(target) + ":"] + paths.map(escaped)).joined(separator: " \\\n  ") + "\n"
  }
}
