import Boost
import Compiler
import Passes
import Report
import Snapshot
import SourceMaps
import Testing
import TestSupport

/// Reports in the words of the source.
struct SourceMapReportTests {
  private static let modules = [
    "scale.js": "// Makes numbers larger.\nexport function scale(n) {\n  return n * 3 + 1;\n}\n"
  ]
  private static let source = """
    import { scale } from 'scale.js';
    let total = 0;
    let calls = 0;
    function add(amount) {
      total = total + scale(amount);
      return total;
    }
    function countCalls() { return calls; }
    vmExport(1, add);
    vmExport(2, flag => {
      calls++;
      if (flag) countCalls();
      return add(flag ? 1 : 2);
    });
    """

  /// Few passes, so that reports do not change with each new one.
  private func optimization() throws -> Optimization {
    let built = try compiled(Self.source, Self.modules)
    return try Optimizer(passes: Self.passes).optimize(built.bytes, describedBy: built.sourceMap)
  }

  private static let passes = [
    "direct-calls", "inlining", "dead-code", "dead-instructions", "unreachable-entities",
  ].compactMap {
    Pass.named($0)
  }

  @Test func disassemblyIsGolden() throws {
    let optimization = try optimization()
    let text = Disassembly(optimization.original, describedBy: optimization.sourceMap).text
    expectGolden(text, "disassembly.txt")
  }

  @Test func removalsAreGolden() throws {
    expectGolden(RemovalReport(try optimization()).text + "\n", "removed.txt")
  }

  @Test func explanationsAreGolden() throws {
    let optimization = try optimization()
    let texts = ["@total", "@calls", "&add", "&scale", "&countCalls"].map { name in
      Explanation(of: name, in: optimization)?.text ?? "nothing is called \(name)"
    }
    expectGolden(texts.joined(separator: "\n\n") + "\n", "why.txt")
  }

  @Test func sizesAndDrawingsHaveTheNames() throws {
    let optimization = try optimization()
    let labels = Set(SizeReport(optimization).entities.map(\.label))
    #expect(labels.isSuperset(of: ["function &add", "function &scale", "global @total"]))
    let drawing = GraphDrawing(
      original: optimization.lifted, optimized: optimization.liftedOutput, scope: .function)
    #expect(drawing.dot().contains("&scale"))
  }
}
