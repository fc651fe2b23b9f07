import IL

extension CodeEmitter {
  /// Pushes the value of an expression.
  func emit(_ expression: Expression) {
    switch expression {
    case .literal(let value): emit(value)
    case .read(let variable): load(variable)
    case .assign(let variable, let value):
      emit(value)
      storeCopy(variable)
    case .update(let variable, let binaryOperator, let value):
      load(variable)
      emit(value)
      emit(.binary(binaryOperator))
      storeCopy(variable)
    case .increment(let variable, let isPostfix):
      load(variable)
      if isPostfix { duplicate() }
      emit(.integer(1))
      emit(.binary(.add))
      storeCopy(variable)
      if isPostfix { pop(1) }
    case .unary(let unaryOperator, let operand):
      emit(operand)
      emit(.unary(unaryOperator))
    case .binary(let binaryOperator, let left, let right):
      emit(left)
      emit(right)
      emit(.binary(binaryOperator))
    case .and(let left, let right): emitLogical(left, right, isAnd: true)
    case .or(let left, let right): emitLogical(left, right, isAnd: false)
    case .conditional(let condition, let value, let otherwise): emitConditional(condition, value, otherwise)
    case .object(let properties): emitObject(properties)
    case .array(let items): emitArray(items)
    case .property(let object, let key):
      emit(object)
      emit(key)
      emit(.objectGet)
    case .assignProperty(let object, let key, let value):
      emit(value)
      setProperty(object, key)
    case .updateProperty(let object, let key, let binaryOperator, let value):
      emit(.property(object, key: key))
      emit(value)
      emit(.binary(binaryOperator))
      setProperty(object, key)
    case .call(let callee, let arguments, let isAwaited):
      emitCall(callee, arguments, isVoid: false, isAwaited: isAwaited)
    case .await(let promise):
      emit(promise)
      emitAwait()
    case .function(let function): emit(function)
    }
  }

  /// Stores the value on top, which remains there as the value of the assignment.
  private func storeCopy(_ variable: Variable) {
    duplicate()
    store(variable)
  }

  /// Sets a property to the value on top, which remains there.
  private func setProperty(_ object: Expression, _ key: Expression) {
    let value = depth - 1
    emit(object)
    emit(key)
    emit(.loadVariable(value))
    emit(.objectSet)
  }

  private func emitLogical(_ left: Expression, _ right: Expression, isAnd: Bool) {
    let (rest, end) = (blocks.newBlock(), blocks.newBlock())
    emit(left)
    duplicate()
    branch(isAnd ? rest : end, otherwise: isAnd ? end : rest)
    let joined = depth
    begin(rest, depth: joined)
    pop(1)
    emit(right)
    blocks.jump(end)
    begin(end, depth: joined)
  }

  private func emitConditional(_ condition: Expression, _ value: Expression, _ otherwise: Expression) {
    let (first, second, end) = (blocks.newBlock(), blocks.newBlock(), blocks.newBlock())
    emit(condition)
    branch(first, otherwise: second)
    let before = depth
    begin(first, depth: before)
    emit(value)
    blocks.jump(end)
    begin(second, depth: before)
    emit(otherwise)
    blocks.jump(end)
    begin(end, depth: before + 1)
  }

  private func emitObject(_ properties: [(key: Value, value: Expression)]) {
    emit(.objectNew)
    let object = depth - 1
    for property in properties {
      emit(.loadVariable(object))
      emit(property.key)
      emit(property.value)
      emit(.objectSet)
    }
  }

  private func emitArray(_ items: [Expression?]) {
    emit(.arrayNew(capacity: items.count))
    let array = depth - 1
    for (index, item) in items.enumerated() {
      guard let item else { continue }
      emit(.loadVariable(array))
      emit(.integer(index))
      emit(item)
      emit(.objectSet)
    }
    if case .some(nil) = items.last {
      emit(.loadVariable(array))
      emit(builder.text("length"))
      emit(.integer(items.count))
      emit(.objectSet)
    }
  }
}
