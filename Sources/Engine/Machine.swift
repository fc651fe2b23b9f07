private import CEnginePort

/// A virtual machine that runs one snapshot.
///
/// This is a reference without ownership: copies mean the same machine, and ``destroy()`` ends it. The
/// desktop API wraps it in a class; a microcontroller uses it as it is.
///
/// An idle machine with an empty heap is one block of memory: ``MachineState``, then the host functions of
/// the import table, then the global variables.
public struct Machine {
  let state: UnsafeMutablePointer<MachineState>

  @inline(__always)
  init(state: UnsafeMutablePointer<MachineState>) { self.state = state }

  /// The machine behind an address that ``address`` gave.
  @inline(__always)
  public init(address: UnsafeMutableRawPointer) {
    state = address.assumingMemoryBound(to: MachineState.self)
  }

  /// What identifies the machine to C code and to host functions.
  @inline(__always)
  public var address: UnsafeMutableRawPointer { UnsafeMutableRawPointer(state) }

  /// The pointer that the host gave at restore.
  public var context: UnsafeMutableRawPointer? { state.pointee.context }
}

/// A host function: machine, import id, where the result goes, the arguments without `this`, their number.
///
/// Returns 0, or ``Fault/uncaughtException`` to throw the result, or another error number.
public typealias HostFunction =
  @convention(c) (
    UnsafeMutableRawPointer, UInt16, UnsafeMutablePointer<UInt16>, UnsafeMutablePointer<UInt16>, UInt8
  ) -> Int32

/// How a machine is set up.
///
/// A desktop brings limits into their ranges; on a microcontroller they must be in them.
public struct Configuration: Sendable {
  /// What happens where the reference engine and ECMAScript disagree.
  public enum Conformance: Sendable {
    /// As the reference engine does it, with its quirks.
    case reference
    /// As ECMAScript says.
    case ecmascript
  }

  /// Reference engine or ECMAScript.
  public var conformance = Conformance.ecmascript
  /// The most that the guest's heap may hold, in bytes; at most 65534.
  public var heapLimit = 65534
  /// Size of the stack in bytes, at most 16384.
  public var stackSize = 4096
  /// Whether the snapshot is not trusted: it is then validated, and its memory is surrounded by guard zones
  /// that its code cannot leave.
  ///
  /// Costs about 800 kB of address space, most of it never touched.
  public var isChecked = true
  /// Collects garbage at every allocation and moves everything, to find missing roots in tests.
  public var collectsAlways = false

  /// The default configuration.
  public init() {}
}

/// What a machine keeps while no code runs.
struct MachineState {
  /// The snapshot.
  ///
  /// In checked machines a copy with guard zones around it.
  var image: UnsafeRawPointer
  /// Address of heap offset 0; meaningless while `heapCapacity` is 0.
  var heap: UnsafeMutableRawPointer
  /// The stack, while a call is active.
  var registers: UnsafeMutablePointer<Registers>?
  /// The host's handles.
  var handles: UnsafeMutablePointer<HandleNode>?
  var context: UnsafeMutableRawPointer?

  var heapUsed: UInt16 = 0
  /// Up to here the heap may grow without asking anyone.
  var heapCapacity: UInt16 = 0
  var heapUsedAfterCollection: UInt16 = 0
  var heapHighWater: UInt16 = 0
  var heapLimit: UInt16
  var stackHighWater: UInt16 = 0
  var stackSize: UInt16
  var flags: Flags

  #if !hasFeature(Embedded)
    /// Instructions left, negative if they are not counted.
    var gas: Int32 = -1
    /// Called before each instruction, if set.
    var tracer: Tracer?
    var tracerContext: UnsafeMutableRawPointer?
    /// Memory that checked machines keep for the next call and the next collection: it has been cleared, so
    /// that a hostile program finds nothing of the host's there, and clearing it each time would be slow.
    var spareStack: UnsafeMutableRawPointer?
    var spareHeap: UnsafeMutableRawPointer?
  #endif

  struct Flags: OptionSet {
    let rawValue: UInt16
    static var reference: Flags { Flags(rawValue: 1) }
    static var checked: Flags { Flags(rawValue: 2) }
    static var collectsAlways: Flags { Flags(rawValue: 4) }
    static var dead: Flags { Flags(rawValue: 8) }
    /// Every second collection under `collectsAlways` shifts all addresses.
    static var shifted: Flags { Flags(rawValue: 16) }
  }
}

/// Called before an instruction, with the machine and the instruction's offset in the snapshot.
public typealias Tracer = @convention(c) (UnsafeMutableRawPointer, UInt16) -> Void

extension Machine {
  #if hasFeature(Embedded)
    // A microcontroller runs what the reference engine runs, trusts its own snapshot, and has no room for the rest.
    @inline(__always)
    var isReference: Bool { true }
    @inline(__always)
    var isChecked: Bool { false }
    @inline(__always)
    var collectsAlways: Bool { false }
    /// Whether code is to be small rather than fast.
    @inline(__always)
    static var favorsSize: Bool { true }
  #else
    @inline(__always)
    var isReference: Bool { state.pointee.flags.contains(.reference) }
    @inline(__always)
    var isChecked: Bool { state.pointee.flags.contains(.checked) }
    @inline(__always)
    var collectsAlways: Bool { state.pointee.flags.contains(.collectsAlways) }
    /// Whether code is to be small rather than fast.
    @inline(__always)
    static var favorsSize: Bool { false }
  #endif

  /// Whether a fatal error happened; every operation that runs code fails from then on.
  public var isDead: Bool { state.pointee.flags.contains(.dead) }

  /// Frees everything except the snapshot that was given to restore.
  #if hasFeature(Embedded)
    @inline(never)
  #endif
  public func destroy() {
    if let registers = state.pointee.registers { free(registers) }
    freeHeap(state.pointee.heap)
    freeSpares()
    freeImageCopy()
    free(state)
  }

  /// Marks the machine as dead if `fault` is fatal.
  func note(_ fault: Fault) {
    if fault.isFatal { state.pointee.flags.insert(.dead) }
  }
}
