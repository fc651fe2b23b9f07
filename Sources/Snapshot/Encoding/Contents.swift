import IL

/// What a program puts into ROM and heap, in the order in which it is mentioned.
///
/// Constants have no identity, so each is here once, however often it is used.
struct Contents {
  private(set) var romCells: [Layout.Cell] = []
  private(set) var heapCells: [Layout.Cell] = []
  /// The strings that need a cell.
  private(set) var strings: [StringID] = []
  /// The allocations that ROM refers to through a handle.
  private(set) var handles: [AllocationID] = []
  private(set) var functions: [FunctionID: AssembledFunction] = [:]

  private var constants: Set<Layout.Cell> = []
  private var hasHandle: Set<AllocationID> = []
  /// The labels in each function that data refers to.
  private var continuations: [FunctionID: Set<Label>] = [:]

  /// Collects the contents of `program`, and assembles its functions.
  init(_ program: Program) throws(EncodingError) {
    for (_, global) in program.globals.entries { add(global.value, program) }
    for (id, allocation) in program.allocations.entries {
      for value in allocation.content.values { add(value, program) }
      var cells: [Layout.Cell] = [.allocation(id)]
      if case .array(let items) = allocation.content, !items.isEmpty { cells.append(.arrayData(id)) }
      if allocation.region == .rom { romCells += cells } else { heapCells += cells }
    }
    for export in program.exports { add(export.value, program) }
    for name in Builtins.Name.allCases { add(program.builtins[name], program) }
    for (_, function) in program.functions.entries { noteContinuations(in: function.code) }
    for (id, function) in program.functions.entries {
      let assembled = try Assembler.assemble(function, continuations: continuations[id] ?? [])
      for instruction in assembled.instructions {
        if case .literal(let value) = instruction.operation { add(value, program) }
      }
      functions[id] = assembled
      romCells.append(.function(id))
    }
  }

  /// Notes which labels the code of any function has as values, before the functions are assembled.
  private mutating func noteContinuations(in code: StackCode) {
    for instruction in code.instructions {
      guard case .literal(.continuation(let id, let label)) = instruction.operation else { continue }
      continuations[id, default: []].insert(label)
    }
  }

  private mutating func add(_ value: Value, _ program: Program) {
    switch value {
    case .string(let id):
      guard !program.strings[id].isWellKnown, constants.insert(.string(id)).inserted else { return }
      strings.append(id)
      romCells.append(.string(id))
    case .number(let number) where immediateWord(of: value) == nil:
      if constants.insert(.number(number)).inserted { romCells.append(.number(number)) }
    case .hostFunction(let id):
      if constants.insert(.hostFunction(id)).inserted { romCells.append(.hostFunction(id)) }
    case .handle(let id):
      if hasHandle.insert(id).inserted { handles.append(id) }
    case .continuation(let id, let label): continuations[id, default: []].insert(label)
    case .undefined, .null, .boolean, .number, .deleted, .noOpFunction, .function, .allocation: break
    }
  }

  /// The size of the body of `cell` in bytes.
  func size(of cell: Layout.Cell, in program: Program) -> Int {
    switch cell {
    case .number(let number): number.int32 == nil ? 8 : 4
    case .string(let id): program.strings[id].bytes.count + 1
    case .hostFunction: 2
    case .function(let id): functions[id]!.size
    case .arrayData(let id): 2 * program.allocations[id].content.values.count
    case .allocation(let id):
      switch program.allocations[id].content {
      case .object(_, let internalSlots, let properties): 4 + 2 * internalSlots.count + 4 * properties.count
      case .array, .classValue: 4
      // The collector needs something to overwrite.
      case .fixedLengthArray(let items): items.isEmpty ? 1 : 2 * items.count
      case .closure(let slots): 2 * slots.count
      case .uint8Array(let bytes): bytes.count
      }
    }
  }
}
