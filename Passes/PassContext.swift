import Analysis
import Codec
import IL

/// What a user lets the passes do.
public struct PassPolicy: Sendable, Hashable {
  /// Keeps imports that nothing uses any more, for hosts that count on being asked for them.
  public var keepsImports = false
  /// Takes errors of the engine for something that does not happen, so that what could only fail can go.
  public var errorsNeverHappen = false

  /// The default policy.
  public init() {}
}

/// A change that a pass made.
public struct Change: Hashable, Sendable {
  /// The name of the pass.
  public var pass: String
  /// What was done, and why that is safe, as a sentence without a full stop.
  public var description: String
}

/// A program while a pass works on it.
///
/// A pass asks `accept(_:)` before each change, so that changes are recorded, and can be counted to find the one
/// that breaks a program. It then makes those that were accepted in one go, with `update(_:)`. Any of them may be
/// refused; what a pass makes of the others must be as right as all of them together.
public struct PassContext {
  /// The program as it is now, with what is known of it.
  private(set) var analyzed: AnalyzedProgram
  /// What the user allows.
  public let policy: PassPolicy
  /// The changes so far.
  public private(set) var changes: [Change] = []
  /// Which of the questions whether a change may be made were answered with yes, counted from 0.
  private(set) var accepted: [Int] = []

  private let pass: String
  private let limit: Int
  private let refused: Set<Int>
  /// How often the pass has asked.
  private var questionCount = 0

  /// Makes a context for the pass named `pass`, which may make at most `limit` changes.
  ///
  /// - Parameter refused: The questions whether a change may be made that are answered with no, counted from 0.
  init(
    _ program: AnalyzedProgram, pass: String, policy: PassPolicy, limit: Int = .max,
    refusing refused: Set<Int> = []
  ) {
    analyzed = program
    self.pass = pass
    self.policy = policy
    self.limit = limit
    self.refused = refused
  }

  /// True iff the pass found a change to make, accepted or not.
  var hasAsked: Bool { questionCount > 0 }

  /// Asks whether one more change may be made, and records it; `description` says what and why.
  mutating func accept(_ description: @autoclosure () -> String) -> Bool {
    accept(together: [description()])
  }

  /// Asks whether changes may be made that only make sense together; they count as one.
  mutating func accept(together descriptions: [String]) -> Bool {
    guard !descriptions.isEmpty else { return false }
    defer { questionCount += 1 }
    guard accepted.count < limit, !refused.contains(questionCount) else { return false }
    accepted.append(questionCount)
    changes += descriptions.map { Change(pass: pass, description: $0) }
    return true
  }

  /// Makes the changes that were accepted; if none was, `body` must leave the program as it is.
  mutating func update(_ body: (inout Program) -> Void) {
    if !changes.isEmpty { analyzed.update(body) }
  }

  /// The program as it is now.
  public var program: Program { analyzed.program }

  /// What every value of the program can be.
  var valueFlow: ValueFlow { mutating get { analyzed.valueFlow } }

  /// Which keys the code of the program uses.
  var propertyKeys: PropertyKeys { mutating get { analyzed.propertyKeys } }

  /// Which scopes of the program may be current where, or why that is not known.
  var scopeGraph: Result<ScopeGraph, ScopeGraph.Obstacle> { mutating get { analyzed.scopeGraph } }

  /// Where values of the program may be `deleted`, or why that is not known.
  var uninitializedValues: Result<UninitializedValues, UninitializedValues.Leak> {
    mutating get { analyzed.uninitializedValues }
  }

  /// What functions of the program take, by `uninitialized`; what it finds is to be kept with `keep(_:)`.
  func codeSizes(_ uninitialized: UninitializedValues) -> CodeSizes {
    CodeSizes(uninitialized, reusing: analyzed.codeSizes)
  }

  /// Keeps what `sizes` found for passes that run later.
  mutating func keep(_ sizes: CodeSizes) { analyzed.codeSizes = sizes.cache }

  /// What the host can notice of the program.
  mutating func liveness(_ policy: Liveness.Policy = .init()) -> Liveness { analyzed.liveness(policy) }

  /// The names of the program's entities, for descriptions.
  var names: Names { Names(program) }
}
