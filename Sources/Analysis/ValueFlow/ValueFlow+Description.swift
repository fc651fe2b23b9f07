import IL

extension ValueFlow: CustomStringConvertible {
  /// What was found, as text for people: functions, globals, things and what escapes, in the order of the program.
  ///
  /// The same program always gives the same text.
  public var description: String {
    if let obstacle { return "nothing is known: \(obstacle)\n" }
    let text = ValueFlowText(self)
    let lines = text.functions + text.globals + text.things + text.host
    return lines.joined(separator: "\n") + "\n"
  }

  /// What a thing is called, by its number: by its name, or by the instruction that makes it.
  public func name(of thing: Int) -> String { ValueFlowText(self).name(of: thing) }
}

/// Writes down a value flow.
private struct ValueFlowText {
  private let flow: ValueFlow
  private let names: Names
  /// Everything that was found to be in each thing, by what it is called there.
  private var contents: [Int: [(label: String, value: AbstractValue)]] = [:]

  init(_ flow: ValueFlow) {
    self.flow = flow
    names = Names(flow.program)
    for (thing, facts) in flow.thingFacts.enumerated() {
      add("under keys that are not known", of: thing, facts.unknownField)
      add("length", of: thing, facts.length)
      add("prototype", of: thing, facts.prototype)
      for slot in 0..<facts.slotVariables { add("slot \(slot)", of: thing, facts.slots + slot) }
    }
    for field in flow.fields { add(names[field.key], of: field.thing, field.variable) }
  }

  private mutating func add(_ label: String, of thing: Int, _ variable: Int) {
    let value = flow.variables.values[variable]
    if !value.isEmpty { contents[thing, default: []].append((label, value)) }
  }

  // MARK: Names

  func name(of thing: Int) -> String {
    switch flow.references[thing] {
    case .function(let id): return names[id]
    case .hostFunction(let id): return names[id]
    case .noOpFunction: return "no_op"
    case .allocation(let id): return names[id]
    case .external: return "what the host or the engine made"
    case .site(let site):
      guard site.activation >= 0 else { return "what the host made of \(name(of: -1 - site.activation))" }
      let place = "\(names[flow.activations[site.activation].function]):\(site.local)"
      guard let caller = caller(of: site) else { return place }
      return "\(place) as called at \(names[caller.function]):\(caller.block).\(caller.index)"
    }
  }

  /// The place of the call for which a thing was made there, if it is told apart.
  private func caller(of site: Reference.Site) -> ValueFlow.Activation.CallSite? {
    flow.activations[site.activation].caller
  }

  /// What things are sorted by: their numbers depend on the order in which the analysis met them.
  private func order(of thing: Int) -> [Int] {
    switch flow.references[thing] {
    case .function(let id): return [0, id.index]
    case .hostFunction(let id): return [1, id.index]
    case .noOpFunction: return [2]
    case .allocation(let id): return [3, id.index]
    case .site(let site):
      guard site.activation >= 0 else { return [6] + order(of: -1 - site.activation) }
      let function = flow.activations[site.activation].function
      let caller = caller(of: site).map { [$0.function.index, $0.block.index, $0.index] } ?? []
      return [4, function.index, site.local.index, site.clonedSlots ?? 0] + caller
    case .external: return [5]
    }
  }

  private func sorted(_ things: some Sequence<Int>) -> [Int] {
    things.map { ($0, order(of: $0)) }.sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
  }

  private func text(of value: AbstractValue) -> String {
    if value.isFromHost, value.references.isEmpty { return "anything that the host has" }
    var parts = value.types.words.map { "any \($0)" }
    if value.types.contains(.undefined) { parts.append("undefined") }
    if value.types.contains(.null) { parts.append("null") }
    if value.types.contains(.deleted) { parts.append("deleted") }
    if value.isAnyIndex { parts.append("any index") }
    parts += value.constants.map { names[$0] }.sorted()
    if value.isFromHost { parts = ["anything that the host has"] }
    parts += sorted(value.references).map(name)
    return parts.isEmpty ? "nothing" : parts.joined(separator: " | ")
  }

  // MARK: Sections

  var functions: [String] {
    flow.program.functions.ids.flatMap { id -> [String] in
      guard flow.isReached(id) else { return ["function \(names[id]): never called"] }
      let isHost = flow.number(ofKnown: .function(id)).map(flow.isEscaped) ?? false
      var lines = ["function \(names[id])\(isHost ? ": the host may call it" : "")"]
      for index in 0..<(flow.facts(of: id)?.argumentCount ?? 0) {
        let label = index == 0 ? "this" : "argument \(index)"
        lines.append("  \(label): \(text(of: flow.argument(index, of: id)))")
      }
      lines.append("  returns \(text(of: flow.result(of: id)))")
      return lines + calls(in: id)
    }
  }

  /// What each call can call whose instruction does not say so.
  private func calls(in id: FunctionID) -> [String] {
    guard let body = flow.program.functions[id].ssa else { return [] }
    var lines: [String] = []
    for block in body.blockIDs {
      guard flow.isReached(block, in: id) else {
        lines.append("  \(block) is never reached")
        continue
      }
      for instruction in body[block].instructions {
        switch instruction.operation {
        case .call, .callVoid, .awaitCall, .new: break
        default: continue
        }
        let callees = flow.callees(of: instruction, in: id)
        var targets = callees.functions.sorted { $0.index < $1.index }.map { names[$0] }
        if callees.includeHost { targets.append("the host") }
        if callees.mayFail { targets.append("something that cannot be called") }
        let list = targets.isEmpty ? "nothing" : targets.joined(separator: " | ")
        lines.append("  \(block): \(names[instruction]) calls \(list)")
      }
    }
    return lines
  }

  var globals: [String] {
    flow.program.globals.ids.map { "global \(names[$0]): \(text(of: flow.value(of: $0)))" }
  }

  var things: [String] {
    sorted(flow.references.indices).flatMap { thing -> [String] in
      let kind: String
      switch flow.references[thing] {
      case .allocation(let id): kind = flow.program.allocations[id].content.kindName
      case .site(let site): kind = site.operation.text.mnemonic
      case .function, .hostFunction, .noOpFunction, .external: return []
      }
      let escapes = flow.isEscaped(thing) ? ": the host may have it" : ""
      let lines = contents[thing, default: []].map { "  \($0.label): \(text(of: $0.value))" }.sorted()
      return ["\(kind) \(name(of: thing))\(escapes)"] + lines
    }
  }

  var host: [String] {
    ["the host has \(sorted(flow.escaped.references).map(name).joined(separator: ", "))"]
  }
}

extension TypeSet {
  /// The names of the types of which there is more than one value.
  fileprivate var words: [String] {
    [(TypeSet.boolean, "boolean"), (.number, "number"), (.string, "string")].filter { contains($0.0) }.map(
      \.1)
  }
}
