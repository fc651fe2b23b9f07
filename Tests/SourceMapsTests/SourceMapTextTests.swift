import Testing

@testable import SourceMaps

/// Source maps as text.
struct SourceMapTextTests {
  private static let example: SourceMap = {
    var map = SourceMap()
    map.sources = ["a \"b\".js"]
    map.names = ["f", "g"]
    map.segments = [
      .init(offset: 0, place: nil), .init(offset: 16, place: .init(source: 0, line: 1, column: 20, name: 1)),
      .init(offset: 17, place: .init(source: 0, line: 0, column: 3, name: nil)),
      .init(offset: 1000, place: nil),
      .init(offset: 1001, place: .init(source: 0, line: 0, column: 3, name: 0)),
    ]
    return map
  }()
  private static let text =
    #"{"file":"x","mappings":"A,gBACoBC,CADjB,u9B,CAAAD","names":["f","g"],"sources":["a \"b\".js"],"version":3}"#
    + "\n"

  @Test func theFormIsThatOfVersion3() { #expect(Self.example.json(file: "x") == Self.text) }

  @Test func whatWasWrittenCanBeRead() throws {
    #expect(try SourceMap(parsing: Array(Self.text.utf8)) == Self.example)
    let empty = SourceMap()
    #expect(try SourceMap(parsing: Array(empty.json(file: "").utf8)) == empty)
  }

  @Test func eachByteHasThePlaceOfItsSegment() {
    let map = Self.example
    #expect([0, 15, 1000].allSatisfy { map[$0] == nil } && SourceMap()[5] == nil)
    #expect(map[16]?.name == "g" && map[16]?.description == "a \"b\".js:2:21")
    #expect(map[17] == map[999] && map[17]?.name == nil && map[17]?.description == "a \"b\".js:1:4")
    #expect(map[5000]?.name == "f")
  }

  @Test func sourcesAreBelowTheirRoot() throws {
    let text = #"{"version":3,"sourceRoot":"src","sources":["a.js",null],"mappings":"AAAA"}"#
    #expect(try SourceMap(parsing: Array(text.utf8)).sources == ["src/a.js", "src/<unknown>"])
  }

  @Test(arguments: [
    ("", "it is not JSON with the members of a source map"), ("{}", "it is not JSON"),
    (#"{"version":2,"sources":[],"mappings":""}"#, "it has version 2, not 3"),
    (#"{"version":3,"sources":[],"mappings":"A;A"}"#, "it is not the map of a snapshot"),
    (#"{"version":3,"sources":[],"mappings":"AAAA"}"#, "one of its mappings leads nowhere"),
    (#"{"version":3,"sources":["a"],"mappings":"AAAAA"}"#, "one of its mappings leads nowhere"),
    (#"{"version":3,"sources":["a"],"mappings":"AADA"}"#, "one of its mappings leads nowhere"),
    (#"{"version":3,"sources":["a"],"mappings":"C,D,D"}"#, "its mappings are malformed"),
    (#"{"version":3,"sources":["a"],"mappings":"AA"}"#, "its mappings are malformed"),
    (#"{"version":3,"sources":["a"],"mappings":"g"}"#, "its mappings are malformed"),
    (#"{"version":3,"sources":["a"],"mappings":"A A"}"#, "its mappings are malformed"),
    (#"{"version":3,"sources":["a"],"mappings":"ggggggggggggggC"}"#, "its mappings are malformed"),
  ])
  func otherTextsAreRefused(_ text: String, _ problem: String) {
    #expect {
      try SourceMap(parsing: Array(text.utf8))
    } throws: { "\($0)".hasPrefix(problem) }
  }
}
