import ArgumentParser
import Boost
import ConsoleIO
import Report

/// `mvboost why`: explains why something is still in the output.
struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mvboost why",
    abstract: "Explain why a part of a program is kept, or which pass removed it.",
    discussion: """
      Optimizes the input, and prints the shortest way from an export to the part, in words; then what the host would \
      notice if the part held or did something else. Parts are called as in --stats and in IL text: functions &f3, globals \
      @g0, data $a1, host functions !h0, built-ins array_prototype, strings by what is in them, exports \
      by their number, as in "export 3". Quote the name for the shell.
      """)

  @Argument(help: ArgumentHelp("The snapshot to read, or IL text; - for standard input.", valueName: "input"))
  var input: String

  @Argument(help: ArgumentHelp("What to explain.", valueName: "name"))
  var name: String

  @OptionGroup var sourceMap: SourceMapOptions
  @OptionGroup(title: "Passes") var passes: PassOptions

  func run() throws {
    try Console.reportingErrors(of: "mvboost") {
      let file = InputFile(path: input)
      let optimization = try passes.optimize(file, sourceMap)
      guard let explanation = Explanation(of: name, in: optimization) else {
        throw CommandError("\(file.name): there is nothing called \(name); --stats shows what there is")
      }
      try Console.print(explanation.text)
    }
  }
}
