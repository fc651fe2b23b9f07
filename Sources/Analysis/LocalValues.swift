import IL

/// What the locals of a function in SSA form may hold, and which of its blocks execution can reach.
///
/// Sparse conditional constant propagation (Wegman and Zadeck 1991), with types besides constants. It knows
/// nothing of arguments, cells, scoped variables, properties and results of calls, and of a global what it is
/// told. What is known of a local only ever gets less, so the analysis ends; a local changes at most once for
/// each type, so it is linear in the size of the function.
public struct LocalValues: Sendable {
  private let body: SSABody
  private let program: Program
  private let globals: GlobalTypes
  private let evaluator: Evaluator
  private let uses: LocalUses
  private var values: [KnownValue]
  private var reached: [Bool]
  private var pending: [LocalUses.Place] = []

  /// Analyzes `body`, a function of `program`, in which `globals` bounds what the globals hold.
  ///
  /// - Precondition: the program satisfies `Verifier`, and `evaluator` was made for it.
  public init(_ body: SSABody, in program: Program, _ globals: GlobalTypes, _ evaluator: Evaluator) {
    self.body = body
    self.program = program
    self.globals = globals
    self.evaluator = evaluator
    uses = LocalUses(body)
    values = Array(repeating: .none, count: body.localCount)
    reached = Array(repeating: false, count: body.blocks.count)
    enter(SSABody.entry)
    for parameter in body[SSABody.entry].parameters { learn(parameter, .unknown) }
    while let place = pending.popLast() { evaluate(place) }
  }

  /// True iff execution may reach `block`.
  public func isReached(_ block: BlockID) -> Bool { reached[block.index] }

  /// What is known of `local`; nothing of a scope.
  public subscript(local: Local) -> KnownValue { values[local.index] }

  /// What is known of `operand`.
  public subscript(operand: Operand) -> KnownValue {
    switch operand {
    case .local(let local): values[local.index]
    case .literal(let value): KnownValue(value, in: program)
    }
  }

  /// Whether `operand` counts as true, if that is known.
  public func truth(of operand: Operand) -> Bool? { evaluator.truth(of: self[operand]) }

  // MARK: Propagation

  private mutating func enter(_ block: BlockID) {
    guard !reached[block.index] else { return }
    reached[block.index] = true
    if let scope = body[block].scope { learn(scope, .unknown) }
    // The stack of pending places gives the first instruction back first.
    for index in (0...body[block].instructions.count).reversed() { pending.append(.init(block, index)) }
  }

  /// Adds `value` to what `local` may be.
  private mutating func learn(_ local: Local, _ value: KnownValue) {
    let joined = values[local.index].joined(with: value)
    guard joined != values[local.index] else { return }
    values[local.index] = joined
    for place in uses[local] where reached[place.block.index] { pending.append(place) }
  }

  private mutating func evaluate(_ place: LocalUses.Place) {
    let block = body[place.block]
    guard place.index < block.instructions.count else { return follow(block.terminator) }
    let instruction = block.instructions[place.index]
    guard let result = instruction.result else { return }
    learn(result, value(of: instruction))
  }

  private mutating func follow(_ terminator: Terminator) {
    switch terminator.kind {
    case .jump(let edge): follow(edge)
    case .startTry(let edge, let handler):
      follow(edge)
      enter(handler)
      for parameter in body[handler].parameters { learn(parameter, .unknown) }
    case .branch(let condition, let first, let second):
      guard !self[condition].isNone else { return }
      let truth = truth(of: condition)
      if truth != false { follow(first) }
      if truth != true { follow(second) }
    case .returnValue, .throwValue, .asyncReturn, .asyncComplete: break
    }
  }

  private mutating func follow(_ edge: Edge) {
    enter(edge.target)
    for (parameter, argument) in zip(body[edge.target].parameters, edge.arguments) {
      learn(parameter, self[argument])
    }
  }

  // MARK: Instructions

  private func value(of instruction: SSAInstruction) -> KnownValue {
    let operands = instruction.operands.map { self[$0] }
    // An operand that is still to come will bring the instruction back.
    if operands.contains(where: \.isNone) { return .none }
    switch instruction.operation {
    case .initialized:
      // A variable that is not initialized ends the call.
      if operands[0].constant == .deleted { return .none }
      return KnownValue(types: operands[0].types.subtracting(.deleted), constant: operands[0].constant)
    case .loadGlobal(let id): return KnownValue(types: globals[id].subtracting(.deleted))
    case .binary(let binaryOperator):
      if let constant = evaluator.result(of: binaryOperator, operands[0], operands[1]) {
        return KnownValue(constant, in: program)
      }
      guard binaryOperator == .add else { break }
      if operands.contains(where: { $0.types == .string }) { return KnownValue(types: .string) }
      if !operands.contains(where: { $0.types.contains(.string) }) { return KnownValue(types: .number) }
    case .unary(let unaryOperator):
      if let constant = evaluator.result(of: unaryOperator, operands[0]) {
        return KnownValue(constant, in: program)
      }
    default: break
    }
    switch instruction.operation.signature.result {
    case .value(let types): return KnownValue(types: types)
    case .scope, .none: return .unknown
    }
  }
}
