import ArgumentParser
import Boost
import Report

/// The options that draw the dependency graph.
struct GraphOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write the dependency graph for Graphviz; - for standard output.", valueName: "file"))
  var dot: String?

  @Option(help: ArgumentHelp("Write the dependency graph as a picture; - for standard output.", valueName: "file"))
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
      original: optimization.original.program, optimized: optimization.program, scope: dotScope)
    if let dot { try OutputFile(path: dot).write(Array(drawing.dot().utf8)) }
    if let svg { try OutputFile(path: svg).write(Array(try drawing.svg().utf8)) }
  }
}

extension GraphScope: ExpressibleByArgument {}
