import IL

extension ScopePromoter {
  /// True iff the variable becomes a cell.
  private mutating func becomesCell(_ variable: Variable) -> Bool {
    !families.isMarked(variable.family) && !staying.contains(variable)
  }

  /// The families whose scopes nothing needs once variables are cells.
  private mutating func superfluousFamilies() -> Set<Int> {
    for variable in accessed where !becomesCell(variable) { needed.insert(variable.family) }
    var superfluous: Set<Int> = []
    for position in layouts.made.indices {
      let family = families.representative(of: position)
      if !families.isMarked(family), !needed.contains(family) { superfluous.insert(family) }
    }
    // What is linked to a scope that stays has to stay.
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for instruction in body.blocks.lazy.flatMap(\.instructions) {
        guard case .scopePush = instruction.operation, let scope = instruction.operands[0].local,
          let result = instruction.result, !(family(of: result).map(superfluous.contains) ?? false),
          let parent = family(of: scope), superfluous.remove(parent) != nil
        else { continue }
        hasChanged = true
      }
    }
    return superfluous
  }

  /// The function with cells for its own variables, and without the scopes that are not needed then, if any.
  mutating func result() -> ScopePromotion.Result? {
    let superfluous = superfluousFamilies()
    return (superfluous.isEmpty ? nil : rewritten(without: superfluous)) ?? rewritten(without: [])
  }

  private mutating func rewritten(without superfluous: Set<Int>) -> ScopePromotion.Result? {
    var rewriting = ScopeRewriting(self, flow, current, without: superfluous)
    var blocks = body.blocks
    for block in flow.reversePostorder {
      var instructions: [SSAInstruction] = []
      for instruction in body[block].instructions {
        if let cell = cell(of: instruction, &rewriting) {
          instructions.append(cell)
        } else if let kept = rewriting.rewritten(instruction, in: block, &self) {
          instructions.append(kept)
        }
      }
      blocks[block.index].instructions = instructions
    }
    return rewriting.result(SSABody(blocks, cellCount: body.cellCount + rewriting.cells.count))
  }

  /// The load or store of a cell that takes the place of `instruction`, if there is one.
  private mutating func cell(
    of instruction: SSAInstruction, _ rewriting: inout ScopeRewriting
  ) -> SSAInstruction? {
    guard let (index, scope) = instruction.variable else { return nil }
    let variable = layouts.variable(index, of: scope)
    guard case .made(let made) = variable.identity, let family = family(of: made),
      becomesCell(Variable(family: family, index: variable.index))
    else { return nil }
    let cell = rewriting.cell(Variable(family: family, index: variable.index), after: body.cellCount)
    var instruction = instruction
    instruction.operands.removeFirst()
    if case .loadScoped = instruction.operation {
      instruction.operation = .loadCell(cell)
    } else {
      instruction.operation = .storeCell(cell)
    }
    return instruction
  }

  /// True iff the result of `instruction` is used.
  func isUsed(_ instruction: SSAInstruction) -> Bool { instruction.result.map { isUsed[$0.index] } ?? false }
}
