/// How far each node of a drawing is from the roots, for drawings with too many edges for a better order.
///
/// Graphviz puts a node to the right of all that need it. In a tangled graph this makes as many columns as the
/// longest chain of needs is long, and edges that cross many columns, which take most of the time: a program of
/// 100 functions that call each other at random took more than a minute, and 0.1 s with columns by distance.
struct GraphDistances {
  /// For each node, the number of steps from a root; parts count as what they are a part of.
  private let distances: [Int]
  private let units: [Int]

  /// Walks `content` breadth first, from the roots and then from what they do not reach.
  init(_ content: GraphContent) {
    units = content.nodes.indices.map { content.nodes[$0].owner ?? $0 }
    var successors = [[Int]](repeating: [], count: content.nodes.count)
    for edge in content.edges { successors[units[edge.from]].append(units[edge.to]) }
    var distances = [Int?](repeating: nil, count: content.nodes.count)
    // Exports come first, and all of them are at distance 0.
    let isRoot = content.nodes.map { GraphStyle.kind(of: $0.node) == .export }
    var queue = content.nodes.indices.filter { isRoot[$0] }
    for root in queue { distances[root] = 0 }
    var next = 0
    for start in content.nodes.indices {
      while next < queue.count {
        let unit = queue[next]
        next += 1
        for needed in successors[unit] where distances[needed] == nil {
          distances[needed] = distances[unit]! + 1
          queue.append(needed)
        }
      }
      if units[start] == start, distances[start] == nil {
        distances[start] = 0
        queue.append(start)
      }
    }
    self.distances = distances.map { $0 ?? 0 }
  }

  /// True iff `edge` leads one step away from the roots, or stays within a function or allocation.
  func followsOrder(_ edge: GraphContent.Edge) -> Bool {
    let (from, to) = (units[edge.from], units[edge.to])
    return from == to || distances[to] == distances[from] + 1
  }

  /// True iff `edge` leads against the order of the program, which is one to which no circle of edges keeps.
  func isBackward(_ edge: GraphContent.Edge) -> Bool { units[edge.from] > units[edge.to] }
}
