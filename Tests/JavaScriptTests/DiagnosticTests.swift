import JavaScript
import Testing

struct DiagnosticTests {
  @Test(arguments: [
    (0, "1:1"), (2, "1:3"), (3, "2:1"), (5, "3:1"), (6, "4:1"), (9, "5:1"), (13, "5:3"), (14, "5:4"),
    (99, "5:4"),
  ])
  func positionsCountUTF16(offset: Int, position: String) {
    let source = SourceText(name: "", "ab\n\r\n\r\u{2028}😀z")
    #expect(source.position(at: offset).description == position)
  }

  @Test func showsTheLineAndAMark() {
    let source = SourceText(name: "a.js", "first\n\tlet é = value;\nlast")
    let diagnostic = Diagnostic(.error, "message", at: SourceRange(16, 21))
    #expect(
      diagnostic.rendered(in: source) == """
        a.js:2:10: error: message
        \tlet é = value;
        \t        ^~~~~
        """)
  }

  @Test func showsNotesAndOtherSeverities() {
    let source = SourceText(name: "a.js", "let a;\r\nlet a;\r\n")
    let diagnostic = Diagnostic(
      .warning, "again", at: SourceRange(12, 13), notes: [Diagnostic.Note("first", at: SourceRange(4, 5))])
    #expect(
      diagnostic.rendered(in: source) == """
        a.js:2:5: warning: again
        let a;
            ^
        a.js:1:5: note: first
        let a;
            ^
        """)
  }

  @Test func cutsWideLines() {
    let before = String(repeating: "a", count: 300)
    let behind = String(repeating: "c", count: 300)
    let source = SourceText(name: "a.js", before + "b" + behind)
    let diagnostic = Diagnostic(.error, "here", at: SourceRange(300, 301))
    #expect(
      diagnostic.rendered(in: source) == """
        a.js:1:301: error: here
        …\(before.prefix(40))b\(behind.prefix(59))…
        \(String(repeating: " ", count: 41))^
        """)
  }

  @Test(arguments: ["", "a", "a\n"])
  func theEndOfAFileHasALine(text: String) {
    let source = SourceText(name: "a.js", text)
    let end = SourceRange(text.utf8.count, text.utf8.count)
    #expect(Diagnostic(.error, "end", at: end).rendered(in: source).hasSuffix("^"))
  }

  @Test func aRangeOfSeveralLinesIsMarkedInTheFirst() {
    let source = SourceText(name: "a.js", "x = `one\ntwo`;")
    #expect(
      Diagnostic(.error, "m", at: SourceRange(4, 13)).rendered(in: source).hasSuffix("x = `one\n    ^~~~"))
  }
}
