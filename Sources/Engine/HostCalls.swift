extension Machine {
  /// The most arguments that a host may pass.
  public static var maxArguments: Int { 126 }

  /// Calls a function, closure or host function, or creates an instance of a class (specification, sections
  /// 1.2 and 3).
  ///
  /// If no other call is active, runs the job queue until it is empty before it returns.
  ///
  /// - Parameters:
  ///   - function: What to call.
  ///   - this: The value of `this`.
  ///   - arguments: The arguments, at most ``maxArguments``.
  ///   - result: Gets what the call returns or throws. If a job fails after the call has succeeded, it has the
  ///     result although the call throws the job's fault.
  /// - Throws: ``Fault/uncaughtException`` for an exception of the guest, whose value is then in `result`; else
  ///   why the engine gave up.
  public func call(
    _ function: Value, this: Value = .undefined, _ arguments: UnsafeBufferPointer<UInt16>,
    result: inout Value
  ) throws(Fault) {
    guard !isDead else { throw .mustKillVM }
    guard arguments.count <= Machine.maxArguments else { throw .tooManyArguments }
    do throws(Fault) {
      if state.pointee.registers == nil {
        try outermostCall(function, this, arguments, &result)
      } else {
        try nestedCall(function, this, arguments, &result)
      }
    } catch {
      note(error)
      throw error
    }
  }

  private func outermostCall(
    _ function: Value, _ this: Value, _ arguments: UnsafeBufferPointer<UInt16>, _ result: inout Value
  ) throws(Fault) {
    try openStack()
    do throws(Fault) {
      try enterFromHost(function, this, arguments, &result)
      try runJobs(keeping: &result)
    } catch {
      closeStack()
      throw error
    }
    closeStack()
  }

  private func nestedCall(
    _ function: Value, _ this: Value, _ arguments: UnsafeBufferPointer<UInt16>, _ result: inout Value
  ) throws(Fault) {
    let r = registers
    let saved = r.pointee
    try require(saved.nesting < Guards.nesting, .stackOverflow)
    r.pointee.nesting += 1
    defer { r.pointee.nesting -= 1 }
    // The collector has to see these two; the frames below are on the guest's stack.
    var activation = Activation(roots: saved.roots, previous: saved.activation)
    let fault = withUnsafeMutablePointer(to: &activation) { activation -> Fault? in
      r.pointee.activation = activation
      defer { r.pointee.activation = saved.activation }
      do throws(Fault) {
        try enterFromHost(function, this, arguments, &result)
        return nil
      } catch {
        return error
      }
    }
    r.pointee.pc = saved.pc
    r.pointee.sp = saved.sp
    r.pointee.frame = saved.frame
    r.pointee.arguments = saved.arguments
    r.pointee.catchTarget = saved.catchTarget
    r.pointee.entry = saved.entry
    r.pointee.call = saved.call
    r.pointee.closure = activation.roots.closure
    r.pointee.callback = activation.roots.callback
    if let fault { throw fault }
  }

  private func enterFromHost(
    _ function: Value, _ this: Value, _ arguments: UnsafeBufferPointer<UInt16>, _ result: inout Value
  ) throws(Fault) {
    let r = registers
    let sp = r.pointee.sp
    let end = sp + (arguments.count + 2)
    guard end <= r.pointee.limit else { throw .stackOverflow }
    if end > r.pointee.highWater { r.pointee.highWater = end }
    sp[0] = function
    sp[1] = this
    for index in 0..<arguments.count { sp[2 + index] = Value(bits: arguments[index]) }
    r.pointee.sp = end
    r.pointee.entry = sp
    r.pointee.catchTarget = nil
    r.pointee.callback = .undefined
    let bits = UInt16(arguments.count + 1) | CallWord.functionPushed | CallWord.fromHost
    try run(CallWord(bits: bits), isNew: kind(function) == .class, &result)
  }

  /// Runs what has been pushed for a call from the host.
  private func run(_ call: CallWord, isNew: Bool, _ result: inout Value) throws(Fault) {
    let threw: Bool
    switch isNew ? try beginNew(call) : try beginCall(call) {
    case .entered: threw = try interpret() == .threw
    case .returned: threw = false
    case .threw: threw = true
    }
    result = registers.pointee.result
    if threw { throw .uncaughtException }
  }

  /// Runs the job queue.
  ///
  /// `result` is the outermost call's, which the jobs may move.
  private func runJobs(keeping result: inout Value) throws(Fault) {
    guard registers.pointee.jobs != .undefined else { return }
    var kept = Activation(roots: Roots(result: result), previous: nil)
    let fault = withUnsafeMutablePointer(to: &kept) { kept -> Fault? in
      registers.pointee.activation = kept
      defer { registers.pointee.activation = nil }
      do throws(Fault) {
        try runJobs()
        return nil
      } catch {
        return error
      }
    }
    result = kept.roots.result
    if let fault { throw fault }
  }

  private func runJobs() throws(Fault) {
    let r = registers
    while let job = dequeueJob() {
      let gas = self.gas
      r.pointee.sp = r.pointee.base
      r.pointee.frame = r.pointee.base
      r.pointee.sp.pointee = job
      r.pointee.sp += 1
      r.pointee.entry = r.pointee.base
      r.pointee.catchTarget = nil
      r.pointee.callback = .undefined
      r.pointee.closure = .undefined
      var ignored = Value.undefined
      try run(CallWord(bits: CallWord.functionPushed | CallWord.fromHost), isNew: false, &ignored)
      r.pointee.sp = r.pointee.base
      // Jobs that execute nothing must not go on for ever either, if a damaged heap has made a cycle of them.
      if self.gas == gas { try useGas() }
    }
  }
}
