import Boost
import Foundation
import Testing
import TestSupport

/// What `mvboost` reads and writes, and what it leaves alone.
struct FileTests {
  private let snapshot = Fixtures.snapshot("corpus/debouncer/snapshot")

  @Test func writesTheOptimizedSnapshot() throws {
    let folder = try TemporaryFolder()
    try folder.write("app.mvm-bc", snapshot.bytes)
    let command = try Command.run(["app.mvm-bc", "-o", "out.mvm-bc"], in: folder.url)
    #expect(command.exitCode == 0)
    #expect(command.output.isEmpty)
    #expect(command.errors.hasPrefix("app.mvm-bc: \(snapshot.bytes.count) -> "))
    #expect(try folder.read("out.mvm-bc") == Optimizer().optimize(snapshot.bytes).bytes)
    #expect(folder.files == ["app.mvm-bc", "out.mvm-bc"])
  }

  @Test func readsAndWritesStandardStreams() throws {
    let command = try Command.run(["-", "-o", "-"], input: snapshot.bytes)
    #expect(command.exitCode == 0)
    #expect(command.output == (try Optimizer().optimize(snapshot.bytes).bytes))
    #expect(command.errors.hasPrefix("<standard input>: "))
  }

  @Test func optimizesAFileInPlace() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("app.mvm-bc", snapshot.bytes)
    #expect(try Command.run([path, "-o", path]).exitCode == 0)
    #expect(try folder.read("app.mvm-bc").count < snapshot.bytes.count)
  }

  /// The engine must not see different bytes from builds of the same source.
  @Test func givesTheSameBytesInEveryProcess() throws {
    let outputs = try (0..<5).map { _ in try Command.run(["-", "-o", "-"], input: snapshot.bytes).output }
    #expect(Set(outputs).count == 1)
  }

  @Test func keepsTheModeOfAFileThatItReplaces() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("out.mvm-bc", [1, 2, 3])
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    #expect(try Command.run(["-", "-o", path], input: snapshot.bytes).exitCode == 0)
    #expect(
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
  }

  @Test func writesThroughALink() throws {
    let folder = try TemporaryFolder()
    let target = try folder.write("target.mvm-bc", [1])
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: target)
    #expect(try Command.run(["-", "-o", folder.path("link")], input: snapshot.bytes).exitCode == 0)
    #expect(try folder.read("target.mvm-bc").count > 1)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == target)
  }

  @Test func writesNothingForABadInput() throws {
    let folder = try TemporaryFolder()
    var bytes = snapshot.bytes
    bytes[100] ^= 1
    try folder.write("app.mvm-bc", bytes)
    let reports = ["--json", "out.json", "--dot", "out.dot", "--c-array", "out.h"]
    let command = try Command.run(["app.mvm-bc", "-o", "out.mvm-bc"] + reports, in: folder.url)
    #expect(command.exitCode == 1)
    #expect(command.errors.hasPrefix("mvboost: app.mvm-bc: 0x0006: the CRC in the header is "))
    #expect(command.errors.split(separator: "\n").count == 1)
    #expect(folder.files == ["app.mvm-bc"])
  }

  @Test func keepsAnOldOutputWhenTheInputIsBad() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("out.mvm-bc", [1, 2, 3])
    #expect(try Command.run(["-", "-o", path], input: [8, 28]).exitCode == 1)
    #expect(try folder.read("out.mvm-bc") == [1, 2, 3])
  }

  @Test func namesOlderVersions() throws {
    var bytes = snapshot.bytes
    bytes[0] = 6
    let command = try Command.run(["-", "-o", "-"], input: bytes)
    #expect(command.exitCode == 1)
    #expect(
      command.errors
        == "mvboost: <standard input>: 0x0000: bytecode version 6 of the Microvium compilers of 2022; "
        + "expected version 8, which Microvium 8 writes\n")
  }

  @Test(arguments: [
    ("/dev/full", "No space left on device"), ("/nowhere/out.mvm-bc", "No such file or directory"),
    ("/", "Is a directory"),
  ])
  func saysWhyItCannotWrite(_ path: String, _ reason: String) throws {
    let command = try Command.run(["-", "-o", path], input: snapshot.bytes)
    #expect(command.exitCode == 1)
    #expect(command.errors.hasSuffix("mvboost: \(path): cannot write: \(reason)\n"))
  }

  @Test(arguments: [("missing.mvm-bc", "No such file or directory"), (".", "Is a directory")])
  func saysWhyItCannotRead(_ path: String, _ reason: String) throws {
    let command = try Command.run([path, "-o", "-"])
    #expect(command.exitCode == 1)
    #expect(command.errors == "mvboost: \(path): cannot read: \(reason)\n")
  }

  /// A full disk under standard output must not look like success.
  @Test(arguments: [["--stats"], ["--disassemble"], ["--list-passes"], ["--json", "-"], ["-o", "-"]])
  func saysWhenStandardOutputIsFull(_ arguments: [String]) throws {
    let command = try Command.run(["-"] + arguments, input: snapshot.bytes, output: "/dev/full")
    #expect(command.exitCode == 1)
    #expect(command.errors.hasSuffix("<standard output>: cannot write: No space left on device\n"))
  }

  @Test func endsOnAnEndlessInput() throws {
    let command = try Command.run(["/dev/zero", "-o", "-"])
    #expect(command.exitCode == 1)
    #expect(command.errors.contains("too large for a snapshot"))
  }
}
