import IL

/// A body that is one expression: each of its results is used once, in the order in which a stack machine would
/// use it.
///
/// Such a body can stand for a call of its function without more room in the frame.
public struct InlineExpression: Sendable {
  /// What evaluating the expression does, one after the other.
  private enum Step {
    case argument(Int)
    case operation(Effects)
  }

  private var steps: [Step] = []

  /// Larger expressions are not looked at.
  public static let maximumSize = 12

  /// The expression that `body` is, if it is one.
  public init?(_ body: SSABody) {
    guard body.blocks.count == 1, case .returnValue(let value) = body.blocks[0].terminator.kind else {
      return nil
    }
    var arguments: [Local: Int] = [:]
    var definitions: [Local: SSAInstruction] = [:]
    var order: [Local] = []
    for instruction in body.blocks[0].instructions {
      guard let result = instruction.result else { return nil }
      if case .loadArgument(let index) = instruction.operation {
        arguments[result] = index
      } else {
        definitions[result] = instruction
        order.append(result)
      }
    }
    guard order.count <= Self.maximumSize else { return nil }
    var evaluated: [Local] = []
    func evaluate(_ operand: Operand, _ steps: inout [Step]) {
      guard let local = operand.local else { return }
      if let index = arguments[local] { steps.append(.argument(index)) }
      // An expression uses nothing twice, so this ends at the latest when everything was used.
      guard let instruction = definitions[local], evaluated.count < order.count else { return }
      for operand in instruction.operands { evaluate(operand, &steps) }
      evaluated.append(local)
      steps.append(.operation(instruction.operation.signature.effects))
    }
    evaluate(value, &steps)
    guard evaluated == order else { return nil }
  }

  /// True iff the expression can be evaluated right behind `arguments`, which are on the stack, with each of them
  /// used up where it is.
  ///
  /// Literals can be pushed at any time.
  public func usesUp(_ arguments: [Operand]) -> Bool {
    let locals = arguments.indices.filter { arguments[$0].local != nil }
    var used: [Int] = []
    var isBeforeEffects = true
    for step in steps {
      switch step {
      case .argument(let index) where arguments.indices.contains(index) && arguments[index].local != nil:
        guard isBeforeEffects else { return false }
        used.append(index)
      case .argument: break
      case .operation(let effects):
        // What computes the arguments that follow comes first.
        if !effects.isEmpty { isBeforeEffects = false }
      }
    }
    return used == locals
  }
}
