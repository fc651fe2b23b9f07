import HostInterface
import Testing

@testable import Compiler

/// Modules at work: order, live bindings, circles, data, and the module objects that a host gets.
struct ModulesEvaluationTests {
  @Test func dependenciesAreEvaluatedOnce() {
    let building = Building(
      "import 'a'; import 'b'; import 'a'; console.log('main');",
      ["a": "import 'b'; console.log('a');", "b": "console.log('b');"])
    #expect(building.lines == ["b", "a", "main"])
  }

  @Test func bindingsAreLive() {
    let building = Building(
      "import { n, up } from 'a'; import * as a from 'a'; up(); console.log(n, a.n);",
      ["a": "export let n = 1; export function up() { n++ }"])
    #expect(building.output == "2 2")
  }

  @Test func functionsOfACircleExistFromTheStart() {
    let building = Building(
      "import { b } from 'b'; export function a() { return 'a' + x } const x = 'x'; console.log(b());",
      ["b": "import { a } from 'main.js'; export const b = () => a(); console.log(typeof a);", "main.js": ""])
    // The callback gives another text for `main.js`; one identity is one module.
    #expect(building.output == "function\nax")
  }

  @Test func dataIsImported() {
    let building = Building(
      """
      import value, { list } from './x.json';
      import * as all from './x.json';
      import table from './y.json';
      console.log(value, list, all.none, all === value, table[1]);
      """, ["./x.json": #"{ "list": [1, 2], "none": null, "7": "seven" }"#, "./y.json": "[10, 20]"])
    #expect(building.output == "{ list: [ 1, 2 ], none: null, 7: 'seven' } [ 1, 2 ] null true 20")
  }

  @Test func moduleObjectsShowTheExportsAsTheyAre() throws {
    let machine = BuildMachine()
    let source = ModuleSource(
      "a", "export let n = 1; export const up = () => { n++ }; export let later = n; export default 'd';")
    let module = try machine.evaluate(source, importer: Building.importer([:]))
    #expect(module.exportNames == ["default", "later", "n", "up"])
    guard case .reference(let up)? = module["up"] else {
      Issue.record("up is no function")
      return
    }
    try machine.call(up)
    guard case .number(2)? = module["n"], case .string("d")? = module["default"] else {
      Issue.record("\(module["n"] as Any), \(module["default"] as Any)")
      return
    }
    #expect(module["nothing"] == nil)
  }

  @Test func laterModulesSeeWhatWasEvaluated() throws {
    let machine = BuildMachine()
    let importer = Building.importer(["a": "export let n = 1; export const up = () => { n++ };"])
    try machine.evaluate(
      ModuleSource("b", "import { up } from 'a'; up(); globalThis.shared = 'x';"), importer: importer)
    let module = try machine.evaluate(
      ModuleSource("c", "import { n, up } from 'a'; up(); export const result = n + shared;"),
      importer: importer)
    guard case .string("3x")? = module["result"] else {
      Issue.record("\(module["result"] as Any)")
      return
    }
  }

  @Test func aModuleThatThrewIsNotEvaluatedAgain() throws {
    let machine = BuildMachine()
    let source = ModuleSource("a", "export const n = 1; throw 'x';")
    #expect(throws: BuildError.self) { try machine.evaluate(source, importer: Building.importer([:])) }
    let module = try machine.evaluate(source, importer: Building.importer([:]))
    guard case .number(1)? = module["n"] else {
      Issue.record("\(module["n"] as Any)")
      return
    }
  }

  @Test func whatWasNotReachedIsEvaluatedLater() throws {
    let machine = BuildMachine()
    let importer = Building.importer(["a": "throw 'x';", "b": "globalThis.reached = 1;", "d.json": "[1]"])
    let source = ModuleSource("main", "import 'a'; import 'b'; import d from 'd.json';")
    #expect(throws: BuildError.self) { try machine.evaluate(source, importer: importer) }
    #expect(machine[global: "reached"] == nil)
    try machine.evaluate(
      ModuleSource("c", "import 'b'; import * as d from 'd.json'; d[0]++;"), importer: importer)
    #expect(machine[global: "reached"] != nil)
    let module = try machine.evaluate(
      ModuleSource("e", "import d from 'd.json'; export const n = d[0];"), importer: importer)
    guard case .number(2)? = module["n"] else {
      Issue.record("\(module["n"] as Any)")
      return
    }
  }

  @Test func hostsHaveVariablesAndImports() throws {
    var options = BuildMachine.Options()
    options.imports[5] = .function { call in
      guard case .number(let number)? = call.arguments.first else { return .undefined }
      return .number(number * 2)
    }
    let machine = BuildMachine(options)
    try machine.setGlobal("scale", 3)
    let module = try machine.evaluate(
      ModuleSource("a", "const twice = vmImport(5); scale = scale + 1; export const n = twice(scale);"),
      importer: Building.importer([:]))
    guard case .number(8)? = module["n"], case .number(4)? = machine[global: "scale"] else {
      Issue.record("\(module["n"] as Any), \(machine[global: "scale"] as Any)")
      return
    }
    #expect(machine[global: "nothing"] == nil)
  }

  // MARK: Namespaces of modules that were evaluated earlier

  private func evaluate(_ sources: [(String, String)], _ modules: [String: String]) throws -> [String] {
    var lines: [String] = []
    var options = BuildMachine.Options()
    options.write = { lines.append($1) }
    let machine = BuildMachine(options)
    for (name, text) in sources {
      try machine.evaluate(ModuleSource(name, text), importer: Building.importer(modules))
    }
    return lines
  }

  @Test func aModuleThatWasEvaluatedHasANamespace() throws {
    let lines = try evaluate(
      [
        ("a", "import { x } from 'm'; console.log(x)"),
        ("b", "import * as m from 'm'; globalThis.n = m; console.log(Reflect.ownKeys(m).join(), m.x, m.f())"),
        ("c", "import * as m from 'm'; const { x } = m; console.log(m === n, x)"),
      ],
      ["m": "export const x = 5; export function f() { return x + 1 } export default { };"])
    #expect(lines == ["5", "default,f,x 5 6", "true 5"])
  }

  @Test func aNamespaceThatItsLinkHasMadeStaysLive() throws {
    let lines = try evaluate(
      [
        ("a", "import * as m from 'm'; globalThis.n = m;"),
        ("b", "import * as m from 'm'; m.inc(); const o = m; console.log(o === n, o.x)"),
      ], ["m": "export let x = 5; export function inc() { x++ }"])
    #expect(lines == ["true 6"])
  }

  @Test func oneThatCouldNotBeLiveIsRefused() throws {
    let modules = ["m": "export let x = 5; export function inc() { x++ }"]
    let first = ("a", "import { x } from 'm';")
    #expect(
      try evaluate([first, ("b", "import * as m from 'm'; m.inc(); console.log(m.x)")], modules) == ["6"])
    #expect {
      try evaluate([first, ("b", "import * as m from 'm'; globalThis.n = m;")], modules)
    } throws: { "\($0)".contains("'m' was evaluated earlier and has exports that change") }
  }
}
