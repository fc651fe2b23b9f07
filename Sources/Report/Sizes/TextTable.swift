/// A table in plain text: numbers first and right-aligned, the name last.
struct TextTable {
  /// The headings: those of the numbers, with their unit, and that of the name.
  let headings: [String]
  /// The cells; each row has one for each heading.
  private(set) var rows: [[String]] = []
  /// The rows below the line: what was left out, and totals.
  private(set) var summary: [[String]] = []

  /// Makes a table without rows.
  init(_ headings: [String]) { self.headings = headings }

  /// Adds a row.
  mutating func add(_ row: [String]) { rows.append(row) }

  /// Adds a row below the line.
  mutating func addSummary(_ row: [String]) { summary.append(row) }

  /// The lines of the table.
  var lines: [String] {
    let widths = headings.indices.map { column in
      // Characters, not bytes.
      ([headings] + rows + summary).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String], separator: String) -> String {
      let numbers = zip(cells, widths).dropLast().map { cell, width in
        String(repeating: " ", count: width - cell.count) + cell
      }
      return (numbers + [cells.last ?? ""]).joined(separator: separator)
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "─┼─")
    return [line(headings, separator: " │ "), rule] + rows.map { line($0, separator: " │ ") }
      + (summary.isEmpty ? [] : [rule]) + summary.map { line($0, separator: " │ ") }
  }
}

extension String {
  /// The string, or its start with an ellipsis if it has more than `count` characters.
  func truncated(to count: Int) -> String {
    self.count <= count ? self : prefix(count - 1) + "…"
  }
}
