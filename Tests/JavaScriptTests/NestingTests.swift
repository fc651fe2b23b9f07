import JavaScript
import Testing

/// Deep nesting: either it works or it is an error, but it never overflows the stack.
struct NestingTests {
  /// A construct that can contain itself.
  struct Construct: CustomTestStringConvertible, Sendable {
    let open: String
    let middle: String
    let close: String
    /// What stands around all of it.
    let frame: (before: String, behind: String)
    var testDescription: String { frame.before + open + "…" + close + frame.behind }

    init(
      _ open: String, _ middle: String = "a", _ close: String = "", in frame: (String, String) = ("", "")
    ) {
      (self.open, self.middle, self.close, self.frame) = (open, middle, close, frame)
    }

    func source(depth: Int) -> String {
      frame.before + String(repeating: open, count: depth) + middle + String(repeating: close, count: depth)
        + frame.behind
    }
  }

  static let constructs = [
    Construct("(", "a", ")"), Construct("[", "a", "]"), Construct("x = {a: ", "1", "}"),
    Construct("f(", "a", ")"), Construct("a[", "a", "]"), Construct("`${", "a", "}`"),
    Construct("new ", "A"), Construct("new (", "A", ")"), Construct("!"), Construct("- "),
    Construct("typeof "), Construct("await "), Construct("a = "), Construct("a ** "), Construct("a + "),
    Construct("a ? b : "), Construct("a ? ", "b", " : c"), Construct("a => "), Construct("() => {", "", "}"),
    Construct("async () => "), Construct("", "a", ".b"), Construct("", "a", "?.b"), Construct("", "a", "()"),
    Construct("", "a", "`b`"), Construct("{", "", "}"), Construct("if (a) ", ";"),
    Construct("if (a) ; else ", ";"), Construct("while (a) ", ";"), Construct("do ", ";", " while (a)"),
    Construct("for (;;) ", ";"), Construct("for (a of b) ", ";"), Construct("try {", "", "} finally {}"),
    Construct("switch (a) { case 1: ", "", "}"), Construct("function f() {", "", "}"),
    Construct("(function () {", "", "})"), Construct("x = class { static {", "", "} }"),
    Construct("x = class { a = ", "1", "}"), Construct("x = class { a() {", "", "} }"),
    Construct("x = class extends (", "A", ") {}"), Construct("[", "a", "]", in: ("let ", " = b")),
    Construct("{a: ", "a", "}", in: ("let ", " = b")), Construct("[", "a", "]", in: ("", " = b")),
    Construct("{a: ", "a", "}", in: ("(", " = b)")), Construct("(a = ", "1", ") => a"),
    Construct("x = {a() {", "", "}}"), Construct("x = {[", "1", "]: 1}"),
  ]

  @Test(arguments: constructs)
  func manyLevelsWork(_ construct: Construct) throws {
    _ = try Module(parsing: construct.source(depth: 200))
  }

  @Test(arguments: constructs, [2000, 100_000])
  func tooManyLevelsAreAnError(_ construct: Construct, depth: Int) {
    let error = #expect(throws: SyntaxError.self) { _ = try Module(parsing: construct.source(depth: depth)) }
    #expect(error?.message.contains("nested too deeply") == true, "\(error?.message ?? "")")
  }
}
