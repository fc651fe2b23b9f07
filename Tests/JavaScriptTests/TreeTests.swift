import JavaScript
import TestSupport
import Testing

/// What sources are parsed into.
struct TreeTests {
  @Test(arguments: SourceCase.load("trees", marker: "//= "))
  func isParsedInto(_ example: SourceCase) throws {
    #expect(TreePrinter.print(try Module(parsing: example.source)) == example.expected)
  }

  /// Where a semicolon may be missing, and where a line break does not help.
  @Test(arguments: SourceCase.load("semicolons", marker: "//= "))
  func semicolonsAreInserted(_ example: SourceCase) throws {
    #expect(TreePrinter.print(try Module(parsing: example.source)) == example.expected)
  }
}
