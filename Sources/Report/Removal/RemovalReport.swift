import Boost
import IL
import Passes
import Snapshot

/// What optimization removed or made smaller: each thing with its bytes, by which pass and why.
public struct RemovalReport: Sendable {
  /// Something that is gone or smaller.
  public struct Row: Hashable, Sendable {
    /// The name for people, and the place in the sources if that is known.
    public var label: String
    /// How many bytes less it takes.
    public var bytes: Int
    /// How many of them were initial RAM.
    public var ram: Int
    /// Which passes did that, and why, as text.
    public var explanation: String
  }

  /// What is gone, the largest first.
  public let removed: [Row]
  /// What is smaller, the greatest change first.
  public let smaller: [Row]

  /// Describes what `optimization` did.
  public init(_ optimization: Optimization) {
    let history = RemovalHistory(optimization)
    let entities = SizeReport(optimization).entities
    func rows(_ isWanted: (SizedEntity) -> Bool, _ explanation: (SizedEntity) -> String) -> [Row] {
      let found = entities.enumerated().filter { isWanted($0.element) }.sorted { left, right in
        let (a, b) = (left.element.bytes.difference, right.element.bytes.difference)
        return a == b ? left.offset < right.offset : a < b
      }
      return found.map { _, entity in
        Row(
          label: history.label(of: entity), bytes: -entity.bytes.difference, ram: -entity.ram.difference,
          explanation: explanation(entity))
      }
    }
    removed = rows({ $0.status == .removed }, history.explanation(of:))
    smaller = rows({ $0.status == .kept && $0.bytes.difference < 0 }, history.passes(thatShrank:))
  }

  /// The report as tables.
  public var text: String {
    guard !removed.isEmpty || !smaller.isEmpty else { return "nothing was removed" }
    let lines =
      Self.table(removed, "Removed, by which pass and why") + [""]
      + Self.table(smaller, "Made smaller, by which passes")
    return lines.joined(separator: "\n")
  }

  private static func table(_ rows: [Row], _ heading: String) -> [String] {
    var table = TextTable(["Bytes", "RAM bytes", heading])
    for row in rows { table.add([String(row.bytes), String(row.ram), "\(row.label): \(row.explanation)"]) }
    let (bytes, ram) = rows.reduce((0, 0)) { ($0.0 + $1.bytes, $0.1 + $1.ram) }
    table.addSummary([String(bytes), String(ram), "total of \(rows.count)"])
    return table.lines
  }
}

extension SizeReport {
  /// The sizes before and after `optimization`.
  public init(_ optimization: Optimization) {
    self.init(
      before: Side(optimization.original), after: Side(program: optimization.program, map: optimization.map))
  }
}
