// The instruction limit and the hook before instructions. A microcontroller build has neither.

extension Machine {
  #if hasFeature(Embedded)
    @inline(__always)
    func useGas() throws(Fault) {}

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
    func useGas() throws(Fault) {
      guard state.pointee.gas >= 0 else { return }
      if state.pointee.gas == 0 { throw .outOfGas }
      state.pointee.gas -= 1
    }

    /// How many instructions the interpreter may run before it has to ask again.
    ///
    /// The loop counts down a local variable. Without a limit it starts at a number that is never used up, so that
    /// the loop is the same; with a tracer at zero, so that it asks each time.
    var fuel: Int {
      if state.pointee.tracer != nil { return 0 }
      return state.pointee.gas < 0 ? .max : Int(state.pointee.gas)
    }

    /// Stores the count when the interpreter leaves its loop, for a while or for good.
    @inline(__always)
    func storeFuel(_ fuel: Int) {
      if state.pointee.gas >= 0 && state.pointee.tracer == nil {
        state.pointee.gas = Int32(truncatingIfNeeded: max(fuel, 0))
      }
    }

    /// Called when the fuel is used up, before an instruction.
    ///
    /// - Returns: The fuel after this instruction.
    @inline(never)
    func refuel(_ pc: UnsafePointer<UInt8>) throws(Fault) -> Int {
      guard let tracer = state.pointee.tracer else {
        state.pointee.gas = 0
        throw .outOfGas
      }
      try useGas()
      tracer(address, offset(pc))
      return 0
    }
  #endif

  /// The offset of the next instruction, or 0 while nothing runs.
  public var currentAddress: UInt16 {
    state.pointee.registers.map { offset($0.pointee.pc) } ?? 0
  }
}
