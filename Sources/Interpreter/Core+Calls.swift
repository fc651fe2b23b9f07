import HostInterface
import IL

import struct Engine.Fault

// Calls (engine specification, section 3).

extension Core {
  /// Executes an operation that calls.
  func call(
    _ operation: SSAOperation, _ operands: Operands, _ result: Int32, _ code: FunctionCode,
    _ locals: UnsafeMutablePointer<RuntimeValue>
  ) throws(Fault) -> OperationOutcome {
    let arguments = top
    /// Puts the operands from `first` on above the registers.
    func push(from first: Int) {
      for index in first..<max(Int(operands.count), first) {
        registers.start[top] = value(operands, index, code, locals)
        top += 1
      }
    }
    let callee = operands.count > 0 ? value(operands, 0, code, locals) : .undefined
    let outcome: CallOutcome
    switch operation {
    case .callFunction(let function):
      push(from: 0)
      try enter(function.index, .undefined, arguments, result, .normal)
      outcome = .entered
    case .callHost(let function):
      push(from: 0)
      outcome = try callHost(function.index, arguments, .normal)
    case .callHostVoid(let function):
      push(from: 0)
      outcome = try callHost(function.index, arguments, .void)
    case .new:
      callback = .undefined
      registers.start[top] = .undefined
      top += 1
      push(from: 1)
      outcome = try create(callee, arguments, result, .normal)
    case .awaitCall:
      try passContinuation()
      push(from: 1)
      outcome = try call(callee, arguments, result, .normal)
    default:
      callback = .undefined
      push(from: 1)
      outcome = try call(callee, arguments, result, operation == .callVoid ? .void : .normal)
    }
    switch outcome {
    case .entered: return .moved
    case .returned(let value):
      top = arguments
      return result == noRegister ? .done : .result(value)
    case .threw(let value):
      top = arguments
      return try unwind(value).map { .ended($0) } ?? .moved
    }
  }

  /// Calls a value with the arguments from register `arguments` up to `top`.
  func call(
    _ callee: RuntimeValue, _ arguments: Int, _ result: Int32, _ kind: CallKind
  ) throws(Fault) -> CallOutcome {
    var target = callee
    var scope = RuntimeValue.undefined
    // Closures may call closures; a longer chain is a cycle.
    for _ in 0...heap.objects.count {
      switch target {
      case .function(let function):
        try enter(function, scope, arguments, result, kind)
        return .entered
      case .hostFunction(let index): return try callHost(index, arguments, kind)
      case .noOpFunction:
        callback = .deleted
        return .returned(.undefined)
      case .reference(let index), .handle(let index):
        switch heap[index].kind {
        case .closure:
          scope = target
          guard let first = heap[index].slots.first else { throw .notCallable }
          target = first
        case .suspension: return try resume(index, scope, arguments, result, kind)
        default: throw .notCallable
        }
      default: throw .notCallable
      }
    }
    throw .notCallable
  }

  /// Makes a new activation of a function the one that runs.
  func enter(
    _ function: Int, _ scope: RuntimeValue, _ arguments: Int, _ result: Int32, _ kind: CallKind
  ) throws(Fault) {
    guard callers.count < options.callDepth + (isMakingError ? Self.errorDepth : 0) else {
      throw .stackOverflow
    }
    callers.append(frame)
    frame = Frame(
      function: function, base: top, arguments: arguments, argumentCount: top - arguments, scope: scope,
      result: result, call: kind)
    try prepareRegisters(for: functions[function])
  }

  /// Gives the activation that runs registers for `code`.
  func prepareRegisters(for code: FunctionCode) throws(Fault) {
    top = frame.base + code.registerCount
    // Besides what the code itself passes, a call from the host may put as many values here.
    guard top + max(code.scratchCount, Limits.arguments + 1) <= registers.capacity else {
      throw .stackOverflow
    }
    let locals = registers.start + frame.base
    locals.update(repeating: .undefined, count: code.localCount)
    (locals + code.localCount).update(repeating: .deleted, count: code.registerCount - code.localCount)
  }

  /// Ends the activation that runs and passes `value` to its caller.
  ///
  /// - Returns: How the call from the host has ended, if it was its activation.
  func leave(_ value: RuntimeValue) -> Completed? {
    // A program may leave a `try` without ending it.
    while let last = tries.last, last.depth == callers.count, tries.count > outerTries { tries.removeLast() }
    let left = frame
    dropFrame()
    callback = .deleted
    if left.call == .fromHost { return .returned(value) }
    if left.result != noRegister { registers.start[frame.base + Int(left.result)] = value }
    return nil
  }

  /// Makes the caller the activation that runs, and drops the arguments.
  func dropFrame() {
    top = frame.arguments
    frame = callers.removeLast()
  }

  /// Leads an exception to the innermost catch block.
  ///
  /// - Returns: How the call from the host has ended, if there is none.
  func unwind(_ value: RuntimeValue) throws(Fault) -> Completed? {
    guard tries.count > outerTries, let record = tries.popLast() else {
      recordTrace(of: value)
      return .threw(value)
    }
    while callers.count > record.depth { dropFrame() }
    top = frame.base + functions[frame.function].registerCount
    switch record.target {
    case .handler(let handler):
      frame.position = Int(handler.position)
      if handler.parameter != noRegister {
        registers.start[frame.base + Int(handler.parameter)] = value
      }
    case .asyncCatchBlock: try enterAsyncCatchBlock(value)
    }
    return nil
  }

  /// Creates an instance of a class and calls its constructor; the first argument is a place for the instance.
  func create(
    _ callee: RuntimeValue, _ arguments: Int, _ result: Int32, _ kind: CallKind
  ) throws(Fault) -> CallOutcome {
    guard self.kind(callee) == .classValue, let index = callee.object else { throw .newOnNonClass }
    let constructor = heap[index].slots[0]
    let prototype = prototype(ofInstances: heap[index].slots[1])
    guard prototype == .null || self.kind(prototype) == .object else { throw .invalidPrototype }
    var instance = HeapObject(.object)
    instance.prototype = prototype
    if let template = prototype.object.map({ heap[$0].internalSlots }), template.first == .integer(-8192),
      template.count > 2, let count = template[1].smallInteger
    {
      instance.internalSlots = Array(template.dropFirst(2).prefix(max(count, 0)))
    }
    registers.start[arguments] = .reference(heap.allocate(instance))
    return try call(constructor, arguments, result, kind)
  }

  private func prototype(ofInstances statics: RuntimeValue) -> RuntimeValue {
    // The engine ignores why a look-up fails.
    guard let key = builtins.prototypeKey, let value = try? property(of: statics, key) else {
      return .undefined
    }
    return value.resolved
  }

  /// Calls a function of the host with the arguments from register `arguments` up to `top`.
  func callHost(_ index: Int, _ arguments: Int, _ kind: CallKind) throws(Fault) -> CallOutcome {
    let wasVoid = isHostCallVoid
    isHostCallVoid = kind == .void
    defer {
      isHostCallVoid = wasVoid
      callback = .deleted
    }
    let function = hostFunctions[index]
    let values = (min(arguments + 1, top)..<top).map { guestValue(registers.start[$0]) }
    let this = arguments < top ? guestValue(registers.start[arguments]) : .undefined
    let call = HostCall(id: function.id ?? 0, this: this, arguments: values, machine: self)
    do {
      let result: RuntimeValue
      switch function.body {
      case .function(let body): result = try hostValue(try body(call))
      case .asynchronous(let body):
        let started = try startAsyncForHost()
        kept.append(started.result)
        defer { kept.removeLast() }
        try body(call, Completion(callback: reference(started.callback, .function), machine: self))
        result = started.result
      }
      if isDead { throw Fault.mustKillVM }
      return .returned(result)
    } catch let fault as Fault {
      throw fault
    } catch {
      let error = VMError(ofHostFunction: error)
      // Of a fatal error inside, the host function has usually passed the number on.
      if isDead { throw .fatal(error.code) }
      guard case .exception(let exception) = error else { throw Fault(code: error.code) }
      do throws(VMError) { return .threw(try hostValue(exception)) } catch { throw Fault(code: error.code) }
    }
  }
}
