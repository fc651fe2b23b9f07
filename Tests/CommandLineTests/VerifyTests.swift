import Testing
import TestSupport

/// `mvboost verify`, and `--verify`.
struct VerifyTests {
  private let snapshot = Fixtures.snapshot("corpus/debouncer/snapshot")
  private let other = Fixtures.snapshot("corpus/thermostat/snapshot")
  private let caseFile = Fixtures.directory.appending(path: "corpus/debouncer/case.json").path

  @Test func optimizedSnapshotDoesTheSame() throws {
    let folder = try TemporaryFolder()
    let optimized = folder.path("out.mvm-bc")
    let command = try Command.run(["-", "-o", optimized, "--verify", "--cases", "5"], input: snapshot.bytes)
    #expect(command.exitCode == 0)
    #expect(command.errors.contains("same behaviour in 5 cases (seeds 1 to 5)"))
    let again = try Command.run(["verify", "-", optimized, "--case", caseFile], input: snapshot.bytes)
    #expect(again.exitCode == 0)
    #expect(again.text == "same behaviour in 1 case (\(caseFile))\n")
  }

  @Test func showsTheFirstDifference() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("other.mvm-bc", other.bytes)
    let command = try Command.run(["verify", "-", path, "--seed", "1"], input: snapshot.bytes)
    #expect(command.exitCode == 1)
    #expect(command.output.isEmpty)
    #expect(
      command.errors.contains("the behaviour differs; --seed 1 --cases 1 repeats it\nevent 1 differs\n"))
  }

  @Test func refusesWhatIsNoCase() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("case.json", Array("{\"steps\": 1}".utf8))
    let command = try Command.run(["-", "--verify", "--case", path], input: snapshot.bytes)
    #expect(command.exitCode == 1)
    #expect(command.errors.contains("\(path): not a case file: "))
  }
}
