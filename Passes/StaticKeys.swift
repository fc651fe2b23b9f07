import Analysis
import IL

extension Pass {
  /// Drops the string table, and the place for keys made at run time, if no key is computed.
  ///
  /// The engine needs both only to turn a string that was made at run time into a property key. If every key
  /// in the code is a constant, or a number, this never happens: the host cannot read or write properties (engine
  /// specification, section 1.3). Strings that are keys stay interned, because lookups compare addresses; the
  /// others become plain, which the engine treats alike in every other respect.
  ///
  ///     builtin interned_keys
  ///     ram $point = object { "x": 1 }
  ///     function &main {
  ///     b0:
  ///       return "moved"
  /// becomes
  ///     string "moved" plain
  ///     string "x" unlisted
  ///     ...
  static let staticKeys = Pass("static-keys", "drop the string table if no property key is computed") {
    context in
    let keys = context.propertyKeys
    guard !keys.usesComputedKeys else { return }
    let used = context.program.objectKeys.union(keys.read).union(keys.written)
    let names = context.names
    if context.program.builtins.internsKeys,
      context.accept("no key is made at run time, so there is no list of them")
    {
      context.update { $0.builtins.internsKeys = false }
    }
    var kinds: [StringID: StringConstant.Kind] = [:]
    for (id, string) in context.program.strings.entries where !string.isWellKnown {
      let kind: StringConstant.Kind = used.contains(id) ? .internedUnlisted : .plain
      guard string.kind == .interned || (string.kind == .internedUnlisted && kind == .plain) else { continue }
      let description =
        "\(names[id]) is \(kind == .plain ? "not a property key" : "only used as a constant key")"
      if context.accept(description) { kinds[id] = kind }
    }
    context.update { program in
      for (id, kind) in kinds { program.strings[id].kind = kind }
    }
  }
}

extension Program {
  /// The strings that are keys in the data, or that the engine itself uses as keys.
  fileprivate var objectKeys: Set<StringID> {
    var keys: Set<StringID> = []
    for (_, allocation) in allocations.entries {
      guard case .object(_, _, let properties) = allocation.content else { continue }
      for case .string(let key) in properties.map(\.key) { keys.insert(key) }
    }
    if case .string(let key) = builtins[.prototypeKey] { keys.insert(key) }
    return keys
  }
}
