import IL

/// Which functions of a program are only ever called, so that nothing can tell which function it is.
///
/// The engine compares functions by address. A function whose reference goes anywhere but into a call may be
/// compared, by the program or by the host (engine specification, section 12.3).
public struct FunctionUses: Sendable {
  private var isCompared: [Bool]

  /// True iff every reference to `id` is called where it is made.
  public func isOnlyCalled(_ id: FunctionID) -> Bool { !isCompared[id.index] }

  /// Collects the uses in `program`.
  ///
  /// - Precondition: the program satisfies `Verifier`.
  public init(_ program: Program) {
    isCompared = Array(repeating: false, count: program.functions.capacity)
    for export in program.exports { mark(export.value) }
    for name in Builtins.Name.allCases { mark(program.builtins[name]) }
    for (_, global) in program.globals.entries { mark(global.value) }
    for (_, allocation) in program.allocations.entries {
      for value in allocation.content.values { mark(value) }
    }
    let globals = GlobalTypes(program)
    for (_, function) in program.functions.entries { addUses(in: function, of: program, globals) }
  }

  private mutating func mark(_ value: Value) {
    switch value {
    case .function(let id), .continuation(let id, _): isCompared[id.index] = true
    default: break
    }
  }

  private mutating func addUses(in function: Function, of program: Program, _ globals: GlobalTypes) {
    let values = StackValues(function, in: program, globals)
    let instructions = function.code.instructions
    func mark(_ position: Int?) {
      guard let position, case .literal(let value) = instructions[position].operation else { return }
      self.mark(value)
    }
    for position in values.mergedProducers { mark(position) }
    values.forEachInstruction { _, operation, frame in
      if case .loadVariable(let slot) = operation { mark(frame[slot].producer) }
      for (index, operand) in frame.suffix(operation.stackEffect.pops).enumerated()
      where !operation.isHarmless(operand: index) {
        mark(operand.producer)
      }
    }
  }
}

extension Operation {
  /// True iff the operation only calls, or drops, the operand at `index`, 0 being the lowest.
  fileprivate func isHarmless(operand index: Int) -> Bool {
    switch self {
    case .call, .awaitCall: index == 0
    case .pop: true
    // A value that is stored in the frame is followed there: a use is a load of the variable.
    case .storeVariable: true
    default: false
    }
  }
}
