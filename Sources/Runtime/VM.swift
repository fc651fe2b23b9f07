@_exported import Engine
@_exported import HostInterface

/// A virtual machine that runs a snapshot.
///
///     let vm = try VM(
///       snapshot: bytes,
///       imports: [1: .function { call in
///         print(call.arguments)
///         return .undefined
///       }])
///     let sum = try vm.call(export: 2, [.number(3), .number(4)])
///
/// A machine and the references that it hands out must be used by one thread at a time.
public final class VM: GuestMachine {
  private let owner: MachineOwner

  /// Restores a snapshot.
  ///
  /// - Parameters:
  ///   - snapshot: The bytes of the snapshot; the machine keeps a copy.
  ///   - imports: What the snapshot may call, by import id.
  ///   - other: Makes a host function for an import id that is not among `imports`. Without it, such an import is
  ///     an error.
  ///   - options: Limits and modes.
  /// - Throws: ``VMError/fault(_:)`` if the snapshot is damaged, of another version, or asks for an import that there
  ///   is none for.
  public init(
    snapshot: [UInt8], imports: [UInt16: Import] = [:], other: ((UInt16) -> Import?)? = nil,
    options: Configuration = Configuration()
  ) throws(VMError) {
    let context = HostContext()
    var options = options
    // An unchecked machine would use the snapshot in place, and an array's bytes have no fixed place.
    options.isChecked = true
    let address = Unmanaged.passUnretained(context).toOpaque()
    let result = snapshot.withUnsafeBytes { bytes -> Result<Machine, Fault> in
      do throws(Fault) {
        let machine = try Machine.restore(bytes, options, context: address) { id, function in
          guard let implementation = imports[id] ?? other?(id) else {
            return Fault.unresolvedImport.code
          }
          context.imports[id] = implementation
          function = callHostFunction
          return 0
        }
        return .success(machine)
      } catch {
        return .failure(error)
      }
    }
    switch result {
    case .failure(let fault): throw VMError(fault)
    case .success(let machine):
      owner = MachineOwner(machine, options.conformance, context)
      context.owner = owner
    }
  }

  // MARK: Running

  /// Calls an export, and then every job that this has put into the queue.
  ///
  /// - Throws: ``VMError``; among them error 19 if there is no such export.
  @discardableResult
  public func call(export id: UInt16, _ arguments: [GuestValue] = []) throws(VMError) -> GuestValue {
    try owner.call(exportWord(id), this: .undefined, arguments)
  }

  /// Calls a function, or creates an instance of a class.
  @discardableResult
  public func call(
    _ function: GuestReference, this: GuestValue = .undefined, _ arguments: [GuestValue] = []
  ) throws(VMError) -> GuestValue {
    try owner.call(function, this: this, arguments)
  }

  /// The value of an export, without a call.
  public func export(_ id: UInt16) throws(VMError) -> GuestValue { try owner.guestValue(exportWord(id)) }

  private func exportWord(_ id: UInt16) throws(VMError) -> Value {
    do throws(Fault) { return try owner.machine.export(id) } catch { throw VMError(error) }
  }

  /// The ids of all exports, in the snapshot's order.
  public var exports: [UInt16] { (0..<owner.machine.exportCount).map(owner.machine.exportID) }

  /// The ids of all imports that the snapshot asks for, in its order.
  public var imports: [UInt16] { Array(owner.machine.importIDs) }

  // MARK: Resources

  /// Collects garbage.
  public func collectGarbage() throws(VMError) { try owner.collectGarbage() }

  /// How many instructions may still run before calls fail with error 51; nil if there is no limit.
  public var instructionsLeft: Int? {
    get { owner.machine.gas < 0 ? nil : Int(owner.machine.gas) }
    set { owner.machine.setGas(newValue.map { Int32(clamping: max($0, 0)) } ?? -1) }
  }

  /// Memory figures.
  public var statistics: MemoryStatistics { owner.machine.memoryStatistics }

  /// The current state as a snapshot, without active calls and queued jobs.
  ///
  /// - Throws: ``VMError/fatal(_:)`` with error 30 if it is larger than 65535 bytes.
  public func createSnapshot() throws(VMError) -> [UInt8] {
    let result = Result<[UInt8], any Error> {
      try [UInt8](unsafeUninitializedCapacity: owner.machine.snapshotSize) { buffer, count in
        try owner.machine.writeSnapshot(to: UnsafeMutableRawBufferPointer(buffer))
        count = owner.machine.snapshotSize
      }
    }
    switch result {
    case .success(let bytes): return bytes
    case .failure(let error): throw VMError(error as? Fault ?? .unexpected)
    }
  }

  /// Called before every instruction with its offset in the snapshot, for debuggers and traces.
  public var onInstruction: ((UInt16) -> Void)? {
    get { owner.context.onInstruction }
    set {
      owner.context.onInstruction = newValue
      owner.machine.setTracer(
        newValue == nil
          ? nil
          : { address, offset in HostContext.of(Machine(address: address))?.onInstruction?(offset) })
    }
  }
}
