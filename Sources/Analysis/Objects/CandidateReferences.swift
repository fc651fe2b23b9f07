import BitCollections
import IL

/// References of a value flow for which nothing has spoken so far against treating them in a special way.
struct CandidateReferences {
  private let flow: ValueFlow
  private var numbers = BitSet()

  /// Starts without a reference.
  init(in flow: ValueFlow) { self.flow = flow }

  /// True iff the reference with this number is a candidate.
  func contains(_ number: Int) -> Bool { numbers.contains(number) }

  /// Makes the reference with this number a candidate.
  mutating func insert(_ number: Int) { numbers.insert(number) }

  /// Removes all that `value` may be.
  mutating func exclude(_ value: AbstractValue) { numbers.subtract(value.references) }

  /// Removes all that `operand` may be.
  mutating func exclude(_ operand: Operand, in function: FunctionID) {
    exclude(flow.value(of: operand, in: function))
  }

  /// Removes all that the operands of `terminator` may be.
  mutating func exclude(_ terminator: Terminator, in function: FunctionID) {
    for operand in terminator.operands { exclude(operand, in: function) }
  }

  /// Removes the object that `value` refers to, if it does.
  private mutating func exclude(_ value: Value) {
    guard let id = value.referent, let number = flow.number(ofKnown: .allocation(id)) else { return }
    numbers.remove(number)
  }

  /// Removes what the host sees, what the engine itself looks into, and what objects inherit from.
  mutating func excludeByData() {
    let program = flow.program
    for name in Builtins.Name.allCases { exclude(program.builtins[name]) }
    for export in program.exports { exclude(export.value) }
    for (_, allocation) in program.allocations.entries {
      guard case .object(let prototype, let internalSlots, _) = allocation.content else { continue }
      exclude(prototype)
      for value in internalSlots { exclude(value) }
    }
    for number in flow.references.indices {
      exclude(flow.prototype(of: number))
      // What a closure calls or a class constructs, and the static properties of a class.
      exclude(flow.slot(0, of: number))
      if flow.isClass(number) { exclude(flow.slot(1, of: number)) }
    }
  }

  /// Removes what `instruction` calls and, if that is not only known code, what it passes.
  mutating func excludeByCall(_ instruction: SSAInstruction, callee: Int, in function: FunctionID) {
    let target = flow.value(of: instruction.operands[callee], in: function)
    exclude(target)
    // What a callback of the engine is called with goes to whoever awaits.
    guard flow.things(target).contains(where: { flow.references[$0] == .external }) else { return }
    for operand in instruction.operands { exclude(operand, in: function) }
  }
}
