import Foundation

/// Finds modules in files, as Node.js does.
///
/// `./x`, `../x` and `/x` are paths, from the folder of the importing file; anything else is a package in the next
/// `node_modules` further up. A path may lack its extension or be that of a folder, whose `package.json` or `index` file
/// is taken.
public struct FileImporter: ModuleImporter {
  /// What is tried behind a path that names no file, in this order.
  public static let extensions = [".mvm.js", ".js", ".mjs", ".json"]
  /// The modules that the build host itself provides.
  static let hostModules: Set<String> = ["fs", "path", "process"]

  /// Where specifiers start from that are in no file.
  private let directory: String

  /// Makes an importer; modules that are in no file import from `directory`.
  public init(directory: String = FileManager.default.currentDirectoryPath) { self.directory = directory }

  /// The module in the file `path`; `name` is how messages call it.
  ///
  /// - Throws: ``ImportFailure`` if it cannot be read.
  public static func source(path: String, name: String? = nil) throws(ImportFailure) -> ModuleSource {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ImportFailure("cannot read \(name ?? path)")
    }
    let url = URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath()
    return ModuleSource(
      identity: url.path, name: name ?? displayed(path), text: Array(data),
      kind: path.hasSuffix(".json") ? .json : .javaScript)
  }

  /// The file that `specifier` leads to, or a module of the build host.
  public func module(
    _ specifier: String, importedBy importer: ModuleSource
  ) throws(ImportFailure) -> ImportedModule {
    let bare = specifier.hasPrefix("node:") ? String(specifier.dropFirst("node:".count)) : specifier
    if Self.hostModules.contains(bare) { return .host(bare) }
    let isInFile = importer.identity.hasPrefix("/")
    let folder = isInFile ? FilePath(importer.identity).folder : directory
    guard let path = resolve(specifier, from: folder) else {
      throw ImportFailure("cannot find module '\(specifier)' from '\(Self.displayed(folder))'")
    }
    return .source(try Self.source(path: path))
  }

  /// The path of a file for messages: as it is from the working directory, if it is below that.
  private static func displayed(_ path: String) -> String {
    let current = FileManager.default.currentDirectoryPath
    if path == current { return "." }
    return path.hasPrefix(current + "/") ? String(path.dropFirst(current.count + 1)) : path
  }

  // MARK: Resolution

  /// The file that a specifier means in a folder.
  func resolve(_ specifier: String, from folder: String) -> String? {
    if specifier.hasPrefix("/") { return file(at: specifier) }
    if specifier == "." || specifier == ".." || specifier.hasPrefix("./") || specifier.hasPrefix("../") {
      return file(at: Self.joined(folder, specifier))
    }
    var folder = folder
    while true {
      if let found = file(at: Self.joined(folder, "node_modules/" + specifier)) { return found }
      let parent = FilePath(folder).folder
      if parent == folder { return nil }
      folder = parent
    }
  }

  private static func joined(_ folder: String, _ path: String) -> String {
    FilePath.normalized(folder + "/" + path) + (path.hasSuffix("/") ? "/" : "")
  }

  /// The file that a path means, which may lack an extension or be a folder.
  private func file(at path: String) -> String? {
    let endsInSlash = path.hasSuffix("/")
    if !endsInSlash, let found = fileItself(at: path) { return found }
    return isFolder(path) ? mainFile(of: path) : nil
  }

  private func fileItself(at path: String) -> String? {
    ([""] + Self.extensions).lazy.map { path + $0 }.first(where: isFile)
  }

  /// What a folder stands for.
  private func mainFile(of folder: String) -> String? {
    if let main = Self.main(inPackage: Self.joined(folder, "package.json")) {
      let path = Self.joined(folder, main)
      if let found = fileItself(at: path) ?? fileItself(at: Self.joined(path, "index")) { return found }
    }
    return fileItself(at: Self.joined(folder, "index"))
  }

  private static func main(inPackage path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: path),
      let package = try? JSONDecoder().decode(Package.self, from: data)
    else { return nil }
    return package.main
  }

  private struct Package: Decodable { var main: String? }

  private func isFile(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
  }

  private func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }
}
