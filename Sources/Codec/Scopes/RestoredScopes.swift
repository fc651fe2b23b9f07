import IL

/// The places of a function where a scope becomes current again that was kept as a value.
///
/// The engine has no instruction for that. Compilers link a new scope of one slot to the value and leave it:
///
///     %5 = load_closure %1
///     …
///     %7 = scope_new 1
///     store_scoped 0, %7, %5
///     %8 = scope_pop %7
struct RestoredScopes {
  /// The scope that the result of a `scopePop` is.
  private var restored: [Local: Local] = [:]
  /// The results of `loadClosure` that are used for nothing else.
  private var savedOnly: Set<Local> = []

  /// The scope that the result of a `scopePop` is, if that is such a place.
  subscript(result: Local) -> Local? { restored[result] }

  /// True iff the result of a `loadClosure` is only kept to make the scope current again.
  func isOnlySaved(_ result: Local) -> Bool { savedOnly.contains(result) }

  init(_ body: SSABody) {
    var saved: [Local: Local] = [:]
    for instruction in body.blocks.lazy.flatMap(\.instructions) where instruction.operation == .loadClosure {
      if let result = instruction.result, let scope = instruction.operands[0].local { saved[result] = scope }
    }
    guard !saved.isEmpty else { return }
    savedOnly = Set(saved.keys)
    for block in body.blocks {
      for operand in block.terminator.allOperands { operand.local.map { _ = savedOnly.remove($0) } }
      for (position, instruction) in block.instructions.enumerated() {
        if let value = Self.restoredValue(at: position, of: block), let scope = saved[value] {
          if let result = block.instructions[position + 1].result { restored[result] = scope }
        } else {
          for operand in instruction.operands { operand.local.map { _ = savedOnly.remove($0) } }
        }
      }
    }
  }

  /// The value that the `storeScoped` at `position` links a scope to that is left at once, if it does that.
  private static func restoredValue(at position: Int, of block: BasicBlock) -> Local? {
    let instructions = block.instructions
    guard instructions[position].operation == .storeScoped(0), position > 0,
      position + 1 < instructions.count,
      instructions[position - 1].operation == .scopeNew(slotCount: 1),
      instructions[position + 1].operation == .scopePop
    else { return nil }
    return instructions[position].operands[1].local
  }
}
