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
    for (_, function) in program.functions.entries {
      switch function.body {
      // What becomes of a value on the stack is not known.
      case .stack: for case .value(let value) in function.mentions { mark(value) }
      case .ssa(let body): addUses(in: body)
      }
    }
  }

  private mutating func mark(_ value: Value) {
    switch value {
    case .function(let id), .continuation(let id, _): isCompared[id.index] = true
    default: break
    }
  }

  private mutating func addUses(in body: SSABody) {
    for block in body.blocks {
      for instruction in block.instructions {
        for (index, operand) in instruction.operands.enumerated()
        where index != instruction.operation.calleeIndex {
          if let value = operand.literal { mark(value) }
        }
      }
      for case .literal(let value) in block.terminator.allOperands { mark(value) }
    }
  }
}

extension SSAOperation {
  /// The position of the operand that is only called.
  public var calleeIndex: Int? {
    switch self {
    case .call, .callVoid: 0
    case .awaitCall: 1
    default: nil
    }
  }
}
