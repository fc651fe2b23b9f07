import Codec
import IL
import Testing

/// What the code in these tests may refer to.
private let surroundings = """
  import !h0 = 1
  global @g0 = 0

  function &f1 {
    literal undefined
    return
  }

  """

/// The program whose function `&f0` has this stack code.
func program(_ code: String) throws -> Program {
  let program = try Program(parsing: surroundings + "\nfunction &f0 {\n\(code)\n}\n")
  try Verifier.verify(program)
  return program
}

/// Expects that a function with this stack code has this body in SSA form.
func expect(
  _ code: String, liftsInto body: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  var program = try program(code)
  let report = program.lift()
  #expect(report.isEmpty, "\(report.map(\.reason))", sourceLocation: sourceLocation)
  try Verifier.verify(program)
  let text = try #require(program.description.split(separator: "function &f0 {\n").last)
  #expect(text.prefix { $0 != "}" } == body + "\n", sourceLocation: sourceLocation)
}
