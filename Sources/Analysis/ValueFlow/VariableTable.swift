extension ValueFlow {
  /// What the variables of an analysis can hold, by number, and who has to know when that grows.
  struct VariableTable {
    private(set) var values: [AbstractValue] = []
    /// The subscriptions of each variable are a list, oldest first: its ends, or -1.
    private var first: [Int32] = []
    private var last: [Int32] = []
    /// The node of each subscription, and the next one of the same variable, or -1.
    private var nodes: [Int32] = []
    private var next: [Int32] = []
    /// The subscriptions that exist, so that none is made twice.
    private var subscriptions = IntegerMap()

    /// Makes `count` variables that hold nothing, and returns the number of the first.
    mutating func add(_ count: Int) -> Int {
      defer {
        values.append(contentsOf: repeatElement(AbstractValue(), count: count))
        first.append(contentsOf: repeatElement(-1, count: count))
        last.append(contentsOf: repeatElement(-1, count: count))
      }
      return values.count
    }

    /// What `variable` can hold; `node` will be told when that grows.
    mutating func read(_ variable: Int, by node: Node) -> AbstractValue {
      if subscriptions.insert(nodes.count, under: variable << 32 | node) {
        let subscription = Int32(nodes.count)
        nodes.append(Int32(node))
        next.append(-1)
        if last[variable] < 0 {
          first[variable] = subscription
        } else {
          next[Int(last[variable])] = subscription
        }
        last[variable] = subscription
      }
      return values[variable]
    }

    /// Adds `value` to what `variable` can hold, and returns whether that is new.
    mutating func join(_ value: AbstractValue, into variable: Int) -> Bool { values[variable].join(value) }

    /// Calls `body` with each node that has read `variable`, oldest first.
    func forEachReader(of variable: Int, _ body: (Node) -> Void) {
      var subscription = first[variable]
      while subscription >= 0 {
        body(Int(nodes[Int(subscription)]))
        subscription = next[Int(subscription)]
      }
    }
  }

  /// What waits to be analyzed, the latest first.
  struct Worklist {
    private var pending: [Node] = []
    private var isPending: [Bool] = []

    /// Makes room for `count` nodes.
    mutating func reserve(_ count: Int) {
      if isPending.count < count {
        isPending.append(contentsOf: repeatElement(false, count: count - isPending.count))
      }
    }

    /// Adds `node` unless it waits already.
    mutating func insert(_ node: Node) {
      guard !isPending[node] else { return }
      isPending[node] = true
      pending.append(node)
    }

    /// Takes the node that waits last.
    mutating func removeLatest() -> Node? {
      guard let node = pending.popLast() else { return nil }
      isPending[node] = false
      return node
    }
  }
}
