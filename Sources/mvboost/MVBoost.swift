import ArgumentParser
import Boost
import ConsoleIO
import IL
import Passes
import Report
import Snapshot

/// Where the process starts.
@main
enum Main {
  /// Runs the command that the arguments name.
  ///
  /// `verify` and `why` are told from an input here, because the parser gives a word to an argument before it looks for a
  /// subcommand, and a default subcommand would hide the options of the optimizer from `--help`.
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "verify": VerifyCommand.main(Array(arguments.dropFirst()))
    case "why": WhyCommand.main(Array(arguments.dropFirst()))
    default: MVBoost.main(arguments)
    }
  }
}

/// The command line of the optimizer.
struct MVBoost: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mvboost",
    abstract: "Make a Microvium snapshot smaller without changing what it does.",
    usage: """
      mvboost <input> [-o <output>] [<options>]
      mvboost verify <original> <optimized> [<options>]
      mvboost why <input> <name> [<options>]
      """,
    discussion: """
      Reads a snapshot of Microvium 8 (.mvm-bc) or a program as IL text (.il), removes what no export needs, and writes a snapshot that \
      behaves the same. The output is never larger than the input, in flash or in initial RAM. What options ask for \
      goes to standard output, messages to standard error.

      EXAMPLES
        Optimize a snapshot:
          mvboost app.mvm-bc -o app.boost.mvm-bc
        See where the bytes go, and what changed:
          mvboost app.mvm-bc --stats
        Read the file instruction by instruction:
          mvboost app.mvm-bc --disassemble
        Draw what needs what, and what is removed:
          mvboost app.mvm-bc --svg app.svg --dot-scope function
        Check that the result does the same, before it is written or later, with made-up calls:
          mvboost app.mvm-bc -o app.boost.mvm-bc --verify
          mvboost verify app.mvm-bc app.boost.mvm-bc --cases 1000
        See what went, by which pass and why, and why something did not:
          mvboost app.mvm-bc --report removed
          mvboost why app.mvm-bc '&f3'
        Look at the program as IL text, change it, and make a snapshot of it:
          mvboost app.mvm-bc --emit-il app.il
          mvboost app.il -o app.mvm-bc
        Have reports use the names and places of the source, for a snapshot of mvc:
          mvc app.js --output-source-map
          mvboost app.mvm-bc --source-map app.mvm-bc.map --report removed
        Fail a build when the program outgrows its flash:
          mvboost app.mvm-bc -o app.boost.mvm-bc --c-array app.h --max-bytes 4096

      EXIT CODES
        0  success
        1  the input is not a valid snapshot, a file cannot be read or written, or --verify found a difference; \
      no output is written
        2  the result is larger than --max-bytes; reports are written, the result is not
        64 wrong usage
      """,
    version: "mvboost 0.1.0 (Microvium bytecode version 8)")

  @Argument(
    help: ArgumentHelp(
      "The snapshot to read, or a program as IL text; - for standard input.", valueName: "input"))
  var input: String?

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Sources") var sourceMap: SourceMapOptions
  @OptionGroup(title: "Verification") var verification: VerifyBeforeWriting
  @OptionGroup(title: "Reports") var reports: ReportOptions
  @OptionGroup(title: "Graph") var graph: GraphOptions
  @OptionGroup(title: "Passes") var passes: PassOptions

  func validate() throws {
    guard input != nil || passes.listPasses else {
      throw ValidationError("no input: name a .mvm-bc or .il file, or -")
    }
    guard input != "-" || sourceMap.sourceMap != "-" else {
      throw ValidationError("standard input cannot be both the snapshot and its source map")
    }
    let toStandardOutput = output.standardOutputUses + reports.standardOutputUses + graph.standardOutputUses
    guard toStandardOutput.count <= 1 else {
      throw ValidationError("\(toStandardOutput.joined(separator: " and ")) both write to standard output")
    }
    try passes.validate()
  }

  func run() throws {
    if passes.listPasses {
      return try Console.reportingErrors(of: "mvboost") { try Console.print(PassOptions.list) }
    }
    try Console.reportingErrors(of: "mvboost") { try optimize(InputFile(path: input!)) }
  }

  private func optimize(_ file: InputFile) throws {
    let optimization = try passes.optimize(file, sourceMap)
    if passes.timePasses { Console.error(PassOptions.timeTable(of: optimization.steps)) }
    try reports.write(optimization, inputName: file.name)
    try graph.write(optimization)
    if !output.quiet, !reports.stats {
      Console.error(reports.summary(of: optimization, inputName: file.name))
    }
    if verification.verify {
      let result = try verification.options.compare(optimization.original.bytes, optimization.bytes)
      if !output.quiet { Console.error("\(file.name): \(result)") }
    }
    try output.write(optimization, inputName: file.name)
  }
}
