import CaseRunner
import IL
import Snapshot
import Testing
import TestSupport
import Verification

/// Two snapshots are told apart by what their host sees, and by nothing else.
struct VerificationTests {
  /// The snapshot of a program whose export 1 is `&main` with this code.
  private func snapshot(_ code: String, _ others: String = "") throws -> [UInt8] {
    let text = "import !h0 = 7\nexport 1 = &main\n\(others)\nfunction &main {\n\(code)\n}\n"
    let program = try Program(parsing: text)
    try Verifier.verify(program)
    return try EncodedSnapshot(program).bytes
  }

  /// The first difference in a case that calls export 1 twice with 5.
  private func difference(_ left: [UInt8], _ right: [UInt8]) throws -> Difference? {
    let step = Case.Step.call(export: 1, arguments: [.number(5)])
    switch try Verification(left, right).run(Case(steps: [step, step])) {
    case .same: return nil
    case .different(let difference, _): return difference
    }
  }

  @Test func sameProgramIsTheSame() throws {
    let program = try snapshot("load_arg 1\nreturn")
    #expect(try difference(program, program) == nil)
  }

  @Test func anotherWayToTheSameResultIsTheSame() throws {
    let left = try snapshot("literal 2\nliteral 3\nadd\nreturn")
    let right = try snapshot("literal 5\nreturn")
    #expect(try difference(left, right) == nil)
  }

  @Test func anotherResultDiffers() throws {
    let found = try difference(snapshot("load_arg 1\nreturn"), snapshot("load_arg 2\nreturn"))
    #expect(found?.index == 1)
    #expect(
      found?.description == """
        event 1 differs
            0  {"call":1,"args":[5]}
          < 1  {"returned":5}
          > 1  {"returned":{"undefined":true}}
        """)
  }

  @Test func anotherHostCallDiffers() throws {
    func calling(_ arguments: String, count: Int) throws -> [UInt8] {
      try snapshot("literal !h0\nliteral undefined\n\(arguments)call \(count)\nreturn")
    }
    // A host function sees how many arguments it gets.
    let found = try difference(calling("", count: 1), calling("literal undefined\n", count: 2))
    #expect(found?.index == 1)
    #expect(try difference(calling("", count: 1), snapshot("literal undefined\nreturn"))?.index == 1)
  }

  @Test func anotherErrorDiffers() throws {
    let notCallable = try snapshot("literal 1\nliteral undefined\ncall 1\nreturn")
    let noProperties = try snapshot("literal 1\nliteral 2\nobject_get\nreturn")
    #expect(try difference(notCallable, noProperties)?.index == 1)
  }

  @Test func lostStateDiffers() throws {
    func counting(_ store: String) throws -> [UInt8] {
      try snapshot("load_global @n\nliteral 1\nadd\n\(store)\nload_global @n\nreturn", "global @n = 0")
    }
    // The first call tells nothing apart that stores another way.
    #expect(try difference(counting("store_global @n"), counting("pop 1"))?.index == 1)
  }

  @Test func limitsAreNotBehaviour() throws {
    let endless = try snapshot("literal &main\nliteral undefined\ncall 1\nreturn")
    #expect(try difference(endless, snapshot("load_arg 1\nreturn")) == nil)
  }

  @Test func madeUpCasesFindADifferenceInOneArgument() throws {
    let left = try snapshot("load_arg 3\ntypeof\nreturn")
    let right = try snapshot("literal \"undefined\"\nreturn")
    guard case .different(_, let seed) = try Verification(left, right).runGeneratedCases(seed: 1, count: 50)
    else {
      Issue.record("no made-up case calls with a third argument")
      return
    }
    // The seed alone must repeat the difference.
    let repeated = try Verification(left, right).runGeneratedCases(seed: try #require(seed), count: 1)
    guard case .different = repeated else {
      Issue.record("the seed does not repeat the difference")
      return
    }
  }

  /// The second snapshot never gives the host the function that the case goes on to call.
  @Test func missingHandleIsADifference() throws {
    let left = try snapshot("literal &main\nreturn")
    let right = try snapshot("literal 1\nreturn")
    guard case .different = try Verification(left, right).runGeneratedCases(seed: 1, count: 20) else {
      Issue.record("found no difference")
      return
    }
  }

  @Test func madeUpCasesRepeat() throws {
    let fixture = Fixtures.snapshot("corpus/event-emitter/snapshot").bytes
    for _ in 0..<2 {
      guard
        case .same(let cases, _) = try Verification(fixture, fixture).runGeneratedCases(seed: 9, count: 10)
      else {
        Issue.record("a snapshot differs from itself")
        return
      }
      #expect(cases == 10)
    }
  }
}
