import Analysis
import Boost
import IL

/// Says in words because of what the host would notice if a part of a program did something else.
struct DemandWords {
  private let liveness: Liveness
  private let names: Names
  private let places: SourcePlaces

  /// Analyzes `program`, or gives nil if that cannot be done.
  init?(_ program: Program, _ places: SourcePlaces) {
    self.places = places
    let flow = ValueFlow(program)
    guard flow.obstacle == nil else { return nil }
    liveness = Liveness(flow)
    names = Names(program)
  }

  /// What the host notices, and how that depends on `node`, step by step; nothing if it does not.
  func sentences(for node: Entity) -> [String] {
    guard var item = items(for: node).first(where: liveness.isLive) else { return [] }
    var chain = [item]
    while let reason = liveness.reasons[item] {
      chain.append(reason)
      item = reason
    }
    return ["the host can notice \(name(of: item))"]
      + chain.reversed().dropFirst().map { "that depends on \(name(of: $0))" }
  }

  /// What stands for a part of the program in liveness, what says most first.
  private func items(for entity: Entity) -> [Liveness.Item] {
    switch entity {
    case .function(let id): return [.effects(id), .result(id)]
    case .global(let id): return [.global(id)]
    case .allocation(let id):
      guard let thing = liveness.flow.number(ofKnown: .allocation(id)) else { return [] }
      switch liveness.flow.program.allocations[id].content {
      case .object(_, _, let properties):
        return properties.map { .property(thing, $0.key) } + [.allProperties(thing), .prototype(thing)]
      case .closure(let slots): return slots.indices.map { .slot(thing, $0) }
      case .classValue: return [.slot(thing, 0), .slot(thing, 1)]
      case .array, .fixedLengthArray, .uint8Array: return [.allProperties(thing)]
      }
    case .hostImport, .string, .builtin, .internedKeys: return []
    }
  }

  private func name(of item: Liveness.Item) -> String {
    switch item {
    case .code(let position):
      "`\(text(at: position))` in \(position.block) of \(names[position.function])"
        + places.text(of: .operation(position), in: liveness.flow.program)
    case .local(let function, let local): "\(local) of \(names[function])"
    case .argument(let function, 0): "what \(names[function]) gets as this"
    case .argument(let function, let index): "what \(names[function]) gets as argument \(index)"
    case .result(let function): "what \(names[function]) returns"
    case .cell(let function, let cell): "variable \(cell.index) of \(names[function])"
    case .global(let id): "what \(names[id]) holds"
    case .property(let thing, let key): "property \(names[key]) of \(liveness.flow.name(of: thing))"
    case .allProperties(let thing): "everything in \(liveness.flow.name(of: thing))"
    case .prototype(let thing): "the prototype of \(liveness.flow.name(of: thing))"
    case .prototypeIdentity(let thing): "which prototype \(liveness.flow.name(of: thing)) has"
    case .slot(let thing, let index): "slot \(index) of \(liveness.flow.name(of: thing))"
    case .effects(let function): "what \(names[function]) does"
    }
  }

  private func text(at position: CodePosition) -> String {
    let body = liveness.flow.program.functions[position.function].ssa
    guard let block = body?[position.block] else { return "" }
    return position.index < block.instructions.count
      ? names[block.instructions[position.index]] : names[block.terminator]
  }
}
