import IL

extension ProgramGenerator {
  /// Changes a variable or a property; the value is of type `any`.
  func assignment(_ depth: Int) -> Expression {
    func property() -> Expression {
      .assignProperty(expression(.record, depth), key: key(depth), expression(.any, depth))
    }
    func propertyUpdate() -> Expression {
      let change = pick([BinaryOperator.subtract, .multiply, .addNumbers])
      return .updateProperty(simple(.record), key: key(depth), change, expression(.number, depth))
    }
    func item() -> Expression {
      .assignProperty(simple(.list), key: expression(.index, depth), expression(.any, depth))
    }
    func byte() -> Expression {
      let value = Expression.binary(.bitAnd, expression(.bounded, depth), .literal(.integer(255)))
      return .assignProperty(simple(.bytes), key: expression(.index, depth), value)
    }
    func field() -> Expression? {
      guard let variable = readable(.fields) else { return nil }
      let key = Expression.literal(builder.text(pick(Self.keyNames)))
      guard chance(40) else { return .assignProperty(.read(variable), key: key, expression(.any, depth)) }
      return .updateProperty(.read(variable), key: key, .subtract, expression(.number, depth))
    }
    return choose([
      (hasFields ? 4 : 0, field), (4, { self.variableAssignment(depth) }), (3, property), (1, propertyUpdate),
      (1, item), (1, byte),
    ])() ?? simple(.any)
  }

  private func variableAssignment(_ depth: Int) -> Expression? {
    guard let variable = assignable({ _ in true }) else { return nil }
    if variable.type == .number && chance(40) {
      let change = pick([BinaryOperator.add, .subtract, .multiply, .divide])
      return .update(variable, change, expression(.number, depth))
    }
    if variable.type == .text && chance(40) {
      // A letter, so that the text is no number.
      return .update(variable, .add, .literal(builder.text("ab")))
    }
    return .assign(variable, expression(variable.type, depth))
  }

  /// `++` on a variable that holds a number.
  func counterChange() -> Expression? {
    guard let variable = assignable({ $0 == .number }) else { return nil }
    return .increment(variable, isPostfix: chance(50))
  }

  private func assignable(_ isWanted: (ValueType) -> Bool) -> Variable? {
    // A class or an instance that changes could be called in ways that its new value does not know.
    place.variables.filter { variable in
      switch variable.type {
      case .any, .number, .bounded, .boolean, .text, .record, .fields, .list, .callback:
        variable.isAssignable && isWanted(variable.type)
      case .index, .bytes, .constant, .classValue, .instance, .promise: false
      }
    }.randomElement(using: &random)
  }
}
