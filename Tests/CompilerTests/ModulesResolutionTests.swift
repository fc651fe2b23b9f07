import Foundation
import Testing

@testable import Compiler

/// Where specifiers lead.
struct ModulesResolutionTests {
  /// A folder with these files, which goes when the test ends.
  private final class Folder {
    let path: String

    init(_ files: [String: String]) throws {
      let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        .appending(path: "modules-\(UUID().uuidString)")
      path = url.path
      for (name, text) in files {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private static let files = [
    "a.js": "", "b.mvm.js": "", "b.js": "", "c.mjs": "", "d.json": "1", "e": "", "e.js": "",
    "folder/index.js": "", "package/package.json": #"{ "main": "lib/start" }"#, "package/lib/start.js": "",
    "broken/package.json": #"{ "main": "missing" }"#, "broken/index.js": "",
    "deep/x.js": "", "node_modules/p/package.json": #"{ "main": "./main.js" }"#,
    "node_modules/p/main.js": "", "node_modules/p/other.js": "", "deep/node_modules/q.js": "",
    "both.js": "", "both/index.js": "",
  ]

  @Test(arguments: [
    ("./a.js", "a.js"), ("./a", "a.js"), ("./b", "b.mvm.js"), ("./c", "c.mjs"), ("./d", "d.json"),
    ("./d.json", "d.json"), ("./e", "e"), ("./folder", "folder/index.js"), ("./folder/", "folder/index.js"),
    ("./package", "package/lib/start.js"), ("./broken", "broken/index.js"), ("p", "node_modules/p/main.js"),
    ("p/other", "node_modules/p/other.js"), ("p/other.js", "node_modules/p/other.js"), ("./both", "both.js"),
    ("./both/", "both/index.js"), ("./deep/../a", "a.js"),
  ])
  func findsFiles(_ specifier: String, _ expected: String) throws {
    let folder = try Folder(Self.files)
    #expect(FileImporter().resolve(specifier, from: folder.path) == "\(folder.path)/\(expected)")
  }

  @Test(arguments: [
    ("../a", "a.js"), ("q", "deep/node_modules/q.js"), ("p", "node_modules/p/main.js"), ("..", nil),
    (".", nil),
    ("./y", nil), ("a", nil), ("a.js", nil), ("/nowhere/a", nil),
  ])
  func findsFilesFromAFolderBelow(_ specifier: String, _ expected: String?) throws {
    let folder = try Folder(Self.files)
    let found = FileImporter().resolve(specifier, from: "\(folder.path)/deep")
    #expect(found == expected.map { "\(folder.path)/\($0)" })
  }

  @Test func absolutePathsAreFilesAsWell() throws {
    let folder = try Folder(Self.files)
    #expect(FileImporter().resolve("\(folder.path)/a", from: "/") == "\(folder.path)/a.js")
  }

  @Test(arguments: ["fs", "path", "process", "node:fs"])
  func modulesOfTheHostNeedNoFile(_ specifier: String) throws {
    let importer = FileImporter()
    guard case .host = try importer.module(specifier, importedBy: ModuleSource("x", "")) else {
      Issue.record("\(specifier) is no module of the host")
      return
    }
  }

  @Test func oneFileIsOneModuleWhateverItIsCalled() throws {
    let folder = try Folder(Self.files)
    let importer = FileImporter(directory: folder.path)
    let root = ModuleSource("root", "import './a'; import './a.js'; import './deep/../a.js';")
    let graph = try ModuleGraph(root, importer: importer) { _ in false }
    #expect(graph.nodes.count == 2)
  }
}
