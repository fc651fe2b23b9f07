import ArgumentParser
import Boost
import ConsoleIO
import Report

/// The options that say where the result goes.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Write the optimized snapshot; - for standard output.", valueName: "output"))
  var output: String?

  @Option(help: ArgumentHelp("Write the optimized snapshot as a C header.", valueName: "file"))
  var cArray: String?

  @Option(
    help: ArgumentHelp("Exit with code 2, without a result, if it has more than <n> bytes.", valueName: "n"))
  var maxBytes: Int?

  @Flag(name: [.short, .long], help: "Print nothing but errors and what other options ask for.")
  var quiet = false

  /// The options that write to standard output.
  var standardOutputUses: [String] {
    (output == "-" ? ["--output -"] : []) + (cArray == "-" ? ["--c-array -"] : [])
  }

  /// Writes the result, if it is within the budget.
  func write(_ optimization: Optimization, inputName: String) throws {
    if let maxBytes, optimization.bytes.count > maxBytes {
      Console.error(
        "mvboost: \(inputName): the result has \(optimization.bytes.count) bytes, --max-bytes allows \(maxBytes)"
      )
      throw ExitCode(2)
    }
    if let cArray {
      let header = CArray(optimization.bytes, fileName: cArray == "-" ? inputName : cArray, origin: inputName)
      try OutputFile(path: cArray).write(Array(header.text.utf8))
    }
    if let output { try OutputFile(path: output).write(optimization.bytes) }
  }
}
