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
    for round in 1... {
      let before = types
      for (_, function) in program.functions.entries { addStores(of: function, in: program) }
      guard types != before else { return }
      guard round < Self.maximumRounds else {
        for index in types.indices where types[index] != before[index] { types[index] = .any }
        break
      }
    }
    // What was given up on may have been copied into other globals.
    for index in types.indices where isStored[index] { types[index] = .any }
  }

  private mutating func addStores(of function: Function, in program: Program) {
    guard function.code.instructions.contains(where: \.storesGlobal) else { return }
    StackValues(function, in: program, self).forEachInstruction { _, operation, frame in
      guard case .storeGlobal(let id) = operation, let value = frame.last else { return }
      isStored[id.index] = true
      types[id.index].formUnion(value.types)
    }
  }
}

extension Instruction {
  /// True iff this stores to a global.
  fileprivate var storesGlobal: Bool { if case .storeGlobal = operation { true } else { false } }
}
