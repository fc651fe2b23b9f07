import Boost
import Codec
import Compiler
import IL
import Runtime
import Snapshot
import Testing
import Verification

/// Closures of JavaScript programs that never leave the function that makes them.
struct LocalClosureTests {
  /// A program that exports `main`, what it logs if that is called with 3 and 4, and how many scopes and closures its
  /// optimized code makes.
  struct Example: CustomTestStringConvertible {
    var testDescription: String
    var source: String
    var logs: [Double]
    var scopeCount = 0
  }

  private static let examples = [
    Example(
      testDescription: "accumulator",
      source: "let s = 0; const add = x => { s += x; }; add(a); add(b); log(s);", logs: [7]),
    Example(
      testDescription: "closures in closures",
      source: """
        function nested(a) { let x = a; return () => { let y = x + 1; return () => y + x; }; }
        log(nested(a)()());
        """, logs: [7]),
    Example(
      testDescription: "immediately called",
      source: "const r = (() => { let k = a; k++; return k * b; })(); log(r);", logs: [16]),
    Example(
      testDescription: "callback",
      source: """
        let s = 0;
        const each = (array, f) => { for (let i = 0; i < array.length; i++) f(array[i]); };
        each([a, b], x => { s += x; });
        log(s);
        """, logs: [7]),
    Example(
      testDescription: "new variables in each iteration",
      source: "let t = 0; for (let i = 0; i < a; i++) { const f = () => i * b; t += f(); } log(t);",
      logs: [12]),
    Example(
      testDescription: "two closures of one scope",
      source: """
        let x = a; const f = () => { x += b; }; const g = () => { x *= 2; };
        f(); g(); f(); log(x);
        """, logs: [18]),
    Example(
      testDescription: "closure in a try",
      source: """
        let x = a; const f = () => { x++; if (x > b) throw x; };
        try { f(); f(); log(0); } catch (e) { log(e); }
        log(x);
        """, logs: [5, 5], scopeCount: 1),
    Example(
      testDescription: "catch in a closure",
      source: """
        let x = a; const fail = y => { throw y; };
        const f = () => { try { x = 10; fail(x); } catch (e) { x += e; } };
        f(); log(x);
        """, logs: [20]),
    Example(
      testDescription: "closure that some paths make",
      source: """
        let x = a; let f = () => { x = 1; };
        if (a > b) { f = () => { x = 2; }; }
        f(); log(x);
        """, logs: [1], scopeCount: 2),
    Example(
      testDescription: "closures that outlive their iteration",
      source: """
        const all = []; for (let i = 0; i < a; i++) { all.push(() => i + b); }
        log(all[0]() + all[1]() * 10 + all[2]() * 100);
        """, logs: [654], scopeCount: 3),
    Example(
      testDescription: "closure that the host gets",
      source: """
        let x = a; const keep = () => x; let y = b; const own = z => { y += z; };
        own(1); own(2); x++; log(keep); log(y);
        """, logs: [.nan, 7], scopeCount: 1),
    Example(
      testDescription: "recursive closure",
      source: "let n = a; const f = x => x > 0 ? f(x - 1) + n : 0; log(f(b));", logs: [12], scopeCount: 1),
  ]

  private final class Log { var numbers: [Double] = [] }

  private func run(_ snapshot: [UInt8]) throws -> [Double] {
    let log = Log()
    let machine = try VM(
      snapshot: snapshot,
      imports: [
        1: .function { call in
          let number: Double = if case .number(let number) = call.arguments.first { number } else { .nan }
          log.numbers.append(number)
          return .undefined
        }
      ])
    _ = try machine.call(export: 1, [3, 4])
    return log.numbers
  }

  private func compile(_ example: Example) throws -> [UInt8] {
    let source = """
      const log = vmImport(1);
      vmExport(1, (a, b) => { \(example.source) });
      """
    let machine = BuildMachine()
    try machine.evaluate(ModuleSource("main.js", source), importer: CallbackImporter { _, _ in nil })
    return try machine.snapshot().bytes
  }

  @Test(arguments: examples) func makeFewScopes(_ example: Example) throws {
    let compiled = try compile(example)
    let optimized = try Optimizer().optimize(compiled)
    for snapshot in [compiled, optimized.bytes] {
      let numbers = try run(snapshot)
      #expect(numbers.map(\.description) == example.logs.map(\.description))
    }
    let count = try scopeCount(optimized.bytes)
    #expect(count == example.scopeCount)
    let outcome = try Verification(compiled, optimized.bytes).runGeneratedCases(seed: 1, count: 20)
    if case .different(let difference, _) = outcome { Issue.record("\(difference)") }
  }

  /// How many instructions make scopes and closures.
  private func scopeCount(_ snapshot: [UInt8]) throws -> Int {
    var program = try DecodedSnapshot(snapshot).program
    #expect(program.lift().isEmpty)
    return program.functions.entries.reduce(0) { count, entry in
      count
        + entry.element.ssa!.blocks.flatMap(\.instructions).count {
          switch $0.operation {
          case .scopeNew, .scopePush, .scopeClone, .closureNew: true
          default: false
          }
        }
    }
  }
}
