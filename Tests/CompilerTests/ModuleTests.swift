import Compiler
import IL
import Testing

/// Imports and exports.
@Suite struct ModuleTests {
  @Test func importedVariablesAreTheExportersOwn() throws {
    let compiled = try Compiled([
      ("main", "import {count, increase as more} from 'a'; print(count); more(); print(count);"),
      ("a", "export let count = 1; export function increase() { count++; }"),
    ])
    #expect(try compiled.output(evaluating: [1, 0]) == ["1", "2"])
    #expect(compiled.modules[1].exports.keys.sorted() == ["count", "increase"])
    // A function that is never assigned needs no variable.
    guard case .value(.function) = compiled.modules[1].exports["increase"] else {
      Issue.record("\(compiled.modules[1].exports)")
      return
    }
  }

  @Test func everyFormOfExport() throws {
    let compiled = try Compiled([
      (
        "main",
        """
        import d, {x, y as z, "a b" as ab, K, f, list} from 'a';
        import * as ns from 'a';
        import {deep, again, inner} from 'b';
        import anonymous from 'c';
        print(d(), x, z, ab, new K().v, f(), list, deep, again(), inner.deep);
        print(ns.x, ns.default(), ns.missing, anonymous(), anonymous === ns.default);
        """
      ),
      (
        "a",
        """
        const x = 1; let y = 2, odd = 3;
        export {x, y, odd as "a b"};
        export class K { v = 4; }
        export async function f() {}
        export const [list, {other}] = [5, {other: 6}];
        export default function () { return "default"; }
        """
      ),
      ("b", "export * from 'd'; export {default as again} from 'a'; export * as inner from 'd';"),
      ("c", "export {default} from 'a';"),
      ("d", "export var deep = 'deep'; export default 1;"),
    ])
    #expect(
      try compiled.output(evaluating: [4, 1, 3, 2, 0]) == [
        "default 1 2 3 4 [object] 5 deep default deep", "1 default undefined default true",
      ])
    #expect(compiled.modules[2].exports.keys.sorted() == ["again", "deep", "inner"])
  }

  @Test func functionsExistBeforeTheirModuleIsEvaluated() throws {
    let compiled = try Compiled([
      ("a", "import {g} from 'b'; export function f() { return 'f'; } print(g());"),
      ("b", "import {f} from 'a'; export function g() { return 'g' + f(); } print(f());"),
    ])
    #expect(try compiled.output(evaluating: [1, 0]) == ["f", "gf"])
  }

  @Test func variablesAreUninitializedBeforeTheirModuleIsEvaluated() throws {
    let compiled = try Compiled([
      ("a", "import {b} from 'b'; export const a = 1; export var v = 2; print(b);"),
      ("b", "import {a, v} from 'a'; export const b = 3; print(v); print(a);"),
    ])
    #expect(try compiled.output(evaluating: [1]) == ["undefined", "error 58"])
  }

  @Test func namespacesAreObjectsWhereTheyAreValues() throws {
    let compiled = try Compiled([
      (
        "main",
        """
        import * as ns from 'a'; import {set} from 'a';
        const o = ns; print(o.n, o.f(), ns["n"]); set(7); print(o.n, ns.n);
        for (const key in ns) print(key);
        """
      ),
      ("a", "export let n = 1; export function set(x) { n = x; } export function f() { return 'f'; }"),
    ])
    #expect(try compiled.output(evaluating: [1, 0]) == ["1 f 1", "7 7", "f", "n", "set"])
  }

  @Test func modulesThatNobodyUsesAsValuesHaveNoObject() throws {
    let compiled = try Compiled([
      ("main", "import * as ns from 'a'; print(ns.n, ns.f());"),
      ("a", "export let n = 1; export function f() { return n; }"),
    ])
    let before = try Compiled("").program.allocations.count
    #expect(compiled.program.allocations.count == before)
    #expect(try compiled.output(evaluating: [1, 0]) == ["1 1"])
  }

  @Test(arguments: [
    ("import {y} from 'a';", "export let x;", "'a' exports no 'y'"),
    ("import x from 'a';", "export let x;", "'a' has no default export"),
    ("import 'a'; import {x} from 'a'; x = 1;", "export let x;", "'x' is imported, and only the module"),
    ("export {y} from 'a';", "export let x;", "'a' has nothing that could be exported as 'y'"),
    ("import {x} from 'a';", "export {x} from 'main'; ", "'a' exports no 'x'"),
  ]) func reportsImportsOfNothing(_ main: String, _ other: String, _ message: String) throws {
    #expect {
      try Compiled([("main", main), ("a", other)])
    } throws: { error in
      (error as? CompilationErrors)?.description.hasPrefix(message) ?? false
    }
  }

  @Test func freeVariablesAreListed() throws {
    let compiled = try Compiled("print(a); function f() { return b + typeof c; } a; let d;")
    #expect(compiled.modules[0].freeVariables == ["print", "a", "b", "c"])
  }

  @Test func instructionsKnowTheirPlaces() throws {
    let source = "function f(o) {\n  return o.x + 1;\n}\nf({});"
    let compiled = try Compiled(source)
    let entry = try #require(compiled.program.functions.entries.first { $0.element.name == "f" })
    let place = try #require(compiled.entities.functions[entry.id])
    #expect(place.range.start == 0 && place.module == 0)
    let get = entry.element.ssa?.blocks[0].instructions.first { $0.operation == .objectGet }
    #expect(get?.origin == 25)
  }
}
