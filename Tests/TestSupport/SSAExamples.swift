import IL

extension SSAOperation {
  /// An operation of each kind, and every operator.
  public static let examples: [SSAOperation] =
    [
      .loadArgument(3), .storeArgument(4), .initialized, .loadCell(Cell(2)), .storeCell(Cell(1)),
      .loadScoped(300), .storeScoped(65535), .scopeNew(slotCount: 1), .scopePush(slotCount: 2), .scopePop,
      .scopeDiscard, .scopeClone, .loadClosure, .closureNew, .loadGlobal(GlobalID(0)),
      .storeGlobal(GlobalID(0)), .call, .callVoid, .callFunction(FunctionID(0)), .callHost(ImportID(0)),
      .callHostVoid(ImportID(0)), .awaitCall, .new, .objectNew, .objectGet, .objectSet, .objectKeys,
      .arrayNew(capacity: 0), .fixedLengthArrayNew(length: 1), .uint8ArrayNew, .classCreate, .endTry,
      .asyncStart(slotCount: 2, capturesParent: false), .asyncStart(slotCount: 3, capturesParent: true),
      .await, .enqueueJob,
    ] + BinaryOperator.allCases.map { .binary($0) } + UnaryOperator.allCases.map { .unary($0) }
}

extension Terminator {
  /// A terminator of each kind, which use `local` and lead to `block`.
  public static func examples(using local: Local, to block: BlockID) -> [Terminator] {
    let (operand, edge) = (Operand.local(local), Edge(block, [.local(local)]))
    let kinds: [Kind] = [
      .jump(edge), .branch(operand, edge, Edge(block)), .startTry(edge, handler: block),
      .returnValue(operand), .throwValue(operand), .asyncReturn(operand),
      .asyncComplete(result: operand, value: operand, isSuccess: operand),
    ]
    return kinds.map { Terminator($0) }
  }
}
