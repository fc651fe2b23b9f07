import ArgumentParser
import Boost
import ConsoleIO
import Passes

/// The options that choose passes and how they run.
struct PassOptions: ParsableArguments {
  @Flag(exclusivity: .exclusive) var level: Level?

  @Flag(
    inversion: .prefixedNo,
    help: "Repeat the passes until they find nothing more, \(Optimizer.roundLimit) times at most.")
  var converge: Bool?

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

  @Flag(
    help: ArgumentHelp(
      """
      Drop what could only end in an error of the engine. \
      A program in which such an error does happen then goes on instead, with values that are wrong.
      """))
  var errorsNeverHappen = false

  func validate() throws {
    for name in passNames + skipPass + printAfter where Pass.named(name) == nil {
      throw ValidationError("there is no pass '\(name)'; --list-passes lists them")
    }
    guard level != .unoptimized || (passes == nil && converge != true) else {
      throw ValidationError("-O0 runs no passes")
    }
  }

  private var passNames: [String] {
    passes.map { $0.split(separator: ",").map { String($0.trimmingBlanks) } } ?? []
  }

  /// The optimizer that the options describe.
  var optimizer: Optimizer {
    var options = PassManager.Options()
    options.verifiesEach = verifyEach
    options.stopAfter = stopAfter
    options.policy.keepsImports = keepImports
    options.policy.errorsNeverHappen = errorsNeverHappen
    // Who names passes says how often each runs.
    var optimizer = Optimizer(level?.level ?? (passes == nil ? .converged : .once), options: options)
    if passes != nil { optimizer.passes = passNames.compactMap(Pass.named) }
    optimizer.passes.removeAll { skipPass.contains($0.name) }
    if let converge, level != .unoptimized { optimizer.maximumRounds = converge ? Optimizer.roundLimit : 1 }
    return optimizer
  }

  /// Optimizes what is in `file`.
  ///
  /// - Throws: an error that is a line for the user.
  func optimize(_ file: InputFile, _ sourceMap: SourceMapOptions) throws -> Optimization {
    let map = try sourceMap.read()
    do {
      return try optimizer.optimize(try file.readSnapshot(), describedBy: map) { step, program in
        guard printAfter.contains(step.pass.name) else { return }
        Console.error("// after pass \(step.number), \(step.pass.name)\n\(program)")
      }
    } catch let error as PassManager.Failure {
      throw CommandError("\(file.name): internal error, nothing was written: \(error)")
    } catch let error as FileError {
      throw error
    } catch let error as ForeignSourceMap {
      throw CommandError("\(sourceMap.sourceMap!): \(error)")
    } catch {
      throw CommandError("\(file.name): \(error)")
    }
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

/// How much work goes into making a snapshot small, as the command line has it.
enum Level: String, EnumerableFlag {
  case unoptimized, once, converged

  /// The same for the optimizer.
  var level: Optimizer.Level {
    switch self {
    case .unoptimized: .unoptimized
    case .once: .once
    case .converged: .converged
    }
  }

  static func name(for level: Level) -> NameSpecification {
    switch level {
    case .unoptimized: .customLong("O0", withSingleDash: true)
    case .once: .customLong("O1", withSingleDash: true)
    case .converged: .customLong("O2", withSingleDash: true)
    }
  }

  static func help(for level: Level) -> ArgumentHelp? {
    switch level {
    case .unoptimized: "Run no passes: only write the same code in fewer bytes."
    case .once: "Run the passes once."
    case .converged: "Run the passes until they find nothing more (default)."
    }
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
