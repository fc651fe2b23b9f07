import JavaScript
import TestSupport
import Testing

/// The places that nodes say they stand at.
struct RangeTests {
  /// Every node of a tree that has a range, found by reflection so that none is forgotten.
  private struct Node {
    let type: String
    let range: SourceRange
    let parent: SourceRange?
  }

  private func nodes(in value: Any, parent: SourceRange? = nil, into nodes: inout [Node]) {
    let mirror = Mirror(reflecting: value)
    var range = parent
    if let own = mirror.children.first(where: { $0.label == "range" })?.value as? SourceRange {
      nodes.append(Node(type: "\(type(of: value))", range: own, parent: parent))
      range = own
    }
    for child in mirror.children where !(child.value is SourceRange) {
      self.nodes(in: child.value, parent: range, into: &nodes)
    }
  }

  private func nodes(of source: [UInt8]) throws -> [Node] {
    var result: [Node] = []
    nodes(in: try Module(parsing: source), into: &result)
    return result
  }

  private static let sources: [[UInt8]] =
    MutationTests.sources.keys.sorted().compactMap { MutationTests.sources[$0] }
    + (SourceCase.load("trees", marker: "//= ") + SourceCase.load("semicolons", marker: "//= "))
    .map { Array($0.source.utf8) }

  @Test func everyNodeStandsInItsParentAndBeginsAndEndsWithTokens() throws {
    var count = 0
    for source in Self.sources {
      for node in try nodes(of: source) {
        count += 1
        let text = String(decoding: source[node.range.start..<node.range.end], as: UTF8.self)
        #expect(
          !text.isEmpty && text.first?.isWhitespace == false && text.last?.isWhitespace == false,
          "\(node) \(text)")
        if let parent = node.parent {
          #expect(parent.start <= node.range.start && node.range.end <= parent.end, "\(node) \(text)")
        }
      }
    }
    #expect(count > 10_000)
  }

  @Test(arguments: [
    ("a + b * c;", ["a + b * c;", "a + b * c", "a", "a", "b * c", "b", "b", "c", "c"]),
    (" (a) = 1 ", ["(a) = 1", "(a) = 1", "(a)", "a", "1"]),
    ("let {a = 1} = b", ["let {a = 1} = b", "{a = 1}", "a", "a = 1", "a", "a", "1", "b", "b"]),
    ("a?.b\n", ["a?.b", "a?.b", "a?.b", "a", "a"]),
    (
      "class A { static get 'b'() {} }",
      [
        "class A { static get 'b'() {} }", "class A { static get 'b'() {} }", "A", "static get 'b'() {}",
        "'b'",
        "get 'b'() {}", "{}",
      ]
    ),
    (
      "async a => { b }",
      ["async a => { b }", "async a => { b }", "async a => { b }", "a", "a", "{ b }", "b", "b", "b"]
    ),
    ("export { a as 'b' } ; let a", ["export { a as 'b' } ;", "a", "'b'", "let a", "a", "a"]),
    ("`a${b}c`", ["`a${b}c`", "`a${b}c`", "b", "b"]),
    (
      "x: do y(); while (z) ;",
      [
        "x: do y(); while (z) ;", "x", "do y(); while (z) ;", "y();", "y()", "y", "y", "z", "z",
      ]
    ),
  ])
  func rangesAreExact(source: String, texts: [String]) throws {
    let bytes = Array(source.utf8)
    let found = try nodes(of: bytes).map {
      String(decoding: bytes[$0.range.start..<$0.range.end], as: UTF8.self)
    }
    #expect(found == texts)
  }

  @Test func identitiesAreSmallerThanTheirNumberAndDifferent() throws {
    for source in Self.sources {
      let module = try Module(parsing: source)
      var identities: [Int] = []
      collect(module, into: &identities)
      #expect(identities.allSatisfy { 0 <= $0 && $0 < module.nodeCount })
      #expect(Set(identities).count == identities.count)
    }
  }

  private func collect(_ value: Any, into identities: inout [Int]) {
    if let id = value as? NodeID { return identities.append(id.index) }
    for child in Mirror(reflecting: value).children { collect(child.value, into: &identities) }
  }
}
