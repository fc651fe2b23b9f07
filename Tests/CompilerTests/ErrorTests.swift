import Compiler
import Testing

/// What cannot be compiled, and what fails when it runs.
@Suite struct ErrorTests {
  @Test(arguments: [
    ("function* f() {}", "generator functions are not supported"),
    ("async function* f() {}", "generator functions are not supported"),
    ("x = 1n;", "BigInt literals are not supported"),
    ("x = /a/;", "regular expressions are not supported"),
    ("x = f`a`;", "tagged templates are not supported"),
    ("x = { get a() { return 1; } };", "getters and setters are not supported"),
    ("class A { set a(x) {} }", "getters and setters are not supported"),
    ("delete a.b;", "'delete' is not supported"),
    ("import('a');", "'import()' is not supported"),
    ("x = import.meta;", "'import.meta' is not supported"),
    ("await x;", "'await' is not supported outside of async functions"),
    ("async function f() { for await (const x of y) ; }", "'for await' loops are not supported"),
    ("function f() { return arguments; }", "'arguments' is not supported"),
    ("function f() { return new.target; }", "'new.target' is not supported"),
    ("const c = 1; c = 2;", "'c' is a constant"),
    ("const c = 1; c++;", "'c' is a constant"),
    ("const {c} = {}; [c] = [2];", "'c' is a constant"),
    ("x = function f() { f = 1; };", "'f' is the name of the function around it"),
    ("class A { m() { A = 1; } }", "'A' is the name of the class around it"),
    ("x = { __proto__: y };", "an object literal cannot have a prototype other than null"),
    ("x = { 10000: 1 };", "the engine has no properties with keys like '10000'"),
    ("class A extends null {}", "a class cannot extend null"),
    ("x = { m() { super.m(); } };", "'super' is not supported in an object"),
    ("class A extends B { constructor() { (() => super())(); } }", "'super()' is not supported in arrow"),
    ("class A { [f()] = 1; }", "computed names of fields are not supported"),
    ("function f(a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p) {}", "a function can have at most 15 parameters"),
  ]) func reportsWhatIsNotSupported(_ source: String, _ message: String) throws {
    #expect {
      try Compiled(source)
    } throws: { error in
      (error as? CompilationErrors)?.description.hasPrefix(message) ?? false
    }
  }

  /// Variables before their declaration; the error is the engine's, which scripts cannot catch.
  @Test(arguments: [
    "x; let x;", "x = 1; let x;", "let x = x;", "const f = () => x; f(); const x = 1;",
    "function f() { return x; } f(); let x;", "{ f(); let x; function f() { x; } }", "typeof x; let x;",
    "switch (1) { case 0: let x = 1; case 1: print(x); }", "new A(); class A {}",
    "class A { static x = B; } class B {}",
    "function f() { g(); let x = 1; function g() { print(x); } } f();", "let [a, b = c, c] = [1];",
    "function f() { const g = () => y; for (let i = 0; i < 1; i++) { g(); } let y; } f();",
  ]) func readingBeforeTheDeclarationFails(_ source: String) throws {
    let compiled = try Compiled(source)
    #expect(["error 41", "error 58"].contains(try compiled.output().last))
    #expect(["error 41", "error 58"].contains(try compiled.outputOfEngine().last))
  }

  /// As deep as the parser allows, in a thread with a small stack: compiled or refused.
  @Test(arguments: [
    ("(", "x", ")"), ("[", "x", "]"), ("- ", "x", ""), ("x ? x : ", "x", ""), ("x = ", "x", ""),
    ("f(", "x", ")"), ("x => ", "x", ""), ("{", ";", "}"), ("if (x) ", ";", ""),
    ("try {", "", "} finally {}"),
    ("for (const x of x) {", "", "}"), ("x.y(() => ", "x", ")"), ("class A { static a = ", "x", "}"),
    ("`${", "x", "}`"), ("[{a: ", "x", "}]"), ("(x && ", "x", ")"), ("x + ", "x", ""), ("x.", "x", ""),
    ("[", "x", "] = x"), ("a: ", ";", ""), ("switch (x) { default: ", "", "}"), ("x?.y[", "x", "]"),
  ]) func nestedCodeDoesNotOverflowTheStack(_ open: String, _ core: String, _ close: String) {
    for depth in [20, 60, 120, 180, 240] {
      let source = String(repeating: open, count: depth) + core + String(repeating: close, count: depth)
      do { _ = try Compiled("let x, f;" + source) } catch { #expect(!"\(error)".isEmpty) }
    }
  }
}
