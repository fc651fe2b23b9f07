import IL
import Testing
import TestSupport

/// Programs as IL text, read and written.
struct TextInputTests {
  private let caseFile = Fixtures.directory.appending(path: "corpus/debouncer/case.json").path

  private static let mixed = """
    export 1 = &main
    function &main {
    b0:
      %0 = load_arg 1
      %1 = call_function &twice, undefined, %0
      return %1
    }
    function &twice {
      load_arg 1
      load_arg 1
      add
      return
    }
    """

  @Test func whatWasEmittedDoesTheSame() throws {
    let folder = try TemporaryFolder()
    try folder.write("app.mvm-bc", Fixtures.snapshot("corpus/debouncer/snapshot").bytes)
    let emit = try Command.run(["app.mvm-bc", "-q", "--emit-il", "app.il"], in: folder.url)
    #expect(emit.exitCode == 0)
    let assembled = try Command.run(["app.il", "-q", "-O0", "-o", "out.mvm-bc"], in: folder.url)
    #expect(assembled.exitCode == 0 && assembled.errors.isEmpty)
    let same = try Command.run(
      ["verify", "app.mvm-bc", "out.mvm-bc", "--case", caseFile], in: folder.url)
    #expect(same.exitCode == 0)
  }

  @Test func bothFormsMayBeInOneProgram() throws {
    let folder = try TemporaryFolder()
    let command = try Command.run(["-", "-o", folder.path("out")], input: Array(Self.mixed.utf8))
    #expect(command.exitCode == 0)
    // The size before is that of the snapshot that the text stands for.
    #expect(command.errors.contains(/^<standard input>: \d+ -> \d+ bytes/))
    let again = try Command.run(["-", "-O0", "-o", folder.path("plain")], input: Array(Self.mixed.utf8))
    #expect(again.exitCode == 0)
    #expect(try Command.run(["verify", folder.path("plain"), folder.path("out")]).exitCode == 0)
    #expect(try folder.read("out").count < folder.read("plain").count)
  }

  @Test(arguments: [
    ("export 1 = &main", "1:12: "), ("export 1 = 5\nglobal @a = ?", "2:13: "),
    ("function &f {\nb0:\n  return %4\n}", " &f"), ("", "0x0000"),
  ])
  func saysWhereTheTextIsWrong(_ text: String, _ place: String) throws {
    let folder = try TemporaryFolder()
    let command = try Command.run(["-", "-o", folder.path("out")], input: Array(text.utf8))
    #expect(command.exitCode == 1)
    #expect(command.errors.hasPrefix("mvboost: <standard input>:"))
    #expect(command.errors.contains(place), "\(command.errors)")
    #expect(command.errors.split(separator: "\n").count == 1)
    #expect(folder.files.isEmpty)
  }

  @Test func extensionSaysThatItIsText() throws {
    let folder = try TemporaryFolder()
    try folder.write("bad.il", [0x65, 0xFF])
    let command = try Command.run(["bad.il"], in: folder.url)
    #expect(command.errors == "mvboost: bad.il: not IL text: it is not valid UTF-8\n")
  }
}
