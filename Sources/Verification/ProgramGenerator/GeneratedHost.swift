import CaseRunner
import IL
import Runtime

/// Makes up what a host does with a generated program.
struct GeneratedHost {
  private var random: SeededRandom
  private let exports: [Export]

  init(seed: UInt64, exports: [Export]) {
    // Another sequence than that of the program.
    random = SeededRandom(seed: ~seed)
    self.exports = exports
  }

  /// A case in which every export is called, and then what the program has handed out.
  ///
  /// - Throws: ``CaseError`` if the case does not fit, which would be a bug.
  mutating func makeCase(for snapshot: [UInt8]) throws -> Case {
    var made = Case(steps: [], imports: behaviours())
    for export in exports { addCalls(of: export.id, to: &made) }
    for _ in 0..<2 { addCalls(of: exports.randomElement(using: &random)!.id, to: &made) }
    made.steps.insert(.collectGarbage, at: Int.random(in: 0...made.steps.count, using: &random))
    var options = Configuration()
    options.conformance = .reference
    let trace = try CaseRunner.run(made, on: snapshot, options: options, gas: 300_000)
    made.steps += trace.events.flatMap { reactions(to: $0) }.prefix(6)
    return made
  }

  private mutating func addCalls(of id: UInt16, to made: inout Case) {
    for _ in 0..<Int.random(in: 1...2, using: &random) {
      made.steps.append(.call(export: id, arguments: values(0...3)))
    }
  }

  /// Later calls of async callbacks that the host has kept, and of functions that it was given.
  private mutating func reactions(to event: JSON) -> [Case.Step] {
    if let number = event["async"]?["handle"]?.number {
      return [.callHandle(Int(number), arguments: [.boolean(chance(75)), value()])]
    }
    guard let result = event["returned"], case .string("function")? = result["type"],
      let number = result["handle"]?.number
    else { return [] }
    return [.callHandle(Int(number), arguments: values(0...2))]
  }

  private mutating func behaviours() -> [UInt16: Case.Behaviour] {
    // The first calls of the callback are made at once, the rest later or never.
    let completions = (0..<Int.random(in: 0...3, using: &random)).map { _ in
      [JSON.boolean(chance(75)), value()]
    }
    return [
      HostFunctions.log: .returns([]),
      HostFunctions.query: .returns(values(1...4)),
      HostFunctions.invoke: .callsBack(argument: 0, with: values(0...2)),
      HostFunctions.asynchronous: .async(completes: completions),
      HostFunctions.throwing: .throwsValue(value()),
    ]
  }

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  private mutating func values(_ counts: ClosedRange<Int>) -> [JSON] {
    (0..<Int.random(in: counts, using: &random)).map { _ in value() }
  }

  /// A value; none that the engines convert to numbers in different ways.
  private mutating func value() -> JSON {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return .boolean(chance(50))
    case 1: return [.null, .object("undefined", .boolean(true))].randomElement(using: &random)!
    case 2, 3: return .string(["", "a", "on", "text", "7", "k1"].randomElement(using: &random)!)
    case 4: return .number([0.5, -1.5, 100_000, -8193, 8192, 2_147_483_647].randomElement(using: &random)!)
    case 5: return .object("number", .string(["NaN", "-0", "Infinity"].randomElement(using: &random)!))
    default: return .integer(Int.random(in: -2...9, using: &random))
    }
  }
}
