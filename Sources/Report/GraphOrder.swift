/// An order of the nodes of a drawing from left to right, which its edges follow where they can.
///
/// Graphviz finds columns by itself, but needs help with two things:
/// - It never ends if edges within one column make a circle. So edges against the order are turned for the layout,
///   and get their arrow at the other end; no circle is left then.
/// - It puts a node to the right of all that need it. In a tangled graph this makes as many columns as the longest
///   chain of needs is long, and edges across many columns, which take most of the time. There, only edges that lead
///   one step away from the roots decide about columns. A program of 100 functions that need each other at random
///   took more than a minute, and takes 0.1 s now.
struct GraphOrder {
  /// Above this number of edges, columns are distances from the roots.
  ///
  /// Below it, half a second was enough for what was tried; real programs of 3 kB have up to 400 edges.
  private static let maximumEdgesForFullColumns = 400

  /// For each node, what is placed as one: a function or allocation with its parts.
  private let units: [Int]
  /// For each node, whether it stands at the side of its unit's column.
  private let isBesideColumn: [Bool]
  /// For each unit, its place in the order.
  private let places: [Int]
  /// For each unit, the number of steps from a root; nil if they do not matter.
  private let distances: [Int]?

  /// Chooses an order for `content`.
  ///
  /// Linear in nodes and edges.
  init(_ content: GraphContent) {
    let units = content.nodes.indices.map { content.nodes[$0].owner ?? $0 }
    var successors = [[Int]](repeating: [], count: content.nodes.count)
    for edge in content.edges { successors[units[edge.from]].append(units[edge.to]) }
    // What the roots do not reach comes later, because exports are the first nodes.
    let starts = units.indices.filter { units[$0] == $0 }
    self.units = units
    isBesideColumn = content.nodes.map { GraphStyle.kind(of: $0.node) == .parameter }
    if content.edges.count > Self.maximumEdgesForFullColumns {
      let roots = starts.filter { GraphStyle.kind(of: content.nodes[$0].node) == .export }
      (places, distances) = Self.breadthFirst(successors, roots, starts)
    } else {
      (places, distances) = (Self.depthFirst(successors, starts), nil)
    }
  }

  /// True iff `edge` leads against the order.
  func isBackward(_ edge: GraphContent.Edge) -> Bool {
    let (from, to) = (units[edge.from], units[edge.to])
    guard from == to else { return places[from] > places[to] }
    // Within a column what stands below leads up, as most code does that needs what is computed before it.
    return edge.from < edge.to && !isBesideColumn[edge.to]
  }

  /// True iff `edge` decides in which columns its nodes are.
  func constrains(_ edge: GraphContent.Edge) -> Bool {
    let (from, to) = (units[edge.from], units[edge.to])
    guard let distances else { return true }
    return from == to || distances[to] == distances[from] + 1
  }

  // MARK: Walks

  private static func breadthFirst(
    _ successors: [[Int]], _ roots: [Int], _ starts: [Int]
  ) -> (places: [Int], distances: [Int]?) {
    var distances = [Int?](repeating: nil, count: successors.count)
    var queue = roots
    for root in roots { distances[root] = 0 }
    var next = 0
    for start in starts {
      if distances[start] == nil {
        distances[start] = 0
        queue.append(start)
      }
      while next < queue.count {
        let unit = queue[next]
        next += 1
        for needed in successors[unit] where distances[needed] == nil {
          distances[needed] = distances[unit]! + 1
          queue.append(needed)
        }
      }
    }
    var places = [Int](repeating: 0, count: successors.count)
    for (place, unit) in queue.enumerated() { places[unit] = place }
    return (places, distances.map { $0 ?? 0 })
  }

  /// The reverse of the order in which a walk leaves the units: only edges that close a circle lead against it.
  private static func depthFirst(_ successors: [[Int]], _ starts: [Int]) -> [Int] {
    var places = [Int](repeating: 0, count: successors.count)
    var isVisited = [Bool](repeating: false, count: successors.count)
    var next = successors.count
    for start in starts where !isVisited[start] {
      isVisited[start] = true
      var path = [(unit: start, edge: 0)]
      while let (unit, edge) = path.last {
        guard edge < successors[unit].count else {
          next -= 1
          places[unit] = next
          path.removeLast()
          continue
        }
        path[path.count - 1].edge += 1
        let needed = successors[unit][edge]
        guard !isVisited[needed] else { continue }
        isVisited[needed] = true
        path.append((needed, 0))
      }
    }
    return places
  }
}
