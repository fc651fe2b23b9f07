extension Parser {
  /// Converts what stands before `=`, which may be a pattern but has no default value itself.
  func assignmentPattern(from expression: Expression) throws(SyntaxError) -> Pattern {
    switch expression.kind {
    case .array, .object: try pattern(from: expression, binds: false)
    default: try simpleTarget(from: expression, of: "assignment")
    }
  }

  /// Converts a parameter of an arrow function, perhaps with a default value.
  func bindingPattern(from expression: Expression) throws(SyntaxError) -> Pattern {
    try pattern(from: expression, binds: true)
  }

  /// Converts the operand of an operator that assigns: a variable or a property, also in parentheses.
  func simpleTarget(from expression: Expression, of operation: String) throws(SyntaxError) -> Pattern {
    var inner = expression
    while case .parenthesized(let content) = inner.kind { inner = content }
    switch inner.kind {
    case .identifier(let identifier):
      try Self.checkBinding(identifier.name, identifier.range)
      return Pattern(.identifier(identifier), range: expression.range)
    case .member(let member):
      return Pattern(.member(member), range: expression.range)
    case .superMember(let key):
      return Pattern(.superMember(key), range: expression.range)
    default:
      let isPattern =
        switch inner.kind {
        case .array, .object: true
        default: false
        }
      let parentheses = isPattern && inner.range != expression.range ? " in parentheses" : ""
      throw SyntaxError(
        "\(inner.targetDescription)\(parentheses) cannot be the target of \(operation)", at: expression.range)
    }
  }

  private func pattern(from expression: Expression, binds: Bool) throws(SyntaxError) -> Pattern {
    switch expression.kind {
    case .array(let elements):
      return try arrayPattern(elements, expression.range, binds: binds)
    case .object(let members):
      return try objectPattern(members, expression.range, binds: binds)
    case .assignment(let target, let value):
      if binds { try checkBinding(target) }
      return Pattern(.withDefault(target, value), range: expression.range)
    case .identifier(let identifier):
      try Self.checkBinding(identifier.name, identifier.range)
      return Pattern(.identifier(identifier), range: expression.range)
    default:
      guard binds else { return try simpleTarget(from: expression, of: "assignment") }
      throw SyntaxError("\(expression.targetDescription) cannot be a parameter", at: expression.range)
    }
  }

  private func arrayPattern(
    _ elements: [ArrayElement], _ range: SourceRange, binds: Bool
  ) throws(SyntaxError) -> Pattern {
    var targets: [Pattern?] = []
    var rest: Pattern?
    for element in elements {
      switch element {
      case .hole: targets.append(nil)
      case .element(let value): targets.append(try pattern(from: value, binds: binds))
      case .spread(let value): rest = try restPattern(from: value, binds: binds)
      }
    }
    return Pattern(.array(targets, rest: rest), range: range)
  }

  private func objectPattern(
    _ members: [ObjectMember], _ range: SourceRange, binds: Bool
  ) throws(SyntaxError) -> Pattern {
    var properties: [Pattern.Property] = []
    var rest: Pattern?
    for member in members {
      switch member {
      case .property(let key, let value):
        properties.append(Pattern.Property(key, try pattern(from: value, binds: binds)))
      case .spread(let value):
        rest = try restPattern(from: value, binds: binds)
        switch value.kind {
        case .array, .object:
          throw SyntaxError("a rest property must be a name, not a pattern", at: value.range)
        default: break
        }
      case .method(let key, _), .getter(let key, _), .setter(let key, _):
        throw SyntaxError("a method cannot be part of a pattern", at: key.range)
      }
    }
    return Pattern(.object(properties, rest: rest), range: range)
  }

  private func restPattern(from value: Expression, binds: Bool) throws(SyntaxError) -> Pattern {
    if commasAfterSpread[value.range.start] != nil { throw notLast(value.range) }
    if case .assignment = value.kind {
      throw SyntaxError("a rest element cannot have a default value", at: value.range)
    }
    return try pattern(from: value, binds: binds)
  }

  /// The error for a rest element with something behind it.
  func notLast(_ range: SourceRange) -> SyntaxError {
    SyntaxError("a rest element must be the last, without a comma behind it", at: range)
  }

  /// Checks that a pattern that was parsed as a target of assignment can also be a parameter.
  private func checkBinding(_ pattern: Pattern) throws(SyntaxError) {
    switch pattern.kind {
    case .identifier(let identifier):
      guard identifier.range == pattern.range else {
        throw SyntaxError("a parameter cannot stand in parentheses", at: pattern.range)
      }
    case .member, .superMember:
      throw SyntaxError("a property cannot be a parameter", at: pattern.range)
    case .array(let elements, let rest):
      for case let element? in elements + [rest] { try checkBinding(element) }
    case .object(let properties, let rest):
      for property in properties { try checkBinding(property.target) }
      if let rest { try checkBinding(rest) }
    case .withDefault(let target, _):
      try checkBinding(target)
    }
  }
}

extension Expression {
  /// What it is, for messages that it cannot be assigned.
  fileprivate var targetDescription: String {
    switch kind {
    case .identifier(let identifier): "'\(identifier.name)'"
    case .number, .bigInt: "a number"
    case .string, .template: "a string"
    case .boolean, .null: "a constant"
    case .array, .object: "a pattern"
    case .function(let function): function.kind == .arrow ? "an arrow function" : "a function"
    case .classExpression: "a class"
    case .this: "'this'"
    case .call, .superCall, .importCall: "a call"
    case .new: "an object that 'new' makes"
    case .member, .superMember: "a property"
    case .optionalChain: "an optional chain"
    case .newTarget: "'new.target'"
    case .importMeta: "'import.meta'"
    case .parenthesized: "an expression in parentheses"
    case .await: "an 'await' expression"
    default: "the result of an expression"
    }
  }
}
