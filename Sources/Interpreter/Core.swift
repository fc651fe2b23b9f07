import HostInterface
import IL

import struct Engine.Fault

/// What a program needs while it runs.
final class Core {
  let isReference: Bool
  let options: InterpretedProgram.Options
  private(set) var functions: [FunctionCode]
  private(set) var constants: ContiguousArray<RuntimeValue>
  let constantPool: ConstantPool
  /// The program, and what became of its data.
  private(set) var loaded: LoadedProgram
  private(set) var builtins: RuntimeBuiltins

  /// The functions of the host that values may refer to: the imports of the program, then others.
  var hostFunctions: [HostFunction]
  /// In the order in which they are looked for.
  var exports: [(id: UInt16, value: RuntimeValue)]
  var heap: Heap
  var names: NameTable
  var globals: ContiguousArray<RuntimeValue>

  /// The registers of all frames, with the arguments of each call below those of the callee.
  let registers: RegisterStack
  /// The first register that nothing uses.
  var top = 0
  /// The activation that runs.
  var frame = Frame.idle
  /// The activations that wait for the one that runs, the innermost last.
  var callers: ContiguousArray<Frame> = []
  /// The `try`s that have been entered, the innermost last.
  var tries: ContiguousArray<TryRecord> = []
  /// How many of `tries` belong to calls that wait for a host function; exceptions do not get there.
  var outerTries = 0
  /// What an async callee tells when it is done: a continuation, *deleted* if there is none to take, or undefined.
  var callback = RuntimeValue.undefined
  /// True iff nobody wants the result of the host function that runs.
  var isHostCallVoid = false
  /// How many calls from the host are under way.
  var nesting = 0
  /// Set by the first fatal error.
  var isDead = false
  /// Jobs in the order in which they will run.
  var jobs = JobQueue()
  /// The rejections at build time that nothing has waited for so far, in order.
  var rejections: [Rejection] = []
  /// What calls from the host need when they continue.
  var kept: [RuntimeValue] = []
  /// What the host refers to.
  var hostRoots = HostRoots()
  /// What the properties of values that are no objects are looked up in; undefined where they have none.
  var primitivePrototypes = PrimitivePrototypes()
  /// Makes an exception of an error, so that the program can catch it; nil if errors end the call, as on a device.
  var makeError: ((GuestError) throws -> GuestValue)?
  /// True while `makeError` runs.
  var isMakingError = false
  /// The activations at the last exception or error that got to the host, the innermost first.
  var trace: [StackFrame] = []
  /// The exception that `trace` belongs to.
  var tracedException: RuntimeValue?
  /// How many steps may still be executed; nil without a limit.
  var stepsLeft: Int?

  /// The most calls from host functions into the machine in one another: each takes some of the native stack.
  static let nestingLimit = 256
  /// The most jobs that may wait.
  static let jobLimit = 100_000

  init(
    _ program: Program, _ imports: (UInt16) -> Import?, _ options: InterpretedProgram.Options
  ) throws(LoadingError) {
    var loader = Loader(program)
    hostFunctions = try Loader.resolve(program, imports)
    functions = loader.loadFunctions()
    exports = program.exports.map { ($0.id, loader.value($0.value)) }
    globals = ContiguousArray(loader.loadGlobals())
    builtins = loader.loadBuiltins()
    constantPool = loader.constants
    (heap, names, constants, loaded) = loader.finish()
    self.options = options
    isReference = options.conformance == .reference
    registers = RegisterStack(capacity: options.callDepth * 64 + 4096)
  }

  /// Loads what `program`, which the loaded program has become, has in addition.
  func extend(to program: Program) {
    var loader = Loader(program, into: self)
    functions += loader.loadFunctions(from: functions.count)
    globals += loader.loadGlobals(from: globals.count)
    builtins = loader.loadBuiltins()
    (heap, names, constants, loaded) = loader.finish()
  }

  /// The value that a value of the loaded program is at run time.
  func value(_ value: Value) -> RuntimeValue { loaded.value(value) }

  /// True iff a call is under way.
  var isRunning: Bool { nesting > 0 }

  /// The value of an export.
  func export(_ id: UInt16) throws(VMError) -> RuntimeValue {
    guard let export = exports.first(where: { $0.id == id }) else { throw VMError(Fault.unresolvedExport) }
    return export.value
  }
}

/// A fixed amount of memory for registers, so that they can be found without a search and never move.
///
/// None is read before it is written: activations begin by clearing theirs.
final class RegisterStack {
  let start: UnsafeMutablePointer<RuntimeValue>
  let capacity: Int

  init(capacity: Int) {
    start = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit { start.deallocate() }
}

/// A function of the host.
struct HostFunction {
  /// The number by which a device knows it; nil if no device has it.
  var id: UInt16?
  /// What it does.
  var body: Import
}

/// The activation of a function.
struct Frame {
  /// The function, or −1 if none runs.
  var function: Int
  /// The step that is next.
  var position = 0
  /// The first register.
  var base: Int
  /// Where the arguments are, `this` first.
  var arguments: Int
  var argumentCount: Int
  /// The scope that is current; undefined if there is none.
  var scope: RuntimeValue
  /// What an async function returns when it waits or ends.
  var asyncResult = RuntimeValue.undefined
  /// The caller's register for the result.
  var result: Int32
  /// How it was called.
  var call: CallKind

  /// No activation.
  static let idle = Frame(
    function: -1, base: 0, arguments: 0, argumentCount: 0, scope: .undefined, result: noRegister,
    call: .normal)
}

/// A promise that was rejected, or an async function without one that has thrown.
struct Rejection {
  /// The promise; undefined if there is none, so that nothing can ever wait for it.
  var promise: RuntimeValue
  /// With what.
  var reason: RuntimeValue
}

/// How a function is called.
enum CallKind {
  case normal
  /// Nobody wants the result.
  case void
  /// By the host or the queue of jobs.
  case fromHost
}

/// A `try` that has been entered.
struct TryRecord {
  /// What an exception leads to.
  enum Target {
    case handler(Handler)
    /// The built-in that completes the async activation.
    case asyncCatchBlock
  }

  /// How many activations waited when it was entered.
  var depth: Int
  var target: Target
}

/// What a call has led to.
enum CallOutcome {
  /// The callee is the activation that runs.
  case entered
  case returned(RuntimeValue)
  case threw(RuntimeValue)
}

/// Values that wait in a line.
struct JobQueue {
  private var jobs: [RuntimeValue] = []
  private var first = 0

  var count: Int { jobs.count - first }
  /// The jobs that wait.
  var waiting: ArraySlice<RuntimeValue> { jobs[first...] }

  mutating func append(_ job: RuntimeValue) { jobs.append(job) }

  mutating func next() -> RuntimeValue? {
    guard first < jobs.count else { return nil }
    defer { first += 1 }
    let job = jobs[first]
    // The part that has been taken goes when it is the larger one, so that each job moves at most once on average.
    if first > jobs.count / 2 {
      jobs.removeSubrange(...first)
      first = -1
    }
    return job
  }

  mutating func removeAll() { self = JobQueue() }
}

/// The values that references of the host's keep alive.
struct HostRoots {
  private(set) var values: [RuntimeValue] = []
  private var free: [Int] = []

  /// Keeps `value` and returns where.
  mutating func add(_ value: RuntimeValue) -> Int {
    if let index = free.popLast() {
      values[index] = value
      return index
    }
    values.append(value)
    return values.count - 1
  }

  mutating func remove(_ index: Int) {
    values[index] = .undefined
    free.append(index)
  }
}
