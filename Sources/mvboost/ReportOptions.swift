import ArgumentParser
import Boost
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

  @Flag(help: "Print a map of the whole input file: offset, bytes and meaning of everything in it.")
  var disassemble = false

  /// The options that write to standard output.
  var standardOutputUses: [String] {
    // What people read may come one after the other, but not amid data.
    let texts = stats ? "--stats" : disassemble ? "--disassemble" : changes ? "--changes" : nil
    return [texts, json == "-" ? "--json -" : nil].compactMap { $0 }
  }

  /// One line for people: what became of the sizes.
  func summary(of optimization: Optimization, inputName: String) -> String {
    if optimization.isUnchanged { return "\(inputName): nothing to remove; the output is the input" }
    return SizeReport(optimization).summary(of: inputName)
  }

  /// Writes all reports.
  func write(_ optimization: Optimization, inputName: String) throws {
    if disassemble { try Console.print(Disassembly(optimization.original).text) }
    if changes { try Console.print(Self.text(of: optimization)) }
    if stats { try Console.print(SizeReport(optimization).text(of: inputName)) }
    if let json {
      let document = SizeDocument(SizeReport(optimization), of: inputName)
      try OutputFile(path: json).write(Array(try document.json().utf8))
    }
  }

  /// What `--changes` prints.
  private static func text(of optimization: Optimization) -> String {
    let changes = optimization.isUnchanged ? [] : optimization.steps.flatMap(\.changes)
    guard !changes.isEmpty else { return "no pass found anything to change" }
    return changes.map { "\($0.pass): \($0.description)" }.joined(separator: "\n")
  }
}

extension SizeReport {
  /// The sizes before and after `optimization`.
  init(_ optimization: Optimization) {
    self.init(
      before: Side(optimization.original), after: Side(program: optimization.program, map: optimization.map))
  }
}
