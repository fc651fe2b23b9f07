import JavaScript
import TestSupport
import Testing

/// Sources with one mistake each, and the message that each of them gives.
struct SyntaxErrorTests {
  static let cases = SourceCase.load("syntax-errors", marker: "//! ")

  @Test func thereAreManyDifferentMistakes() {
    #expect(Self.cases.count >= 200)
    #expect(Set(Self.cases.map(\.source)).count == Self.cases.count)
  }

  @Test(arguments: cases)
  func givesItsMessage(_ example: SourceCase) throws {
    let error = #expect(throws: SyntaxError.self) { _ = try Module(parsing: example.source) }
    let headline = try #require(error).diagnostic.headline(in: SourceText(name: "main.js", example.source))
    #expect(headline == "main.js:" + example.expected)
  }

  @Test(arguments: [
    ("let a;\nlet a;", "this is the first declaration", "1:5"),
    ("f(1,\n  2;", "this '(' is not closed", "1:2"),
    ("class A {\n  constructor() {}\n  constructor() {}\n}", "this is the first one", "2:3"),
    ("function f() {\n", "this '{' is not closed", "1:14"),
    ("export { f, f };\nfunction f() {}", "this is the first export", "1:10"),
    ("a: {\n  while (1) continue a;\n}", "this is the label", "1:1"),
  ])
  func pointsToTheOtherPlace(source: String, message: String, position: String) throws {
    let error = #expect(throws: SyntaxError.self) { _ = try Module(parsing: source) }
    let note = try #require(error?.diagnostic.notes.first)
    #expect(note.message == message)
    #expect(SourceText(name: "", source).position(at: note.range.start).description == position)
  }

  @Test func bytesThatAreNotUTF8AreAnError() {
    let error = #expect(throws: SyntaxError.self) {
      _ = try Module(parsing: Array("let a = '".utf8) + [0xC3, 0x28] + Array("';".utf8))
    }
    #expect(error == SyntaxError("the file is not valid UTF-8", at: SourceRange(9, 10)))
  }
}
