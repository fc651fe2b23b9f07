import IL
import Testing

@testable import Compiler

/// What gets into a snapshot.
struct BuildTimeSnapshotTests {
  private func text(_ source: String) throws -> String {
    let building = Building(source)
    if let error = building.error { throw BuildError.other(error) }
    return try building.machine.snapshotProgram().description
  }

  @Test func anEmptyProgramIsAsSmallAsItGets() throws {
    #expect(try Building("").machine.snapshot().bytes.count == 42)
    #expect(try Building("vmExport(1, n => n);").machine.snapshot().bytes.count <= 50)
  }

  @Test func onlyWhatExportsReachIsThere() throws {
    let text = try text(
      """
      const used = { a: 1 }, unused = { b: 2 };
      function helper() { return used }
      function useless() { return unused }
      vmExport(1, () => helper());
      console.log('x');
      """)
    #expect(text.contains("&helper") && text.contains("\"a\": 1"))
    #expect(!text.contains("useless") && !text.contains("\"b\"") && !text.contains("console"))
    #expect(!text.contains("async_") && !text.contains("array_prototype ="))
  }

  @Test func variablesHaveTheirLastValues() throws {
    let text = try text("let n = 1; for (let i = 0; i < 5; i++) n *= 2; vmExport(1, () => n++);")
    #expect(text.contains("global @n = 32"))
  }

  @Test func whatOnlyTheBuildHasIsDetached() throws {
    let text = try text(
      """
      import fs from 'fs';
      vmExport(1, () => console.log('x'));
      vmExport(2, () => fs.readFileSync('x'));
      vmExport(3, globalThis);
      """)
    #expect(text.contains("function &detached") && text.contains("Not available on this host (detached)"))
    #expect(text.contains("{ \"log\": &detached, \"info\": &detached"))
    #expect(text.contains("rom ") && !text.contains("readFileSync\": "))
  }

  @Test func importsAreThoseThatAreUsed() throws {
    let text = try text(
      "const a = vmImport(7), b = vmImport(8), c = vmImport(7); vmExport(1, () => a() + c());")
    #expect(text.contains("import !h0 = 7") && !text.contains("= 8"))
  }

  @Test func exportsCanBeAnything() throws {
    let text = try text(
      "vmExport(5, [1]); vmExport(3, null); vmExport(4, 'x'); vmExport(9, class { static s = 1 });")
    let exports = text.split(separator: "\n").filter { $0.hasPrefix("export") }
    #expect(exports.map { $0.prefix(8) } == ["export 5", "export 3", "export 4", "export 9"])
    #expect(text.contains("builtin array_prototype = handle") && text.contains("builtin prototype_key"))
  }

  @Test func instancesBringTheirClasses() throws {
    let text = try text("class A { m() { return 1 } } const a = new A(); vmExport(1, () => a.m());")
    #expect(text.contains("\"m\": &"))
    _ = try Building("class A { m() { return 1 } } const a = new A(); vmExport(1, () => a.m());").machine
      .snapshot()
  }

  /// Methods of arrays are there iff something may find them.
  @Test(arguments: [
    // The program's own functions of these names.
    ("const o = {}; o.map = a => a[0]; vmExport(1, a => o.map([a]));", ""),
    ("const map = a => a; vmExport(1, () => map([1]));", ""),
    ("const o = { map: 1, find: 2 }; vmExport(1, k => [1][k] + o.map);", ""),
    ("const o = { map: 1 }; vmExport(1, k => Reflect.ownKeys(o).length);", ""),
    // Called, one by another, or given away.
    ("vmExport(1, () => [1].map(x => x));", "map"), ("vmExport(1, () => ['b', 'a'].sort());", "sort"),
    ("const { map } = []; vmExport(1, map);", ""), ("const a = []; vmExport(1, () => a.find);", "find"),
    ("const a = [1]; vmExport(1, a); vmExport(2, x => x.find(y => y));", "find"),
    // Keys that the program has as strings.
    ("const k = ['map']; const o = { find: 1 }; vmExport(1, i => [o.find][k[i]]);", "map"),
    (
      "let k = 'find'; const o = { map: 1 }; vmExport(1, n => { k = n }); vmExport(2, () => [o.map][k]);",
      "find"
    ),
    ("vmExport(1, (k, o) => [k === 'map' ? { find: 1 }.find : 1][k]);", "map"),
    // Keys that are listed.
    ("const o = { map: 1 }; vmExport(1, f => [1][Reflect.ownKeys(o)[0]]);", "map"),
    ("const o = { map: 1 }; vmExport(1, () => Reflect.ownKeys([].__proto__).length + o.map);", "map"),
    // What the program itself adds stays.
    ("[].__proto__.first = function () { return this[0] }; vmExport(1, () => [1].length);", "first"),
  ])
  func arraysHaveTheMethodsThatCodeMayFind(_ source: String, _ expected: String) throws {
    let lines = try text(source).split(separator: "\n")
    let prototype = lines.first { $0.hasPrefix("ram $array_prototype = object") } ?? ""
    let methods = prototype.matches(of: #/"(\w+)": &/#).map { String($0.1) }
    #expect(methods.filter { $0 != "push" }.joined(separator: " ") == expected)
  }

  @Test func integerKeysStayIntegers() throws {
    #expect(
      try text("const o = {}; o[3] = 'x'; o['4'] = 'y'; vmExport(1, () => o);").contains(
        "{ 3: \"x\", 4: \"y\" }"))
  }

  @Test(arguments: [
    (
      "const p = new Promise(() => 1); async function f() { await p; } f(); vmExport(1, () => p);",
      "main.js:1:33: error: no snapshot: function f still waits"
    ),
    ("globalThis.x; vmExport(1, () => x);", "main.js:1:33: error: no snapshot: x is not defined"),
    ("let s = 'x'; for (let i = 0; i < 13; i++) s += s; vmExport(1, () => s);", "longer than the 4094 bytes"),
    ("const a = []; a[3000] = 1; vmExport(1, () => a);", "needs 6002 bytes, more than 4095"),
  ])
  func whatTheFormatDoesNotHaveIsRefused(_ source: String, _ message: String) {
    #expect {
      try Building(source).machine.snapshot()
    } throws: { error in
      "\(error)".contains("no snapshot: ") && "\(error)".contains(message)
    }
  }

  @Test func theMachineGoesOnBehindASnapshot() throws {
    let building = Building("let n = 1; vmExport(1, () => n); globalThis.up = () => { n++ };")
    let first = try building.machine.snapshotProgram()
    try building.machine.evaluate(ModuleSource("b", "up()"), importer: Building.importer([:]))
    let second = try building.machine.snapshotProgram()
    #expect(first.description.contains("@n = 1") && second.description.contains("@n = 2"))
  }
}
