import HostInterface
import IL

import struct Engine.Fault

// Values as the host sees them.

/// What a reference of the host's refers to, kept alive.
final class InterpretedTarget: ReferenceTarget {
  let core: Core
  private let root: Int

  init(_ value: RuntimeValue, _ core: Core) {
    self.core = core
    root = core.hostRoots.add(value)
  }

  deinit { core.hostRoots.remove(root) }

  var value: RuntimeValue { core.hostRoots.values[root] }

  func isSame(as other: any ReferenceTarget) -> Bool {
    guard let other = other as? InterpretedTarget, core === other.core else { return false }
    return core.areEqual(value, other.value)
  }
}

extension Core {
  /// A reference for the host.
  func reference(_ value: RuntimeValue, _ kind: GuestReference.Kind) -> GuestReference {
    GuestReference(kind, InterpretedTarget(value, self))
  }

  /// What the host sees of a value.
  func guestValue(_ value: RuntimeValue) -> GuestValue {
    switch value {
    case .undefined, .deleted: return .undefined
    case .null: return .null
    case .boolean(let condition): return .boolean(condition)
    case .number(let number): return .number(number)
    case .string(let index): return .string(String(decoding: heap[index].bytes, as: UTF8.self))
    case .noOpFunction, .function, .hostFunction: return .reference(reference(value, .function))
    case .reference(let index), .handle(let index):
      switch heap[index].kind {
      case .uint8Array: return .bytes(heap[index].bytes)
      case .closure, .suspension: return .reference(reference(value, .function))
      case .classValue: return .reference(reference(value, .class))
      case .array, .fixedLengthArray: return .reference(reference(value, .array))
      case .object, .string, .free: return .reference(reference(value, .object))
      }
    }
  }

  /// The value that the host has given.
  func value(_ value: GuestValue) throws(Fault) -> RuntimeValue {
    switch value {
    case .undefined: return .undefined
    case .null: return .null
    case .boolean(let condition): return .boolean(condition)
    case .number(let number): return .number(number)
    case .string(let text):
      guard text.utf8.count < options.allocationLimit else { throw .allocationTooLarge }
      return .string(heap.allocate(HeapObject(.string, bytes: Array(text.utf8))))
    case .bytes(let bytes):
      guard bytes.count <= options.allocationLimit else { throw .allocationTooLarge }
      return .reference(heap.allocate(HeapObject(.uint8Array, bytes: bytes)))
    case .reference(let reference):
      guard let target = reference.target as? InterpretedTarget, target.core === self else {
        throw .typeError
      }
      return target.value
    }
  }

  /// The value that a host function has given; a mistake is the host's.
  func hostValue(_ value: GuestValue) throws(VMError) -> RuntimeValue {
    do throws(Fault) { return try self.value(value) } catch { throw VMError(error) }
  }
}
