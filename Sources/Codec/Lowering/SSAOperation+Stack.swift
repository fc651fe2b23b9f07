import IL

extension SSAOperation {
  /// The instruction that does this with `argumentCount` operands on the stack, or nil if that depends on the
  /// frame.
  func stackOperation(argumentCount: Int) -> Operation? {
    switch self {
    case .initialized, .loadCell, .storeCell: nil
    case .loadArgument(let index): .loadArgument(index)
    case .storeArgument(let index): .storeArgument(index)
    case .loadScoped(let index): .loadScoped(index)
    case .storeScoped(let index): .storeScoped(index)
    case .scopeNew(let slotCount): .scopeNew(slotCount: slotCount)
    case .scopePush(let slotCount): .scopePush(slotCount: slotCount)
    case .scopePop: .scopePop
    case .scopeDiscard: .scopeDiscard
    case .scopeClone: .scopeClone
    case .loadClosure: .loadClosure
    case .closureNew: .closureNew
    case .loadGlobal(let global): .loadGlobal(global)
    case .storeGlobal(let global): .storeGlobal(global)
    case .call: .call(argumentCount: argumentCount - 1, isVoid: false)
    case .callVoid: .call(argumentCount: argumentCount - 1, isVoid: true)
    case .callFunction(let function): .callFunction(function, argumentCount: argumentCount)
    case .callHost(let host): .callHost(host, argumentCount: argumentCount, isVoid: false)
    case .callHostVoid(let host): .callHost(host, argumentCount: argumentCount, isVoid: true)
    case .awaitCall: .awaitCall(argumentCount: argumentCount - 1)
    case .new: .new(argumentCount: argumentCount - 1)
    case .objectNew: .objectNew
    case .objectGet: .objectGet
    case .objectSet: .objectSet
    case .objectKeys: .objectKeys
    case .arrayNew(let capacity): .arrayNew(capacity: capacity)
    case .fixedLengthArrayNew(let length): .fixedLengthArrayNew(length: length)
    case .uint8ArrayNew: .uint8ArrayNew
    case .classCreate: .classCreate
    case .endTry: .endTry
    case .asyncStart(let slotCount, let capturesParent):
      .asyncStart(slotCount: slotCount, capturesParent: capturesParent)
    case .await: .await
    case .enqueueJob: .enqueueJob
    case .binary(let binaryOperator): .binary(binaryOperator)
    case .unary(let unaryOperator): .unary(unaryOperator)
    }
  }
}
