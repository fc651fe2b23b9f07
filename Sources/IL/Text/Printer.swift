extension Program: CustomStringConvertible {
  /// The program as IL text, which `init(parsing:)` reads back.
  public var description: String {
    var lines: [String] = []
    let names = Names(self)
    if featureFlags != Program().featureFlags { lines.append("features \(featureFlags)") }
    for (id, hostImport) in imports.entries { lines.append("import \(names[id]) = \(hostImport.hostID)") }
    // Before anything that mentions strings, so that reading gives the strings this order again.
    for (id, string) in strings.entries where string != StringConstant(string.bytes) {
      lines.append("string \(names[id]) \(string.kind.word)")
    }
    for export in exports { lines.append("export \(export.id) = \(names[export.value])") }
    if builtins.internsKeys { lines.append("builtin interned_keys") }
    for name in Builtins.Name.allCases where builtins[name] != .undefined {
      lines.append("builtin \(name.rawValue) = \(names[builtins[name]])")
    }
    for (id, global) in globals.entries { lines.append("global \(names[id]) = \(names[global.value])") }
    for (id, allocation) in allocations.entries {
      lines.append("\(allocation.region.word) \(names[id]) = \(allocation.content.text(names))")
    }
    for (id, function) in functions.entries {
      lines.append("")
      lines.append(function.text(id, names))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Function {
  /// The function as IL text, as it stands in a program with these names.
  public func text(_ id: FunctionID, _ names: Names) -> String {
    let header = "function \(names[id])\(entryDepth == 0 ? "" : " entry \(entryDepth)") {"
    let lines =
      switch body {
      case .stack(let code): code.lines(names)
      case .ssa(let body): body.lines(names)
      }
    return ([header] + lines + ["}"]).joined(separator: "\n")
  }
}

extension StackCode {
  /// The lines of the code as IL text, as it stands in a program with these names.
  fileprivate func lines(_ names: Names) -> [String] {
    instructions.map {
      if case .label(let label) = $0.operation { "L\(label.index):" } else { "  \(names[$0.operation])" }
    }
  }
}

extension Allocation.Content {
  /// The content as IL text.
  public func text(_ names: Names) -> String {
    func list(_ values: [Value]) -> String { "[" + values.map { names[$0] }.joined(separator: ", ") + "]" }
    switch self {
    case .object(let prototype, let internalSlots, let properties):
      let pairs = properties.map { "\(names[$0.key]): \(names[$0.value])" }.joined(separator: ", ")
      return kindName + (prototype == .null ? "" : " prototype \(names[prototype])")
        + (internalSlots.isEmpty ? "" : " " + list(internalSlots)) + (pairs.isEmpty ? " {}" : " { \(pairs) }")
    case .array(let items), .fixedLengthArray(let items), .closure(let items):
      return "\(kindName) \(list(items))"
    case .classValue(let constructor, let staticProperties):
      return "\(kindName) \(names[constructor]), \(names[staticProperties])"
    case .uint8Array(let bytes):
      return "\(kindName) \"\(bytes.map(Names.hexadecimal).joined())\""
    }
  }
}

extension StringConstant.Kind {
  /// The word for the kind in IL text.
  var word: String {
    switch self {
    case .plain: "plain"
    case .internedUnlisted: "unlisted"
    case .interned: "interned"
    }
  }
}

extension Allocation.Region {
  /// The word for the region in IL text and reports.
  public var word: String {
    switch self {
    case .rom: "rom"
    case .ram: "ram"
    }
  }
}
