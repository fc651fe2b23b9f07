@_exported import HostInterface
public import IL

@_exported import struct Engine.Configuration

/// A program that runs in the interpreter: the reference for what IL means.
///
///     let machine = try InterpretedProgram(program, imports: { id in .function { call in .undefined } })
///     let sum = try machine.call(export: 2, [.number(3), .number(4)])
///
/// It behaves like the engine on the snapshot of the program, except for memory: the limits are its own. It uses
/// the native stack only for calls that go through the host.
public final class InterpretedProgram: GuestMachine {
  /// Modes and limits.
  public struct Options: Sendable {
    /// Reference engine or ECMAScript.
    public var conformance = Configuration.Conformance.ecmascript
    /// The most calls that may be under way in one another; one more ends in error 8.
    public var callDepth = 1000
    /// About how many bytes of memory the data of the program may take; more end in the fatal error 33.
    public var heapLimit = 64 << 20
    /// False for execution at build time: strings, arrays and byte arrays may be longer than the format allows, and
    /// any array index is a key.
    public var hasDeviceLimits = true

    /// Collects garbage before every operation that could need it, to find missing roots in tests.
    public var collectsAlways = false

    /// The default options.
    public init() {}
  }

  let core: Core

  /// Loads a program whose functions are all in SSA form.
  ///
  /// - Parameters:
  ///   - program: The program.
  ///   - imports: Makes a function for an import id, or nil if the host has none.
  ///   - options: Limits and modes.
  /// - Throws: ``LoadingError`` if a function has another form, the program is not valid, or the host lacks a
  ///   function.
  public init(
    _ program: Program, imports: (UInt16) -> Import?, options: Options = Options()
  ) throws(LoadingError) {
    if let function = program.functions.entries.first(where: { $0.element.ssa == nil }) {
      throw .notInSSAForm(function.id)
    }
    do throws(Verifier.Failure) { try Verifier.verify(program) } catch { throw .invalid(error) }
    core = try Core(program, imports, options)
  }

  /// Calls an export, and then every job that this has put into the queue.
  ///
  /// - Throws: ``VMError``; among them error 19 if there is no such export.
  @discardableResult
  public func call(export id: UInt16, _ arguments: [GuestValue] = []) throws(VMError) -> GuestValue {
    try core.call(core.export(id), this: .undefined, arguments)
  }

  /// Calls a function, or creates an instance of a class, and then runs every job in the queue.
  @discardableResult
  public func call(
    _ function: GuestReference, this: GuestValue = .undefined, _ arguments: [GuestValue] = []
  ) throws(VMError) -> GuestValue {
    try core.call(function, this: this, arguments)
  }

  /// The value of an export, without a call.
  public func export(_ id: UInt16) throws(VMError) -> GuestValue { core.guestValue(try core.export(id)) }

  /// The ids of all exports, in the program's order.
  public var exports: [UInt16] { core.exports.map(\.id) }

  /// The ids of all imports that the program asks for, in its order.
  public var imports: [UInt16] { core.hostFunctions.compactMap(\.id) }

  /// Collects garbage.
  public func collectGarbage() throws(VMError) { try core.collectGarbage() }

  /// How many steps may still be executed before calls fail with error 51; nil if there is no limit.
  ///
  /// A step is an instruction of the IL or the end of a block. Without the limits of a device, one that handles much
  /// memory counts for several, so that time is limited as well.
  public var instructionsLeft: Int? {
    get { core.stepsLeft }
    set { core.stepsLeft = newValue.map { max($0, 0) } }
  }
}

/// Why a program cannot be interpreted.
public enum LoadingError: Error, Hashable, CustomStringConvertible {
  /// The function is not in SSA form.
  case notInSSAForm(FunctionID)
  /// The program breaks a rule of the IL.
  case invalid(Verifier.Failure)
  /// The host has no function for this import id.
  case unresolvedImport(UInt16)

  /// The reason in words.
  public var description: String {
    switch self {
    case .notInSSAForm(let id): "function &f\(id.index) is not in SSA form, which the interpreter needs"
    case .invalid(let failure): "\(failure)"
    case .unresolvedImport(let id): "the host has no function \(id), which the program imports"
    }
  }
}
