import ArgumentParser
import Compiler
import ConsoleIO
import IL
import Report
import Snapshot
import SourceMaps

/// The options that say what is written, and where.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customShort("s"), .long, .customLong("output")],
    help: ArgumentHelp(
      "Write the snapshot here; - for standard output (default: the first input with another extension).",
      valueName: "file"))
  var snapshot: String?

  @Flag(help: "Only execute the modules.")
  var noSnapshot = false

  @Flag(help: "Run the optimizer of mvboost over the snapshot.")
  var boost = false

  @Option(
    help: ArgumentHelp(
      "Write a rule for make and ninja that names every file that was read.", valueName: "file"))
  var depfile: String?

  @Flag(
    help: "Write a map of the snapshot to <snapshot>.disassembly: offset, bytes and meaning of everything.")
  var outputDisassembly = false

  @Flag(help: "Print the bytes of the snapshot, as an initializer of C.")
  var outputBytes = false

  @Flag(
    name: .customLong("output-il"),
    help: ArgumentHelp(
      """
      Write the program as IL text, which mvboost also reads, to <snapshot>.il, and the functions of each module to \
      <module>.il.
      """))
  var outputIL = false

  @Flag(
    help:
      "Write where the code comes from to <snapshot>.map, a source map of version 3 whose columns are bytes.")
  var outputSourceMap = false

  @Flag(name: .shortAndLong, help: "Print nothing but errors and what the program prints.")
  var quiet = false

  func validate() throws {
    let isAlone = !(outputDisassembly || outputIL || outputSourceMap || outputBytes || depfile != nil)
    guard noSnapshot || snapshot != "-" || isAlone else {
      throw ValidationError("--snapshot - writes to standard output, and nothing else can be written then")
    }
  }

  /// A warning for each option that does nothing because there is no snapshot.
  var warnings: [String] {
    guard noSnapshot else { return [] }
    let ignored = [
      snapshot == nil ? nil : "--snapshot", boost ? "--boost" : nil, depfile == nil ? nil : "--depfile",
      outputDisassembly ? "--output-disassembly" : nil, outputBytes ? "--output-bytes" : nil,
      outputSourceMap ? "--output-source-map" : nil,
    ]
    return ignored.compactMap(\.self).map { "warning: Cannot use `--no-snapshot` option with `\($0)`" }
  }

  /// Writes the snapshot and what else was asked for.
  func write(_ bytes: [UInt8], _ sourceMap: SourceMap, of program: Program, to path: String) throws {
    try OutputFile(path: path).write(bytes)
    if outputDisassembly {
      let text = Disassembly(try DecodedSnapshot(bytes)).text
      try OutputFile(path: path + ".disassembly").write(Array(text.utf8))
    }
    if outputIL {
      try OutputFile(path: path + ".il").write(Array(program.description.utf8))
    }
    if outputSourceMap {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      try OutputFile(path: path + ".map").write(Array(sourceMap.json(file: name).utf8))
    }
    if outputBytes {
      try Console.print(
        "{" + bytes.map { "0x" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ",") + "}")
    }
  }
}
