import IL

/// Which scopes and closures that a program makes can be one with the scope that they are linked to.
///
/// The child is made by a `scopePush` or `closureNew` and the parent by instructions of the same function. The
/// merged scope has the child's slots but the link first, so that the target of a closure stays where it is, and
/// those of the parent behind them. Four things must hold:
///
/// - There is at most one child for each parent: from the instruction that makes the child, control cannot come back
///   to it without making or copying the parent, and no other activation can have the same parent.
/// - Nothing calls the parent, because there is one slot for a target; and nothing copies the child, because a copy
///   shares the parent.
/// - Wherever an instruction may count through the child or the parent, it counts through all scopes that it may mean
///   there in the same way.
/// - Nothing reads a variable of the child before it is stored: it may be a copy of what an earlier child had.
///
/// Functions with `try` or an async operation are left alone, as the engine may run other code with their scopes.
public struct MergeableScopes: Sendable {
  /// A scope and its parent.
  public struct Pair: Hashable, Sendable {
    /// The function that makes both.
    public let function: FunctionID
    /// What makes the child.
    public let child: Local
    /// How many slots the child has without the link.
    public let childSlots: Int
    /// How many slots the merged scope has.
    public let slotCount: Int
    let childSite: Int
    let parentSite: Int
  }

  /// The pairs, of which no two have a scope in common.
  public let pairs: [Pair]

  private let graph: ScopeGraph
  /// The position in `pairs` of the pair that a site is the child or the parent of.
  private let pairOfChild: [Int: Int]
  private let pairOfParent: [Int: Int]

  /// Finds the pairs in `program`, whose scopes are those of `graph`.
  ///
  /// - Parameter uninitialized: Gives where values may be `deleted`; nil if that is not known.
  public init(_ program: Program, _ graph: ScopeGraph, _ uninitialized: () -> UninitializedValues?) {
    self.graph = graph
    var pairs: [Pair] = []
    var sites: Set<Int> = []
    for (id, function) in program.functions.entries {
      guard let body = function.ssa else { continue }
      for pair in graph.nestedScopes(of: body, id)
      where sites.isDisjoint(with: [pair.childSite, pair.parentSite]) {
        pairs.append(pair)
        sites.formUnion([pair.childSite, pair.parentSite])
      }
    }
    guard !pairs.isEmpty, let uninitialized = uninitialized() else {
      (self.pairs, pairOfChild, pairOfParent) = ([], [:], [:])
      return
    }
    var accesses = MergedAccesses(graph, pairs)
    for (id, function) in program.functions.entries {
      if let body = function.ssa { accesses.check(body, id, uninitialized) }
    }
    self.pairs = pairs.enumerated().filter { !accesses.refused.contains($0.offset) }.map(\.element)
    pairOfChild = Dictionary(uniqueKeysWithValues: self.pairs.enumerated().map { ($1.childSite, $0) })
    pairOfParent = Dictionary(uniqueKeysWithValues: self.pairs.enumerated().map { ($1.parentSite, $0) })
  }

  /// The index that variable `index`, counted from `scope` in `function`, has when `merged` pairs are merged.
  public func index(_ index: Int, of scope: Local, in function: FunctionID, merging merged: Set<Int>) -> Int {
    guard var site = graph.scopes(scope, in: function).sites.min() else { return index }
    var (rest, result) = (index, index)
    var isBehindChild = false
    while true {
      let count = graph.sites[site].slotCount
      if !isBehindChild, let pair = pairOfParent[site], merged.contains(pair) {
        result += pairs[pair].childSlots
      }
      isBehindChild = pairOfChild[site].map { merged.contains($0) } ?? false
      guard rest >= count, let parent = graph.sites[site].parents.sites.min() else { return result }
      // The link is gone.
      if isBehindChild { result -= 1 }
      rest -= count
      site = parent
    }
  }

  /// The pair whose parent the instruction of `function` with this result makes.
  public func pair(withParent result: Local, in function: FunctionID) -> Int? {
    graph.siteOf[function]?[result].flatMap { pairOfParent[$0] }
  }

  /// The pair whose child the instruction of `function` with this result makes.
  public func pair(withChild result: Local, in function: FunctionID) -> Int? {
    graph.siteOf[function]?[result].flatMap { pairOfChild[$0] }
  }

  /// The pair whose child `scope` of `function` is.
  public func pair(whoseChildIs scope: Local, in function: FunctionID) -> Int? {
    let sites = graph.scopes(scope, in: function).sites
    return sites.count == 1 ? sites.first.flatMap { pairOfChild[$0] } : nil
  }
}
