import ArgumentParser
import Boost
import ConsoleIO
import Dispatch
import Foundation
import Report

/// The options that draw the dependency graph.
struct GraphOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write the dependency graph for Graphviz; - for standard output.", valueName: "file"))
  var dot: String?

  @Option(
    help: ArgumentHelp("Write the dependency graph as a picture; - for standard output.", valueName: "file"))
  var svg: String?

  @Option(help: "The grain of the graph.")
  var dotScope = GraphScope.entity

  /// The options that write to standard output.
  var standardOutputUses: [String] {
    (dot == "-" ? ["--dot -"] : []) + (svg == "-" ? ["--svg -"] : [])
  }

  /// Draws the graph of the input, and in it what the output still has.
  func write(_ optimization: Optimization) throws {
    guard dot != nil || svg != nil else { return }
    let drawing = GraphDrawing(
      original: optimization.lifted, optimized: optimization.liftedOutput, scope: dotScope)
    if let dot { try OutputFile(path: dot).write(Array(drawing.dot().utf8)) }
    if let svg {
      Self.giveUpIfLayoutHangs()
      try OutputFile(path: svg).write(Array(try drawing.svg().utf8))
    }
  }

  /// Longer than any layout of a snapshot took that ended, several times over.
  private static let layoutLimit = 120

  /// Ends the process when Graphviz does not come back, which nothing else can: it has no way to stop a layout.
  private static func giveUpIfLayoutHangs() {
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(layoutLimit)) {
      Console.error(
        "mvboost: Graphviz found no layout in \(layoutLimit) seconds; a coarser --dot-scope has a smaller graph"
      )
      Foundation.exit(1)
    }
  }
}

extension GraphScope: ExpressibleByArgument {}
