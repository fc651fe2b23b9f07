import IL

/// Makes up programs.
///
/// What it makes is a tree in the tiny language of `SourceTree.swift`, which `CodeEmitter` compiles. Loops have
/// counters, functions call only those that were made before, and what a call may cost is added up meanwhile, so
/// every program ends soon.
final class ProgramGenerator {
  /// A function that generated code can call by name.
  struct Callable {
    let node: FunctionNode
    let parameterTypes: [ValueType]
    let resultType: ValueType
    /// The ways to get at the function.
    let references: [Expression]
  }

  /// What the code that is being made can use, and may do.
  struct Place {
    var function: FunctionNode
    var block: Block
    var variables: [Variable]
    /// What `return` can use: it leaves the `try` blocks, and their variables are gone, before it computes a value.
    var variablesOfReturn: [Variable]?
    /// Where captured variables of this place live, if it has any.
    var scope: ScopeNode?
    /// How often the code runs in one call of the function.
    var multiplier = 1
    /// The most that the function may cost.
    var limit: Int
    var loopDepth = 0
    var blockDepth = 0
    var canBreak = false
    /// Whether it may run functions that came as values; these must not, or calls would not end.
    var canCallBack = true
    var resultType = ValueType.any
  }

  /// The most instructions that a call from the host may take, roughly.
  static let callLimit = 1200
  /// The most instructions that a call of a function that came as a value may take, roughly.
  static let callbackLimit = 60
  static let methodNames = ["total", "step"]
  static let fieldNames = ["count", "value"]
  static let keyNames = ["a", "b", "count", "value", "on"]

  var random: SeededRandom
  let builder = ProgramBuilder()
  let size: Int
  /// Whether some of the code ends in an error of the engine.
  let hasFaults: Bool
  let callsDirectly: Bool
  /// Whether there are variables with objects that the code may do without, in some of the programs only.
  let hasFields: Bool
  var place: Place
  var callables: [Callable] = []
  /// The functions that some code calls by name.
  var called: Set<FunctionID> = []
  var globals: [Variable] = []
  var library = Library()
  var module: Value = .undefined
  var moduleVariable: Variable?

  init(seed: UInt64, size: Int) {
    random = SeededRandom(seed: seed)
    self.size = size
    hasFields = seed.isMultiple(of: 4)
    hasFaults = Int.random(in: 0..<8, using: &random) == 0
    callsDirectly = Int.random(in: 0..<8, using: &random) == 0
    let nowhere = FunctionNode(FunctionID(0), .plain)
    place = Place(function: nowhere, block: nowhere.body, variables: [], limit: 0)
  }

  // MARK: Choices

  func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  /// One of `choices`, with these weights.
  func choose<Choice>(_ choices: [(weight: Int, choice: Choice)]) -> Choice {
    var rest = number(0...(choices.reduce(0) { $0 + $1.weight } - 1))
    for (weight, choice) in choices {
      if rest < weight { return choice }
      rest -= weight
    }
    preconditionFailure("no weight")
  }

  func pick<Item>(_ items: [Item]) -> Item { items[number(0...items.count - 1)] }

  // MARK: Places

  /// Makes code elsewhere and comes back.
  func inside<Result>(_ change: (inout Place) -> Void, _ make: () -> Result) -> Result {
    let outside = place
    change(&place)
    let result = make()
    place = outside
    return result
  }

  func spend(_ cost: Int) { place.function.cost += cost * place.multiplier }

  /// Whether the function can afford something of this cost here.
  func affords(_ cost: Int) -> Bool { place.function.cost + cost * place.multiplier <= place.limit }

  // MARK: Programs

  /// Makes the program.
  func make() -> Program {
    makeLibrary()
    makeData()
    makeClass()
    for _ in 0..<number(1...max(1, size / 3)) { makeHelper() }
    if chance(50) { makeRecursiveFunction() }
    if chance(50) { makeCallbackTaker() }
    if chance(70) { for _ in 0..<number(1...2) { makeAsyncHelper() } }
    makeExports()
    builder.removeUnusedFunctions()
    return builder.program
  }
}
