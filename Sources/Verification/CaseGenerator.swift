import CaseRunner
import Runtime

/// Makes up what a host could do with a snapshot.
///
/// Steps are made a few at a time: which functions the host holds, and may call, is known only once the snapshot has
/// run so far. The same seed gives the same cases.
struct CaseGenerator {
  private var random: SeededRandom
  private let options: Configuration
  private let gas: Int

  /// Steps are added in so many rounds, each of which runs the case from its start.
  private static let rounds = 5
  private static let stepsPerRound = 6

  init(seed: UInt64, options: Configuration, gas: Int) {
    random = SeededRandom(seed: seed)
    self.options = options
    self.gas = gas
  }

  /// A case for `snapshot`, which imports and exports these ids.
  mutating func makeCase(
    for snapshot: [UInt8], imports: [UInt16], exports: [UInt16]
  ) throws -> Case {
    var behaviours: [UInt16: Case.Behaviour] = [:]
    for id in imports { behaviours[id] = behaviour() }
    var made = Case(steps: [], imports: behaviours)
    for _ in 0..<Self.rounds {
      let trace = try CaseRunner.run(made, on: snapshot, options: options, gas: gas)
      let handles = trace.events.flatMap(Self.handles)
      for _ in 0..<Self.stepsPerRound { made.steps.append(step(exports, handles)) }
    }
    return made
  }

  /// The handles in an event whose values can be called.
  private static func handles(in event: JSON) -> [(number: Int, isCallable: Bool)] {
    switch event {
    case .array(let items): return items.flatMap(handles)
    case .object(let members):
      guard let number = event["handle"]?.number, case .string(let type)? = event["type"] else {
        return members.flatMap { handles(in: $0.value) }
      }
      return [(Int(number), type == "function" || type == "class")]
    default: return []
    }
  }

  private mutating func step(_ exports: [UInt16], _ handles: [(number: Int, isCallable: Bool)]) -> Case.Step {
    let callable = handles.filter(\.isCallable).map(\.number)
    if let number = callable.randomElement(using: &random), Int.random(in: 0..<4, using: &random) == 0 {
      // What an async callback expects, half of the time.
      let arguments: [JSON] =
        Bool.random(using: &random)
        ? [.boolean(.random(using: &random)), value(handles)] : self.arguments(handles)
      return .callHandle(number, arguments: arguments)
    }
    guard let export = exports.randomElement(using: &random) else { return .collectGarbage }
    switch Int.random(in: 0..<16, using: &random) {
    case 0: return .collectGarbage
    case 1: return .export(export)
    default: return .call(export: export, arguments: arguments(handles))
    }
  }

  private mutating func arguments(_ handles: [(number: Int, isCallable: Bool)]) -> [JSON] {
    (0..<Int.random(in: 0...4, using: &random)).map { _ in value(handles) }
  }

  private mutating func behaviour() -> Case.Behaviour {
    func values(_ count: Int) -> [JSON] { (0..<count).map { _ in value([]) } }
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return .throwsValue(value([]))
    case 1: return .fails
    case 2, 3: return .callsBack(argument: Int.random(in: 0...2, using: &random), with: values(2))
    case 4: return .async(completes: [])
    case 5: return .async(completes: [[.boolean(true), value([])], [.boolean(false), value([])]])
    default: return .returns(values(Int.random(in: 1...3, using: &random)))
    }
  }

  /// A value that programs treat in a way of its own: borders between representations, other types, used keys.
  private mutating func value(_ handles: [(number: Int, isCallable: Bool)]) -> JSON {
    if !handles.isEmpty, Int.random(in: 0..<5, using: &random) == 0 {
      return .object("handle", .integer(handles.randomElement(using: &random)!.number))
    }
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return .boolean(.random(using: &random))
    case 1: return [.null, .object("undefined", .boolean(true))].randomElement(using: &random)!
    case 2: return .string(["", "a", "x", "7", "on", "text", "up"].randomElement(using: &random)!)
    case 3:
      return .object("bytes", .array((0..<3).map { _ in .integer(Int.random(in: 0...255, using: &random)) }))
    case 4: return .number([0.5, -1.5, 100_000, -8193, 8192, 2_147_483_647].randomElement(using: &random)!)
    case 5: return .object("number", .string(["NaN", "-0", "Infinity"].randomElement(using: &random)!))
    default: return .integer(Int.random(in: -2...40, using: &random))
    }
  }
}
