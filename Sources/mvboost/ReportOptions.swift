import Analysis
import ArgumentParser
import Boost
import ConsoleIO
import Report
import Snapshot

/// The options that say what to show.
struct ReportOptions: ParsableArguments {
  @Flag(help: "Print where the bytes are, before and after, by section, kind and entity.")
  var stats = false

  @Option(help: ArgumentHelp("Write what --stats prints as JSON; - for standard output.", valueName: "file"))
  var json: String?

  @Flag(help: "Print what went, by which pass and why.")
  var changes = false

  @Option(help: "Print what was removed or got smaller: everything with its bytes, by which pass and why.")
  var report: ReportKind?

  @Flag(help: "Print what the value-flow analysis finds out about the input.")
  var printAnalysis = false

  @Flag(help: "Print a map of the whole input file: offset, bytes and meaning of everything in it.")
  var disassemble = false

  @Option(
    help: ArgumentHelp(
      "Write the program after the passes as IL text, which mvboost also reads; - for standard output.",
      valueName: "file"))
  var emitIL: String?

  /// The options that write to standard output.
  var standardOutputUses: [String] {
    // What people read may come one after the other, but not amid data.
    let texts: String? =
      if stats { "--stats" } else if disassemble { "--disassemble" } else if changes {
        "--changes"
      } else if report != nil { "--report" } else if printAnalysis { "--print-analysis" } else { nil }
    return [texts, json == "-" ? "--json -" : nil, emitIL == "-" ? "--emit-il -" : nil].compactMap { $0 }
  }

  /// One line for people: what became of the sizes.
  func summary(of optimization: Optimization, inputName: String) -> String {
    if optimization.isUnchanged { return "\(inputName): nothing to remove; the output is the input" }
    return SizeReport(optimization).summary(of: inputName)
  }

  /// Writes all reports.
  func write(_ optimization: Optimization, inputName: String) throws {
    if disassemble {
      let disassembly = Disassembly(optimization.original, describedBy: optimization.sourceMap)
      try Console.print(disassembly.text)
    }
    if changes { try Console.print(Self.text(of: optimization)) }
    if report == .removed { try Console.print(RemovalReport(optimization).text) }
    if printAnalysis { try Console.print(ValueFlow(optimization.lifted).description) }
    if stats {
      let code = CodeReport(optimization)
      try Console.print(SizeReport(optimization).text(of: inputName) + "\n" + code.text)
    }
    if let json {
      let document = SizeDocument(SizeReport(optimization), CodeReport(optimization), of: inputName)
      try OutputFile(path: json).write(Array(try document.json().utf8))
    }
    if let emitIL { try OutputFile(path: emitIL).write(Array(optimization.optimized.description.utf8)) }
  }

  /// What `--changes` prints.
  private static func text(of optimization: Optimization) -> String {
    let changes = optimization.outputSteps.flatMap(\.changes)
    guard !changes.isEmpty else { return "no pass found anything to change" }
    return changes.map { "\($0.pass): \($0.description)" }.joined(separator: "\n")
  }
}

/// A report that `--report` can name.
enum ReportKind: String, CaseIterable, ExpressibleByArgument {
  case removed
}
