private import CEnginePort

/// Zones around a checked machine's memory.
///
/// Guest words have 16 bits, so a hostile program cannot name memory far away: it can reach beyond a block
/// only by a bounded distance. Zones of that size make every such access harmless without a check:
///
/// - A heap or ROM pointer reaches 64 kB plus one allocation.
/// - A jump reaches 32 kB beyond the image. The zones hold an invalid instruction, which ends the program.
/// - Between two jumps or calls, where the stack pointer is checked, at most 64 K instructions run. Each pushes
///   at most one word, or pops at most three; those that move the stack pointer further check it themselves.
enum Guards {
  static var heap: Int { 65536 + 8192 }
  static var image: Int { 32768 + 8192 }
  static var belowStack: Int { 65536 * 6 + 1024 }
  static var aboveStack: Int { 65536 * 2 + 4096 }
  /// The deepest nesting of calls from host functions into the machine.
  ///
  /// Each level takes some kilobytes of the native stack, which the guest's own stack does not limit: it
  /// needs only four words.
  static var nesting: Int { 256 }

  /// Whether one more call may go into `depth` others; a microcontroller trusts its own program.
  @inline(__always)
  static func allowNesting(_ depth: Int) -> Bool {
    #if hasFeature(Embedded)
      return true
    #else
      return depth < nesting
    #endif
  }
  /// An unused opcode.
  static var invalidInstruction: Int32 { 0x64 }
}

extension Machine {
  /// Whether `sp` lies in the stack above the current frame's boundary.
  ///
  /// Unchecked machines trust the snapshot, and the test compiles to nothing on a microcontroller.
  @inline(__always)
  func isValid(_ sp: UnsafeMutablePointer<Value>) -> Bool {
    #if hasFeature(Embedded)
      return true
    #else
      return sp >= registers.pointee.frame && sp <= registers.pointee.limit
    #endif
  }

  /// A copy of the snapshot between zones of invalid instructions.
  static func guardedCopy(of image: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
    guard let base = image.baseAddress, let block = malloc(Guards.image + 65536 + Guards.image) else {
      return nil
    }
    memset(block, Guards.invalidInstruction, Guards.image + 65536 + Guards.image)
    memcpy(block + Guards.image, base, image.count)
    return UnsafeRawPointer(block + Guards.image)
  }

  func freeImageCopy() {
    guard isChecked else { return }
    free(UnsafeMutableRawPointer(mutating: image - Guards.image))
  }

  /// Memory for a semispace of at least `capacity` bytes.
  ///
  /// Offset 0 has room for a header below it.
  func allocateHeap(_ capacity: Int) -> UnsafeMutableRawPointer? {
    #if !hasFeature(Embedded)
      if isChecked {
        if let spare = state.pointee.spareHeap {
          state.pointee.spareHeap = nil
          return spare
        }
        return calloc(1, Guards.heap + 16).map { $0 + 16 }
      }
    #endif
    return malloc(capacity + 16).map { $0 + 16 }
  }

  #if hasFeature(Embedded)
    @inline(never)
  #endif
  func freeHeap(_ heap: UnsafeMutableRawPointer) {
    // A machine without a heap has the state's own address here.
    guard heap != UnsafeMutableRawPointer(state) else { return }
    #if !hasFeature(Embedded)
      if isChecked && state.pointee.spareHeap == nil {
        state.pointee.spareHeap = heap
        return
      }
    #endif
    free(heap - 16)
  }

  /// Memory for the registers and, from `size` bytes on, the stack.
  func allocateStack(
    _ headSize: Int, _ size: Int
  ) -> (registers: UnsafeMutablePointer<Registers>, stack: UnsafeMutableRawPointer)? {
    var below = 0
    var block: UnsafeMutableRawPointer?
    #if !hasFeature(Embedded)
      if isChecked {
        below = Guards.belowStack
        block = state.pointee.spareStack
        state.pointee.spareStack = nil
        if block == nil { block = calloc(1, headSize + below + size + Guards.aboveStack) }
      }
    #endif
    if block == nil { block = malloc(headSize + size) }
    guard let block else { return nil }
    return (block.assumingMemoryBound(to: Registers.self), block + headSize + below)
  }

  func freeStack(_ registers: UnsafeMutablePointer<Registers>) {
    #if !hasFeature(Embedded)
      if isChecked {
        state.pointee.spareStack = UnsafeMutableRawPointer(registers)
        return
      }
    #endif
    free(registers)
  }

  func freeSpares() {
    #if !hasFeature(Embedded)
      // Of a machine that ends within a call, the stack is not a spare.
      if let stack = state.pointee.spareStack { free(stack) }
      if let heap = state.pointee.spareHeap { free(heap - 16) }
    #endif
  }
}

/// Whether something holds that only damaged snapshots break; on a microcontroller, always.
@inline(__always)
func isIntact(_ holds: @autoclosure () -> Bool) -> Bool {
  #if hasFeature(Embedded)
    return true
  #else
    return holds()
  #endif
}

/// Checks what only damaged snapshots break.
///
/// A microcontroller trusts its own snapshot, and the check compiles to nothing.
@inline(__always)
func require(_ holds: @autoclosure () -> Bool, _ fault: Fault) throws(Failure) {
  #if !hasFeature(Embedded)
    if _slowPath(!holds()) { try fail(fault) }
  #endif
}

/// Ends walks along chains in the heap that would not end: more steps than a heap has room for are a cycle, which only
/// a damaged snapshot has.
struct ChainLimit {
  #if hasFeature(Embedded)
    @inline(__always)
    mutating func allowsStep() -> Bool { true }
  #else
    private var steps = 0

    @inline(__always)
    mutating func allowsStep() -> Bool {
      steps &+= 1
      return steps <= 32768
    }
  #endif

  @inline(__always)
  init() {}
}
