/// Registers that a nested call from the host puts back.
///
/// The saved ones may hold references, so the collector visits them.
struct Context {
  /// The next instruction.
  var pc: UnsafePointer<UInt8>
  /// The first free word.
  var sp: UnsafeMutablePointer<Value>
  /// The first word after the boundary of the current frame.
  var frame: UnsafeMutablePointer<Value>
  /// Argument 0 of the current frame, `this`.
  var arguments: UnsafeMutablePointer<Value>
  /// The innermost try record, if any, of the innermost host call.
  var catchTarget: UnsafeMutablePointer<Value>?
  /// What the innermost host call pushed is from here on.
  var entry: UnsafeMutablePointer<Value>
  /// How the current frame was called.
  var call: CallWord
  /// The values among the registers; so near to the start that short instructions reach them.
  var roots = Roots()
  /// How many calls from host functions into the machine are under way.
  var nesting = 0
  /// Registers saved by the innermost of them.
  var saved: UnsafeMutablePointer<Context>?
}

/// What a machine keeps while a call is active, followed in memory by its stack.
///
/// The stack grows upward in words. A call leaves on it (specification, section 3.1):
///
///     … caller's temporaries │ [function] this arg1 … argN │ frameBytes closure arguments returnAddress │ locals …
///
/// The interpreter keeps the program counter and the stack pointer in local variables and stores them here
/// before anything that may allocate, call the host or fail.
struct Registers {
  /// What nested calls from the host put back.
  var context: Context
  /// The first word of the stack.
  var base: UnsafeMutablePointer<Value>
  /// The first word after the stack.
  var limit: UnsafeMutablePointer<Value>
  /// Highest `sp` that a call asked for.
  var highWater: UnsafeMutablePointer<Value>
  /// The global slots.
  var globals: UnsafeMutablePointer<Value>
  #if !hasFeature(Embedded)
    /// Number of global slots.
    var globalCount = 0
    /// Image pointers from here on are handles.
    var codeEnd: UInt16 = 0
  #endif

  @inline(__always)
  var pc: UnsafePointer<UInt8> {
    get { context.pc }
    set { context.pc = newValue }
  }

  @inline(__always)
  var sp: UnsafeMutablePointer<Value> {
    get { context.sp }
    set { context.sp = newValue }
  }

  @inline(__always)
  var frame: UnsafeMutablePointer<Value> {
    get { context.frame }
    set { context.frame = newValue }
  }

  @inline(__always)
  var arguments: UnsafeMutablePointer<Value> {
    get { context.arguments }
    set { context.arguments = newValue }
  }

  @inline(__always)
  var catchTarget: UnsafeMutablePointer<Value>? {
    get { context.catchTarget }
    set { context.catchTarget = newValue }
  }

  @inline(__always)
  var entry: UnsafeMutablePointer<Value> {
    get { context.entry }
    set { context.entry = newValue }
  }

  @inline(__always)
  var call: CallWord {
    get { context.call }
    set { context.call = newValue }
  }

  @inline(__always)
  var roots: Roots {
    get { context.roots }
    set { context.roots = newValue }
  }

  /// The current scope, or undefined.
  @inline(__always)
  var closure: Value {
    get { context.roots.closure }
    set { context.roots.closure = newValue }
  }

  /// The async callback of the current activation: undefined, deleted, or callable.
  @inline(__always)
  var callback: Value {
    get { context.roots.callback }
    set { context.roots.callback = newValue }
  }

  /// The queue: undefined, one job, or the first node of a ring.
  @inline(__always)
  var jobs: Value {
    get { context.roots.jobs }
    set { context.roots.jobs = newValue }
  }

  /// What a call that was started by the host returned or threw.
  @inline(__always)
  var result: Value {
    get { context.roots.result }
    set { context.roots.result = newValue }
  }

  /// Words that a call needs beyond the frame itself: the boundary.
  static var boundaryWords: Int { 4 }
  /// Words that the engine itself may push on top of a frame.
  static var scratchWords: Int { 5 }
}

/// Number of arguments and manner of a call (specification, section 3.1).
struct CallWord {
  var bits: UInt16

  /// Nobody takes the result.
  static var void: UInt16 { 0x80 }
  /// The function was pushed below the arguments.
  static var functionPushed: UInt16 { 0x100 }
  /// The host called.
  static var fromHost: UInt16 { 0x200 }

  /// Number of arguments, `this` included.
  @inline(__always)
  var argumentCount: Int { Int(bits & 0x7F) }
  @inline(__always)
  var isVoid: Bool { bits & CallWord.void != 0 }
  @inline(__always)
  var isFromHost: Bool { bits & CallWord.fromHost != 0 }
  /// Words to drop below the boundary on return.
  @inline(__always)
  var pushedWords: Int { argumentCount &+ Int(bits &>> 8 & 1) }
}

/// Registers that hold values, side by side, so that the collector can visit them as it visits slots.
struct Roots {
  var closure = Value.undefined
  var callback = Value.undefined
  var jobs = Value.undefined
  var result = Value.undefined

  @inline(__always)
  mutating func withValues(
    _ use: (UnsafeMutablePointer<Value>, Int) throws(Failure) -> Void
  ) throws(Failure) {
    try withUnsafeMutablePointer(to: &self) { (roots) throws(Failure) in
      try use(
        UnsafeMutableRawPointer(roots).assumingMemoryBound(to: Value.self),
        MemoryLayout<Roots>.size / MemoryLayout<Value>.stride)
    }
  }
}

extension Machine {
  /// The registers of an active machine.
  @inline(__always)
  var registers: UnsafeMutablePointer<Registers> { state.pointee.registers.unsafelyUnwrapped }

  /// The offset of an instruction in the snapshot.
  @inline(__always)
  func offset(_ pc: UnsafePointer<UInt8>) -> UInt16 {
    UInt16(truncatingIfNeeded: UnsafeRawPointer(pc) - image)
  }

  /// The instruction at an offset.
  @inline(__always)
  func instruction(at offset: Int) -> UnsafePointer<UInt8> {
    (image + offset).assumingMemoryBound(to: UInt8.self)
  }

  /// Prepares the stack for an outermost call.
  ///
  /// - Returns: False if the host has no memory left.
  func openStack() -> Bool {
    let size = Int(state.pointee.stackSize)
    guard let block = allocateStack(MemoryLayout<Registers>.stride, size) else { return false }
    let base = (block.stack).assumingMemoryBound(to: Value.self)
    let limit = (block.stack + size).assumingMemoryBound(to: Value.self)
    block.registers.initialize(
      to: Registers(
        context: Context(
          pc: instruction(at: 0), sp: base, frame: base, arguments: base, catchTarget: nil, entry: base,
          call: CallWord(bits: 0)),
        base: base, limit: limit, highWater: base, globals: globals))
    #if !hasFeature(Embedded)
      block.registers.pointee.globalCount = globalCount
      block.registers.pointee.codeEnd = UInt16(truncatingIfNeeded: start(.globals))
    #endif
    state.pointee.registers = block.registers
    return true
  }

  /// Ends an outermost call.
  ///
  /// Jobs that are still in the queue are dropped.
  func closeStack() {
    noteStackHighWater()
    freeStack(registers)
    state.pointee.registers = nil
  }

  /// Brings the statistic up to date.
  func noteStackHighWater() {
    let bytes = UInt16(truncatingIfNeeded: (registers.pointee.highWater - registers.pointee.base) * 2)
    if bytes > state.pointee.stackHighWater { state.pointee.stackHighWater = bytes }
  }
}
