import IL
import Passes
import Testing

/// Expects that the pass `name` makes `after` of the program `before`, both as IL text.
///
/// Texts are compared as programs, so that blank lines and comments in them do not matter.
func expect(
  _ name: String, turns before: String, into after: String, policy: PassPolicy = .init(),
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  var program = try verified(before)
  let expected = try verified(after)
  let pass = try #require(Pass.named(name), sourceLocation: sourceLocation)
  var options = PassManager.Options()
  options.verifiesEach = true
  options.policy = policy
  let steps = try PassManager(options).run([pass], on: &program)
  #expect(
    program.canonicalized().description == expected.canonicalized().description,
    sourceLocation: sourceLocation)
  #expect(
    steps[0].changes.isEmpty == (try verified(before).canonicalized() == program.canonicalized()),
    "the pass must record a change iff it makes one", sourceLocation: sourceLocation)
}

/// Expects that the pass `name` leaves the program `text` alone.
func expect(
  _ name: String, leaves text: String, policy: PassPolicy = .init(),
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try expect(name, turns: text, into: text, policy: policy, sourceLocation: sourceLocation)
}

/// The program in `text`.
func verified(_ text: String) throws -> Program {
  let program = try Program(parsing: text)
  try Verifier.verify(program)
  return program
}
