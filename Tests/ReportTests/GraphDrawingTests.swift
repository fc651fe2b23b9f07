import Foundation
import FoundationXML
import IL
import Report
import TestSupport
import Testing

@Suite struct GraphDrawingTests {
  @Test(arguments: GraphScope.allCases)
  func dotIsAsReviewed(scope: GraphScope) throws {
    let (original, optimized) = try Samples.programs()
    let drawing = GraphDrawing(original: original, optimized: optimized, scope: scope)
    expectGolden(drawing.dot(), "Graph/\(scope.rawValue).dot")
  }

  @Test(arguments: GraphScope.allCases)
  func svgIsWellFormed(scope: GraphScope) throws {
    let (original, optimized) = try Samples.programs()
    let drawing = GraphDrawing(original: original, optimized: optimized, scope: scope)
    let elements = try Elements(ofXML: drawing.svg())
    #expect(elements.classes["node"] == drawing.nodeCount)
    #expect(elements.classes["edge"].map { $0 >= drawing.edgeCount } == true)
  }

  /// What Graphviz and XML give a meaning must come out as what it is.
  @Test func svgShowsTextAsItIs() throws {
    let text = #"&lt; <b> &unknown; \n \N "quoted" ]]> é \u"#
    let program = try Program(
      parsing: """
        export 1 = $a
        ram $a = array [\(Names.quoted(Array(text.utf8))), "\u{FFFF}", "\\xff", "&#38;"]
        """)
    let drawing = GraphDrawing(original: program, optimized: program, scope: .entity)
    let elements = try Elements(ofXML: drawing.svg())
    let shown = elements.text.replacingOccurrences(of: "\u{200B}", with: "")
    #expect(shown.contains(#""&lt; <b> &unknown; \\n \\N "#))
    #expect(shown.contains("\"\u{FFFD}\""))
    #expect(shown.contains("&#38;"))
  }

  /// The order of sets and dictionaries must not show; Graphviz's own tables must start afresh.
  @Test(arguments: GraphScope.allCases)
  func isDeterministic(scope: GraphScope) throws {
    let (original, optimized) = try Samples.programs()
    let drawings = (0..<5).map { _ in GraphDrawing(original: original, optimized: optimized, scope: scope) }
    #expect(Set(drawings.map { $0.dot() }).count == 1)
    #expect(try Set(drawings.map { try $0.svg() }).count == 1)
  }

  @Test func severalThreadsCanDrawAtOnce() async throws {
    let (original, optimized) = try Samples.programs()
    let drawing = GraphDrawing(original: original, optimized: optimized, scope: .entity)
    let pictures = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<8 { group.addTask { try drawing.svg() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(pictures).count == 1)
  }

  @Test func drawsAnEmptyProgram() throws {
    let drawing = GraphDrawing(original: Program(), optimized: Program(), scope: .instruction)
    #expect(drawing.nodeCount == 0)
    _ = try Elements(ofXML: drawing.svg())
  }

  /// Needs in both directions within one column once kept Graphviz busy for ever.
  @Test(.timeLimit(.minutes(1)), arguments: GraphScope.allCases)
  func drawsTangledPrograms(scope: GraphScope) throws {
    let program = try Program(parsing: Self.tangle(functions: 40))
    try Verifier.verify(program)
    let drawing = GraphDrawing(original: program, optimized: program, scope: scope)
    #expect(drawing.edgeCount > 400)
    let elements = try Elements(ofXML: drawing.svg())
    #expect(elements.classes["node"] == drawing.nodeCount)
  }

  @Test func refusesWhatWouldTakeTooLong() throws {
    let instructions = String(repeating: "  literal 1\n  pop 1\n", count: 12_000)
    let program = try Program(
      parsing: "export 1 = &f\nfunction &f {\n\(instructions)  literal 1\n  return\n}\n")
    let drawing = GraphDrawing(original: program, optimized: program, scope: .instruction)
    let error = #expect(throws: GraphError.self) { try drawing.svg() }
    #expect(error?.description.contains("use the coarser --dot-scope entity") == true)
  }

  /// Functions and objects that need each other in all directions.
  private static func tangle(functions count: Int) -> String {
    var lines = ["export 1 = &f0"]
    for index in 0..<count {
      lines.append("ram $a\(index) = array [$a\((index * 7 + 3) % count), &f\((index * 5 + 1) % count)]")
    }
    for index in 0..<count {
      lines.append("function &f\(index) {")
      for step in 1...12 {
        lines.append("  literal &f\((index * step + step * step) % count)")
        lines.append("  pop 1")
      }
      lines += ["  literal handle $a\(index)", "  return", "}"]
    }
    return lines.joined(separator: "\n")
  }
}

/// What is in an XML document.
private final class Elements: NSObject, XMLParserDelegate {
  /// How many elements have each value of the attribute `class`.
  private(set) var classes: [String: Int] = [:]
  private(set) var text = ""

  /// Reads a document.
  ///
  /// - Throws: what the parser finds wrong.
  init(ofXML document: String) throws {
    super.init()
    let parser = XMLParser(data: Data(document.utf8))
    parser.delegate = self
    guard parser.parse() else { throw parser.parserError ?? CocoaError(.formatting) }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    if let name = attributes["class"] { classes[name, default: 0] += 1 }
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }
}
