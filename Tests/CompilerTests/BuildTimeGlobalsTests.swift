import Foundation
import Testing

@testable import Compiler

/// What programs find at build time besides the language.
struct BuildTimeGlobalsTests {
  @Test(arguments: [
    ("1, -0, 1.5, NaN, -Infinity", "1 -0 1.5 NaN -Infinity"), ("'a', ['a', \"it's\"]", "a [ 'a', \"it's\" ]"),
    ("null, undefined, true", "null undefined true"), ("[], {}, [[]]", "[] {} [ [] ]"),
    ("{ a: 1, _b$: 'x' }", "{ a: 1, _b$: 'x' }"),
    ("{ a: { b: { c: { d: 1 } } } }", "{ a: { b: { c: [Object] } } }"),
    ("[[[[1]]]]", "[ [ [ [Array] ] ] ]"), ("() => 1, class {}", "[Function] [class]"),
    ("Microvium.newUint8Array(2)", "Uint8Array(2) [ 0, 0 ]"), ("'a\\nb', ['a\\nb']", "a\nb [ 'a\\nb' ]"),
  ])
  func consoleShowsValues(_ values: String, _ expected: String) {
    #expect(Building("console.log(\(values));").output == expected)
  }

  @Test func consoleHasTwoStreams() {
    let building = Building("console.warn('w'); console.info('i'); console.error('e'); console.log();")
    #expect(building.lines == ["! w", "i", "! e", ""])
  }

  @Test func circlesAreShownOnce() {
    #expect(Building("const o = { a: 1 }; o.o = o; console.log(o);").output == "{ a: 1, o: [Circular] }")
  }

  @Test(arguments: [
    (
      "JSON.stringify({ a: [1, null, true], b: undefined, c: 'x\\n\\u0001\"' })",
      #"{"a":[1,null,true],"c":"x\n\u0001\""}"#
    ),
    ("JSON.stringify([undefined, () => 1, NaN])", "[null,null,null]"),
    ("JSON.stringify(undefined)", "undefined"),
    (
      "JSON.stringify({ a: [1], b: {}, c: [] }, null, 1)",
      "{\n \"a\": [\n  1\n ],\n \"b\": {},\n \"c\": []\n}"
    ),
    ("JSON.stringify({}, null, '--')", "{}"), ("JSON.parse('null')", "null"),
    (
      #"JSON.parse('{"b":[1,-2.5e1,"\\u00e9\\n"],"a":null,"1":true}')"#,
      "{ b: [ 1, -25, 'é\\n' ], a: null, 1: true }"
    ),
    ("Math.max(1, '3', 2) + Math.min() + Math.max(NaN, 1)", "NaN"), ("Math.max()", "-Infinity"),
    ("Math.round(-0.5)", "0"), ("Math.round(2.5)", "3"), ("Math.sign(-3)", "-1"), ("Math.hypot(3, 4)", "5"),
    ("Math.floor(-1.5) + Math.ceil(1.2) + Math.trunc(-1.9)", "-1"), ("Math.pow(2, 10)", "1024"),
    ("parseInt('0x1F')", "31"), ("parseInt('12px')", "12"), ("parseInt('101', 2)", "5"),
    ("parseInt('x')", "NaN"),
    ("parseFloat(' 1.5e2abc')", "150"), ("parseFloat('-.5')", "-0.5"), ("isNaN('x')", "true"),
    ("isFinite('1')", "true"),
    ("(0.5).toString(2)", "0.1"), ("(-255.5).toString(16)", "-ff.8"),
    ("(0.1).toString(3)", "0.0022002200220022002200220022002201"),
    ("(1 / 3).toString(16)", "0.55555555555554"),
    ("(0.1 * 3).toString(7)", "0.2046204620462046206"), ("(-0).toString(2)", "0"),
    ("(NaN).toString(2)", "NaN"),
    ("(2.5).toFixed(0)", "3"), ("(-2.5).toFixed(0)", "-3"), ("(0.125).toFixed(2)", "0.13"),
    ("(1.45).toFixed(1)", "1.4"), ("(1e21).toFixed(2)", "1e+21"), ("(NaN).toFixed(2)", "NaN"),
    ("(255).toString(16)", "ff"), ("(1.005).toFixed(1)", "1.0"), ("(1.5).toString()", "1.5"),
    ("Number.isNaN(NaN)", "true"), ("Reflect.ownKeys({ a: 1, b: 2 })", "[ 'a', 'b' ]"),
    ("Microvium.isMicrovium", "true"), ("globalThis.Number === Number", "true"),
    ("globalThis.nothing", "undefined"),
  ])
  func expressionsHaveTheirValues(_ expression: String, _ expected: String) {
    #expect(Building("console.log(\(expression));").output == expected)
  }

  @Test(arguments: [
    ("'abc'.length", "3"), ("'é😀'.length", "3"), ("'abc'[1]", "b"), ("'abc'[3]", "undefined"),
    ("'abc'.nothing", "undefined"),
    ("[-1, 1.5, 2147483647, 4294967295, 1e21].map(i => [1][i]).join()", ",,,,"),
    ("Object.keys(Object.fromEntries([['4294967295', 1], ['1e3', 2], [-1, 3]])).join()", "4294967295,1e3,-1"),
    ("'aabaaabaaab'.indexOf('aaab')", "3"), ("'ababab'.lastIndexOf('abab')", "2"),
    ("'aaaa'.lastIndexOf('aa')", "2"), ("'aaaaa'.split('aa').length", "3"), ("'abc'.lastIndexOf('')", "3"),
    ("'abc'.indexOf('', 2)", "2"), ("'ababcababa'.replaceAll('aba', '-')", "-bc-ba"),
    ("'abc'.replaceAll('', '-')", "-a-b-c-"), ("'abc'.replace('', '-')", "-abc"),
    ("'abcd'.replace('bc', '[$&$$$`$\\'$x$]')", "a[bc$ad$x$]d"),
    ("'abab'.replaceAll('b', (found, position, all) => found + position + all)", "ab1ababab3abab"),
    ("'abcabc'.indexOf('c')", "2"), ("'abcabc'.indexOf('c', 3)", "5"), ("'abc'.indexOf('x')", "-1"),
    ("'abcabc'.lastIndexOf('b')", "4"), ("'abc'.includes('bc')", "true"),
    ("'abc'.startsWith('b', 1)", "true"),
    ("'abc'.endsWith('bc')", "true"), ("'aXbX'.replace('X', '-')", "a-bX"),
    ("'aXbX'.replaceAll('X', '-')", "a-b-"),
    ("'aXb'.replace('X', x => x + x)", "aXXb"), ("'a,b,,c'.split(',')", "[ 'a', 'b', '', 'c' ]"),
    ("'abc'.split('')", "[ 'a', 'b', 'c' ]"),
    ("'abc'.split()", "[ 'abc' ]"), ("'abc'.charAt(1) + 'abc'.charAt(9)", "b"), ("'a'.charCodeAt(0)", "97"),
    ("'abc'.at(-1)", "c"),
    ("'abcdef'.slice(1, -1)", "bcde"), ("'abcdef'.slice(-2)", "ef"), ("'abcdef'.substring(4, 1)", "bcd"),
    ("'aB'.toUpperCase() + 'aB'.toLowerCase()", "ABab"),
    ("['  a '.trim(), ' a '.trimStart(), ' a '.trimEnd()]", "[ 'a', 'a ', ' a' ]"),
    ("'5'.padStart(3, '01') + '5'.padEnd(3) + '|'", "0155  |"), ("'ab'.repeat(3)", "ababab"),
    ("'a'.concat('b', 1)", "ab1"),
    ("(function () { return this }).call(5)", "5"), ("((a, b) => a + b).apply(null, [1, 2])", "3"),
    ("[1, [2, null], undefined] + '!'", "1,2,,!"), ("`${{}}`", "[object Object]"), ("'b' > 'a'", "true"),
  ])
  func primitivesHaveMethods(_ expression: String, _ expected: String) {
    #expect(Building("console.log(\(expression));").output == expected)
  }

  @Test func keysMayBeAnything() {
    let output = Building(
      "const o = {}; o['5'] = 1; o[5]++; o[-1] = 'a'; o[true] = 2; console.log(o[5], o['-1'], o['true'], Reflect.ownKeys(o).length);"
    )
    #expect(output.output == "2 a 2 3")
  }

  @Test func arraysAndStringsMayBeLong() {
    let building = Building(
      "const a = []; for (let i = 0; i < 10000; i++) a[i] = i; let s = ''; for (let i = 0; i < 1000; i++) s += 'twenty-character text'; console.log(a.length, s.length);"
    )
    #expect(building.output == "10000 21000")
  }

  @Test func globalThisMakesVariables() {
    #expect(Building("globalThis.x = 1; x++; console.log(x, globalThis.x);").output == "2 2")
    #expect(Building("const f = () => later; globalThis.later = 3; console.log(f());").output == "3")
  }

  @Test func filesAreReadAndWritten() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "build-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var read: [String] = []
    let building = Building(
      """
      import fs, { existsSync, readFileSync as read } from 'fs';
      import * as all from 'fs';
      const path = '\(path)';
      console.log(existsSync(path));
      fs.writeFileSync(path, 'é');
      console.log(existsSync(path), read(path, 'utf8'), read(path), all.readFileSync(path, { encoding: 'utf8' }));
      try { read('/nowhere/at/all') } catch (error) { console.log(error.message) }
      """
    ) { $0.fileWasRead = { read.append($0) } }
    #expect(
      building.lines == [
        "false", "true é Uint8Array(2) [ 195, 169 ] é",
        "ENOENT: no such file or directory, open '/nowhere/at/all'",
      ])
    #expect(read == [path, path, path])
  }

  @Test(arguments: [
    ("path.join('a', '..', './b')", "b"), ("path.join('/a', '../..', 'b')", "/b"),
    ("path.join('..', 'a')", "../a"),
    ("path.dirname('a/b.c')", "a"), ("path.dirname('a')", "."), ("path.basename('a/b.c')", "b.c"),
    ("path.basename('a/b.c', '.c')", "b"),
    ("path.extname('a/b.c')", ".c"), ("path.extname('a')", ""),
    ("path.resolve('/a', 'b', '/c', 'd')", "/c/d"),
    ("path.isAbsolute('/a')", "true"), ("path.sep", "/"),
  ])
  func pathsAreTakenApart(_ expression: String, _ expected: String) {
    #expect(Building("import path from 'path'; console.log(\(expression));").output == expected)
  }

  @Test func theProcessHasArgumentsAndAnEnvironment() {
    let building = Building(
      "import { argv } from 'process'; console.log(argv, process.env.NAME, process.env.OTHER);"
    ) {
      $0.arguments = ["mvc", "main.js"]
      $0.environment = ["NAME": "value"]
    }
    #expect(building.output == "[ 'mvc', 'main.js' ] value undefined")
  }

  private static func names(_ methods: [(String, HostBody)]) -> String {
    "[" + methods.map { "'\($0.0)'" }.joined(separator: ", ") + "]"
  }

  /// Whatever a function of the build host is called with, it returns, or throws something that can be caught.
  @Test(arguments: [
    ("Math", "['floor', 'max', 'hypot', 'pow', 'round', 'sign']"), ("JSON", "Reflect.ownKeys(JSON)"),
    ("console", "Reflect.ownKeys(console)"), ("path", "Reflect.ownKeys(path)"),
    ("'aéb'", names(BuildMachine.stringMethods)), ("''", names(BuildMachine.stringMethods)),
    ("-5.5", names(BuildMachine.numberMethods)), ("(() => 1)", names(BuildMachine.functionMethods)),
    ("globalThis", "['parseInt', 'parseFloat', 'isNaN', 'isFinite', 'vmImport', 'vmExport']"),
  ])
  func hostFunctionsTakeAnything(_ owner: String, _ names: String) {
    let building = Building(
      """
      import path from 'path';
      const circle = []; circle[0] = circle;
      const odd = [
        undefined, null, true, 0, -0, -1, 0.5, 99, 1e300, -1e300, NaN, Infinity, -Infinity, 2147483648, '', 'x',
        '\\0', 'é😀', '/', '..', [], {}, circle, () => 1, class {}, Microvium.newUint8Array(2),
      ];
      let calls = 0;
      const owner = \(owner);
      for (const name of \(names)) {
        for (const first of odd) {
          for (const second of odd) {
            calls++;
            try { owner[name](first, second, first); } catch {}
          }
        }
      }
      if (calls < 600) throw 'too few';
      """)
    #expect(building.error == nil)
  }

  @Test(arguments: ["", "\\0", "/", ".", "..", "/dev/zero", "/dev/null/x", "a\\0b", "x/y"])
  func filesWithOddNamesAreErrors(_ path: String) {
    let building = Building(
      """
      import fs from 'fs';
      for (const path of ['\(path)', '\(path)/', '\(path)'.repeat(5000) + '//none']) {
        try { fs.readFileSync(path); console.log('read'); } catch {}
        try { fs.existsSync(path); } catch {}
      }
      """)
    #expect(building.output == "")
  }
}
