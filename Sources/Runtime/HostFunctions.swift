import Engine

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
  /// The arguments, without `this`.
  public let arguments: [GuestValue]

  let owner: MachineOwner

  /// Calls back into the machine.
  ///
  /// Jobs run only after the outermost call.
  public func call(_ function: GuestReference, _ arguments: [GuestValue] = []) throws(VMError) -> GuestValue {
    try owner.call(function.value, this: .undefined, arguments)
  }

  /// Collects garbage.
  public func collectGarbage() throws(VMError) {
    do throws(Fault) { try owner.machine.collect(squeeze: true) } catch { throw VMError(error) }
  }
}

/// Completes an asynchronous host function.
///
/// Only the first use counts.
public struct Completion {
  /// The guest's function behind this, which takes (success, value).
  public let callback: GuestReference
  let owner: MachineOwner

  /// Lets the guest's `await` return a value.
  public func succeed(_ value: GuestValue) throws(VMError) {
    _ = try owner.call(callback.value, this: .undefined, [.boolean(true), value])
  }

  /// Lets the guest's `await` throw a value.
  public func fail(_ value: GuestValue) throws(VMError) {
    _ = try owner.call(callback.value, this: .undefined, [.boolean(false), value])
  }
}

/// What host functions find through the machine's context.
final class HostContext {
  var imports: [UInt16: Import] = [:]
  var onInstruction: ((UInt16) -> Void)?
  weak var owner: MachineOwner?

  /// The context of a machine that this module has created.
  static func of(_ machine: Machine) -> HostContext? {
    machine.context.map { Unmanaged<HostContext>.fromOpaque($0).takeUnretainedValue() }
  }
}

/// The one host function that all imports are bound to.
let callHostFunction: Engine.HostFunction = { address, id, result, arguments, count in
  guard let context = HostContext.of(Machine(address: address)), let owner = context.owner,
    let function = context.imports[id]
  else { return Fault.unexpected.code }
  do {
    switch function {
    case .function(let body):
      let call = HostCall(
        id: id, arguments: try guestValues(arguments, count, owner), owner: owner)
      // The slot is one that the collector visits, so that its word stays up to date.
      result.pointee = try owner.word(try body(call)).bits
    case .asynchronous(let body):
      var promise = Value.undefined
      let callback: Value
      do throws(Fault) {
        callback = try owner.machine.startAsync(result: &promise)
      } catch {
        throw VMError(error)
      }
      result.pointee = promise.bits
      let call = HostCall(
        id: id, arguments: try guestValues(arguments, count, owner), owner: owner)
      try body(
        call, Completion(callback: GuestReference(callback, .function, owner), owner: owner))
    }
    return 0
  } catch let exception as GuestException {
    return throwValue(exception.value, result, owner)
  } catch VMError.exception(let value) {
    return throwValue(value, result, owner)
  } catch let error as VMError {
    return error.code
  } catch {
    return ErrorCode.hostError.number
  }
}

private func guestValues(
  _ words: UnsafeMutablePointer<UInt16>, _ count: UInt8, _ owner: MachineOwner
) throws(VMError) -> [GuestValue] {
  var values: [GuestValue] = []
  for index in 0..<Int(count) { values.append(try owner.guestValue(Value(bits: words[index]))) }
  return values
}

private func throwValue(
  _ value: GuestValue, _ result: UnsafeMutablePointer<UInt16>, _ owner: MachineOwner
) -> Int32 {
  do throws(VMError) {
    result.pointee = try owner.word(value).bits
    return Fault.uncaughtException.code
  } catch {
    return error.code
  }
}
