import IL
import JavaScript

import enum Engine.NumberConversion

/// What a pattern does with the names in it.
enum PatternUse {
  /// Gives them their first value.
  case declaration
  case assignment
}

extension FunctionGenerator {
  /// Gives what `pattern` names the values that `value` has for it.
  mutating func bind(_ pattern: Pattern, _ value: Operand, _ use: PatternUse) throws(CompilationError) {
    try nested(pattern.range) { (generator) throws(CompilationError) in
      switch pattern.kind {
      case .identifier(let identifier):
        if use == .declaration, let binding = generator.reference(identifier) {
          generator.initialize(binding, value)
        } else {
          try generator.assign(identifier, value)
        }
      case .member, .superMember:
        let place = try generator.place(of: pattern)
        try generator.store(value, in: place)
      case .array(let elements, let rest): try generator.bindElements(elements, rest, value, use)
      case .object(let properties, let rest): try generator.bindProperties(properties, rest, value, use)
      case .withDefault(let target, let fallback):
        let actual = try generator.value(value, orDefault: fallback, name: target.plainName)
        try generator.bind(target, actual, use)
      }
    }
  }

  /// `value`, or the value of `fallback` if it is undefined.
  private mutating func value(
    _ value: Operand, orDefault fallback: Expression, name: String?
  ) throws(CompilationError) -> Operand {
    let after = builder.makeBlock(parameters: 1)
    let isMissing = builder.makeBlock()
    let test = builder.emit(.binary(.equal), value, .literal(.undefined))
    builder.branch(test, Edge(isMissing), Edge(after, [value]))
    start(isMissing)
    let replacement = try self.value(fallback, name: name)
    builder.jump(after, replacement)
    start(after)
    return builder.parameter(of: after)
  }

  private mutating func bindElements(
    _ elements: [Pattern?], _ rest: Pattern?, _ array: Operand, _ use: PatternUse
  ) throws(CompilationError) {
    for (index, element) in elements.enumerated() {
      guard let element else { continue }
      try bind(element, builder.emit(.objectGet, array, .literal(.integer(index))), use)
    }
    if let rest {
      try bind(rest, try callSupport(.slice, array, .literal(.integer(elements.count))), use)
    }
  }

  private mutating func bindProperties(
    _ properties: [Pattern.Property], _ rest: Pattern?, _ object: Operand, _ use: PatternUse
  ) throws(CompilationError) {
    var keys: [Operand] = []
    for property in properties {
      let key = try self.key(property.key)
      keys.append(key)
      try bind(property.target, builder.emit(.objectGet, object, key), use)
    }
    if let rest {
      try bind(rest, try callSupport(.omit, object, array(of: keys)), use)
    }
  }

  /// A new array of `elements`.
  mutating func array(of elements: [Operand]) -> Operand {
    let array = builder.emit(.arrayNew(capacity: min(elements.count, Self.largestCapacity)))
    for (index, element) in elements.enumerated() {
      builder.perform(.objectSet, array, .literal(.integer(index)), element)
    }
    return array
  }

  /// The largest capacity that one instruction can give an array.
  static let largestCapacity = 255

  // MARK: Places

  /// What an assignment gives a value to, evaluated up to there.
  enum Place {
    case variable(Identifier)
    case property(object: Operand, key: Operand)
  }

  /// Evaluates the parts of a target that is no pattern.
  mutating func place(of target: Pattern) throws(CompilationError) -> Place {
    switch target.kind {
    case .identifier(let identifier): return .variable(identifier)
    case .member(let member):
      guard !member.isOptional else { throw unsupported("assignments to optional chains", target.range) }
      if case .identifier(let identifier) = member.object.kind, let binding = reference(identifier),
        case .imported(let specifier, .namespace) = scopes[binding].kind,
        case .module? = link.modules[module].dependencies[specifier]
      {
        throw error(
          "'\(identifier.name)' stands for a module, whose exports only it can assign", target.range)
      }
      let object = try value(member.object)
      return .property(object: object, key: try key(member.key))
    case .superMember(let key): return .property(object: loadThis(), key: try self.key(key))
    case .array, .object, .withDefault:
      throw error("only a variable or a property can be assigned here", target.range)
    }
  }

  /// Assigns.
  mutating func store(_ value: Operand, in place: Place) throws(CompilationError) {
    switch place {
    case .variable(let identifier): try assign(identifier, value)
    case .property(let object, let key): builder.perform(.objectSet, object, key, value)
    }
  }

  /// What is there before an assignment.
  mutating func load(_ place: Place) throws(CompilationError) -> Operand {
    switch place {
    case .variable(let identifier): try read(identifier)
    case .property(let object, let key): builder.emit(.objectGet, object, key)
    }
  }

  // MARK: Keys

  mutating func key(_ key: MemberKey) throws(CompilationError) -> Operand {
    switch key {
    case .name(let name, _): .literal(link.string(name))
    case .computed(let expression): try computedKey(expression)
    case .privateName(let name): .literal(link.string("#\(name.name)"))
    }
  }

  mutating func key(_ key: PropertyKey) throws(CompilationError) -> Operand {
    switch key.kind {
    case .name(let name): return .literal(try constantKey(name, key.range))
    case .number(let number): return .literal(try constantKey(number.propertyName, key.range))
    case .bigInt(let digits): return .literal(try constantKey(digits, key.range))
    case .computed(let expression): return try computedKey(expression)
    case .privateName(let name): return .literal(link.string("#\(name)"))
    }
  }

  private mutating func computedKey(_ expression: Expression) throws(CompilationError) -> Operand {
    let key = try value(expression)
    switch expression.kind {
    case .string(let text): return .literal(try constantKey(text, expression.range))
    case .number(let number) where Number(number).int14 == nil:
      return .literal(try constantKey(number.propertyName, expression.range))
    default: return key
    }
  }

  /// The key `name`: an integer if it is written like one.
  private func constantKey(_ name: String, _ range: SourceRange) throws(CompilationError) -> Value {
    guard StringConstant.isAllDigits(Array(name.utf8)) else { return link.string(name) }
    guard let number = Int(name), String(number) == name, number < Limits.integerKey else {
      throw error("the engine has no properties with keys like '\(name)'", range)
    }
    return .integer(number)
  }
}

extension Double {
  /// The number as the name of a property.
  fileprivate var propertyName: String {
    String(decoding: NumberConversion.text(of: self, .ecmascript), as: UTF8.self)
  }
}
