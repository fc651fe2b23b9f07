import Boost
import Compiler
import IL
import Snapshot
import SourceMaps
import Testing

/// The maps of compiled programs, and what the optimizer makes of them.
struct CompiledSourceMapTests {
  private static let modules = [
    "other.js": "export function helper(n) { while (n > 0) n--; return n }"
  ]
  private static let source = """
    import { helper } from 'other.js';
    let count = 0;
    function named(a) {
      count++;
      return helper(a.b) + 1;
    }
    vmExport(1, named);
    vmExport(2, () => count);
    """

  private static func built() throws -> BuiltSnapshot {
    try compiled(source, modules)
  }

  @Test func everyInstructionLeadsToItsSource() throws {
    let map = try Self.built().sourceMap
    let places = map.segments.compactMap(\.place)
    #expect(map.sources.sorted() == ["main.js", "other.js"])
    #expect(Set(map.names).isSuperset(of: ["helper", "named", "count"]))
    let main = places.filter { place in
      map.sources[place.source] == "main.js" && place.name.map { map.names[$0] } == "named"
    }
    #expect(!main.isEmpty && main.contains { $0.line == 4 } && main.allSatisfy { (2...4).contains($0.line) })
    #expect(places.contains { map.sources[$0.source] == "other.js" && $0.column > 30 })
    #expect(map.segments.map(\.offset) == map.segments.map(\.offset).sorted())
    #expect(map.segments.first?.offset == 0 && map.segments.first?.place == nil)
  }

  /// Making the class has no effect, so neither that nor the class is in the snapshot.
  @Test func whatIsNotInTheSnapshotIsNotInItsMap() throws {
    let built = try compiled("function f() { class Unused {} } vmExport(1, f);")
    #expect(built.sourceMap.names == ["f"])
    #expect(built.sourceMap.describes(try DecodedSnapshot(built.bytes).map))
  }

  @Test func functionsAndVariablesHaveTheirDeclarations() throws {
    let built = try Self.built()
    let declarations = built.sourceMap.declarations(in: try DecodedSnapshot(built.bytes).map)
    let texts = declarations.values.map { "\($0.name ?? "?") \($0)" }.sorted()
    #expect(
      texts.filter { !$0.hasPrefix("? ") } == [
        "count main.js:2:5", "helper other.js:1:8", "named main.js:3:1",
      ])
    #expect(texts.count == 4 && texts.contains("? main.js:8:13"))
  }

  @Test func namesOfTheSourceBecomeThoseOfTheProgram() throws {
    let built = try Self.built()
    var snapshot = try DecodedSnapshot(built.bytes)
    let before = snapshot.program.essential
    snapshot.takeNames(from: built.sourceMap)
    #expect(snapshot.program.essential == before)
    let names = snapshot.program.functions.entries.compactMap(\.element.name)
    #expect(Set(names).isSuperset(of: ["helper", "named"]))
    #expect(snapshot.program.globals.entries.map(\.element.name) == ["count"])
  }

  /// What was inlined keeps the module that it came from.
  @Test func theOptimizerKeepsPlaces() throws {
    let built = try Self.built()
    let optimization = try Optimizer().optimize(built.bytes, describedBy: built.sourceMap)
    #expect(optimization.bytes == (try Optimizer().optimize(built.bytes).bytes))
    #expect(optimization.bytes.count < built.bytes.count)
    #expect(optimization.program.functions.ids.reduce(0) { count, _ in count + 1 } == 2)
    let text = try #require(optimization.outputSourceMap).json(file: "main.mvm-bc")
    let map = try SourceMap(parsing: Array(text.utf8))
    #expect(map == optimization.outputSourceMap && map.describes(optimization.map))
    var found: Set<String> = []
    for region in optimization.map.regions {
      guard case .function(let id) = region.owner, case .instruction(let position) = region.part else {
        continue
      }
      let location = try #require(map[region.range.lowerBound])
      found.insert(location.source)
      switch optimization.program.functions[id].code.instructions[position].operation {
      case .objectGet: #expect(location.description == "main.js:5:17" && location.name == "named")
      case .storeGlobal: #expect(location.source == "main.js" && location.line == 3)
      case .unary: #expect(location.source == "main.js" || location.name == "helper")
      default: break
      }
    }
    #expect(found == ["main.js", "other.js"])
  }

  @Test func anUnchangedSnapshotKeepsItsMap() throws {
    let built = try Self.built()
    let optimization = try Optimizer(.unoptimized).optimize(built.bytes, describedBy: built.sourceMap)
    #expect(optimization.outputSourceMap == built.sourceMap)
  }

  @Test func theMapOfAnotherSnapshotIsRefused() throws {
    let (built, other) = (try Self.built(), try compiled("vmExport(1, () => { throw {} })"))
    #expect(throws: ForeignSourceMap.self) {
      try Optimizer().optimize(other.bytes, describedBy: built.sourceMap)
    }
    #expect(throws: ForeignSourceMap.self) {
      try Optimizer().optimize(built.bytes, describedBy: other.sourceMap)
    }
  }
}

/// The snapshot of a program, whose main module is `main.js`.
func compiled(_ source: String, _ modules: [String: String] = [:]) throws -> BuiltSnapshot {
  let machine = BuildMachine()
  let importer = CallbackImporter { specifier, _ in
    modules[specifier].map { .source(ModuleSource(specifier, $0)) }
  }
  try machine.evaluate(ModuleSource("main.js", source), importer: importer)
  return try machine.snapshot()
}
