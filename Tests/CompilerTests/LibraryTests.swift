import Compiler
import HostInterface
import Runtime
import Testing

/// The standard library: each file in `Library` prints what its comments say, in ECMAScript, at build time and on
/// the engine.
@Suite struct LibraryTests {
  private final class Log {
    var lines: [String] = []

    /// Prints its arguments.
    var print: Import {
      .function { call in
        self.lines.append(call.arguments.map { Compiled.text($0) }.joined(separator: " "))
        return .undefined
      }
    }
  }

  static let cases = LanguageTests.cases(in: "Library")

  @Test(arguments: cases) func printsWhatItHasToAtBuildTime(_ test: LanguageTests.Case) {
    let log = Log()
    let building = Building("const print = vmImport(7);\n" + test.source) { $0.imports[7] = log.print }
    #expect(building.error == nil)
    #expect(!test.expected.isEmpty && log.lines == test.expected)
  }

  @Test(arguments: cases) func printsWhatItHasToOnTheEngine(_ test: LanguageTests.Case) throws {
    let building = Building("const print = vmImport(7);\nvmExport(1, () => {\n\(test.source)\n});")
    #expect(building.error == nil)
    let log = Log()
    let machine = try VM(snapshot: building.machine.snapshot().bytes, other: { _ in log.print })
    try machine.call(export: 1)
    #expect(log.lines == test.expected)
  }

  /// What a program does not use is not in its snapshot, and what it uses is there once.
  @Test func programsGetWhatTheyMention() throws {
    func size(_ source: String) throws -> Int { try Building(source).machine.snapshot().bytes.count }
    let push = try size("const list = []; vmExport(1, x => { list.push(x); return list; });")
    let comment = try size("const list = []; vmExport(1, x => { list.push(x); return list; }); // filter")
    let filter = try size("const list = []; vmExport(1, x => { list.push(x); return list.filter; });")
    #expect(comment == push)
    #expect(filter > push)
    #expect(try size("const pi = Math.PI; vmExport(1, () => pi);") < 80)
  }

  @Test func aUserMayExtendAClassOfTheLibrary() {
    let building = Building(
      "class Bag extends Map { get(key) { return super.get(key) ?? 0; } } console.log(new Bag().get('a'));")
    #expect(building.output == "0")
  }
}
