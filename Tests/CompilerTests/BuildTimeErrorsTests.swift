import Testing

@testable import Compiler

/// What goes wrong at build time, and what is said about it.
struct BuildTimeErrorsTests {
  @Test(arguments: [
    ("undefined.x", "TypeError", "Cannot read properties of undefined (reading 'x')"),
    ("null.x = 1", "TypeError", "Cannot set properties of null (setting 'x')"),
    ("const o = {}; o.f()", "TypeError", "o.f is not a function"),
    ("class A {} A()", "TypeError", "A class cannot be called without 'new'"),
    ("[].length = -1", "RangeError", "Invalid array length"),
    ("x; let x", "ReferenceError", "Cannot access 'x' before initialization"),
    ("new 5()", "TypeError", "5 is not a constructor"),
    ("const f = () => f() + 1; f()", "RangeError", "Maximum call stack size exceeded"),
    ("const f = () => x; f(); const x = 1", "ReferenceError", "Cannot access 'x' before initialization"),
    ("globalThis.y; y", "ReferenceError", "y is not defined"),
    ("Reflect.ownKeys(5)", "TypeError", "Only objects have keys"),
    ("'x'.repeat(-1)", "RangeError", "Invalid count value: -1"),
    (
      "vmExport(-1, 1)", "TypeError",
      "ID for `vmExport` must be an integer in the range 0 to 65535. Received -1"
    ),
    ("vmImport()", "TypeError", "vmImport expects at least 1 argument"),
    ("vmExport(1, 1); vmExport(1, 2)", "Error", "Duplicate export ID: 1"),
    ("vmImport(3)()", "Error", "Host implementation not provided for imported ID 3"),
    ("JSON.parse('[1,')", "SyntaxError", "the JSON text ends too early at position 3 of the JSON text"),
    ("const o = []; o[0] = o; JSON.stringify(o)", "TypeError", "Converting circular structure to JSON"),
  ])
  func errorsAreExceptions(_ code: String, _ name: String, _ message: String) {
    let building = Building(
      "let caught = ''; try { \(code) } catch (error) { caught = error } console.log(caught.name + ': ' + caught.message);"
    )
    #expect(building.output == "\(name): \(message)")
  }

  @Test func uncaughtExceptionsHaveATrace() {
    let building = Building(
      """
      import { call } from 'other.js';
      function outer() {
        call(() => { throw 'it' });
      }
      outer();
      """, ["other.js": "export function call(f) {\n  return f() + 1;\n}"])
    #expect(
      building.error == """
        main.js:3:16: error: uncaught exception: 'it'
          call(() => { throw 'it' });
                       ^
            at <anonymous> (main.js:3:16)
            at call (other.js:2:10)
            at outer (main.js:3:3)
            at main.js (main.js:5:1)
        """)
  }

  @Test func tracesGoThroughFunctionsOfTheHost() {
    let building = Building("'a'.replace('a', () => { null.x });")
    #expect(
      building.error?.hasPrefix(
        "main.js:1:26: error: uncaught exception: TypeError: Cannot read properties of null (reading 'x')\n")
        == true)
    #expect(building.error?.contains("^\n    at <anonymous> (main.js:1:26)\n") == true)
    #expect(building.error?.contains("at main.js (main.js:1:1)") == true)
  }

  @Test func longTracesAreCut() {
    let building = Building("function f(n) { if (n === 0) { throw { message: 'deep' } } f(n - 1); } f(100);")
    #expect(building.error?.hasPrefix("main.js:1:32: error: uncaught exception: deep\n") == true)
    #expect(building.error?.hasSuffix("    at (82 more)") == true)
  }

  @Test(arguments: [
    "while (true) {}", "function f() { f(); } while (true) try { f() } catch {}",
    "let s = 'x'; while (true) s += s.length < 4e6 ? s : '';",
    "let a = []; while (true) a.push('x'.repeat(99999))",
    "const s = 'é'.repeat(1e6); let n = 0; while (true) n += s.length + s.charCodeAt(0)",
    "async function f() { while (true) await 0 } f()",
  ])
  func programsWithoutAnEndAreStopped(_ code: String) {
    let building = Building(code) { $0.maximumSteps = 100_000 }
    #expect(building.error?.contains("stopped after 100000 steps\n") == true, "\(building.error ?? "")")
  }

  /// A search takes steps by the length of the text; making the text takes most of those that there are.
  @Test(arguments: ["indexOf('b')", "includes('b')", "split('b')", "replaceAll('b', '')", "lastIndexOf('b')"])
  func searchesTakeSteps(_ call: String) {
    let text = "const text = 'a'.repeat(1e6);"
    #expect(Building(text) { $0.maximumSteps = 10_000 }.error == nil)
    #expect(Building("\(text) text.\(call);") { $0.maximumSteps = 10_000 }.error?.contains("stopped") == true)
  }

  @Test func stepsAreCountedOverAllModules() throws {
    let building = Building("let i = 0; while (i < 1000) i++;") { $0.maximumSteps = 10_000 }
    #expect(building.error == nil)
    #expect(throws: BuildError.self) {
      try building.machine.evaluate(
        ModuleSource("b.js", "let i = 0; while (i < 10000) i++;"), importer: Building.importer([:]))
    }
  }

  @Test func anythingCanBeAwaited() {
    #expect(
      Building("async function f() { console.log(await 5) } f(); console.log('first');").output == "first\n5")
  }

  @Test func undeclaredVariablesDoNotExist() {
    #expect(
      Building("console.log(typeof nothing); nothing").error?.contains("nothing is not defined") == true)
  }

  @Test func mistakesInDataAreReportedWhereTheyAre() {
    let building = Building("import x from 'x.json';", ["x.json": "{\n  \"a\": tru\n}"])
    #expect(
      building.error == """
        x.json:2:8: error: expected a JSON value
          "a": tru
               ^
          imported from main.js:1:15
        """)
  }
}
