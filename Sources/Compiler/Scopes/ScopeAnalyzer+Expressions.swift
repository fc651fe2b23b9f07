import JavaScript

extension ScopeAnalyzer {
  // MARK: Expressions

  mutating func walk(_ expression: Expression) throws(Problem) {
    switch expression.kind {
    case .identifier(let identifier):
      if let binding = try refer(to: identifier), case .imported(_, .namespace) = result[binding].kind {
        result.namespacesAsValues.insert(binding)
      }
    case .number, .bigInt, .string, .boolean, .null, .regularExpression, .newTarget, .importMeta: break
    case .template(let template): try walk(template.substitutions)
    case .taggedTemplate(let tag, let template):
      try walk(tag)
      try walk(template.substitutions)
    case .array(let elements):
      for element in elements {
        switch element {
        case .element(let value), .spread(let value): try walk(value)
        case .hole: break
        }
      }
    case .object(let members): for member in members { try walk(member) }
    case .function(let function): try walk(function, declared: false)
    case .classExpression(let node): try walk(node, declared: false)
    case .this: referTo(hidden: "this")
    case .unary(_, let operand), .await(let operand), .importCall(let operand), .optionalChain(let operand),
      .parenthesized(let operand), .hasPrivateName(_, let operand):
      try walk(operand)
    case .update(_, _, let target): try walkTarget(target, .update)
    case .binary:
      // Long sums are deep to the left only.
      var rights: [Expression] = []
      var left = expression
      while case .binary(_, let first, let second) = left.kind {
        rights.append(second)
        left = first
      }
      try walk(left)
      for right in rights.reversed() { try walk(right) }
    case .logical(_, let left, let right):
      try walk(left)
      try walk(right)
    case .conditional(let condition, let then, let otherwise):
      try walk(condition)
      try walk(then)
      try walk(otherwise)
    case .assignment(let target, let value):
      // The order tells only where reads come before declarations: the target of a declared name is not read.
      try walk(value)
      try walkTarget(target, .assignment)
    case .compoundAssignment(_, let target, let value):
      try walkTarget(target, .update)
      try walk(value)
    case .call(let call):
      try walk(call.callee)
      try walk(call.arguments)
    case .superCall(let arguments):
      referTo(hidden: "super")
      referTo(hidden: "this")
      try walk(arguments)
    case .new(let callee, let arguments):
      try walk(callee)
      try walk(arguments)
    case .member(let member): try walk(member)
    case .superMember(let key):
      referTo(hidden: "super")
      referTo(hidden: "this")
      try walk(key)
    case .sequence(let expressions): try walk(expressions)
    case .yield(let operand, _): if let operand { try walk(operand) }
    }
  }

  private mutating func walk(_ expressions: [Expression]) throws(Problem) {
    for expression in expressions { try walk(expression) }
  }

  private mutating func walk(_ arguments: [Argument]) throws(Problem) {
    for argument in arguments {
      switch argument {
      case .value(let value), .spread(let value): try walk(value)
      }
    }
  }

  private mutating func walk(_ member: Member) throws(Problem) {
    if case .identifier(let identifier) = member.object.kind, case .name = member.key {
      try refer(to: identifier)
    } else {
      try walk(member.object)
      try walk(member.key)
    }
  }

  private mutating func walk(_ key: MemberKey) throws(Problem) {
    if case .computed(let expression) = key { try walk(expression) }
  }

  mutating func walk(_ key: PropertyKey) throws(Problem) {
    if case .computed(let expression) = key.kind { try walk(expression) }
  }

  private mutating func walk(_ member: ObjectMember) throws(Problem) {
    switch member {
    case .property(let key, let value):
      try walk(key)
      try walk(value)
    case .method(let key, let function), .getter(let key, let function), .setter(let key, let function):
      try walk(key)
      try walk(function, declared: false)
    case .spread(let value): try walk(value)
    }
  }

  // MARK: Patterns

  /// What a pattern does with the names in it.
  enum TargetUse {
    case declaration
    case assignment
    /// Reads and assigns.
    case update
  }

  mutating func walkTarget(_ pattern: Pattern, _ use: TargetUse) throws(Problem) {
    switch pattern.kind {
    case .identifier(let identifier):
      switch use {
      case .declaration: initialize(identifier)
      case .assignment: try refer(to: identifier, isAssignment: true)
      case .update:
        try refer(to: identifier)
        try refer(to: identifier, isAssignment: true)
      }
    case .member(let member): try walk(member)
    case .superMember(let key):
      referTo(hidden: "super")
      referTo(hidden: "this")
      try walk(key)
    case .array(let elements, let rest):
      for case .some(let element) in elements { try walkTarget(element, use) }
      if let rest { try walkTarget(rest, use) }
    case .object(let properties, let rest):
      for property in properties {
        try walk(property.key)
        try walkTarget(property.target, use)
      }
      if let rest { try walkTarget(rest, use) }
    case .withDefault(let target, let value):
      try walk(value)
      try walkTarget(target, use)
    }
  }
}
