import Boost
import Codec
import IL

/// What became of the functions of a program on their way into SSA form and back.
public struct CodeReport: Codable, Hashable, Sendable {
  /// A function, and what kept it from being optimized.
  public struct Function: Codable, Hashable, Sendable {
    /// The identity, see `SizedEntity.id`.
    public var id: String
    /// The name for people.
    public var name: String
    /// The reason, as a clause.
    public var reason: String
  }

  /// How many functions the input has.
  public var functions: Int
  /// Those that could not be brought into SSA form, so that no pass looked into them.
  public var notLifted: [Function]
  /// Those that kept their code, because what we would have made of it is no better.
  public var keptCode: [Function]
  /// Why all checks of variables that may be uninitialized are still there; nil if those that cannot fail went.
  public var checksStayBecause: String?

  /// Describes what happened in `optimization`.
  public init(_ optimization: Optimization) {
    let names = Names(optimization.original.program)
    func function(_ id: FunctionID, _ reason: String) -> Function {
      Function(id: "function:\(id.index)", name: names[id], reason: reason)
    }
    functions = optimization.original.program.functions.count
    notLifted = optimization.lifting.map { function($0.function, $0.reason.description) }
    keptCode = optimization.lowering.kept.map { function($0.function, $0.reason.description) }
    checksStayBecause = optimization.leak.map { $0.reason(names) }
  }

  init(functions: Int, notLifted: [Function], keptCode: [Function], checksStayBecause: String?) {
    self.functions = functions
    self.notLifted = notLifted
    self.keptCode = keptCode
    self.checksStayBecause = checksStayBecause
  }

  /// Writes `checksStayBecause` also when it is null, so that the key is always there.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(functions, forKey: .functions)
    try container.encode(notLifted, forKey: .notLifted)
    try container.encode(keptCode, forKey: .keptCode)
    try container.encode(checksStayBecause, forKey: .checksStayBecause)
  }

  /// The report as lines for people.
  public var text: String {
    func lines(_ what: String, _ functions: [Function]) -> [String] {
      let count = functions.isEmpty ? "none" : String(functions.count)
      return ["\(what): \(count) of \(self.functions)"] + functions.map { "  \($0.name): \($0.reason)" }
    }
    let checks = checksStayBecause.map { "all stay, because \($0)" } ?? "those that cannot fail were removed"
    let all =
      ["By function"] + lines("not optimized", notLifted) + lines("code kept as it was", keptCode)
      + ["checks of uninitialized variables: \(checks)"]
    return all.joined(separator: "\n") + "\n"
  }
}

extension UninitializedValues.Leak {
  /// The leak as a clause.
  fileprivate func reason(_ names: Names) -> String {
    switch self {
    case .notInSSAForm(let id): "\(names[id]) could not be optimized"
    case .scopes(let id): "\(names[id]) uses scopes in a way that is not followed"
    case .value(let id): "\(names[id]) passes on a variable that may be uninitialized"
    case .data: "the data has uninitialized variables where a program can read them"
    case .asyncConstructor: "an async function may be called with new"
    }
  }
}
