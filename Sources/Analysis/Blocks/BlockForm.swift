import IL

/// What a block does, up to the names of the locals that it defines.
///
/// Blocks of one body with equal forms do the same wherever control comes from. Operands that could be passed to
/// the block instead are kept apart, so that blocks can be found that differ in nothing else.
public struct BlockForm: Sendable {
  /// An operand, as far as blocks with another one differ.
  fileprivate enum Name: Hashable {
    /// What the block itself defines, in order.
    case own(Int)
    case fixed(Operand)
    /// One of the operands in `BlockForm.passable`.
    case passable
  }

  /// An instruction without the names of locals.
  fileprivate struct Step: Hashable {
    var operation: SSAOperation
    var hasResult: Bool
    var operands: [Name]
  }

  /// Everything but the operands that could be passed.
  public struct Frame: Hashable, Sendable {
    fileprivate var parameterCount: Int
    /// The current scope at the start, unless the block names it itself.
    fileprivate var scope: Local?
    fileprivate var namesScope: Bool
    /// The open `try` blocks, as `OpenTryBlocks` numbers them.
    fileprivate var openTry: Int?
    fileprivate var steps: [Step]
    fileprivate var operands: [Name]
    /// The terminator with nothing in place of its operands.
    fileprivate var terminator: Terminator.Kind
  }

  /// An operand that could be passed: of an instruction, or of the terminator if `instruction` is that behind the
  /// last one.
  public struct Position: Hashable, Sendable {
    /// The position of the instruction.
    public var instruction: Int
    /// The position among `SSAInstruction.operands` or `Terminator.allOperands`.
    public var operand: Int
  }

  /// What blocks must have in common.
  public let frame: Frame
  /// The operands that could be passed to the block, with where they are.
  public let passable: [(position: Position, operand: Operand)]

  /// The form of `block`, whose terminator leads to what `target` says.
  init(
    _ block: BasicBlock, scope: Local?, openTry: Int?, _ isPassable: PassableOperands,
    target: (BlockID) -> BlockID
  ) {
    var own: [Local: Int] = [:]
    for (number, local) in block.definitions.enumerated() { own[local] = number }
    var passable: [(position: Position, operand: Operand)] = []
    func name(_ operand: Operand, _ position: Position, canBePassed: Bool) -> Name {
      if let number = operand.local.flatMap({ own[$0] }) { return .own(number) }
      guard canBePassed, isPassable.contains(operand) else { return .fixed(operand) }
      passable.append((position, operand))
      return .passable
    }
    let steps = block.instructions.enumerated().map { index, instruction in
      Step(
        operation: instruction.operation, hasResult: instruction.result != nil,
        operands: instruction.operands.enumerated().map {
          name(
            $1, Position(instruction: index, operand: $0),
            canBePassed: instruction.operation.takesPassedValue(at: $0))
        })
    }
    let terminator = block.terminator
    let operandCount = terminator.operands.count
    let operands = terminator.allOperands.enumerated().map {
      name(
        $1, Position(instruction: block.instructions.count, operand: $0),
        canBePassed: $0 >= operandCount || terminator.edges.isEmpty)
    }
    frame = Frame(
      parameterCount: block.parameters.count, scope: block.scope == nil ? scope : nil,
      namesScope: block.scope != nil, openTry: openTry, steps: steps, operands: operands,
      terminator: terminator.mapOperands { _ in .literal(.undefined) }.mapTargets(target).kind)
    self.passable = passable
  }
}
