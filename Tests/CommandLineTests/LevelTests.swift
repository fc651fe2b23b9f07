import Boost
import Passes
import Testing
import TestSupport

/// The options that say how much work is done.
struct LevelTests {
  private let snapshot = Fixtures.snapshot("corpus/debouncer/snapshot")

  private func run(_ arguments: String...) throws -> Command {
    try Command.run(["-", "-q", "-o", "-"] + arguments, input: snapshot.bytes)
  }

  /// The names of the passes that ran, from what `--time-passes` printed.
  private func passes(_ command: Command) -> [String] {
    command.errors.split(separator: "\n").dropFirst().map { String($0.split(separator: " ").last!) }
  }

  @Test func levelsAreThoseOfTheOptimizer() throws {
    let sizes = try [("-O0", Optimizer.Level.unoptimized), ("-O1", .once), ("-O2", .converged)].map {
      let output = try run($0.0).output
      #expect(try output == Optimizer($0.1).optimize(snapshot.bytes).bytes)
      return output.count
    }
    #expect(sizes[0] < snapshot.bytes.count && sizes[1] < sizes[0] && sizes[2] <= sizes[1])
    #expect(try run().output.count == sizes[2])
  }

  @Test func passesRunAsOftenAsTheLevelSays() throws {
    let pipeline = Pass.defaultPipeline.map(\.name)
    #expect(passes(try run("-O0", "--time-passes")) == [])
    #expect(passes(try run("-O1", "--time-passes")) == pipeline)
    #expect(passes(try run("--no-converge", "--time-passes")) == pipeline)
    let rounds = passes(try run("--time-passes"))
    #expect(rounds.count > pipeline.count && rounds.count % pipeline.count == 0)
    #expect(rounds == passes(try run("-O1", "--converge", "--time-passes")))
  }

  @Test func namedPassesRunOnce() throws {
    #expect(passes(try run("--passes", "inlining,dead-code", "--time-passes")) == ["inlining", "dead-code"])
    let rounds = passes(try run("--passes", "inlining,dead-code", "--converge", "--time-passes"))
    #expect(rounds.count > 2 && rounds.count % 2 == 0)
  }

  @Test func numbersOfPassesGoOnInTheNextRound() throws {
    let count = Pass.defaultPipeline.count
    let command = try run("--stop-after", "\(count + 2).1", "--time-passes")
    #expect(passes(command).count == count + 2)
    let printed = try run("--stop-after", "\(count + 1)", "--print-after", Pass.defaultPipeline[0].name)
    #expect(printed.errors.contains("// after pass \(count + 1), \(Pass.defaultPipeline[0].name)\n"))
  }

  @Test(arguments: [["-O0", "-O1"], ["-O0", "--converge"], ["-O0", "--passes", "inlining"], ["-O3"]])
  func refusesLevelsThatContradict(_ arguments: [String]) throws {
    #expect(try Command.run(["-"] + arguments, input: snapshot.bytes).exitCode == 64)
  }

  /// Reading a property of a number would fail; nothing uses what it gives.
  @Test func errorsMayBeTakenNotToHappen() throws {
    let text = """
      export 1 = &main
      builtin interned_keys
      function &main {
      b0:
        %0 = load_arg 1
        %1 = object_get %0, "x"
        return 7
      }
      """
    let output = try ["--errors-never-happen", "--quiet"].map {
      try Command.run(["-", "-q", "--emit-il", "-", $0], input: Array(text.utf8)).text
    }
    #expect(!output[0].contains("object_get"))
    #expect(output[1].contains("object_get"))
  }
}
