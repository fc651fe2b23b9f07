private import CEnginePort

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
    let isOutermost = state.pointee.registers == nil
    if isOutermost && !openStack() { throw .outOfHostMemory }
    let r = registers
    guard Guards.allowNesting(r.pointee.context.nesting) else { throw .stackOverflow }
    // The collector has to see the saved roots; the frames below are on the guest's stack.
    var call = HostCall(
      kept: r.pointee.context, machine: self, function: function, this: this, arguments: arguments,
      runsJobs: isOutermost)
    let fault = withUnsafeMutablePointer(to: &call) { call -> Fault? in
      r.pointee.context.saved = UnsafeMutableRawPointer(call).assumingMemoryBound(to: Context.self)
      r.pointee.context.nesting += 1
      return attempt(call) { (call) throws(Failure) in
        try Machine.run(call.unsafelyUnwrapped.assumingMemoryBound(to: HostCall.self))
      }
    }
    if call.hasResult { result = call.kept.roots.result }
    if isOutermost {
      closeStack()
    } else {
      // Neither the queue of jobs nor the high-water mark goes back.
      call.kept.roots.jobs = r.pointee.jobs
      r.pointee.context = call.kept
    }
    if let fault {
      note(fault)
      throw fault
    }
  }

  /// Pushes function and arguments for a call from the host, and runs it.
  ///
  /// - Returns: Whether it threw; ``Registers/result`` has the value in either case.
  fileprivate func enterFromHost(
    _ function: Value, _ this: Value, _ arguments: UnsafeBufferPointer<UInt16>
  ) throws(Failure) -> Bool {
    let r = registers
    let sp = r.pointee.sp
    let end = sp + (arguments.count + 2)
    guard end <= r.pointee.limit else { try fail(.stackOverflow) }
    if end > r.pointee.highWater { r.pointee.highWater = end }
    sp[0] = function
    sp[1] = this
    memcpy(sp + 2, arguments.baseAddress, 2 * arguments.count)
    r.pointee.sp = end
    r.pointee.entry = sp
    r.pointee.catchTarget = nil
    r.pointee.callback = .undefined
    let bits = UInt16(arguments.count + 1) | CallWord.functionPushed | CallWord.fromHost
    return try run(CallWord(bits: bits), isNew: kind(function) == .class)
  }

  /// Runs what has been pushed for a call from the host.
  private func run(_ call: CallWord, isNew: Bool) throws(Failure) -> Bool {
    switch isNew ? try beginNew(call) : try beginCall(call) {
    case .entered: try interpret() == .threw
    case .returned: false
    case .threw: true
    }
  }

  @inline(__always)
  fileprivate static func run(_ call: UnsafeMutablePointer<HostCall>) throws(Failure) {
    let machine = call.pointee.machine
    let threw = try machine.enterFromHost(call.pointee.function, call.pointee.this, call.pointee.arguments)
    call.pointee.kept.roots.result = machine.registers.pointee.result
    call.pointee.hasResult = true
    if threw { try fail(.uncaughtException) }
    if call.pointee.runsJobs { try machine.runJobs() }
  }

  /// Runs the job queue until it is empty.
  fileprivate func runJobs() throws(Failure) {
    let r = registers
    while let job = dequeueJob() {
      let gas = self.gas
      let base = r.pointee.base
      r.pointee.frame = base
      base.pointee = job
      r.pointee.sp = base + 1
      r.pointee.entry = base
      r.pointee.catchTarget = nil
      r.pointee.callback = .undefined
      r.pointee.closure = .undefined
      if try run(CallWord(bits: CallWord.functionPushed | CallWord.fromHost), isNew: false) {
        try fail(.uncaughtException)
      }
      // Jobs that execute nothing must not go on for ever either, if a damaged heap has made a cycle of them.
      if self.gas == gas { try useGas() }
    }
    r.pointee.sp = r.pointee.base
  }
}

/// A call from the host under way.
private struct HostCall {
  /// What the collector has to see: the caller's registers, and the result while jobs run.
  ///
  /// First, because ``Context/saved`` refers to it.
  var kept: Context
  let machine: Machine
  let function: Value
  let this: Value
  let arguments: UnsafeBufferPointer<UInt16>
  let runsJobs: Bool
  var hasResult = false
}
