import Analysis
import Codec
import IL

/// A program, with what was found out about it.
///
/// Facts are found when something first asks for them, and kept for whoever asks next: the next pass, the next
/// round. The invariant is that every fact that is kept is about `program` as it is now. The only way to change
/// the program is `update(_:)`, which forgets all facts; a copy takes them along.
public struct AnalyzedProgram: Sendable {
  /// The program as it is now.
  public private(set) var program: Program
  private var facts = Facts()
  /// Sizes of functions that passes tried, which stay right whatever the program becomes.
  var codeSizes = CodeSizes.Cache()

  private struct Facts {
    var valueFlow: ValueFlow?
    var liveness: [Liveness.Policy: Liveness] = [:]
    var propertyKeys: PropertyKeys?
    var scopeGraph: Result<ScopeGraph, ScopeGraph.Obstacle>?
    var uninitializedValues: Result<UninitializedValues, UninitializedValues.Leak>?
    /// The passes that have nothing to do, by their names, with what they may do.
    var settledPasses: [String: PassPolicy] = [:]
  }

  /// A program of which nothing is known yet.
  public init(_ program: Program) { self.program = program }

  /// Changes the program.
  public mutating func update(_ body: (inout Program) -> Void) {
    facts = Facts()
    body(&program)
  }

  /// What every value can be.
  public var valueFlow: ValueFlow {
    mutating get { Self.find(&facts.valueFlow) { [program] in ValueFlow(program) } }
  }

  /// Which keys the code uses.
  public var propertyKeys: PropertyKeys {
    mutating get {
      let flow = valueFlow
      return Self.find(&facts.propertyKeys) { PropertyKeys(flow) }
    }
  }

  /// Which scopes may be current where, or why that is not known.
  public var scopeGraph: Result<ScopeGraph, ScopeGraph.Obstacle> {
    mutating get {
      Self.find(&facts.scopeGraph) { [program] in
        Result { () throws(ScopeGraph.Obstacle) in try ScopeGraph(program) }
      }
    }
  }

  /// Where values may be `deleted`, or why that is not known.
  public var uninitializedValues: Result<UninitializedValues, UninitializedValues.Leak> {
    mutating get {
      let graph = scopeGraph
      return Self.find(&facts.uninitializedValues) { [program] in
        Result { () throws(UninitializedValues.Leak) in try UninitializedValues(program, graph) }
      }
    }
  }

  /// What the host can notice.
  ///
  /// - Precondition: `valueFlow` met no obstacle.
  public mutating func liveness(_ policy: Liveness.Policy) -> Liveness {
    let flow = valueFlow
    return Self.find(&facts.liveness[policy]) { Liveness(flow, policy) }
  }

  /// True iff `pass` has found nothing to do in the program as it is now.
  func isSettled(_ pass: Pass, _ policy: PassPolicy) -> Bool { facts.settledPasses[pass.name] == policy }

  /// Notes that `pass` has found nothing to do, for when it is to run again.
  mutating func settle(_ pass: Pass, _ policy: PassPolicy) { facts.settledPasses[pass.name] = policy }

  /// What `fact` holds, after finding it if need be.
  private static func find<Fact>(_ fact: inout Fact?, _ find: () -> Fact) -> Fact {
    if let fact { return fact }
    let found = find()
    fact = found
    return found
  }

  /// True iff the invariant holds for the facts from which all others follow.
  var hasCurrentFacts: Bool { facts.valueFlow.map { $0.program == program } ?? true }
}
