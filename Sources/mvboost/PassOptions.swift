import ArgumentParser
import Boost
import Passes

/// The options that choose passes and how they run.
struct PassOptions: ParsableArguments {
  @Flag(help: "List the passes, in the order in which they run, and exit.")
  var listPasses = false

  @Option(
    help: ArgumentHelp("Run these passes instead, in this order, separated by commas.", valueName: "a,b,c"))
  var passes: String?

  @Option(help: ArgumentHelp("Leave out a pass; may be repeated.", valueName: "pass"))
  var skipPass: [String] = []

  @Option(
    help: ArgumentHelp(
      "Stop after pass <n>, or after change <m> of pass <n>, to find the one that breaks a program.",
      valueName: "n[.m]"))
  var stopAfter: PassManager.StopPoint?

  @Option(
    help: ArgumentHelp("Print the program as IL text after a pass; may be repeated.", valueName: "pass"))
  var printAfter: [String] = []

  @Flag(help: "Print how long each pass took, and how many changes it made.")
  var timePasses = false

  @Flag(help: "Check the program after each pass.")
  var verifyEach = false

  @Flag(help: "Keep imports that nothing uses any more.")
  var keepImports = false

  func validate() throws {
    for name in passNames + skipPass + printAfter where Pass.named(name) == nil {
      throw ValidationError("there is no pass '\(name)'; --list-passes lists them")
    }
  }

  private var passNames: [String] {
    passes.map { $0.split(separator: ",").map { String($0.trimmingBlanks) } } ?? []
  }

  /// The optimizer that the options describe.
  var optimizer: Optimizer {
    let chosen = passes == nil ? Pass.defaultPipeline : passNames.compactMap(Pass.named)
    var options = PassManager.Options()
    options.verifiesEach = verifyEach
    options.stopAfter = stopAfter
    options.policy.keepsImports = keepImports
    return Optimizer(passes: chosen.filter { !skipPass.contains($0.name) }, options: options)
  }

  /// What `--list-passes` prints.
  static var list: String {
    let width = Pass.all.map(\.name.count).max() ?? 0
    return Pass.all.map { "\($0.name.padded(to: width))  \($0.summary)" }.joined(separator: "\n")
  }

  /// What `--time-passes` prints.
  static func timeTable(of steps: [PassManager.Step]) -> String {
    let rows = steps.map { step in
      "\(step.duration.microseconds.padded(to: 9, .right))  \(String(step.changes.count).padded(to: 7, .right))  "
        + step.pass.name
    }
    return (["time (us)  changes  pass"] + rows).joined(separator: "\n")
  }
}

extension PassManager.StopPoint: ExpressibleByArgument {
  /// Reads the argument of `--stop-after`.
  public init?(argument: String) { self.init(argument) }
}

extension Substring {
  /// The text without blanks at its ends.
  fileprivate var trimmingBlanks: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}

extension Duration {
  /// The duration in whole microseconds.
  fileprivate var microseconds: String {
    let (seconds, attoseconds) = components
    return String(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
  }
}

extension String {
  fileprivate enum Side {
    case left
    case right
  }

  /// The text with blanks up to `width` characters, at the left or right side of the column.
  fileprivate func padded(to width: Int, _ side: Side = .left) -> String {
    let blanks = String(repeating: " ", count: max(0, width - count))
    return side == .left ? self + blanks : blanks + self
  }
}
