extension SizeReport {
  /// How many entities the table shows unless it is told otherwise: about a screenful.
  public static let defaultLimit = 30

  /// The longest label in the table, in characters.
  private static let labelLimit = 60

  /// The totals in one line, for the file `name`.
  public func summary(of name: String) -> String {
    func change(_ change: SizeChange) -> String {
      let percent = change.percentText.map { " (\($0) %)" } ?? ""
      return "\(change.before) -> \(change.after) bytes\(percent)"
    }
    return "\(name): \(change(file)), initial RAM \(change(initialRAM))"
  }

  /// The report as tables, for the file `name`; the table of entities has at most `limit` rows, or all.
  public func text(of name: String, limit: Int? = defaultLimit) -> String {
    var lines = [summary(of: name), "", "By section"] + table(sections, "Section", total: file)
    lines += ["", "By kind"] + table(kinds, "Kind", total: file)
    lines += ["", "Initial RAM"] + table(ramKinds, "Kind", total: initialRAM)
    lines.append("and a native pointer for each import: \(imports.before) before, \(imports.after) after")
    lines += ["", "By entity, greatest change first"] + entityTable(limit: limit)
    return lines.joined(separator: "\n") + "\n"
  }

  private func table(_ parts: [Part], _ heading: String, total: SizeChange) -> [String] {
    var table = TextTable(["Bytes before", "Bytes after", "± bytes", "± %", heading])
    for part in parts { table.add(Self.cells(part.bytes) + [part.name]) }
    table.addSummary(Self.cells(total) + ["total"])
    return table.lines
  }

  private func entityTable(limit: Int?) -> [String] {
    let sorted = entitiesByChange
    let shown = sorted.prefix(limit ?? sorted.count)
    let rest = sorted.dropFirst(shown.count)
    var table = TextTable(
      ["Bytes before", "Bytes after", "± bytes", "± %", "± RAM bytes", "Entity"])
    for entity in shown {
      table.add(
        Self.cells(entity.bytes, status: entity.status)
          + [entity.ram.differenceText, entity.label.truncated(to: Self.labelLimit)])
    }
    if !rest.isEmpty {
      let bytes = rest.map(\.bytes).reduce(SizeChange(), +)
      let ram = rest.map(\.ram).reduce(SizeChange(), +)
      let count = rest.count == 1 ? "1 more entity" : "\(rest.count) more entities"
      table.addSummary(Self.cells(bytes) + [ram.differenceText, "... and \(count)"])
    }
    table.addSummary(Self.cells(file) + [initialRAM.differenceText, "total of \(sorted.count)"])
    return table.lines
  }

  /// The entities whose size, or else RAM, changed most first; among equals the largest, then in order.
  private var entitiesByChange: [SizedEntity] {
    entities.enumerated().sorted { left, right in
      func key(_ entity: SizedEntity) -> (Int, Int, Int) {
        (
          -abs(entity.bytes.difference), -abs(entity.ram.difference),
          -max(entity.bytes.before, entity.bytes.after)
        )
      }
      let (leftKey, rightKey) = (key(left.element), key(right.element))
      return leftKey == rightKey ? left.offset < right.offset : leftKey < rightKey
    }.map(\.element)
  }

  private static func cells(_ change: SizeChange, status: SizedEntity.Status = .kept) -> [String] {
    let percent =
      switch status {
      case .removed: "removed"
      case .added: "new"
      case .kept: change.percentText ?? (change.after == 0 ? "" : "new")
      }
    return [String(change.before), String(change.after), change.differenceText, percent]
  }
}
