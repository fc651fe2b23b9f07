/// One instruction of the SSA form, without its operands.
///
/// `signature` says what operands each one takes, what it gives, what it reads and writes and how it can fail;
/// the text form follows from that. A scope is a local like any other, but the engine keeps one scope
/// current, and an operation that takes a scope must be given the current one.
public enum SSAOperation: Hashable, Sendable {
  /// Argument n, 0 being `this`; undefined if the caller passed fewer.
  ///
  /// Behind an `await` these are the arguments of whoever resumed the function.
  case loadArgument(Int)
  /// Replaces argument n, which the caller must have passed.
  case storeArgument(Int)
  /// The operand, which must not be `deleted`: the check that reading an uninitialized variable makes.
  case initialized
  /// What the cell holds, which must not be `deleted`.
  case loadCell(Cell)
  case storeCell(Cell)

  /// Variable n of a scope, counted on through its parents; may be `deleted`.
  case loadScoped(Int)
  case storeScoped(Int)
  /// Makes a scope without a parent current; its variables are `deleted`.
  case scopeNew(slotCount: Int)
  /// Makes a scope current whose last variable is the operand; the others are `deleted`.
  case scopePush(slotCount: Int)
  /// Makes the last variable of the scope current.
  case scopePop
  /// Makes no scope current.
  case scopeDiscard
  /// Makes a copy of the scope current.
  case scopeClone
  /// The scope as a value: a closure, if its first variable is a function.
  case loadClosure
  /// A new closure of a scope and a function.
  case closureNew

  case loadGlobal(GlobalID)
  case storeGlobal(GlobalID)

  /// Calls the first operand with the others, `this` first.
  case call
  /// Calls and tells the callee that nobody wants the result.
  case callVoid
  /// Calls a function that must not be async.
  case callFunction(FunctionID)
  /// Calls a host function that must not start an async operation.
  case callHost(ImportID)
  case callHostVoid(ImportID)
  /// Calls like `call` and passes the scope as continuation; `await` of the result must follow at once.
  case awaitCall
  /// Makes an instance of the class that is the first operand.
  case new

  case objectNew
  case objectGet
  /// Sets the property of the first operand that the second one names to the third.
  case objectSet
  case objectKeys
  case arrayNew(capacity: Int)
  case fixedLengthArrayNew(length: Int)
  case uint8ArrayNew
  /// A class with a constructor and an object of static properties.
  case classCreate

  /// Leaves the innermost `try`.
  case endTry

  /// Starts the activation of an async function: makes a scope current.
  case asyncStart(slotCount: Int, capturesParent: Bool)
  /// Suspends the function until the operand settles, and gives its result or throws.
  case await
  /// Queues the scope as a job.
  case enqueueJob

  case binary(BinaryOperator)
  case unary(UnaryOperator)
}

extension SSAOperation {
  /// The name in IL text, and what the text has before the operands, in order.
  ///
  /// `init(mnemonic:immediates:)` is the inverse.
  public var text: (mnemonic: String, immediates: [Immediate]) {
    switch self {
    case .loadArgument(let index): ("load_arg", [.count(index)])
    case .storeArgument(let index): ("store_arg", [.count(index)])
    case .initialized: ("initialized", [])
    case .loadCell(let cell): ("load_cell", [.count(cell.index)])
    case .storeCell(let cell): ("store_cell", [.count(cell.index)])
    case .loadScoped(let index): ("load_scoped", [.count(index)])
    case .storeScoped(let index): ("store_scoped", [.count(index)])
    case .scopeNew(let slotCount): ("scope_new", [.count(slotCount)])
    case .scopePush(let slotCount): ("scope_push", [.count(slotCount)])
    case .scopePop: ("scope_pop", [])
    case .scopeDiscard: ("scope_discard", [])
    case .scopeClone: ("scope_clone", [])
    case .loadClosure: ("load_closure", [])
    case .closureNew: ("closure_new", [])
    case .loadGlobal(let global): ("load_global", [.global(global)])
    case .storeGlobal(let global): ("store_global", [.global(global)])
    case .call: ("call", [])
    case .callVoid: ("call_void", [])
    case .callFunction(let function): ("call_function", [.function(function)])
    case .callHost(let hostFunction): ("call_host", [.hostFunction(hostFunction)])
    case .callHostVoid(let hostFunction): ("call_host_void", [.hostFunction(hostFunction)])
    case .awaitCall: ("await_call", [])
    case .new: ("new", [])
    case .objectNew: ("object_new", [])
    case .objectGet: ("object_get", [])
    case .objectSet: ("object_set", [])
    case .objectKeys: ("object_keys", [])
    case .arrayNew(let capacity): ("array_new", [.count(capacity)])
    case .fixedLengthArrayNew(let length): ("fixed_array_new", [.count(length)])
    case .uint8ArrayNew: ("uint8_array_new", [])
    case .classCreate: ("class_create", [])
    case .endTry: ("end_try", [])
    case .asyncStart(let slotCount, false): ("async_start", [.count(slotCount)])
    case .asyncStart(let slotCount, true): ("async_start_parent", [.count(slotCount)])
    case .await: ("await", [])
    case .enqueueJob: ("enqueue_job", [])
    case .binary(let binaryOperator): (binaryOperator.rawValue, [])
    case .unary(let unaryOperator): (unaryOperator.rawValue, [])
    }
  }

  /// A part of an operation in IL text.
  public enum Immediate: Hashable, Sendable {
    case count(Int)
    case global(GlobalID)
    case function(FunctionID)
    case hostFunction(ImportID)
  }

  /// Makes the operation that has this text, or nil if there is none.
  public init?(mnemonic: String, immediates: [Immediate]) {
    switch (mnemonic, immediates.first) {
    case ("load_arg", .count(let index)): self = .loadArgument(index)
    case ("store_arg", .count(let index)): self = .storeArgument(index)
    case ("load_cell", .count(let index)): self = .loadCell(Cell(index))
    case ("store_cell", .count(let index)): self = .storeCell(Cell(index))
    case ("load_scoped", .count(let index)): self = .loadScoped(index)
    case ("store_scoped", .count(let index)): self = .storeScoped(index)
    case ("scope_new", .count(let slotCount)): self = .scopeNew(slotCount: slotCount)
    case ("scope_push", .count(let slotCount)): self = .scopePush(slotCount: slotCount)
    case ("load_global", .global(let global)): self = .loadGlobal(global)
    case ("store_global", .global(let global)): self = .storeGlobal(global)
    case ("call_function", .function(let function)): self = .callFunction(function)
    case ("call_host", .hostFunction(let hostFunction)): self = .callHost(hostFunction)
    case ("call_host_void", .hostFunction(let hostFunction)): self = .callHostVoid(hostFunction)
    case ("array_new", .count(let capacity)): self = .arrayNew(capacity: capacity)
    case ("fixed_array_new", .count(let length)): self = .fixedLengthArrayNew(length: length)
    case ("async_start", .count(let count)): self = .asyncStart(slotCount: count, capturesParent: false)
    case ("async_start_parent", .count(let count)):
      self = .asyncStart(slotCount: count, capturesParent: true)
    case (_, nil):
      guard let operation = Self.withoutImmediates[mnemonic] else { return nil }
      self = operation
    default: return nil
    }
    guard immediates.count == text.immediates.count else { return nil }
  }

  private static let withoutImmediates: [String: SSAOperation] = {
    let plain: [SSAOperation] = [
      .initialized, .scopePop, .scopeDiscard, .scopeClone, .loadClosure, .closureNew, .call, .callVoid,
      .awaitCall, .new, .objectNew, .objectGet, .objectSet, .objectKeys, .uint8ArrayNew, .classCreate,
      .endTry,
      .await, .enqueueJob,
    ]
    let operators =
      BinaryOperator.allCases.map { SSAOperation.binary($0) }
      + UnaryOperator.allCases.map { SSAOperation.unary($0) }
    return Dictionary(uniqueKeysWithValues: (plain + operators).map { ($0.text.mnemonic, $0) })
  }()
}
