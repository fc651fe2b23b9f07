/// Why the engine gave up an operation (specification, section 1.4).
///
/// None of these is an exception of the guest program: `try`/`catch` does not see them.
public struct Fault: Error, Equatable {
  /// The number in the upper 31 bits, so that a fault is one machine word.
  private let bits: Int32

  /// The fault as a word, which is never zero, and the fault of a word.
  @inline(__always)
  var word: Int32 { bits }
  @inline(__always)
  init(word: Int32) { bits = word }

  /// The error number, or what a host function returned.
  @inline(__always)
  public var code: Int32 { bits &>> 1 }

  /// Whether the VM is unusable from now on.
  @inline(__always)
  public var isFatal: Bool { bits & 1 != 0 }

  /// A fault with a number that a host function chose, in 31 bits.
  @inline(__always)
  public init(code: Int32) { self.init(code, fatal: false) }

  @inline(__always)
  init(_ code: Int32, fatal: Bool) { bits = code &<< 1 | (fatal ? 1 : 0) }
}

extension Fault {
  /// A value of an impossible type.
  public static var unexpected: Fault { Fault(1, fatal: false) }
  /// The host has no memory left.
  public static var outOfHostMemory: Fault { Fault(2, fatal: false) }
  /// An allocation of more than 4095 bytes.
  public static var allocationTooLarge: Fault { Fault(3, fatal: true) }
  /// A handle was released that is not registered.
  public static var invalidHandle: Fault { Fault(7, fatal: false) }
  /// A call does not fit on the stack.
  public static var stackOverflow: Fault { Fault(8, fatal: false) }
  /// The host has no function for an import.
  public static var unresolvedImport: Fault { Fault(9, fatal: false) }
  /// The program wrote to a constant of the snapshot.
  public static var writeToROM: Fault { Fault(10, fatal: false) }
  /// Property access on a type without properties, or a key of the wrong type.
  public static var typeError: Fault { Fault(12, fatal: false) }
  /// An operation that the reference engine does not have either.
  public static var notImplemented: Fault { Fault(15, fatal: true) }
  /// The program broke a rule that compiled code keeps.
  public static var assertionFailed: Fault { Fault(17, fatal: true) }
  /// The snapshot is not well formed.
  public static var invalidBytecode: Fault { Fault(18, fatal: false) }
  /// The snapshot has no such export.
  public static var unresolvedExport: Fault { Fault(19, fatal: false) }
  /// An integer property key below 0 or above 8191.
  public static var rangeError: Fault { Fault(20, fatal: false) }
  /// The checksum is wrong.
  public static var crcMismatch: Fault { Fault(27, fatal: false) }
  /// The snapshot lacks the float feature flag.
  public static var floatMismatch: Fault { Fault(28, fatal: false) }
  /// `__proto__` of an array was assigned.
  public static var prototypeReadOnly: Fault { Fault(29, fatal: false) }
  /// A snapshot of more than 65535 bytes.
  public static var snapshotTooLarge: Fault { Fault(30, fatal: true) }
  /// An array of more than 2047 elements.
  public static var arrayTooLong: Fault { Fault(32, fatal: true) }
  /// The heap limit is reached.
  public static var outOfMemory: Fault { Fault(33, fatal: true) }
  /// A host call with more than 126 arguments.
  public static var tooManyArguments: Fault { Fault(34, fatal: false) }
  /// The snapshot needs a later engine.
  public static var requiresLaterEngine: Fault { Fault(35, fatal: false) }
  /// The target of a call is not callable.
  public static var notCallable: Fault { Fault(40, fatal: false) }
  /// A local variable was read before its initialisation.
  public static var uninitializedVariable: Fault { Fault(41, fatal: false) }
  /// A key that arrays and buffers do not have.
  public static var invalidArrayIndex: Fault { Fault(43, fatal: false) }
  /// An exception reached the host.
  public static var uncaughtException: Fault { Fault(44, fatal: false) }
  /// The VM ended with a fatal error earlier.
  public static var mustKillVM: Fault { Fault(45, fatal: true) }
  /// `Reflect.ownKeys` of something else than an object or class.
  public static var keysOfNonObject: Fault { Fault(46, fatal: false) }
  /// The length of a Uint8Array is not an integer from 0 to 4095.
  public static var invalidBufferLength: Fault { Fault(47, fatal: false) }
  /// Something else than a byte was stored in a Uint8Array.
  public static var notAByte: Fault { Fault(48, fatal: false) }
  /// Another major bytecode version.
  public static var wrongVersion: Fault { Fault(49, fatal: false) }
  /// `new` of something that is not a class.
  public static var newOnNonClass: Fault { Fault(50, fatal: false) }
  /// The instruction limit is reached.
  public static var outOfGas: Fault { Fault(51, fatal: false) }
  /// An async start outside of a host function.
  public static var notActive: Fault { Fault(52, fatal: true) }
  /// The async callback was taken already.
  public static var asyncStartError: Fault { Fault(53, fatal: true) }
  /// The snapshot has no async support.
  public static var asyncMissing: Fault { Fault(54, fatal: true) }
  /// `await` of something that is not a promise.
  public static var awaitNonPromise: Fault { Fault(55, fatal: false) }
  /// The heap does not parse.
  public static var heapCorrupt: Fault { Fault(56, fatal: true) }
  /// The prototype of a class is neither null nor an object.
  public static var invalidPrototype: Fault { Fault(57, fatal: false) }
  /// A global variable was read before its initialisation.
  public static var uninitializedGlobal: Fault { Fault(58, fatal: false) }
}
