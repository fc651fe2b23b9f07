import Analysis
import Boost
import IL
import Snapshot
import SourceMaps

/// Where the parts of a program stand in its sources, as text behind what they are called.
struct SourcePlaces {
  private let sourceMap: SourceMap?
  private let declarations: [FileMap.Owner: SourceMap.Location]

  /// Finds the places of the input of `optimization`, which its output shares; none if nobody knows them.
  init(_ optimization: Optimization) {
    sourceMap = optimization.sourceMap
    declarations = sourceMap?.declarations(in: optimization.original.map) ?? [:]
  }

  /// Where a function or variable is declared, and nothing for other parts.
  func text(of entity: Entity) -> String { Self.text(declarations[entity.owner]) }

  /// Where an instruction or terminator of `program` comes from.
  func text(of node: DependencyGraph.Node, in program: Program) -> String {
    Self.text(program.step(at: node)?.origin.flatMap { sourceMap?[$0] })
  }

  private static func text(_ location: SourceMap.Location?) -> String {
    location.map { " (\($0))" } ?? ""
  }
}
