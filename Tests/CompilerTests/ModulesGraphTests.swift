import Testing

@testable import Compiler

/// Which modules are loaded, in which order they are evaluated, and what is said about those that are not found.
struct ModulesGraphTests {
  /// Modules by specifier, the root being `main`.
  private func graph(_ modules: [String: String]) throws(BuildError) -> ModuleGraph {
    let importer = CallbackImporter { specifier, _ in
      modules[specifier].map {
        .source(ModuleSource(specifier, $0, kind: specifier.hasSuffix(".json") ? .json : .javaScript))
      }
    }
    return try ModuleGraph(ModuleSource("main", modules["main"]!), importer: importer) { $0 == "known" }
  }

  private func order(_ modules: [String: String]) throws -> String {
    let graph = try graph(modules)
    return graph.evaluationOrder.map { graph.nodes[$0].source.name }.joined(separator: " ")
  }

  @Test func dependenciesComeFirstInTheOrderOfTheSource() throws {
    #expect(try order(["main": "import 'a'; import 'b';", "a": "", "b": ""]) == "a b main")
    #expect(try order(["main": "import 'b'; import 'a';", "a": "", "b": "import 'a'"]) == "a b main")
    #expect(
      try order([
        "main": "export * from 'a'; x(); export {y} from 'b'; import z from 'c'", "a": "", "b": "", "c": "",
      ]) == "a b c main")
  }

  @Test func circlesAreCutWhereTheyClose() throws {
    #expect(try order(["main": "import 'main'"]) == "main")
    #expect(
      try order(["main": "import 'a'", "a": "import 'b'", "b": "import 'a'; import 'main'"]) == "b a main")
  }

  @Test func dataIsAModuleWithoutSyntax() throws {
    let graph = try graph(["main": "import x from 'x.json'", "x.json": "{}"])
    #expect(graph.nodes.map { $0.syntax == nil } == [false, true])
  }

  @Test func evaluatedModulesAreNotLoadedAgain() throws {
    let graph = try graph(["main": "import 'known'", "known": "not even JavaScript"])
    #expect(graph.nodes.count == 1)
    #expect(graph.nodes[0].dependencies == ["known": .evaluated("known")])
  }

  @Test func chainsMayBeLong() throws {
    var modules = ["main": "import 'm0'"]
    for index in 0..<5000 { modules["m\(index)"] = index == 4999 ? "" : "import 'm\(index + 1)'" }
    #expect(try graph(modules).evaluationOrder.count == 5001)
  }

  @Test func missingModulesAreReportedWithTheWayThere() {
    #expect {
      try graph(["main": "\nimport 'a'", "a": "import x from './b'"])
    } throws: { error in
      "\(error)" == """
        a:1:15: error: cannot find module './b'
        import x from './b'
                      ^~~~~
          imported from main:2:8
        """
    }
  }

  @Test func syntaxErrorsAreReportedWithTheWayThere() {
    #expect {
      try graph(["main": "import 'a'", "a": "let = 1"])
    } throws: { error in
      "\(error)".hasPrefix("a:1:") && "\(error)".hasSuffix("\n  imported from main:1:8")
    }
  }
}
