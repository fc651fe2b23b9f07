import IL
import JavaScript

extension FunctionGenerator {
  /// The value of `expression`.
  ///
  /// - Parameter name: The name for a function or class that has none of its own.
  mutating func value(_ expression: Expression, name: String? = nil) throws(CompilationError) -> Operand {
    try nested(expression.range) { (generator) throws(CompilationError) in
      try generator.generate(expression, name)
    }
  }

  /// Evaluates `expression` for what it does.
  mutating func effect(_ expression: Expression) throws(CompilationError) {
    switch expression.kind {
    case .parenthesized(let inner): try effect(inner)
    case .call(let call):
      try nested(expression.range) { (generator) throws(CompilationError) in
        _ = try generator.generate(call, isVoid: true)
      }
    case .update(let updateOperator, _, let target):
      try nested(expression.range) { (generator) throws(CompilationError) in
        _ = try generator.update(target, updateOperator, isPrefix: true)
      }
    case .unary(.void, let operand): try effect(operand)
    case .sequence(let expressions): for expression in expressions { try effect(expression) }
    case .logical(let logicalOperator, let left, let right) where logicalOperator != .coalesce:
      let evaluated = builder.makeBlock()
      let after = builder.makeBlock()
      if logicalOperator == .and {
        try branch(on: left, evaluated, after)
      } else {
        try branch(on: left, after, evaluated)
      }
      start(evaluated)
      try effect(right)
      builder.jump(after)
      start(after)
    case .conditional(let condition, let then, let otherwise):
      let thenBlock = builder.makeBlock()
      let otherwiseBlock = builder.makeBlock()
      let after = builder.makeBlock()
      try branch(on: condition, thenBlock, otherwiseBlock)
      start(thenBlock)
      try effect(then)
      builder.jump(after)
      start(otherwiseBlock)
      try effect(otherwise)
      builder.jump(after)
      start(after)
    case .optionalChain(let inner):
      let (exit, outer) = enterChain(parameters: 0)
      try effect(inner)
      leaveChain(outer)
      builder.jump(exit)
      start(exit)
    default: _ = try value(expression)
    }
  }

  private mutating func generate(_ expression: Expression, _ name: String?) throws(CompilationError)
    -> Operand
  {
    if let literal = try literal(expression) { return .literal(literal) }
    switch expression.kind {
    case .identifier(let identifier): return try read(identifier)
    case .number, .string, .boolean, .null: preconditionFailure("a literal has a value")
    case .parenthesized(let inner): return try value(inner, name: name)
    case .this: return loadThis()
    case .unary(let unaryOperator, let operand): return try unary(unaryOperator, operand, expression.range)
    case .binary(let binaryOperator, let left, let right): return try binary(binaryOperator, left, right)
    case .logical(let logicalOperator, let left, let right): return try logical(logicalOperator, left, right)
    case .conditional(let condition, let then, let otherwise):
      return try conditional(condition, then, otherwise, name)
    case .assignment(let target, let value): return try assignment(target, value)
    case .compoundAssignment(let compoundOperator, let target, let value):
      return try compoundAssignment(compoundOperator, target, value)
    case .update(let updateOperator, let isPrefix, let target):
      return try update(target, updateOperator, isPrefix: isPrefix)
    case .sequence(let expressions):
      for expression in expressions.dropLast() { try effect(expression) }
      return try expressions.last.map { (last) throws(CompilationError) in try value(last) }
        ?? .literal(.undefined)
    case .call, .superCall, .new, .member, .superMember, .optionalChain, .await:
      return try access(expression)
    default: return try construction(expression, name)
    }
  }

  /// The value of an expression that makes something new, or an error.
  private mutating func construction(
    _ expression: Expression, _ name: String?
  ) throws(CompilationError) -> Operand {
    switch expression.kind {
    case .template(let template): return try self.template(template)
    case .array(let elements): return try array(elements)
    case .object(let members): return try object(members)
    case .function(let node): return try functionValue(node, name: node.name?.name ?? name)
    case .classExpression(let node):
      return try generateClass(node, name: node.name?.name ?? name, declares: nil)
    case .hasPrivateName(let name, let object):
      let object = try value(object)
      return try callSupport(.hasProperty, .literal(link.string("#\(name.name)")), object)
    case .bigInt: throw unsupported("BigInt literals", expression.range)
    case .regularExpression: throw unsupported("regular expressions", expression.range)
    case .taggedTemplate: throw unsupported("tagged templates", expression.range)
    case .yield: throw unsupported("generator functions", expression.range)
    case .newTarget: throw error("'new.target' is not supported", expression.range)
    case .importMeta: throw error("'import.meta' is not supported", expression.range)
    case .importCall:
      throw error("'import()' is not supported: modules are linked when they are compiled", expression.range)
    default: preconditionFailure("an expression of another kind")
    }
  }

  // MARK: Constants

  /// The value of an expression that always has the same one and does nothing.
  func literal(_ expression: Expression) throws(CompilationError) -> Value? {
    switch expression.kind {
    case .number(let number): return .number(Number(number))
    case .string(let text): return link.string(text)
    case .boolean(let condition): return .boolean(condition)
    case .null: return .null
    case .parenthesized(let inner): return try literal(inner)
    case .identifier(let identifier):
      return identifier.name == "undefined" && reference(identifier) == nil ? .undefined : nil
    case .unary(.void, let operand): return try literal(operand) == nil ? nil : .undefined
    case .unary(.minus, let operand):
      guard case .number(let number)? = try literal(operand) else { return nil }
      return .number(Number(-number.double))
    case .unary(.not, let operand):
      return try literal(operand).flatMap(isTruthy).map { .boolean(!$0) }
    default: return nil
    }
  }

  /// Whether a constant counts as true.
  func isTruthy(_ value: Value) -> Bool? {
    switch value {
    case .undefined, .null: false
    case .boolean(let condition): condition
    case .number(let number): number.double != 0 && !number.double.isNaN
    case .string(let id): !link.program.strings[id].bytes.isEmpty
    default: nil
    }
  }

  // MARK: Conditions

  /// Ends the block: control goes to one of two blocks.
  mutating func branch(
    on expression: Expression, _ ifTrue: BlockID, _ ifFalse: BlockID
  ) throws(CompilationError) {
    if let isTrue = try literal(expression).flatMap(isTruthy) {
      return builder.jump(isTrue ? ifTrue : ifFalse)
    }
    switch expression.kind {
    case .parenthesized(let inner): try branch(on: inner, ifTrue, ifFalse)
    case .unary(.not, let operand): try branch(on: operand, ifFalse, ifTrue)
    case .logical(.and, let left, let right):
      let next = builder.makeBlock()
      try branch(on: left, next, ifFalse)
      start(next)
      try branch(on: right, ifTrue, ifFalse)
    case .logical(.or, let left, let right):
      let next = builder.makeBlock()
      try branch(on: left, ifTrue, next)
      start(next)
      try branch(on: right, ifTrue, ifFalse)
    default:
      let condition = try value(expression)
      builder.branch(condition, Edge(ifTrue), Edge(ifFalse))
    }
  }

  /// Ends the block: control goes to `ifMissing` if `value` is undefined or null.
  mutating func branchIfMissing(_ value: Operand, _ ifMissing: Edge, _ otherwise: Edge) {
    let kind = builder.emit(.unary(.typeCodeOf), value)
    let isMissing = builder.emit(.binary(.lessOrEqual), kind, .literal(.integer(TypeCode.null)))
    builder.branch(isMissing, ifMissing, otherwise)
  }

  private mutating func conditional(
    _ condition: Expression, _ then: Expression, _ otherwise: Expression, _ name: String?
  ) throws(CompilationError) -> Operand {
    let thenBlock = builder.makeBlock()
    let otherwiseBlock = builder.makeBlock()
    let after = builder.makeBlock(parameters: 1)
    try branch(on: condition, thenBlock, otherwiseBlock)
    start(thenBlock)
    let first = try value(then, name: name)
    builder.jump(after, first)
    start(otherwiseBlock)
    let second = try value(otherwise, name: name)
    builder.jump(after, second)
    start(after)
    return builder.parameter(of: after)
  }

  private mutating func logical(
    _ logicalOperator: LogicalOperator, _ left: Expression, _ right: Expression
  ) throws(CompilationError) -> Operand {
    let first = try value(left)
    let after = builder.makeBlock(parameters: 1)
    decide(logicalOperator, first, after)
    let second = try value(right)
    builder.jump(after, second)
    start(after)
    return builder.parameter(of: after)
  }

  /// Goes to `after` with `value` if that decides, and on if it does not.
  private mutating func decide(_ logicalOperator: LogicalOperator, _ value: Operand, _ after: BlockID) {
    let next = builder.makeBlock()
    switch logicalOperator {
    case .and: builder.branch(value, Edge(next), Edge(after, [value]))
    case .or: builder.branch(value, Edge(after, [value]), Edge(next))
    case .coalesce: branchIfMissing(value, Edge(next), Edge(after, [value]))
    }
    start(next)
  }

  // MARK: Assignments

  private mutating func assignment(_ target: Pattern, _ expression: Expression) throws(CompilationError)
    -> Operand
  {
    switch target.kind {
    case .identifier(let identifier):
      // The parentheses of `(a) = …` keep the function from being named.
      let name = identifier.range == target.range ? identifier.name : nil
      let result = try value(expression, name: name)
      try assign(identifier, result)
      return result
    case .member, .superMember:
      let place = try place(of: target)
      let result = try value(expression)
      try store(result, in: place)
      return result
    case .array, .object, .withDefault:
      let result = try value(expression)
      try bind(target, result, .assignment)
      return result
    }
  }

  private mutating func compoundAssignment(
    _ compoundOperator: CompoundOperator, _ target: Pattern, _ expression: Expression
  ) throws(CompilationError) -> Operand {
    let place = try place(of: target)
    let old = try load(place)
    switch compoundOperator {
    case .binary(let binaryOperator):
      let right = try value(expression)
      let result = try operation(binaryOperator, old, right)
      try store(result, in: place)
      return result
    case .logical(let logicalOperator):
      let after = builder.makeBlock(parameters: 1)
      decide(logicalOperator, old, after)
      let result = try value(expression, name: target.plainName)
      try store(result, in: place)
      builder.jump(after, result)
      start(after)
      return builder.parameter(of: after)
    }
  }

  private mutating func update(
    _ target: Pattern, _ updateOperator: UpdateOperator, isPrefix: Bool
  ) throws(CompilationError) -> Operand {
    let place = try place(of: target)
    var old = try load(place)
    if !isPrefix { old = builder.emit(.unary(.plus), old) }
    let operation: IL.BinaryOperator = updateOperator == .decrement ? .subtract : .addNumbers
    let result = builder.emit(.binary(operation), old, .literal(.integer(1)))
    try store(result, in: place)
    return isPrefix ? result : old
  }
}
