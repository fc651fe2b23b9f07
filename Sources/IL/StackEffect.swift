extension Operation {
  /// How many values the operation pops and then pushes.
  ///
  /// `endTry` is the exception: what it drops depends on the innermost catch record, see `StackDepths`.
  public var stackEffect: (pops: Int, pushes: Int) {
    switch self {
    case .label, .jump, .scopeNew, .scopePush, .scopePop, .scopeDiscard, .scopeClone, .endTry, .enqueueJob:
      (0, 0)
    case .literal, .loadVariable, .loadArgument, .loadScoped, .loadGlobal, .objectNew, .arrayNew,
      .fixedLengthArrayNew, .loadClosure, .asyncResume:
      (0, 1)
    case .storeVariable, .storeArgument, .storeScoped, .storeGlobal, .branch, .returnValue, .throwValue,
      .await, .asyncReturn:
      (1, 0)
    case .pop(let count): (count, 0)
    case .call(let count, let isVoid): (count + 1, isVoid ? 0 : 1)
    case .callFunction(_, let count): (count, 1)
    case .callHost(_, let count, let isVoid): (count, isVoid ? 0 : 1)
    case .awaitCall(let count), .new(let count): (count + 1, 1)
    case .objectGet, .classCreate, .binary: (2, 1)
    case .objectSet: (3, 0)
    case .objectKeys, .uint8ArrayNew, .closureNew, .unary: (1, 1)
    case .startTry: (0, 2)
    case .asyncStart: (0, 3)
    case .asyncComplete: (3, 0)
    }
  }

  /// True iff the operation that follows in the code is never executed next.
  public var isTerminator: Bool {
    switch self {
    case .jump, .returnValue, .throwValue, .asyncReturn, .asyncComplete: true
    default: false
    }
  }

  /// The label to which control can go other than by falling through, handlers included.
  public var target: Label? {
    switch self {
    case .jump(let target), .branch(let target), .startTry(let target): target
    default: nil
    }
  }
}
