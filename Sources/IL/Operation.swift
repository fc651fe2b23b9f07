/// One instruction of stack code (snapshot format, section 6).
///
/// Every reference is symbolic: variables are numbered from the base of the frame, jumps name labels, and
/// which of the engine's encodings is used is a matter of encoding. Instructions that the reference engine
/// cannot execute have no case here, with one exception: see `loadArgument`.
public enum Operation: Hashable, Sendable {
  /// Not an instruction: marks the position that jumps to the label reach.
  case label(Label)

  case literal(Value)
  /// Pushes slot n of the frame; fails if it holds `deleted`.
  case loadVariable(Int)
  /// Pops a value into slot n of the frame.
  case storeVariable(Int)
  /// Pushes argument n, 0 being `this`; undefined if the caller passed fewer.
  ///
  /// The reference engine dies of an argument above 15, but its compiler emits such code.
  case loadArgument(Int)
  /// Pops a value into argument n, which the caller must have passed.
  case storeArgument(Int)
  case loadScoped(Int)
  case storeScoped(Int)
  case loadGlobal(GlobalID)
  case storeGlobal(GlobalID)
  case pop(Int)

  case jump(Label)
  /// Pops a value and jumps if it is truthy.
  case branch(Label)
  case returnValue
  case throwValue

  /// Calls the function below its arguments; the count includes `this`.
  case call(argumentCount: Int, isVoid: Bool)
  /// Calls a function that is not on the stack and must not be async.
  case callFunction(FunctionID, argumentCount: Int)
  /// Calls a host function that is not on the stack and must not start an async operation.
  case callHost(ImportID, argumentCount: Int, isVoid: Bool)
  /// Calls like `call` and passes the current closure as continuation.
  case awaitCall(argumentCount: Int)
  /// Makes an instance of the class below the arguments; the slot of `this` is a placeholder.
  case new(argumentCount: Int)

  case objectNew
  case objectGet
  case objectSet
  case objectKeys
  case arrayNew(capacity: Int)
  case fixedLengthArrayNew(length: Int)
  case uint8ArrayNew
  case classCreate
  case closureNew

  case scopeNew(slotCount: Int)
  case scopePush(slotCount: Int)
  case scopePop
  case scopeDiscard
  case scopeClone
  /// Pushes the current closure.
  case loadClosure

  /// Pushes a catch record whose handler is the label.
  case startTry(Label)
  /// Drops everything down to and including the innermost catch record.
  case endTry

  case asyncStart(slotCount: Int, capturesParent: Bool)
  /// Suspends; `asyncResume` must follow.
  case await
  /// The resume point of the preceding `await`; saves and restores what the depth here implies.
  case asyncResume
  case asyncReturn
  case asyncComplete
  case enqueueJob

  case binary(BinaryOperator)
  case unary(UnaryOperator)
}

extension Operation {
  /// One operand as text.
  public enum Operand: Hashable, Sendable {
    case count(Int)
    case value(Value)
    case label(Label)
    case global(GlobalID)
    case function(FunctionID)
    case hostFunction(ImportID)
    /// A word that is there or not, such as `void`.
    case flag(String)
  }

  /// The name in IL text, and the operands in the order in which the text has them.
  ///
  /// `init(mnemonic:operands:)` is the inverse.
  public var text: (mnemonic: String, operands: [Operand]) {
    func flag(_ word: String, if isSet: Bool) -> [Operand] { isSet ? [.flag(word)] : [] }
    return switch self {
    case .label(let label): ("label", [.label(label)])
    case .literal(let value): ("literal", [.value(value)])
    case .loadVariable(let slot): ("load_var", [.count(slot)])
    case .storeVariable(let slot): ("store_var", [.count(slot)])
    case .loadArgument(let index): ("load_arg", [.count(index)])
    case .storeArgument(let index): ("store_arg", [.count(index)])
    case .loadScoped(let index): ("load_scoped", [.count(index)])
    case .storeScoped(let index): ("store_scoped", [.count(index)])
    case .loadGlobal(let global): ("load_global", [.global(global)])
    case .storeGlobal(let global): ("store_global", [.global(global)])
    case .pop(let count): ("pop", [.count(count)])
    case .jump(let target): ("jump", [.label(target)])
    case .branch(let target): ("branch", [.label(target)])
    case .returnValue: ("return", [])
    case .throwValue: ("throw", [])
    case .call(let count, let isVoid): ("call", [.count(count)] + flag("void", if: isVoid))
    case .callFunction(let function, let count): ("call_function", [.function(function), .count(count)])
    case .callHost(let hostFunction, let count, let isVoid):
      ("call_host", [.hostFunction(hostFunction), .count(count)] + flag("void", if: isVoid))
    case .awaitCall(let count): ("await_call", [.count(count)])
    case .new(let count): ("new", [.count(count)])
    case .objectNew: ("object_new", [])
    case .objectGet: ("object_get", [])
    case .objectSet: ("object_set", [])
    case .objectKeys: ("object_keys", [])
    case .arrayNew(let capacity): ("array_new", [.count(capacity)])
    case .fixedLengthArrayNew(let length): ("fixed_array_new", [.count(length)])
    case .uint8ArrayNew: ("uint8_array_new", [])
    case .classCreate: ("class_create", [])
    case .closureNew: ("closure_new", [])
    case .scopeNew(let slotCount): ("scope_new", [.count(slotCount)])
    case .scopePush(let slotCount): ("scope_push", [.count(slotCount)])
    case .scopePop: ("scope_pop", [])
    case .scopeDiscard: ("scope_discard", [])
    case .scopeClone: ("scope_clone", [])
    case .loadClosure: ("load_closure", [])
    case .startTry(let handler): ("start_try", [.label(handler)])
    case .endTry: ("end_try", [])
    case .asyncStart(let slotCount, let capturesParent):
      ("async_start", [.count(slotCount)] + flag("parent", if: capturesParent))
    case .await: ("await", [])
    case .asyncResume: ("async_resume", [])
    case .asyncReturn: ("async_return", [])
    case .asyncComplete: ("async_complete", [])
    case .enqueueJob: ("enqueue_job", [])
    case .binary(let binaryOperator): (binaryOperator.rawValue, [])
    case .unary(let unaryOperator): (unaryOperator.rawValue, [])
    }
  }

  /// Makes the operation that has this text, or nil if there is none.
  public init?(mnemonic: String, operands: [Operand]) {
    switch (mnemonic, operands.first, operands.dropFirst().first, operands.count) {
    case ("label", .label(let label), nil, _): self = .label(label)
    case ("literal", .value(let value), nil, _): self = .literal(value)
    case ("load_var", .count(let slot), nil, _): self = .loadVariable(slot)
    case ("store_var", .count(let slot), nil, _): self = .storeVariable(slot)
    case ("load_arg", .count(let index), nil, _): self = .loadArgument(index)
    case ("store_arg", .count(let index), nil, _): self = .storeArgument(index)
    case ("load_scoped", .count(let index), nil, _): self = .loadScoped(index)
    case ("store_scoped", .count(let index), nil, _): self = .storeScoped(index)
    case ("load_global", .global(let global), nil, _): self = .loadGlobal(global)
    case ("store_global", .global(let global), nil, _): self = .storeGlobal(global)
    case ("pop", .count(let count), nil, _): self = .pop(count)
    case ("jump", .label(let target), nil, _): self = .jump(target)
    case ("branch", .label(let target), nil, _): self = .branch(target)
    case ("return", nil, nil, _): self = .returnValue
    case ("throw", nil, nil, _): self = .throwValue
    case ("call", .count(let count), nil, _): self = .call(argumentCount: count, isVoid: false)
    case ("call", .count(let count), .flag("void"), 2): self = .call(argumentCount: count, isVoid: true)
    case ("call_function", .function(let function), .count(let count), 2):
      self = .callFunction(function, argumentCount: count)
    case ("call_host", .hostFunction(let hostFunction), .count(let count), 2):
      self = .callHost(hostFunction, argumentCount: count, isVoid: false)
    case ("call_host", .hostFunction(let hostFunction), .count(let count), 3)
    where operands[2] == .flag("void"):
      self = .callHost(hostFunction, argumentCount: count, isVoid: true)
    case ("await_call", .count(let count), nil, _): self = .awaitCall(argumentCount: count)
    case ("new", .count(let count), nil, _): self = .new(argumentCount: count)
    case ("array_new", .count(let capacity), nil, _): self = .arrayNew(capacity: capacity)
    case ("fixed_array_new", .count(let length), nil, _): self = .fixedLengthArrayNew(length: length)
    case ("scope_new", .count(let slotCount), nil, _): self = .scopeNew(slotCount: slotCount)
    case ("scope_push", .count(let slotCount), nil, _): self = .scopePush(slotCount: slotCount)
    case ("start_try", .label(let handler), nil, _): self = .startTry(handler)
    case ("async_start", .count(let slotCount), nil, _):
      self = .asyncStart(slotCount: slotCount, capturesParent: false)
    case ("async_start", .count(let slotCount), .flag("parent"), 2):
      self = .asyncStart(slotCount: slotCount, capturesParent: true)
    case (_, nil, nil, _): self.init(plainMnemonic: mnemonic)
    default: return nil
    }
  }

  /// The operations without operands, other than `return` and `throw`.
  private init?(plainMnemonic mnemonic: String) {
    let plain: [Operation] = [
      .objectNew, .objectGet, .objectSet, .objectKeys, .uint8ArrayNew, .classCreate, .closureNew, .scopePop,
      .scopeDiscard, .scopeClone, .loadClosure, .endTry, .await, .asyncResume, .asyncReturn,
      .asyncComplete, .enqueueJob,
    ]
    if let binaryOperator = BinaryOperator(rawValue: mnemonic) {
      self = .binary(binaryOperator)
    } else if let unaryOperator = UnaryOperator(rawValue: mnemonic) {
      self = .unary(unaryOperator)
    } else if let operation = plain.first(where: { $0.text.mnemonic == mnemonic }) {
      self = operation
    } else {
      return nil
    }
  }
}
