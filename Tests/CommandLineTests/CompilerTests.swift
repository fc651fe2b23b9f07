import Boost
import Foundation
import TestSupport
import Testing

@testable import mvc

/// The command line of the compiler.
struct CompilerTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try write("main.js", "import { f } from './lib/f'; vmExport(1, f); console.log('built');")
    try write("f.js", "export const f = () => 5;", in: "lib")
  }

  private func write(_ name: String, _ text: String, in subfolder: String? = nil) throws {
    let place = subfolder.map { folder.url.appending(path: $0) } ?? folder.url
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: place.appending(path: name))
  }

  private func run(_ arguments: String..., input: String = "") throws -> Command {
    try Command.run(arguments, tool: "mvc", input: Array(input.utf8), in: folder.url)
  }

  @Test func helpIsGolden() throws {
    let command = try run("--help")
    #expect(command.exitCode == 0)
    expectGolden(command.text, "mvc-help.txt")
  }

  @Test func theSnapshotIsWrittenBesideTheSource() throws {
    let command = try run("main.js")
    #expect(command.exitCode == 0 && command.text == "built\n")
    let size = try folder.read("main.mvm-bc").count
    #expect(command.errors == "Output generated: main.mvm-bc\n\(size) bytes\n")
  }

  @Test(arguments: [
    (["a.mvm.js"], "a.mvm-bc"), (["b.js"], "b.mvm-bc"), (["c"], "c.mvm-bc"), (["lib.x/d"], "lib.x/d.mvm-bc"),
    (["-e", "1"], "script.mvm-bc"), (["-"], "script.mvm-bc"), (["-e", "1", "b.js"], "b.mvm-bc"),
    (["b.js", "a.mvm.js"], "b.mvm-bc"), (["b.js", "-o", "o"], "o"), (["b.js", "-s", "o"], "o"),
    (["b.js", "--snapshot", "o"], "o"), (["b.js", "--output", "o"], "o"),
  ])
  func theNameOfTheSnapshotFollowsFromTheInput(_ arguments: [String], _ name: String) throws {
    for file in ["a.mvm.js", "b.js", "c"] { try write(file, "") }
    try write("d", "", in: "lib.x")
    let command = try Command.run(arguments, tool: "mvc", in: folder.url)
    #expect(command.exitCode == 0, "\(command.errors)")
    #expect(command.errors.hasPrefix("Output generated: \(name)\n"))
    #expect(try folder.read(name).count == 42)
  }

  @Test func inputsAreEvaluatedInOrderInOneMachine() throws {
    try write("second.js", "console.log(shared); import './lib/f.js';")
    let command = try run(
      "-e", "globalThis.shared = 'x'; console.log('eval')", "main.js", "second.js", "-", "--no-snapshot",
      input: "console.log('input', shared)")
    #expect(command.text == "eval\nbuilt\nx\ninput x\n")
    #expect(command.exitCode == 0 && folder.files == ["lib", "main.js"].sorted() + ["second.js"])
  }

  @Test func standardOutputTakesTheSnapshot() throws {
    let command = try run("-e", "vmExport(1, 2)", "-o", "-")
    #expect(command.exitCode == 0 && command.output.first == 8 && command.errors.isEmpty)
  }

  @Test func theOptimizerRunsInTheSameProcess() throws {
    try write("big.js", "const o = { a: 1, b: 2 }; vmExport(1, () => o.a);")
    #expect(try run("big.js", "-q").errors.isEmpty)
    let plain = try folder.read("big.mvm-bc")
    #expect(try run("big.js", "--boost", "-q").exitCode == 0)
    #expect(try folder.read("big.mvm-bc") == Optimizer().optimize(plain).bytes)
    #expect(try folder.read("big.mvm-bc").count < plain.count)
  }

  @Test func dependenciesAreWrittenForMake() throws {
    try write("a b.js", "import fs from 'fs'; import x from './x.json'; fs.readFileSync('data.txt');")
    try write("x.json", "1")
    try write("data.txt", "")
    #expect(try run("a b.js", "-o", "out $.mvm-bc", "--depfile", "out.d").exitCode == 0)
    #expect(
      String(decoding: try folder.read("out.d"), as: UTF8.self)
        == "out\\ $$.mvm-bc: \\\n  a\\ b.js \\\n  x.json \\\n  data.txt\n")
  }

  @Test func whatWasMadeCanBeLookedAt() throws {
    let command = try run("main.js", "--output-disassembly", "--output-il", "--output-bytes", "-q")
    #expect(command.exitCode == 0, "\(command.errors)")
    let bytes = try folder.read("main.mvm-bc")
    #expect(command.text.hasPrefix("built\n{0x08,0x1c,") && command.text.hasSuffix("}\n"))
    #expect(command.text.split(separator: ",").count == bytes.count)
    #expect(String(decoding: try folder.read("main.mvm-bc.disassembly"), as: UTF8.self).contains("export 1"))
    let il = String(decoding: try folder.read("main.mvm-bc.il"), as: UTF8.self)
    #expect(try Assembler.assemble(il) == bytes)
    let (main, library) = (try folder.read("main.js.il"), try folder.read("lib/f.js.il"))
    #expect(String(decoding: main, as: UTF8.self).contains("function &main.js {"))
    #expect(String(decoding: library, as: UTF8.self).contains("  return 5\n"))
  }

  @Test(arguments: [
    ("let = 1", "1:5: error: "), ("import './missing'", "1:8: error: cannot find module './missing' from"),
    ("null.x", "1:1: error: uncaught exception: TypeError: Cannot read properties of null (reading 'x')"),
    ("while (true) {}", "1:1: error: stopped after 5000 steps"),
    ("globalThis.x; vmExport(1, () => x)", "1:33: error: no snapshot: x is not defined"),
  ])
  func mistakesLeaveNoOutput(_ source: String, _ message: String) throws {
    try write("bad.js", source)
    let command = try run("bad.js", "--max-steps", "5000", "--depfile", "d", "--output-il")
    #expect(command.exitCode == 1)
    #expect(command.errors.hasPrefix("bad.js:\(message)"), "\(command.errors)")
    #expect(folder.files == ["bad.js", "lib", "main.js"])
  }

  @Test func helpAndVersionAreNoMistakes() throws {
    #expect(try run().text.hasPrefix("OVERVIEW: Compile JavaScript"))
    for command in [try run(), try run("-h"), try run("-v"), try run("--version")] {
      #expect(command.exitCode == 0 && command.errors.isEmpty)
    }
    #expect(try run("-v").text == "mvc 0.1.0 (Microvium bytecode version 8)\n")
    #expect(try run("--version").text == run("-v").text)
  }

  @Test func codeCanBeSeenWithoutASnapshot() throws {
    #expect(try run("main.js", "--no-snapshot", "--output-il").exitCode == 0)
    #expect(folder.files == ["lib", "main.js", "main.js.il"])
  }

  /// As in the reference, except that the modules are executed.
  @Test(arguments: [
    ["--snapshot", "x"], ["--output-disassembly"], ["--output-bytes"], ["--output-source-map"], ["--boost"],
    ["--depfile", "x"],
  ])
  func whatNeedsASnapshotIsIgnoredWithoutOne(_ options: [String]) throws {
    let command = try Command.run(["main.js", "--no-snapshot"] + options, tool: "mvc", in: folder.url)
    #expect(command.exitCode == 0 && command.text == "built\n")
    #expect(command.errors == "warning: Cannot use `--no-snapshot` option with `\(options[0])`\n")
    #expect(folder.files == ["lib", "main.js"])
  }

  @Test func missingInputsAreReported() throws {
    let command = try run("nowhere.js")
    #expect(command.exitCode == 1 && command.errors == "mvc: cannot read nowhere.js\n")
  }

  @Test(arguments: [
    ["main.js", "--map-file", "x"], ["--generate-lib"], ["--generate-port"],
    ["main.js", "-o", "-", "--output-bytes"], ["main.js", "--max-steps", "0"], ["main.js", "--unknown"],
  ])
  func wrongUsageIsToldFromMistakes(_ arguments: [String]) throws {
    #expect(try Command.run(arguments, tool: "mvc", in: folder.url).exitCode == 64)
    #expect(folder.files == ["lib", "main.js"])
  }
}
