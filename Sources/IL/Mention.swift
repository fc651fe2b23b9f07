/// What code says about the rest of the program, in whichever form the code is.
///
/// Analyses that ask what code refers to need not know the two forms of it.
public enum Mention: Hashable, Sendable {
  /// A value that the code has from the start.
  case value(Value)
  case loadedGlobal(GlobalID)
  case storedGlobal(GlobalID)
  /// A function that is called without being a value.
  case callee(FunctionID)
  /// A host function that is called without being a value.
  case hostCallee(ImportID)
  /// A parameter that is read; 0 is `this`.
  case parameter(Int)
  case service(EngineService)
}

/// A part of the engine that needs something of the program (snapshot format, section 5).
public enum EngineService: Hashable, Sendable, CaseIterable {
  /// Properties are read or written, perhaps by keys that are made at run time.
  case properties
  /// Arrays are made.
  case arrays
  /// Classes or instances of classes are made.
  case classes
  /// Async operations are started, suspended or completed.
  case async
}

extension Operation {
  /// What the operation refers to.
  public var mentions: [Mention] {
    switch self {
    case .literal(let value): [.value(value)]
    case .loadGlobal(let id): [.loadedGlobal(id)]
    case .storeGlobal(let id): [.storedGlobal(id)]
    case .loadArgument(let index): [.parameter(index)]
    case .callFunction(let callee, _): [.callee(callee)]
    case .callHost(let id, _, _): [.hostCallee(id)]
    case .objectGet, .objectSet: [.service(.properties)]
    case .arrayNew, .fixedLengthArrayNew, .objectKeys: [.service(.arrays)]
    case .new, .classCreate: [.service(.classes)]
    case .asyncStart, .await, .asyncResume, .asyncReturn, .asyncComplete, .awaitCall, .enqueueJob:
      [.service(.async)]
    case .label, .loadVariable, .storeVariable, .storeArgument, .loadScoped, .storeScoped, .pop, .jump,
      .branch, .returnValue, .throwValue, .call, .uint8ArrayNew, .closureNew, .objectNew, .scopeNew,
      .scopePush, .scopePop, .scopeDiscard, .scopeClone, .loadClosure, .startTry, .endTry, .binary, .unary:
      []
    }
  }
}

extension SSAOperation {
  /// What the operation refers to, its operands apart.
  public var mentions: [Mention] {
    switch self {
    case .loadGlobal(let id): [.loadedGlobal(id)]
    case .storeGlobal(let id): [.storedGlobal(id)]
    case .loadArgument(let index): [.parameter(index)]
    case .callFunction(let callee): [.callee(callee)]
    case .callHost(let id), .callHostVoid(let id): [.hostCallee(id)]
    case .objectGet, .objectSet: [.service(.properties)]
    case .arrayNew, .fixedLengthArrayNew, .objectKeys: [.service(.arrays)]
    case .new, .classCreate: [.service(.classes)]
    case .asyncStart, .await, .awaitCall, .enqueueJob: [.service(.async)]
    case .storeArgument, .initialized, .loadCell, .storeCell, .loadScoped, .storeScoped, .scopeNew,
      .scopePush,
      .scopePop, .scopeDiscard, .scopeClone, .loadClosure, .closureNew, .call, .callVoid, .objectNew,
      .uint8ArrayNew, .endTry, .binary, .unary:
      []
    }
  }
}

extension SSAInstruction {
  /// What the instruction refers to, literal operands included.
  public var mentions: [Mention] {
    operation.mentions + operands.compactMap { $0.literal.map { .value($0) } }
  }
}

extension Terminator {
  /// What the terminator refers to, literal operands included.
  public var mentions: [Mention] {
    let service: [Mention] =
      switch kind {
      case .asyncReturn, .asyncComplete: [.service(.async)]
      case .jump, .branch, .startTry, .returnValue, .throwValue: []
      }
    return service + allOperands.compactMap { $0.literal.map { .value($0) } }
  }
}

extension Function {
  /// Everything that the code refers to, in its order; may repeat.
  public var mentions: [Mention] {
    switch body {
    case .stack(let code): code.instructions.flatMap(\.operation.mentions)
    case .ssa(let body): body.blocks.flatMap { $0.instructions.flatMap(\.mentions) + $0.terminator.mentions }
    }
  }
}

extension Program {
  /// True iff the program has what `value` refers to, if it refers to anything.
  func containsReferent(of value: Value) -> Bool {
    switch value {
    case .string(let id): strings.contains(id)
    case .function(let id), .continuation(let id, _): functions.contains(id)
    case .hostFunction(let id): imports.contains(id)
    case .allocation(let id), .handle(let id): allocations.contains(id)
    case .undefined, .null, .boolean, .number, .deleted, .noOpFunction: true
    }
  }

  /// True iff the program has everything that `function` refers to.
  public func containsEverything(mentionedBy function: Function) -> Bool {
    function.mentions.allSatisfy { mention in
      switch mention {
      case .value(let value): containsReferent(of: value)
      case .loadedGlobal(let id), .storedGlobal(let id): globals.contains(id)
      case .callee(let id): functions.contains(id)
      case .hostCallee(let id): imports.contains(id)
      case .parameter, .service: true
      }
    }
  }
}
