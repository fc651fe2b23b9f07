private import CEnginePort

/// What a call has led to.
enum CallOutcome {
  /// A frame is on the stack, and its code is next.
  case entered
  /// The call is over; its result, unless nobody wants it, is on the stack.
  case returned
  /// A host function threw the value in ``Registers/result``.
  case threw
}

extension Machine {
  /// Calls the value below the arguments on the stack, whatever it is (specification, section 3.2).
  @inline(never)
  func beginCall(_ call: CallWord) throws(Failure) -> CallOutcome {
    let r = registers
    var target = r.pointee.sp[-1 - call.argumentCount]
    var closure = Value.undefined
    // Closures may call closures, but only a damaged snapshot has so many, or a cycle of them.
    var limit = ChainLimit()
    while limit.allowsStep() {
      switch kind(target) {
      case .closure:
        closure = target
        target = body(target)[slot: 0]
      case .function:
        return try enter(resolvingHandle(target), closure, call)
      case .hostFunction:
        return try callHost(Int(body(target)[slot: 0].bits), call)
      case .noOpFunction:
        registers.pointee.callback = .deleted
        finishCall(call, .undefined)
        return .returned
      default: try fail(.notCallable)
      }
    }
    try fail(.notCallable)
  }

  private func enter(_ target: Value, _ closure: Value, _ call: CallWord) throws(Failure) -> CallOutcome {
    // Code cannot be in the heap.
    try require(target.isImagePointer, .notCallable)
    try enter(target.imageOffset, closure, call)
    return .entered
  }

  /// Starts the bytecode function at an offset.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func enter(_ function: Int, _ closure: Value, _ call: CallWord) throws(Failure) {
    let r = registers
    var pc = r.pointee.pc
    var sp = r.pointee.sp
    try pushFrame(function, closure, call, &pc, &sp)
    r.pointee.pc = pc
    r.pointee.sp = sp
  }

  /// Drops the arguments of a call without a frame, and delivers its result.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  private func finishCall(_ call: CallWord, _ result: Value) {
    let r = registers
    r.pointee.sp -= call.pushedWords
    if call.isFromHost {
      r.pointee.result = result
    } else if !call.isVoid {
      r.pointee.sp.pointee = result
      r.pointee.sp += 1
    }
  }

  /// Calls the host function of an import (specification, section 3.5).
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func callHost(_ index: Int, _ call: CallWord) throws(Failure) -> CallOutcome {
    try require(index < importCount, .notCallable)
    let function = hostFunctions[index].unsafelyUnwrapped
    let r = registers
    let result = r.pointee.sp
    // Without `this` there are no arguments either.
    let count = max(call.argumentCount - 1, 0)
    result.pointee = .undefined
    r.pointee.sp = result + 1
    let caller = r.pointee.call
    r.pointee.call = call
    let code = result.withMemoryRebound(to: UInt16.self, capacity: 1) { words in
      function(address, importID(index), words, words - count, UInt8(truncatingIfNeeded: count))
    }
    r.pointee.call = caller
    r.pointee.callback = .deleted
    r.pointee.sp = result
    // Of a fatal error inside, the host function has usually passed the number on.
    if isDead { try fail(code == 0 ? .mustKillVM : Fault(code, fatal: true)) }
    if code == Fault.uncaughtException.code {
      r.pointee.result = result.pointee
      return .threw
    }
    guard code == 0 else { try fail(Fault(code: code)) }
    finishCall(call, result.pointee)
    return .returned
  }

  /// Calls an entry of the short-call table, which knows the target and the number of arguments (format
  /// specification, section 5).
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func shortCall(_ index: Int) throws(Failure) -> CallOutcome {
    try require(index * 3 + 3 <= size(.shortCalls), .invalidBytecode)
    let entry = image + (start(.shortCalls) + index * 3)
    let target = Int(entry.loadUnaligned(as: UInt16.self))
    let call = CallWord(bits: UInt16((entry + 2).load(as: UInt8.self)))
    if target & 1 != 0 { return try callHost(target, call) }
    try enter(target >> 1 & ~3, .undefined, call)
    return .entered
  }

  /// Creates an instance of the class below the arguments and calls its constructor (specification, section
  /// 3.3).
  @inline(never)
  func beginNew(_ call: CallWord) throws(Failure) -> CallOutcome {
    try require(call.argumentCount > 0, .invalidBytecode)
    let function = registers.pointee.sp - (1 + call.argumentCount)
    guard kind(function.pointee) == .class else { try fail(.newOnNonClass) }
    let classBody = body(function.pointee)
    function[0] = classBody[slot: ClassSlot.constructor]
    // Until the instance exists, the collector finds its prototype in the slot for `this`.
    function[1] = prototype(ofInstances: classBody[slot: ClassSlot.statics])
    guard function[1] == .null || kind(function[1]) == .object else { try fail(.invalidPrototype) }
    let extra = internalSlotCount(function[1])
    let instance = try allocate(.object, 4 + 2 * extra)
    let body = heap + Int(instance.bits)
    body[slot: ObjectSlot.next] = .null
    body[slot: ObjectSlot.prototype] = function[1]
    // Without a prototype there is nothing to copy.
    let template = self.body(function[1])
    memcpy(body + 2 * ObjectSlot.firstKey, template + 2 * (ObjectSlot.firstKey + 2), 2 * extra)
    function[1] = instance
    return try beginCall(call)
  }

  private func prototype(ofInstances statics: Value) -> Value {
    // The reference ignores why a look-up fails.
    guard let value = try? property(of: statics, builtin(.prototypeName)) else { return .undefined }
    return resolvingHandle(value)
  }

  /// How many values a prototype gives to each instance at once: promises have two, status and outcome.
  private func internalSlotCount(_ prototype: Value) -> Int {
    guard prototype != .null else { return 0 }
    let body = body(prototype)
    guard body.slotCount >= 4, body[slot: ObjectSlot.firstKey] == Value(smallInteger: -8192) else { return 0 }
    let count = Int(body[slot: ObjectSlot.firstKey + 1].smallInteger)
    #if hasFeature(Embedded)
      return count
    #else
      return max(0, min(count, body.slotCount - 4))
    #endif
  }
}
