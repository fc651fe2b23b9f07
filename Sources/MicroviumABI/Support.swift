import CMicrovium
import Engine

/// The C interface's pointer to a machine.
typealias VMPointer = OpaquePointer

extension Machine {
  @inline(__always)
  init(_ vm: VMPointer) { self.init(address: UnsafeMutableRawPointer(vm)) }

  var pointer: VMPointer { OpaquePointer(address) }
}

extension mvm_TeError {
  /// The error with a number, which may be one that the interface has no name for.
  init(number: Int32) { self.init(rawValue: mvm_TeError.RawValue(bitPattern: number)) }

  static var success: mvm_TeError { MVM_E_SUCCESS }
}

/// Ends in the host's hook, which does not return.
func fail(_ fault: Fault, _ machine: Machine) -> Never {
  mvm_fatalError(machine.pointer, mvm_TeError(number: fault.code))
  fatalError("mvm_fatalError has returned")
}

/// Runs an operation whose errors are all fatal to a C host.
@inline(__always)
func unfailing<Result>(_ machine: Machine, _ body: () throws(Fault) -> Result) -> Result {
  do throws(Fault) { return try body() } catch { fail(error, machine) }
}

/// Runs an operation that reports an error number.
@inline(__always)
func reporting(_ machine: Machine, _ body: () throws(Fault) -> Void) -> mvm_TeError {
  do throws(Fault) {
    try body()
    return .success
  } catch {
    if error.isFatal { fail(error, machine) }
    return mvm_TeError(number: error.code)
  }
}
