import IL

/// Which parts of a program the host can notice, on demand.
///
/// What is observable in itself is live: calls of the host, exceptions, errors of the engine. Everything else is
/// live only if something live needs it. Reading a property needs what is stored there only if what is read is
/// needed; storing is needed only if something live reads it; a call only if its result or an effect of what it
/// calls is. So a counter that nothing but its own increment reads is dead, with the increment.
///
/// A loop that has an exit is taken to end, as recursion is (both only show in how long a program takes or
/// whether it runs out of stack); a loop without one is observable.
public struct Liveness: Sendable {
  /// A part of the program that is live or not.
  public enum Item: Hashable, Sendable {
    case code(CodePosition)
    case local(FunctionID, Local)
    /// An argument that callers pass.
    case argument(FunctionID, Int)
    /// What a function returns.
    case result(FunctionID)
    case cell(FunctionID, Cell)
    case global(GlobalID)
    /// A property of a thing, by its number in the value flow.
    case property(Int, Value)
    /// Every property or element of a thing, and which there are.
    case allProperties(Int)
    case prototype(Int)
    /// What the prototype of a thing is, other than to find properties in it.
    case prototypeIdentity(Int)
    /// A slot of a closure, scope or class.
    case slot(Int, Int)
    /// Something that calling the function does, other than to return a value.
    case effects(FunctionID)
  }

  /// What may be dropped although it could be noticed.
  public struct Policy: Hashable, Sendable {
    /// Takes errors of the engine for something that does not happen.
    public var errorsNeverHappen = false
    /// The default: nothing.
    public init() {}
  }

  /// The value flow that liveness was found with.
  public let flow: ValueFlow
  /// What is live.
  public internal(set) var live: Set<Item> = []
  /// For each live item other than a root, the item because of which it is live.
  public internal(set) var reasons: [Item: Item] = [:]

  var pending: [Item] = []
  let uses: Uses
  var structured: Set<FunctionID> = []
  let policy: Policy

  /// True iff `item` is live.
  public func isLive(_ item: Item) -> Bool { live.contains(item) }

  /// True iff anything that `function` does is live; if not, no live code calls it.
  public func isAnythingLive(in function: FunctionID) -> Bool { structured.contains(function) }

  /// True iff property `key` of a thing is live.
  public func isLive(property key: Value, of thing: Int) -> Bool {
    live.contains(.property(thing, key)) || live.contains(.allProperties(thing))
  }

  /// True iff an instruction that is live may store under `key` in a thing.
  public func hasLiveStore(to key: Value, of thing: Int) -> Bool {
    let stores = uses.stores[.property(thing, key), default: []]
    let unknown = uses.stores[.unknownProperty(of: thing), default: []]
    return (stores + unknown).contains { live.contains(.code($0)) }
  }

  /// True iff an instruction that is live may store something in a thing.
  public func hasLiveStore(toAnythingIn thing: Int) -> Bool {
    uses.stores[.allProperties(thing), default: []].contains { live.contains(.code($0)) }
  }

  /// True iff an instruction may store something in a thing, whether it is live or not.
  public func hasStore(toAnythingIn thing: Int) -> Bool {
    !uses.stores[.allProperties(thing), default: []].isEmpty
  }

  /// Finds what is live in the program of `flow`.
  ///
  /// - Precondition: `flow` met no obstacle.
  public init(_ flow: ValueFlow, _ policy: Policy = Policy()) {
    precondition(flow.obstacle == nil, "the value flow is not known")
    self.flow = flow
    self.policy = policy
    uses = Uses(flow)
    markRoots()
    while let item = pending.popLast() { follow(item) }
  }

  /// Who stores into and calls what, found once.
  struct Uses {
    var stores: [Item: [CodePosition]] = [:]
    var callSites: [FunctionID: [CodePosition]] = [:]
    var callees: [CodePosition: Callees] = [:]
    var returns: [FunctionID: [CodePosition]] = [:]
    var definitions: [FunctionID: [Local: CodePosition]] = [:]
    /// The edges that pass something for a parameter of a block: the terminator and the operand.
    var incoming: [FunctionID: [Local: [(CodePosition, Operand)]]] = [:]
  }
}

extension Liveness.Item {
  /// Stands for the stores into a thing under keys that are not known; never live itself.
  static func unknownProperty(of thing: Int) -> Liveness.Item { .property(thing, .deleted) }
}
