import ArgumentParser
import Boost
import Compiler
import ConsoleIO
import Foundation

/// The command line of the compiler.
@main
struct MVC: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mvc",
    abstract: "Compile JavaScript to a Microvium snapshot.",
    usage: "mvc <input> ... [-o <output>] [<options>]",
    discussion: """
      Executes the modules, in order and in one machine, and writes a snapshot of what they have exported with \
      vmExport. What the program prints goes to standard output, messages to standard error.

      EXAMPLES
        Compile a program:
          mvc main.js -o main.mvm-bc
        Compile it, and make it as small as it gets:
          mvc main.js -o main.mvm-bc --boost
        Execute some code without a snapshot:
          mvc --eval 'console.log(6 * 7)' --no-snapshot
        Let make know what the snapshot depends on:
          mvc main.js -o main.mvm-bc --depfile main.d

      EXIT CODES
        0  success
        1  a module has a mistake or threw, or a file cannot be read or written; no output is written
        64 wrong usage
      """)

  /// What `--version` prints.
  private static let versionText = "mvc 0.1.0 (Microvium bytecode version 8)"

  @Argument(
    help: ArgumentHelp("Modules to evaluate; - for standard input.", valueName: "input"))
  var inputs: [String] = []

  @Option(name: [.short, .long], help: ArgumentHelp("Evaluate this before the inputs.", valueName: "text"))
  var eval: String?

  @Option(
    help: ArgumentHelp(
      "Stop if the modules execute more than <n> steps: instructions of the intermediate language.",
      valueName: "n"))
  var maxSteps: Int?

  @Flag(name: .shortAndLong, help: "Show the version.")
  var version = false

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup var refused: RefusedOptions

  func validate() throws {
    guard maxSteps ?? 1 > 0 else { throw ValidationError("--max-steps must be positive") }
    try output.validate()
  }

  func run() throws {
    guard version || !inputs.isEmpty || eval != nil else { throw CleanExit.helpRequest(self) }
    try Console.reportingErrors(of: "mvc") {
      guard !version else { return try Console.print(Self.versionText) }
      do { try compile() } catch let error as BuildError {
        if case .other = error { throw error }
        // The message begins with a place, where tools look for one.
        Console.error("\(error)")
        throw ExitCode(1)
      }
    }
  }

  private func compile() throws {
    for warning in output.warnings { Console.error(warning) }
    let files = FilesRead()
    let machine = BuildMachine(machineOptions(files))
    for source in try sources() {
      files.record(source)
      try machine.evaluate(source, importer: files)
    }
    let built = output.noSnapshot ? nil : try machine.snapshot()
    if output.outputIL {
      for module in files.modules {
        try OutputFile(path: module + ".il").write(Array(machine.code(ofModule: module).utf8))
      }
    }
    guard let built else { return }
    let optimization =
      output.boost ? try Optimizer().optimize(built.bytes, describedBy: built.sourceMap) : nil
    let bytes = optimization?.bytes ?? built.bytes
    let path = output.snapshot ?? defaultOutput
    try output.write(
      bytes, optimization?.outputSourceMap ?? built.sourceMap,
      of: optimization?.liftedOutput ?? built.program, to: path)
    if let depfile = output.depfile {
      try OutputFile(path: depfile).write(Array(files.makeRule(for: path).utf8))
    }
    if !output.quiet, path != "-" {
      Console.error("Output generated: \(path)\n\(bytes.count) bytes")
    }
  }

  /// Beside the first input.
  private var defaultOutput: String {
    guard let input = inputs.first, input != "-" else { return "script.mvm-bc" }
    let extensionName =
      input.hasSuffix(".mvm.js") ? ".mvm.js" : FilePath(input).extension
    return input.dropLast(extensionName.count) + ".mvm-bc"
  }

  private func machineOptions(_ files: FilesRead) -> BuildMachine.Options {
    var options = BuildMachine.Options()
    options.maximumSteps = maxSteps
    options.arguments = ["mvc"] + inputs
    options.environment = ProcessInfo.processInfo.environment
    options.fileWasRead = { files.record(path: $0) }
    options.write = { stream, line in
      switch stream {
      // A closed pipe does not keep the snapshot from being written.
      case .output: try? Console.print(line)
      case .error: Console.error(line)
      }
    }
    return options
  }

  /// The largest source that is read.
  private static let sizeLimit = 64 << 20

  private func sources() throws -> [ModuleSource] {
    let text = eval.map { ModuleSource("<eval>", $0) }
    return try (text.map { [$0] } ?? [])
      + inputs.map { path in
        guard path != "-" else {
          let file = InputFile(path: path)
          return ModuleSource(
            identity: file.name, name: file.name,
            text: try file.read(limit: Self.sizeLimit, orFailWith: "too large for a module"))
        }
        do throws(ImportFailure) { return try FileImporter.source(path: path, name: path) } catch {
          throw CommandError("\(error.problem)")
        }
      }
  }
}
