import Analysis
import IL

extension Pass {
  /// Computes what has the same result whenever it is executed.
  ///
  /// Safe because only such results are used as every engine gives (`Evaluator`): not the truth of numbers that do
  /// not fit a slot, not the negative zeros of multiplications, nothing about the contents of strings but whether they
  /// are equal. Results are found by following only what can be executed, so that a branch on a constant helps
  /// what depends on it (Wegman and Zadeck 1991). The check for a variable's initialization goes where the
  /// variable cannot be uninitialized.
  ///
  ///       %1 = less 1, 2
  ///       branch %1, b1, b2
  /// becomes
  ///       branch true, b1, b2
  ///
  /// Leaves the branch, and blocks that are never reached, to `dead-instructions`.
  static let constantFolding = Pass("constant-folding", "compute what always has the same result") {
    context in
    let program = context.program
    let names = context.names
    let globals = GlobalTypes(program)
    let evaluator = Evaluator(program)
    for (id, function) in program.functions.entries {
      guard case .ssa(let body) = function.body else { continue }
      let folding = ConstantFolder(body, LocalValues(body, in: program, globals, evaluator))
      let folded = folding.folded { context.accept("\(names[id]): \($0(names))") }
      guard folded != body else { continue }
      context.update { $0.functions[id].body = .ssa(folded) }
    }
  }
}

/// What can be folded in one function.
struct ConstantFolder {
  private let body: SSABody
  private let values: LocalValues
  private let uses: LocalUses

  init(_ body: SSABody, _ values: LocalValues) {
    self.body = body
    self.values = values
    uses = LocalUses(body)
  }

  /// The body with the changes that `accept` agrees to; it is given a description of each.
  func folded(_ accept: ((Names) -> String) -> Bool) -> SSABody {
    var result = body
    var replacements = Substitution(localCount: body.localCount)
    for id in body.blockIDs where values.isReached(id) {
      for parameter in body[id].parameters {
        guard let constant = constant(of: parameter), !uses[parameter].isEmpty,
          accept({ "\(parameter) is always \($0[constant])" })
        else { continue }
        replacements[parameter] = .literal(constant)
      }
      result[id].instructions.removeAll { instruction in
        guard let local = instruction.result, let operand = replacement(for: instruction),
          accept({ "\($0[instruction]) is always \($0[operand])" })
        else { return false }
        replacements[local] = operand
        return true
      }
      if case .branch(let condition, let first, let second) = body[id].terminator.kind,
        condition.local != nil, let truth = values.truth(of: condition),
        accept({ "\($0[body[id].terminator]) always goes to \((truth ? first : second).target)" })
      {
        result[id].terminator.kind = .branch(.literal(.boolean(truth)), first, second)
      }
    }
    result.rewriteOperands { replacements.resolve($0) }
    return result
  }

  /// What `local` always is.
  private func constant(of local: Local) -> Value? {
    // Whoever finds the mark of an uninitialized variable should find it where the program put it.
    values[local].constant.flatMap { $0 == .deleted ? nil : $0 }
  }

  /// What can be used in place of the result of `instruction`.
  private func replacement(for instruction: SSAInstruction) -> Operand? {
    switch instruction.operation {
    case .initialized:
      let operand = instruction.operands[0]
      guard values[operand].types.isDisjoint(with: .deleted), !values[operand].isNone else { return nil }
      return values[operand].constant.map { .literal($0) } ?? operand
    case .binary, .unary: return instruction.result.flatMap(constant).map { .literal($0) }
    default: return nil
    }
  }
}
