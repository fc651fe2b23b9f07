import IL

/// Which keys the code of a program uses to read and write properties.
public struct PropertyKeys: Sendable {
  /// The strings that some instruction reads a property by.
  public private(set) var read: Set<StringID> = []
  /// The strings that some instruction writes a property by.
  public private(set) var written: Set<StringID> = []
  /// True iff a property may be read by a string that is not known here.
  public private(set) var readsComputedKeys = false
  /// True iff a property may be written by a string that is not known here.
  public private(set) var writesComputedKeys = false

  /// True iff the engine may have to look up a string that was made at run time.
  public var usesComputedKeys: Bool { readsComputedKeys || writesComputedKeys }

  /// Collects the keys of the program of `flow`, one function at a time if that met an obstacle.
  public init(_ flow: ValueFlow) {
    if flow.obstacle == nil {
      addKeys(flow)
    } else {
      addKeysOfEachFunction(flow.program)
    }
  }

  /// Adds what the value flow knows of keys, over the whole program.
  private mutating func addKeys(_ flow: ValueFlow) {
    for (id, function) in flow.program.functions.entries {
      guard let body = function.ssa, flow.isReached(id) else { continue }
      for block in body.blockIDs where flow.isReached(block, in: id) {
        for instruction in body[block].instructions {
          switch instruction.operation {
          case .objectGet: Self.add(instruction, id, flow, to: &read, orSet: &readsComputedKeys)
          case .objectSet: Self.add(instruction, id, flow, to: &written, orSet: &writesComputedKeys)
          default: break
          }
        }
      }
    }
  }

  private static func add(
    _ instruction: SSAInstruction, _ function: FunctionID, _ flow: ValueFlow, to keys: inout Set<StringID>,
    orSet computed: inout Bool
  ) {
    let key = ValueFlow.Keys(flow.value(of: instruction.operands[1], in: function))
    for case .string(let id) in key.known { keys.insert(id) }
    if key.includeAnyString { computed = true }
  }

  /// Adds what is known of keys looking at one function at a time.
  private mutating func addKeysOfEachFunction(_ program: Program) {
    let globals = GlobalTypes(program)
    let evaluator = Evaluator(program)
    for (_, function) in program.functions.entries {
      switch function.body {
      case .stack: addUnknownKeys(of: function)
      case .ssa(let body): addKeys(of: body, LocalValues(body, in: program, globals, evaluator))
      }
    }
  }

  /// Adds what stack code may do, whose keys are not known.
  private mutating func addUnknownKeys(of function: Function) {
    guard function.mentions.contains(.service(.properties)) else { return }
    readsComputedKeys = true
    writesComputedKeys = true
  }

  private mutating func addKeys(of body: SSABody, _ values: LocalValues) {
    for id in body.blockIDs where values.isReached(id) {
      for instruction in body[id].instructions {
        switch instruction.operation {
        case .objectGet: Self.add(values[instruction.operands[1]], to: &read, orSet: &readsComputedKeys)
        case .objectSet: Self.add(values[instruction.operands[1]], to: &written, orSet: &writesComputedKeys)
        default: break
        }
      }
    }
  }

  private static func add(_ key: KnownValue, to keys: inout Set<StringID>, orSet computed: inout Bool) {
    if case .string(let id) = key.constant {
      keys.insert(id)
    } else if key.types.contains(.string) {
      computed = true
    }
  }
}
