import Engine
import HostInterface

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
        id: id, arguments: try guestValues(arguments, count, owner), machine: owner)
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
        id: id, arguments: try guestValues(arguments, count, owner), machine: owner)
      try body(call, Completion(callback: owner.reference(callback, .function), machine: owner))
    }
    return 0
  } catch {
    let error = VMError(ofHostFunction: error)
    if case .exception(let value) = error { return throwValue(value, result, owner) }
    return error.code
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
