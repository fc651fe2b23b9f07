import Engine

/// A value of the guest program, as the host sees it.
///
/// Primitive values are copies. Functions, classes, objects and arrays are opaque to a host: it can hold them, pass
/// them back, compare them, and call them.
public enum GuestValue: Sendable {
  case undefined
  case null
  case boolean(Bool)
  case number(Double)
  /// Text; bytes that are not valid UTF-8 have been replaced.
  case string(String)
  /// A copy of the bytes of a `Uint8Array`.
  case bytes([UInt8])
  /// A function, class, object or array.
  case reference(GuestReference)
}

extension GuestValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByBooleanLiteral
{
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A boolean.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

/// A function, class, object or array of the guest program, kept alive while this exists.
///
/// Like the machine, it must be used by one thread at a time; it is `Sendable` only so that errors can carry it.
public final class GuestReference: @unchecked Sendable {
  /// What a reference refers to.
  public enum Kind: String, Sendable {
    case function
    case `class`
    case object
    case array
  }

  /// What this refers to.
  public let kind: Kind

  /// The machine that has it.
  let core: MachineOwner
  private let node: UnsafeMutablePointer<HandleNode>

  init(_ value: Value, _ kind: Kind, _ core: MachineOwner) {
    self.kind = kind
    self.core = core
    node = core.newHandle(value)
  }

  deinit { core.release(node) }

  /// The value's word, until the next collection.
  var value: Value { Value(bits: node.pointee.value) }

  /// Whether both refer to the same function, class, object or array.
  ///
  /// In the reference mode, a host's view: two words for one object differ (specification, quirk 5).
  public func isSame(as other: GuestReference) -> Bool {
    guard core === other.core, kind == other.kind else { return false }
    if value == other.value { return true }
    if core.conformance == .reference && kind != .function { return false }
    return core.machine.areEqual(value, other.value)
  }
}

/// Owns a machine, so that it outlives every reference into it.
final class MachineOwner {
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
      case .function: return .reference(GuestReference(value, .function, self))
      case .class: return .reference(GuestReference(value, .class, self))
      case .object: return .reference(GuestReference(value, .object, self))
      case .array: return .reference(GuestReference(value, .array, self))
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
        guard reference.core === self else { throw .typeError }
        return reference.value
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
