import IL
import Testing

@testable import Compiler

/// Where the code of a snapshot comes from.
struct SourceMapTests {
  private func map(_ source: String, _ modules: [String: String] = [:]) throws -> SourceMap {
    try Building(source, modules).machine.snapshot().sourceMap
  }

  @Test func everyInstructionLeadsToItsSource() throws {
    let map = try map(
      """
      import { helper } from 'other.js';
      function named(a) {
        return helper(a.b) + 1;
      }
      vmExport(1, named);
      """, ["other.js": "export function helper(n) { while (n > 0) n--; return n }"])
    let places = map.segments.compactMap(\.place)
    #expect(map.sources.sorted() == ["main.js", "other.js"])
    #expect(map.names.sorted() == ["helper", "named"])
    let main = places.filter { map.sources[$0.source] == "main.js" }
    #expect(
      !main.isEmpty && main.contains { $0.line == 2 }
        && main.allSatisfy { (1...2).contains($0.line) && map.names[$0.name ?? 0] == "named" })
    #expect(places.contains { map.sources[$0.source] == "other.js" && $0.column > 30 })
    #expect(map.segments.map(\.offset) == map.segments.map(\.offset).sorted())
    #expect(map.segments.first?.offset == 0 && map.segments.first?.place == nil)
  }

  @Test func theFormIsThatOfVersion3() {
    var map = SourceMap()
    map.sources = ["a \"b\".js"]
    map.names = ["f", "g"]
    map.segments = [
      .init(offset: 0, place: nil), .init(offset: 16, place: .init(source: 0, line: 1, column: 20, name: 1)),
      .init(offset: 17, place: .init(source: 0, line: 0, column: 3, name: nil)),
      .init(offset: 1000, place: nil),
      .init(offset: 1001, place: .init(source: 0, line: 0, column: 3, name: 0)),
    ]
    #expect(
      map.json(file: "x")
        == #"{"version":3,"file":"x","sources":["a \"b\".js"],"names":["f","g"],"mappings":"A,gBACoBC,CADjB,u9B,CAAAD"}"#
        + "\n")
  }
}
