import IL

extension Operation {
  /// The operation in SSA form, or nil if it has another form there or none.
  ///
  /// Literals and variables become operands, and control becomes terminators.
  var ssa: SSAOperation? {
    switch self {
    case .label, .literal, .loadVariable, .storeVariable, .pop, .jump, .branch, .returnValue, .throwValue,
      .startTry, .asyncResume, .asyncReturn, .asyncComplete:
      nil
    case .loadArgument(let index): .loadArgument(index)
    case .storeArgument(let index): .storeArgument(index)
    case .loadScoped(let index): .loadScoped(index)
    case .storeScoped(let index): .storeScoped(index)
    case .loadGlobal(let global): .loadGlobal(global)
    case .storeGlobal(let global): .storeGlobal(global)
    case .call(_, let isVoid): isVoid ? .callVoid : .call
    case .callFunction(let function, _): .callFunction(function)
    case .callHost(let hostFunction, _, let isVoid):
      isVoid ? .callHostVoid(hostFunction) : .callHost(hostFunction)
    case .awaitCall: .awaitCall
    case .new: .new
    case .objectNew: .objectNew
    case .objectGet: .objectGet
    case .objectSet: .objectSet
    case .objectKeys: .objectKeys
    case .arrayNew(let capacity): .arrayNew(capacity: capacity)
    case .fixedLengthArrayNew(let length): .fixedLengthArrayNew(length: length)
    case .uint8ArrayNew: .uint8ArrayNew
    case .classCreate: .classCreate
    case .closureNew: .closureNew
    case .scopeNew(let slotCount): .scopeNew(slotCount: slotCount)
    case .scopePush(let slotCount): .scopePush(slotCount: slotCount)
    case .scopePop: .scopePop
    case .scopeDiscard: .scopeDiscard
    case .scopeClone: .scopeClone
    case .loadClosure: .loadClosure
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

/// What one instruction does to the frame and to the current scope.
struct FrameAccess {
  /// The slots whose values become operands, in their order; the current scope is not among them.
  var operands: [Int] = []
  /// The slot that gets a value.
  var definition: Int?
  /// True iff the instruction uses the current scope.
  var readsScope = false
  /// True iff the instruction makes another scope current.
  var writesScope = false
  /// True iff it may throw an exception.
  var mayThrow = false

  /// The access of `operation` where the frame has `depth` slots.
  ///
  /// What is popped only to be dropped is not accessed. An `await` stands for the `asyncResume` that
  /// follows it, too.
  init(_ operation: Operation, depth: Int) {
    let (pops, pushes) = operation.stackEffect
    operands = Array((depth - pops)..<depth)
    definition = pushes == 1 ? depth - pops : nil
    switch operation {
    case .pop, .endTry: operands = []
    case .loadVariable(let slot): operands = [slot]
    case .storeVariable(let slot): definition = slot
    // The engine fills the slot of `this`.
    case .new: operands.remove(at: 1)
    case .await: definition = depth - 1
    case .asyncResume: definition = nil
    case .throwValue: mayThrow = true
    default: break
    }
    if let signature = operation.ssa?.signature {
      readsScope = signature.takesScope
      writesScope = signature.result == .scope
      mayThrow = signature.effects.contains(.throwsException)
    }
  }
}
