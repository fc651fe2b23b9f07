import IL

/// The types of the values that each global may hold at any time: its initial one and all that are stored.
public struct GlobalTypes: Sendable {
  /// How often the analysis goes over the program before it gives up on the globals that still change.
  ///
  /// Each round carries types through at least one more store, and programs rarely pass values through many
  /// globals; a bound keeps long chains from making the analysis quadratic.
  private static let maximumRounds = 8

  private var types: [TypeSet]
  private var isStored: [Bool]

  /// True iff some instruction of the program stores to `id`.
  public func isStored(_ id: GlobalID) -> Bool { isStored[id.index] }

  /// The types of the values that `id` may hold.
  public subscript(id: GlobalID) -> TypeSet { types[id.index] }

  /// Analyzes `program`.
  ///
  /// - Precondition: the program satisfies `Verifier`.
  public init(_ program: Program) {
    types = Array(repeating: [], count: program.globals.capacity)
    isStored = Array(repeating: false, count: program.globals.capacity)
    for (id, global) in program.globals.entries { types[id.index] = TypeSet(global.value, in: program) }
    let evaluator = Evaluator(program)
    let writers = program.functions.entries.map(\.element).filter { addMentionedStores(of: $0) }
    for round in 1... {
      let before = types
      for case .ssa(let body) in writers.map(\.body) { addStores(of: body, in: program, evaluator) }
      guard types != before else { return }
      guard round < Self.maximumRounds else {
        for index in types.indices where types[index] != before[index] { types[index] = .any }
        break
      }
    }
    // What was given up on may have been copied into other globals.
    for index in types.indices where isStored[index] { types[index] = .any }
  }

  /// Notes to which globals `function` stores, and returns whether there are any.
  ///
  /// What stack code stores is not known.
  private mutating func addMentionedStores(of function: Function) -> Bool {
    var storesAny = false
    for case .storedGlobal(let id) in function.mentions {
      isStored[id.index] = true
      if function.ssa == nil { types[id.index] = .any }
      storesAny = true
    }
    return storesAny
  }

  private mutating func addStores(of body: SSABody, in program: Program, _ evaluator: Evaluator) {
    let values = LocalValues(body, in: program, self, evaluator)
    for block in body.blocks {
      for instruction in block.instructions {
        guard case .storeGlobal(let id) = instruction.operation else { continue }
        types[id.index].formUnion(values[instruction.operands[0]].types)
      }
    }
  }
}
