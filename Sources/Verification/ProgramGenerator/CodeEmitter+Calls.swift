import IL

extension CodeEmitter {
  /// Calls something; pushes the result unless the call is void.
  func emitCall(_ callee: Callee, _ arguments: [Expression], isVoid: Bool, isAwaited: Bool) {
    let count = arguments.count + 1
    switch callee {
    case .value(let function):
      if callsDirectly, !isAwaited, emitDirectCall(function, arguments, isVoid: isVoid) { return }
      emit(function)
      emit(.undefined)
    case .method(let object, let key):
      let slot = depth
      emit(.undefined)
      emit(object)
      duplicate()
      emit(key)
      emit(.objectGet)
      emit(.storeVariable(slot))
    case .constructor(let classValue):
      emit(classValue)
      emit(.undefined)
    }
    for argument in arguments { emit(argument) }
    if case .constructor = callee {
      emit(.new(argumentCount: count))
      if isVoid { pop(1) }
    } else if isAwaited {
      emit(.awaitCall(argumentCount: count))
      emitAwait()
      if isVoid { pop(1) }
    } else {
      emit(.call(argumentCount: count, isVoid: isVoid))
    }
  }

  /// Calls a function that the operation can name, and returns whether it can.
  private func emitDirectCall(_ function: Expression, _ arguments: [Expression], isVoid: Bool) -> Bool {
    guard case .literal(let value) = function else { return false }
    let operation: Operation
    switch value {
    case .function(let id) where !builder.program.functions[id].isAsync:
      operation = .callFunction(id, argumentCount: arguments.count + 1)
    case .hostFunction(let id) where builder.program.imports[id].hostID != HostFunctions.asynchronous:
      operation = .callHost(id, argumentCount: arguments.count + 1, isVoid: isVoid)
    default: return false
    }
    emit(.undefined)
    for argument in arguments { emit(argument) }
    emit(operation)
    if isVoid, operation.stackEffect.pushes > 0 { pop(1) }
    return true
  }
}
