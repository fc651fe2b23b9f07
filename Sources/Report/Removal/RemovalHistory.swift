import Boost
import IL
import Passes
import Snapshot

/// Which pass removed what on the way to the output, and why.
struct RemovalHistory {
  private let optimization: Optimization
  private let names: Names
  private let places: SourcePlaces
  /// The step that removed each thing, by the thing.
  private var steps: [Entity: PassManager.Step] = [:]
  private var entities: [String: Entity] = [:]
  /// The passes that said something about each thing, by what the thing is called in their words.
  private var mentions: [String: [String]] = [:]

  init(_ optimization: Optimization) {
    self.optimization = optimization
    let program = optimization.original.program
    names = Names(program)
    places = SourcePlaces(optimization)
    for removal in optimization.removals where removal.step < optimization.outputSteps.endIndex {
      steps[removal.entity] = optimization.steps[removal.step]
    }
    for entity in program.entities {
      entities[SizedEntity(entity.owner, in: program, names: names).id] = entity
    }
    for change in optimization.outputSteps.flatMap(\.changes) {
      for name in change.description.mentionedNames where mentions[name]?.contains(change.pass) != true {
        mentions[name, default: []].append(change.pass)
      }
    }
  }

  /// The pass that removed `entity` and its reason, or nil if the output still has it.
  func removal(of entity: Entity) -> (pass: String, reason: String)? {
    steps[entity].map { step in
      let name = names[entity]
      // What a change is about stands first.
      let about = step.changes.filter { $0.description.mentions(name) }
      let change = about.first { $0.description.hasPrefix(name) } ?? about.first
      return (step.pass.name, change?.description ?? "to \(step.pass.summary)")
    }
  }

  /// What something is called, and where it stands in the sources.
  func label(of sized: SizedEntity) -> String {
    sized.label + (entities[sized.id].map(places.text) ?? "")
  }

  /// By which pass something went that takes no bytes any more, and why.
  func explanation(of sized: SizedEntity) -> String {
    if let removal = entities[sized.id].flatMap(removal) { return "\(removal.pass), \(removal.reason)" }
    return switch sized.kind {
    case "number": "encoding, no value needs a cell for it"
    case "handle": "encoding, nothing in ROM refers to it"
    default: "encoding, it takes no bytes of its own"
    }
  }

  /// The passes that said something about what became smaller.
  func passes(thatShrank sized: SizedEntity) -> String {
    let passes = entities[sized.id].flatMap { mentions[names[$0]] } ?? []
    return passes.isEmpty ? "encoding" : passes.joined(separator: ", ")
  }
}

extension Entity {
  /// The same, as the owner of bytes of a file.
  var owner: FileMap.Owner {
    switch self {
    case .hostImport(let id): .hostImport(id)
    case .string(let id): .string(id)
    case .global(let id): .global(id)
    case .allocation(let id): .allocation(id)
    case .function(let id): .function(id)
    case .builtin(let name): .builtin(name)
    case .internedKeys: .internedKeys
    }
  }
}

extension String {
  /// The names with a sigil that are in the text.
  fileprivate var mentionedNames: [String] { matches(of: /[&@$!][A-Za-z_0-9]+/).map { String($0.output) } }

  /// True iff the text has `name`, and not as a part of a longer one.
  fileprivate func mentions(_ name: String) -> Bool {
    ranges(of: name).contains { range in
      let next = range.upperBound < endIndex ? self[range.upperBound] : " "
      return !next.isLetter && !next.isNumber && next != "_"
    }
  }
}
