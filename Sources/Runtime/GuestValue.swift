import Engine
import HostInterface

/// A handle of the machine's.
final class EngineTarget: ReferenceTarget {
  /// The machine that has it.
  let core: MachineOwner
  private let node: UnsafeMutablePointer<HandleNode>

  init(_ value: Value, _ core: MachineOwner) {
    self.core = core
    node = core.newHandle(value)
  }

  deinit { core.release(node) }

  /// The value's word, until the next collection.
  var value: Value { Value(bits: node.pointee.value) }

  func isSame(as other: any ReferenceTarget) -> Bool {
    guard let other = other as? EngineTarget, core === other.core else { return false }
    return value == other.value || core.machine.areEqual(value, other.value)
  }
}

/// Owns a machine, so that it outlives every reference into it.
final class MachineOwner: ActiveMachine {
  let machine: Machine
  let conformance: Configuration.Conformance
  /// What host functions find through the machine's context.
  let context: HostContext

  init(_ machine: Machine, _ conformance: Configuration.Conformance, _ context: HostContext) {
    self.machine = machine
    self.conformance = conformance
    self.context = context
  }

  deinit { machine.destroy() }

  func newHandle(_ value: Value) -> UnsafeMutablePointer<HandleNode> {
    let node = UnsafeMutablePointer<HandleNode>.allocate(capacity: 1)
    node.initialize(to: HandleNode())
    node.pointee.value = value.bits
    machine.register(node)
    return node
  }

  func release(_ node: UnsafeMutablePointer<HandleNode>) {
    do throws(Fault) {
      try machine.unregister(node)
    } catch {
      preconditionFailure("a handle of this machine is not in its list")
    }
    node.deallocate()
  }

  /// A reference for the host.
  func reference(_ value: Value, _ kind: GuestReference.Kind) -> GuestReference {
    GuestReference(kind, EngineTarget(value, self))
  }

  /// What the host sees of a value.
  func guestValue(_ value: Value) throws(VMError) -> GuestValue {
    do throws(Fault) {
      switch try machine.type(of: value) {
      case .undefined: return .undefined
      case .null: return .null
      case .boolean: return .boolean(machine.isTruthy(value))
      case .number: return .number(machine.double(value))
      case .string:
        return .string(try machine.withText(of: value) { String(decoding: $0, as: UTF8.self) })
      case .uint8Array: return .bytes(try machine.bytesOfBuffer(value))
      case .function: return .reference(reference(value, .function))
      case .class: return .reference(reference(value, .class))
      case .object: return .reference(reference(value, .object))
      case .array: return .reference(reference(value, .array))
      case .symbol, .bigInt: throw .unexpected
      }
    } catch {
      throw VMError(error)
    }
  }

  /// The guest's word for a value.
  ///
  /// May allocate, so that words the caller has may become stale.
  func word(_ value: GuestValue) throws(VMError) -> Value {
    do throws(Fault) {
      switch value {
      case .undefined: return .undefined
      case .null: return .null
      case .boolean(let condition): return Value(condition)
      case .number(let number): return try machine.newNumber(number)
      case .string(let text): return try Self.withBytes(Array(text.utf8), machine.newString)
      case .bytes(let bytes): return try Self.withBytes(bytes, machine.newBuffer)
      case .reference(let reference):
        guard let target = reference.target as? EngineTarget, target.core === self else { throw .typeError }
        return target.value
      }
    } catch {
      throw VMError(error)
    }
  }

  private static func withBytes(
    _ bytes: [UInt8], _ create: (UnsafeRawBufferPointer) throws(Fault) -> Value
  ) throws(Fault) -> Value {
    let result = bytes.withUnsafeBytes { bytes -> Result<Value, Fault> in
      do throws(Fault) { return .success(try create(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  func call(
    _ function: GuestReference, this: GuestValue, _ arguments: [GuestValue]
  ) throws(VMError) -> GuestValue {
    // Only text and bytes allocate, and the function's own word is read after that.
    let this = try word(this)
    return try call(word(.reference(function)), this: this, arguments)
  }

  func collectGarbage() throws(VMError) {
    do throws(Fault) { try machine.collect(squeeze: true) } catch { throw VMError(error) }
  }

  /// Calls a value with copies of the arguments.
  func call(_ function: Value, this: Value, _ arguments: [GuestValue]) throws(VMError) -> GuestValue {
    // Creating one argument may move the others, so each has a handle until the call has them all.
    let nodes = UnsafeMutableBufferPointer<HandleNode>.allocate(capacity: arguments.count + 2)
    nodes.initialize(repeating: HandleNode())
    guard let first = nodes.baseAddress else { preconditionFailure("an allocation of two or more is empty") }
    for index in nodes.indices { machine.register(first + index) }
    defer {
      for index in nodes.indices.reversed() { try? machine.unregister(first + index) }
      nodes.deallocate()
    }
    nodes[0].value = function.bits
    nodes[1].value = this.bits
    for (index, argument) in arguments.enumerated() { nodes[index + 2].value = try word(argument).bits }
    let words = nodes.dropFirst(2).map(\.value)
    var result = Value.undefined
    let fault = words.withUnsafeBufferPointer { words -> Fault? in
      do throws(Fault) {
        try machine.call(
          Value(bits: nodes[0].value), this: Value(bits: nodes[1].value), words, result: &result)
        return nil
      } catch {
        return error
      }
    }
    switch fault {
    case nil: return try guestValue(result)
    case Fault.uncaughtException?: throw .exception(try guestValue(result))
    case let fault?: throw VMError(fault)
    }
  }
}

extension Machine {
  /// A copy of the bytes of a `Uint8Array`, which may also be a constant.
  fileprivate func bytesOfBuffer(_ value: Value) throws(Fault) -> [UInt8] {
    try withBytes(ofBuffer: value) { Array($0) }
  }
}
