import Analysis
import IL

/// Neighbouring array elements that a drawing shows as one node, because nothing tells them apart.
///
/// A table of numbers would otherwise be a column of nodes that pushes all else out of sight.
struct ElementRuns {
  /// The shortest run that becomes one node; a shorter one is as easy to read element by element.
  private static let minimumLength = 5

  /// For the first element of each run, how many elements the run has.
  private(set) var lengths: [DependencyGraph.Node: Int] = [:]
  private var hidden: Set<DependencyGraph.Node> = []

  /// Finds the runs of elements in `nodes` that need nothing, with the same fate.
  init(_ nodes: [DependencyGraph.Node], of program: Program, isKept: (DependencyGraph.Node) -> Bool) {
    var run: [DependencyGraph.Node] = []
    for node in nodes {
      let isPlain = program.isPlainElement(node)
      if isPlain, let last = run.last, last.isFollowed(by: node), isKept(last) == isKept(node) {
        run.append(node)
      } else {
        end(&run)
        if isPlain { run = [node] }
      }
    }
    end(&run)
  }

  private mutating func end(_ run: inout [DependencyGraph.Node]) {
    if run.count >= Self.minimumLength {
      lengths[run[0]] = run.count
      hidden.formUnion(run.dropFirst())
    }
    run = []
  }

  /// True iff `node` is shown by that of the run's first element.
  func hides(_ node: DependencyGraph.Node) -> Bool { hidden.contains(node) }
}

extension DependencyGraph.Node {
  fileprivate func isFollowed(by other: Self) -> Bool {
    guard case .element(let id, let index) = self else { return false }
    return other == .element(id, index + 1)
  }
}

extension Program {
  /// True iff `node` is an array element whose value explains itself.
  fileprivate func isPlainElement(_ node: DependencyGraph.Node) -> Bool {
    guard case .element(let id, let index) = node else { return false }
    return switch element(id, index) {
    case .undefined, .null, .boolean, .number, .deleted, .noOpFunction: true
    case .string, .function, .continuation, .hostFunction, .allocation, .handle: false
    }
  }
}
