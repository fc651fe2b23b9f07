// The instruction limit and the hook before instructions. A microcontroller build has neither.

extension Machine {
  #if hasFeature(Embedded)
    @inline(__always)
    func useGas() throws(Failure) {}

    @inline(__always)
    var gas: Int32 { -1 }
  #else
    /// Ends bytecode with ``Fault/outOfGas`` after this many instructions; a negative number lifts the limit.
    public func setGas(_ count: Int32) { state.pointee.gas = count }

    /// Instructions left, or a negative number without a limit.
    public var gas: Int32 { state.pointee.gas }

    /// Calls `tracer` before every instruction, or nothing if it is nil.
    public func setTracer(_ tracer: Tracer?) { state.pointee.tracer = tracer }

    /// Pays for work that is not an instruction, so that a damaged job queue cannot go on for ever.
    func useGas() throws(Failure) {
      guard state.pointee.gas >= 0 else { return }
      if state.pointee.gas == 0 { try fail(.outOfGas) }
      state.pointee.gas -= 1
    }

    /// Takes the gas that there is for the interpreter's loop, which counts it down in a local variable.
    ///
    /// Without a limit this is a number that is never used up, so that the loop is the same; with a tracer it is zero,
    /// so that the loop asks before each instruction.
    func takeFuel() -> Int {
      if state.pointee.tracer != nil { return 0 }
      guard state.pointee.gas >= 0 else { return .max }
      let fuel = Int(state.pointee.gas)
      state.pointee.gas = 0
      return fuel
    }

    /// Puts back what is left when the interpreter leaves its loop, for a while or for good.
    @inline(__always)
    func returnFuel(_ fuel: Int) {
      if state.pointee.gas >= 0 { state.pointee.gas &+= Int32(truncatingIfNeeded: max(fuel, 0)) }
    }

    /// Called when the fuel is used up, before an instruction.
    ///
    /// - Returns: The fuel after this instruction.
    @inline(never)
    func refuel(_ pc: UnsafePointer<UInt8>) throws(Failure) -> Int {
      try useGas()
      guard let tracer = state.pointee.tracer else { return takeFuel() }
      tracer(address, offset(pc))
      return 0
    }

    /// For the owner of the tracer; the engine does not use it.
    public var tracerContext: UnsafeMutableRawPointer? {
      get { state.pointee.tracerContext }
      nonmutating set { state.pointee.tracerContext = newValue }
    }
  #endif

  /// The offset of the next instruction, or 0 while nothing runs.
  public var currentAddress: UInt16 {
    state.pointee.registers.map { offset($0.pointee.pc) } ?? 0
  }
}
