import ArgumentParser
import ConsoleIO

/// `mvboost verify`: runs two snapshots and compares what their host sees.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mvboost verify",
    abstract: "Run two snapshots and compare everything that their host can observe.",
    discussion: """
      Both run in our engine, in the mode in which it behaves like the reference engine. The host makes the calls of a \
      case file, or calls every export with made-up arguments; its functions return values, throw, call back and \
      complete later. Exits with code 1 and the history of both at the first difference.
      """)

  @Argument(
    help: ArgumentHelp(
      "The snapshot to compare with, or IL text; - for standard input.", valueName: "original"))
  var original: String

  @Argument(help: ArgumentHelp("The snapshot to check, or IL text.", valueName: "optimized"))
  var optimized: String

  @OptionGroup(title: "Cases") var options: VerificationOptions

  func run() throws {
    try Console.reportingErrors(of: "mvboost") {
      let (left, right) = (InputFile(path: original), InputFile(path: optimized))
      do {
        try Console.print(try options.compare(try left.readSnapshot(), try right.readSnapshot()))
      } catch let error as CommandError {
        throw CommandError("\(right.name): \(error)")
      }
    }
  }
}
