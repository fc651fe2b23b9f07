import Boost
import Foundation
import IL
import Snapshot

/// Prints what the optimizer makes of each program in the corpus, beside what a person made by hand.
///
/// With `--no-passes` the programs only go through the optimizer's own representation and back, with `--once` the
/// passes run once.
@main
enum CorpusTable {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let level: Optimizer.Level =
      arguments.contains("--no-passes") ? .unoptimized : arguments.contains("--once") ? .once : .converged
    guard let folder = arguments.first(where: { !$0.hasPrefix("-") }) else {
      print("usage: CorpusTable <fixtures folder> [--no-passes|--once]")
      exit(64)
    }
    var total = Row(name: "all")
    var withIdeal = Row(name: "all with an ideal")
    var reached = 0
    var ideals = 0
    print(Row.heading)
    for group in ["corpus", "bench"] {
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(group)").sorted() {
        let row = try measure("\(folder)/\(group)/\(name)", name, Optimizer(level))
        guard let row else { continue }
        print(row)
        guard group == "corpus" else { continue }
        total.add(row)
        guard let ideal = row.ideal else { continue }
        withIdeal.add(row)
        ideals += 1
        reached += row.size.after <= ideal ? 1 : 0
      }
    }
    print(total)
    print(withIdeal)
    print("\(reached) of \(ideals) programs are as small as the ideal, or smaller")
  }

  /// Measures the snapshot in `folder`, or gives nil if there is none.
  private static func measure(_ folder: String, _ name: String, _ optimizer: Optimizer) throws -> Row? {
    let file = URL(fileURLWithPath: folder).pathExtension == "mvm-bc" ? folder : "\(folder)/snapshot.mvm-bc"
    guard let data = FileManager.default.contents(atPath: file) else { return nil }
    let start = ContinuousClock.now
    let result = try optimizer.optimize(Array(data))
    for (function, reason) in result.lowering.kept {
      print("  \(name) \(Names(result.original.program)[function]): \(reason)")
    }
    var row = Row(name: name)
    row.time = ContinuousClock.now - start
    row.size = (result.original.map.size, result.map.size)
    row.ram = (result.original.map.initialRAM, result.map.initialRAM)
    row.code = (result.original.map.codeSize, result.map.codeSize)
    row.ideal = FileManager.default.contents(atPath: "\(folder)/ideal.mvm-bc")?.count
    return row
  }
}

/// One line of the table; sizes are in bytes.
private struct Row: CustomStringConvertible {
  var name: String
  var size = (before: 0, after: 0)
  var ideal: Int?
  var code = (before: 0, after: 0)
  var ram = (before: 0, after: 0)
  var time = Duration.zero

  init(name: String) { self.name = name }

  mutating func add(_ other: Row) {
    size = (size.before + other.size.before, size.after + other.size.after)
    code = (code.before + other.code.before, code.after + other.code.after)
    ram = (ram.before + other.ram.before, ram.after + other.ram.after)
    time += other.time
    if let ideal = other.ideal { self.ideal = (self.ideal ?? 0) + ideal }
  }

  static let heading =
    "case                       before  ideal   ours      %   code before  after      %   RAM before  after      %     ms"

  var description: String {
    func column(_ text: some CustomStringConvertible, _ width: Int) -> String {
      let text = text.description
      return String(repeating: " ", count: max(0, width - text.count)) + text
    }
    func percent(_ change: (before: Int, after: Int)) -> String {
      change.before == 0 ? "-" : String(format: "%.1f", 100 * Double(change.after) / Double(change.before))
    }
    let milliseconds = Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1e3
    return name.padding(toLength: 25, withPad: " ", startingAt: 0)
      + column(size.before, 8) + column(ideal.map(String.init) ?? "", 7) + column(size.after, 7)
      + column(percent(size), 7) + column(code.before, 14) + column(code.after, 7) + column(percent(code), 7)
      + column(ram.before, 13) + column(ram.after, 7) + column(percent(ram), 7)
      + column(String(format: "%.1f", milliseconds), 7)
  }
}

extension FileMap {
  /// The bytes of the code of all functions, padding in the code included.
  fileprivate var codeSize: Int {
    regions.reduce(0) { sum, region in
      guard case .function = region.owner, region.part != .allocationHeader else { return sum }
      return sum + region.range.count
    }
  }
}
