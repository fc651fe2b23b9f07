import IL

extension ProgramGenerator {
  /// An expression of a type.
  func expression(_ type: ValueType, _ depth: Int = 0) -> Expression {
    spend(3)
    guard depth < 3, affords(20) else { return simple(type) }
    if depth > 0 && chance(35) { return simple(type) }
    switch type {
    case .any: return anyExpression(depth + 1)
    case .number: return numberExpression(depth + 1)
    case .bounded: return boundedExpression(depth + 1)
    case .boolean: return booleanExpression(depth + 1)
    case .text: return textExpression(depth + 1)
    case .index:
      return .binary(.bitAnd, expression(.bounded, depth + 1), .literal(.integer(pick([1, 3, 7]))))
    case .record: return recordExpression(depth + 1)
    case .fields: return chance(85) ? newFields(depth + 1) : simple(.fields)
    case .list: return chance(60) ? simple(.list) : newList(depth + 1)
    case .callback: return chance(40) ? simple(.callback) : .function(callbackFunction())
    case .promise: return promiseExpression(depth + 1)
    case .bytes, .constant, .classValue, .instance: return simple(type)
    }
  }

  /// A variable or a literal of a type, or what comes closest.
  func simple(_ type: ValueType) -> Expression {
    if let variable = readable(type), chance(75) { return .read(variable) }
    switch type {
    case .any, .number, .text: return .literal(literalValue(type))
    case .bounded, .index, .boolean: return chance(60) ? converted(type) : .literal(literalValue(type))
    case .record, .constant, .instance:
      return readable(type).map { .read($0) } ?? .object([(builder.text("a"), .literal(literalValue(.any)))])
    case .fields: return newFields(3)
    case .list: return readable(type).map { .read($0) } ?? .array([.literal(literalValue(.any))])
    case .bytes: return readable(type).map { .read($0) } ?? newBytes()
    case .callback: return .function(callbackFunction())
    case .promise: return newPromise(simple(.any))
    case .classValue: return readable(type).map { .read($0) } ?? .literal(.undefined)
    }
  }

  /// What a short expression makes of any value.
  private func converted(_ type: ValueType) -> Expression {
    let value = simple(.any)
    let remainder = Expression.binary(.remainder, value, .literal(.integer(number(2...50))))
    switch type {
    case .bounded: return remainder
    case .index: return .binary(.bitAnd, remainder, .literal(.integer(pick([1, 3, 7]))))
    default:
      let comparison = pick([BinaryOperator.equal, .less, .greater])
      return .binary(comparison, value, .literal(literalValue(.bounded)))
    }
  }

  /// A variable whose value is of a type.
  func readable(_ type: ValueType) -> Variable? {
    place.variables.filter { Self.isKind($0.type, of: type) }.randomElement(using: &random)
  }

  /// Whether a value of one type is also of another.
  private static func isKind(_ type: ValueType, of other: ValueType) -> Bool {
    if type == other { return true }
    return switch (type, other) {
    case (.index, .bounded), (.index, .number), (.bounded, .number): true
    case (.index, .any), (.bounded, .any), (.number, .any), (.boolean, .any), (.text, .any): true
    case (.instance, .record): true
    default: false
    }
  }

  private func anyExpression(_ depth: Int) -> Expression {
    choose([
      (3, { self.expression(.number, depth) }), (2, { self.expression(.text, depth) }),
      (1, { self.expression(.boolean, depth) }), (3, { self.propertyRead(depth) }),
      (4, { self.callExpression(depth) }),
      (1, { .and(self.expression(.any, depth), self.expression(.any, depth)) }),
      (1, { .or(self.expression(.any, depth), self.expression(.any, depth)) }),
      (1, { self.conditional(.any, depth) }), (1, { self.assignment(depth) }),
      (1, { self.libraryCall(depth) }),
      (place.function.kind == .async ? 6 : 0, { self.awaitExpression(depth) }),
    ])()
  }

  private func conditional(_ type: ValueType, _ depth: Int) -> Expression {
    .conditional(condition(depth), expression(type, depth), expression(type, depth))
  }

  /// Something that is used as a number.
  private func operand(_ depth: Int) -> Expression { expression(chance(55) ? .any : .number, depth) }

  private func numberExpression(_ depth: Int) -> Expression {
    func arithmetic() -> Expression {
      let binaryOperator = pick([BinaryOperator.subtract, .multiply, .divide, .power, .addNumbers])
      return .binary(binaryOperator, operand(depth), operand(depth))
    }
    return choose([
      (4, arithmetic),
      (2, { .binary(.add, self.expression(.number, depth), self.expression(.number, depth)) }),
      (2, { self.expression(.bounded, depth) }),
      (1, { .unary(.negate, self.operand(depth)) }),
      (1, { .unary(.plus, self.expression(.any, depth)) }),
      (1, { self.conditional(.number, depth) }), (1, { self.counterChange() ?? self.simple(.number) }),
      (1, { .and(self.expression(.number, depth), self.expression(.number, depth)) }),
    ])()
  }

  /// A number that converts to 32 bits everywhere, and operators whose result may be undefined for others.
  private func boundedExpression(_ depth: Int) -> Expression {
    func bits() -> Expression {
      let bitOperator = pick([BinaryOperator.bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight])
      return .binary(bitOperator, expression(.bounded, depth), expression(.bounded, depth))
    }
    func shiftedRight() -> Expression {
      // Without a shift, a negative number becomes one that 32 bits cannot hold.
      .binary(.shiftRightUnsigned, expression(.bounded, depth), .literal(.integer(number(1...31))))
    }
    let divisor = Expression.literal(.integer(number(1...50)))
    return choose([
      (4, bits), (1, { .unary(.bitNot, self.expression(.bounded, depth)) }),
      (2, { .binary(.remainder, self.operand(depth), divisor) }),
      (2, { .binary(.divideAndTruncate, self.expression(.bounded, depth), self.expression(.index, depth)) }),
      (1, shiftedRight),
    ])()
  }

  private func booleanExpression(_ depth: Int) -> Expression {
    let relation = pick([BinaryOperator.less, .greater, .lessOrEqual, .greaterOrEqual])
    let equality = pick([BinaryOperator.equal, .notEqual])
    let type = pick([ValueType.any, .number, .text, .boolean, .index])
    return choose([
      (4, { .binary(relation, self.operand(depth), self.operand(depth)) }),
      (4, { .binary(equality, self.expression(type, depth), self.expression(type, depth)) }),
      (1, { .binary(equality, self.simple(.record), self.simple(.record)) }),
      (2, { .unary(.logicalNot, self.condition(depth)) }),
      (1, { .and(self.expression(.boolean, depth), self.expression(.boolean, depth)) }),
      (1, { .or(self.expression(.boolean, depth), self.expression(.boolean, depth)) }),
    ])()
  }

  /// Something that is used for its truth.
  func condition(_ depth: Int) -> Expression {
    if chance(5) { return sum(depth) }
    return expression(choose([(5, ValueType.boolean), (2, .any), (1, .number), (1, .text)]), depth)
  }

  /// A sum of what may be text.
  ///
  /// It may be a text of many digits, which must not be used as a number.
  func sum(_ depth: Int) -> Expression {
    .binary(.add, expression(.any, depth + 1), expression(.any, depth + 1))
  }

  private func textExpression(_ depth: Int) -> Expression {
    // A letter, so that the text is no number, and at most one part of unknown length.
    let start = Expression.literal(builder.text(pick(["s", "x=", "item "])))
    let part = expression(choose([(3, ValueType.number), (2, .any), (1, .boolean)]), depth)
    return choose([
      (4, .binary(.add, start, part)),
      (2, .binary(.add, .binary(.add, start, part), .literal(builder.text(pick(["!", "-end"]))))),
      (1, .binary(.add, part, start)),
      (2, .unary(.typeof, chance(70) ? part : simple(pick([.record, .list, .constant])))),
    ])
  }

  /// A property key, and sometimes one that is made at run time.
  func key(_ depth: Int) -> Expression {
    choose([
      (6, { .literal(self.builder.text(self.pick(Self.keyNames))) }),
      (2, { self.expression(.index, depth + 1) }),
      (1, { .binary(.add, .literal(self.builder.text("k")), self.expression(.index, depth + 1)) }),
    ])()
  }

  private func staticPropertyRead() -> Expression {
    guard let classValue = readable(.classValue) else { return simple(.any) }
    return .property(.read(classValue), key: .literal(builder.text("limit")))
  }

  private func fieldRead() -> Expression {
    .property(simple(.fields), key: .literal(builder.text(pick(Self.keyNames))))
  }

  private func propertyRead(_ depth: Int) -> Expression {
    choose([
      (hasFields ? 5 : 0, fieldRead),
      (4, { .property(self.expression(.record, depth), key: self.key(depth)) }),
      (2, { .property(self.expression(.list, depth), key: self.expression(.index, depth)) }),
      (1, { .property(self.simple(.list), key: .literal(self.builder.text("length"))) }),
      (1, { .property(self.simple(.constant), key: self.expression(.index, depth)) }),
      (1, self.staticPropertyRead),
      (1, { .property(self.simple(.bytes), key: self.expression(.index, depth)) }),
      (
        1, { .property(self.simple(.instance), key: .literal(self.builder.text(self.pick(Self.fieldNames)))) }
      ),
    ])()
  }
}
