/// A function of the host that the guest program can call.
public enum Import {
  /// Returns a value, or throws: ``GuestException`` for an exception that the guest can catch, a ``VMError`` to pass
  /// it on, or anything else for the error `MVM_E_HOST_ERROR`, which ends the call into the machine.
  case function((HostCall) throws -> GuestValue)
  /// Completes later: the guest gets a promise. The completion may also be used at once.
  case asynchronous((HostCall, Completion) throws -> Void)
}

/// An exception that a host function throws into the guest program.
public struct GuestException: Error {
  /// The value that the guest program catches.
  public let value: GuestValue

  /// An exception with a value.
  public init(_ value: GuestValue) { self.value = value }
}

/// One call of a host function.
public struct HostCall {
  /// The import id.
  public let id: UInt16
  /// What the function was called on; the engine does not pass it on.
  package let this: GuestValue
  /// The arguments, without `this`.
  public let arguments: [GuestValue]

  private let machine: any ActiveMachine

  package init(
    id: UInt16, this: GuestValue = .undefined, arguments: [GuestValue], machine: any ActiveMachine
  ) {
    self.id = id
    self.this = this
    self.arguments = arguments
    self.machine = machine
  }

  /// Calls back into the machine.
  ///
  /// Jobs run only after the outermost call.
  public func call(_ function: GuestReference, _ arguments: [GuestValue] = []) throws(VMError) -> GuestValue {
    try machine.call(function, this: .undefined, arguments)
  }

  /// Collects garbage.
  public func collectGarbage() throws(VMError) { try machine.collectGarbage() }
}

/// Completes an asynchronous host function.
///
/// Only the first use counts.
public struct Completion {
  /// The guest's function behind this, which takes (success, value).
  public let callback: GuestReference
  private let machine: any ActiveMachine

  package init(callback: GuestReference, machine: any ActiveMachine) {
    self.callback = callback
    self.machine = machine
  }

  /// Lets the guest's `await` return a value.
  public func succeed(_ value: GuestValue) throws(VMError) {
    _ = try machine.call(callback, this: .undefined, [.boolean(true), value])
  }

  /// Lets the guest's `await` throw a value.
  public func fail(_ value: GuestValue) throws(VMError) {
    _ = try machine.call(callback, this: .undefined, [.boolean(false), value])
  }
}
