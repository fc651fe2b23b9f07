import IL
import JavaScript

extension FunctionGenerator {
  /// The value of an expression that gets at something that exists: a property, or what a function gives.
  mutating func access(_ expression: Expression) throws(CompilationError) -> Operand {
    switch expression.kind {
    case .call(let call): return try generate(call, isVoid: false) ?? .literal(.undefined)
    case .superCall(let arguments):
      try superCall(arguments, expression.range)
      return loadThis()
    case .new(let callee, let arguments): return try instance(callee, arguments, expression.range)
    case .member(let member): return try property(member).value
    case .superMember(let key):
      let object = try superObject(expression.range)
      return builder.emit(.objectGet, object, try self.key(key))
    case .optionalChain(let inner):
      let (exit, outer) = enterChain(parameters: 1)
      let result = try value(inner)
      leaveChain(outer)
      builder.jump(exit, result)
      start(exit)
      return builder.parameter(of: exit)
    case .await(let operand): return try suspension(operand, expression.range)
    default: preconditionFailure("an expression of another kind")
    }
  }

  // MARK: Optional chains

  /// Begins what `?.` can cut short: goes to a block with so many parameters, which are undefined then.
  mutating func enterChain(parameters: Int) -> (exit: BlockID, outer: ChainExit?) {
    let exit = builder.makeBlock(parameters: parameters)
    let outer = chainExit
    chainExit = ChainExit(block: exit, parameterCount: parameters)
    return (exit, outer)
  }

  mutating func leaveChain(_ outer: ChainExit?) { chainExit = outer }

  /// Leaves the chain if `value` is undefined or null.
  private mutating func checkChain(_ value: Operand) {
    guard let exit = chainExit else { preconditionFailure("no optional chain around '?.'") }
    let next = builder.makeBlock()
    let nothing = Array(repeating: Operand.literal(.undefined), count: exit.parameterCount)
    branchIfMissing(value, Edge(exit.block, nothing), Edge(next))
    start(next)
  }

  /// The object and the value of a property.
  private mutating func property(_ member: Member) throws(CompilationError) -> (
    object: Operand, value: Operand
  ) {
    if let variable = try exportedVariable(member), case .name(let name, let range) = member.key {
      return (.literal(.undefined), try read(variable, named: name, range))
    }
    let object = try value(member.object)
    if member.isOptional { checkChain(object) }
    return (object, builder.emit(.objectGet, object, try key(member.key)))
  }

  // MARK: Calls

  /// What is called, and its `this`.
  private mutating func callee(_ expression: Expression) throws(CompilationError) -> (
    function: Operand, this: Operand
  ) {
    switch expression.kind {
    case .parenthesized(let inner):
      guard case .optionalChain(let chain) = inner.kind else { return try callee(inner) }
      let (exit, outer) = enterChain(parameters: 2)
      let (function, this) = try callee(chain)
      leaveChain(outer)
      builder.jump(exit, function, this)
      start(exit)
      return (builder.parameter(0, of: exit), builder.parameter(1, of: exit))
    case .member(let member):
      let (object, value) = try property(member)
      return (value, object)
    case .superMember(let key):
      let object = try superObject(expression.range)
      return (builder.emit(.objectGet, object, try self.key(key)), loadThis())
    default: return (try value(expression), .literal(.undefined))
    }
  }

  /// The result of a call; nil if nobody wants it.
  mutating func generate(_ call: Call, isVoid: Bool) throws(CompilationError) -> Operand? {
    if let result = try intrinsic(call) { return result }
    let (function, this) = try callee(call.callee)
    if call.isOptional { checkChain(function) }
    if call.arguments.contains(where: \.isSpread) {
      let arguments = try array(call.arguments.map(\.element))
      return try callSupport(.apply, function, this, arguments)
    }
    let operands = [function, this] + (try values(of: call.arguments, call.callee.range))
    if isVoid {
      builder.perform(.callVoid, operands)
      return nil
    }
    return builder.emit(.call, operands)
  }

  /// The values of arguments without spread.
  private mutating func values(
    of arguments: [Argument], _ range: SourceRange
  ) throws(CompilationError) -> [Operand] {
    guard arguments.count < Limits.arguments else {
      throw error("a call can have at most \(Limits.arguments - 1) arguments", range)
    }
    var values: [Operand] = []
    for argument in arguments { values.append(try value(argument.expression)) }
    return values
  }

  private mutating func instance(
    _ callee: Expression, _ arguments: [Argument], _ range: SourceRange
  ) throws(CompilationError) -> Operand {
    link.needClasses()
    let classValue = try value(callee)
    if arguments.contains(where: \.isSpread) {
      let arguments = try array(arguments.map(\.element))
      return try callSupport(.construct, classValue, arguments)
    }
    let operands = try values(of: arguments, range)
    guard operands.count < Limits.arguments - 1 else {
      throw error("a call can have at most \(Limits.arguments - 2) arguments", range)
    }
    return builder.emit(.new, [classValue] + operands)
  }

  // MARK: Await

  private mutating func suspension(_ operand: Expression, _ range: SourceRange) throws(CompilationError)
    -> Operand
  {
    guard isAsync else { throw error("'await' is not supported outside of async functions", range) }
    if case .call(let call) = operand.withoutParentheses.kind, !call.isOptional,
      !call.arguments.contains(where: \.isSpread)
    {
      let (function, this) = try callee(call.callee)
      let arguments = try values(of: call.arguments, range)
      return inActivation { generator in
        let scope = generator.builder.currentScope
        let result = generator.builder.emit(.awaitCall, [scope, function, this] + arguments)
        return generator.builder.emit(.await, scope, result)
      }
    }
    let promise = try value(operand)
    return inActivation { $0.builder.emit(.await, $0.builder.currentScope, promise) }
  }

  /// Does `body` while the closure scope of the activation is current.
  private mutating func inActivation(_ body: (inout FunctionGenerator) -> Operand) -> Operand {
    guard chain.count > outerFrames + 1 else { return body(&self) }
    let saved = builder.emit(.loadClosure, builder.currentScope)
    popFrames(to: outerFrames + 1)
    let result = body(&self)
    restoreScope(saved)
    return result
  }
}

/// What `?.` goes to if there is no value.
struct ChainExit {
  var block: BlockID
  var parameterCount: Int
}

extension Argument {
  /// The expression, spread or not.
  fileprivate var expression: Expression {
    switch self {
    case .value(let value), .spread(let value): value
    }
  }

  /// The same in an array literal.
  fileprivate var element: ArrayElement {
    switch self {
    case .value(let value): .element(value)
    case .spread(let value): .spread(value)
    }
  }

  fileprivate var isSpread: Bool { if case .spread = self { true } else { false } }
}
