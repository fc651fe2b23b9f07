import IL
import Testing

/// Mistakes in IL text, and where the parser says they are.
@Suite struct ParserErrorTests {
  @Test(arguments: [
    ("nonsense", "1:1: unknown statement nonsense"),
    ("\n\n  = 1", "3:3: expected a statement"),
    ("import !h0", "1:11: expected '='"),
    ("import !h0 = 65536", "1:14: expected a host function id from 0 to 65535"),
    ("import !h0 = 1 2", "1:16: expected the end of the line"),
    ("import h0 = 1", "1:8: h0 is not defined"),
    ("import !h0 = 1\nimport !h0 = 2", "2:8: !h0 is defined twice"),
    ("global @g7 = 1\nglobal @g07 = 2", "2:8: the index in @g07 is defined twice"),
    ("global @g65536 = 1", "1:8: the index in @g65536 is too large"),
    ("global @a-b = 1", "1:8: @a-b is not a name"),
    ("global @ = 1", "1:8: @ is not a name"),
    ("export 1 = &f0", "1:12: &f0 is not defined"),
    ("export 1 = @g0\nglobal @g0 = 1", "1:12: expected a value, found @g0"),
    ("export 1 = $a0 // comment", "1:12: $a0 is not defined"),
    ("export 1 = handle 5", "1:19: 5 is not defined"),
    ("export 1 = 1x", "1:12: expected a value, found 1x"),
    ("export x = 1", "1:8: expected an export id from 0 to 65535"),
    ("features x", "1:10: expected the feature flags from 0 to 65535"),
    ("builtin nothing = 1", "1:9: unknown built-in nothing"),
    ("string 5 plain", "1:8: expected a string"),
    ("string \"a\" odd", "1:12: unknown kind of string odd"),
    ("export 1 = \"a", "1:12: the string has no end"),
    ("export 1 = \"a\n\"", "1:12: the string has no end"),
    ("export 1 = \"a\\", "1:15: the string has no end"),
    ("export 1 = \"\\q\"", "1:14: unknown escape \\q"),
    ("export 1 = \"\\x+5\"", "1:14: unknown escape \\x"),
    ("export 1 = \"\\x5", "1:14: unknown escape \\x"),
    ("export 1 = \"é\u{301}\" x", "1:17: expected the end of the line"),
    ("ram $a0 = thing", "1:11: unknown kind of allocation thing"),
    ("ram $a0 = array 1", "1:17: expected '['"),
    ("ram $a0 = array [1 2]", "1:20: expected ','"),
    ("ram $a0 = array [1,]", "1:20: expected a value"),
    ("ram $a0 = object { 1 2 }", "1:22: expected ':'"),
    ("ram $a0 = object { 1: 2, }", "1:26: expected a value"),
    ("ram $a0 = class 1 2", "1:19: expected ','"),
    ("ram $a0 = bytes \"0\"", "1:17: expected pairs of hexadecimal digits in quotes"),
    ("ram $a0 = bytes \"+1\"", "1:17: expected pairs of hexadecimal digits in quotes"),
    ("ram $a0 = bytes 12", "1:17: expected pairs of hexadecimal digits in quotes"),
    ("function &f0 entry x {", "1:20: expected a depth from 0 to 65535"),
    ("function &f0 entry -1 {", "1:20: expected a depth from 0 to 65535"),
    ("function &f0 {\n  jump L0", "2:10: expected an instruction"),
    ("function &f0 { return }", "1:16: expected the end of the line"),
    ("function &f0 {\n  fly\n}", "2:3: there is no instruction fly with these operands"),
    ("function &f0 {\n  pop\n}", "2:3: there is no instruction pop with these operands"),
    ("function &f0 {\n  return 1\n}", "2:3: there is no instruction return with these operands"),
    ("function &f0 {\n  call 1 loud\n}", "2:3: there is no instruction call with these operands"),
    ("function &f0 {\n  call 9223372036854775807\n}", "2:8: expected a count from 0 to 65535"),
    ("function &f0 {\n  pop -9223372036854775808\n}", "2:7: expected a count from 0 to 65535"),
    ("function &f0 {\n  load_global @x\n}", "2:15: @x is not defined"),
    ("function &f0 {\n  call_host !x 1\n}", "2:13: !x is not defined"),
    ("function &f0 {\n  call_function &x 1\n}", "2:17: &x is not defined"),
    ("function &f0 {\n  literal\n}", "2:3: there is no instruction literal with these operands"),
  ])
  func isReported(_ text: String, _ message: String) {
    let error = #expect(throws: ParseError.self) { try Program(parsing: text) }
    #expect(error?.description == message)
  }
}
