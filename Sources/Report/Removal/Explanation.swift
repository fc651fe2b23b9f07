import Analysis
import Boost
import IL

/// Why a part of a program is kept, or by what it was removed, in words.
public struct Explanation: Sendable {
  /// The explanation as lines.
  public let text: String

  /// Explains what became of what is called `name` in `optimization`, or gives nil if there is no such thing.
  ///
  /// A string may be named with or without its quotes; an export is called by its id, as in `export 3`.
  public init?(of name: String, in optimization: Optimization) {
    let output = optimization.liftedOutput
    if let export = output.export(named: name) {
      let value = Names(output)[export.value]
      text = "\(name) is kept: exports are where the host starts from; its value is \(value)"
      return
    }
    let programs = [output, optimization.lifted]
    let found = [name, Names.quoted(Array(name.utf8))].lazy.compactMap { name in
      programs.lazy.compactMap { $0.entity(named: name) }.first
    }.first
    guard let entity = found else { return nil }
    guard output.contains(entity) else {
      text = Self.removal(of: entity, in: optimization)
      return
    }
    let name = Names(output)[entity]
    let places = SourcePlaces(optimization)
    let words = DependencyWords(output, places)
    let place = places.text(of: entity)
    guard let path = DependencyGraph(output).shortestPath(to: entity.node) else {
      text = "\(name)\(place) is kept, although no export needs it: no pass removed it"
      return
    }
    var lines = ["\(name)\(place) is kept:"] + words.sentences(along: path).map { "  \($0)" }
    let demand = DemandWords(output, places)?.sentences(for: entity) ?? []
    if !demand.isEmpty { lines += ["What it holds or does matters:"] + demand.map { "  \($0)" } }
    text = lines.joined(separator: "\n")
  }

  private static func removal(of entity: Entity, in optimization: Optimization) -> String {
    let name = Names(optimization.lifted)[entity] + SourcePlaces(optimization).text(of: entity)
    guard let removal = RemovalHistory(optimization).removal(of: entity) else {
      return "\(name) was removed"
    }
    return "\(name) was removed by \(removal.pass): \(removal.reason)"
  }
}

extension Program {
  /// What is called `name`, as `Names` has it.
  fileprivate func entity(named name: String) -> Entity? {
    let names = Names(self)
    return entities.first { names[$0] == name }
  }

  /// The export that is called `name`, as in `export 3`.
  fileprivate func export(named name: String) -> Export? {
    exports.first { name == "export \($0.id)" }
  }
}

extension Entity {
  /// The same in the dependency graph.
  var node: DependencyGraph.Node {
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
