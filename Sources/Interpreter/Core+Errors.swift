import HostInterface
import IL

import struct Engine.Fault

// Errors as exceptions, and where they come from.

extension Core {
  /// How much deeper calls may get to make an exception of a call that is too deep.
  static var errorDepth: Int { 16 }

  /// Throws a fault of an operation as an exception if the program can catch those.
  func raise(
    _ fault: Fault, at operation: SSAOperation, _ operands: Operands, _ code: FunctionCode,
    _ locals: UnsafeMutablePointer<RuntimeValue>
  ) throws(Fault) -> OperationOutcome {
    guard let makeError, !isMakingError, !fault.isFatal,
      var error = guestError(fault, operation, read(operands, code, locals))
    else { throw fault }
    error.place = place(of: frame)
    isMakingError = true
    defer { isMakingError = false }
    guard let exception = try? hostValue(makeError(error)) else { throw fault }
    return try unwind(exception).map { .ended($0) } ?? .moved
  }

  /// What ECMAScript calls a fault; nil for one that it does not have.
  private func guestError(
    _ fault: Fault, _ operation: SSAOperation, _ operands: [RuntimeValue]
  ) -> GuestError? {
    switch (fault, operation) {
    case (.typeError, .objectGet), (.typeError, .objectSet):
      guard operands[0] == .undefined || operands[0] == .null else { break }
      let key = shown(operands[1])
      let (verb, doing) = operation == .objectGet ? ("read", "reading") : ("set", "setting")
      return GuestError(
        kind: .typeError, message: "Cannot \(verb) properties of \(shown(operands[0])) (\(doing) '\(key)')")
    case (.notCallable, _)
    where !operands.isEmpty && operands[0].object.map { heap[$0].kind == .classValue } == true:
      return GuestError(kind: .typeError, message: "A class cannot be called without 'new'")
    case (.notCallable, _) where !operands.isEmpty:
      return GuestError(kind: .typeError, message: "\(shown(operands[0])) is not a function")
    case (.newOnNonClass, _):
      return GuestError(kind: .typeError, message: "\(shown(operands[0])) is not a constructor")
    case (.uninitializedGlobal, .loadGlobal(let global)):
      let name = Names(loaded.program)[global].dropFirst()
      return GuestError(
        kind: .referenceError, message: "Cannot access '\(name)' before initialization", global: global)
    case (.uninitializedVariable, _):
      return GuestError(kind: .referenceError, message: "Cannot access a variable before initialization")
    case (.rangeError, .objectSet) where operands.count > 1 && shown(operands[1]) == "length":
      return GuestError(kind: .rangeError, message: "Invalid array length")
    case (.stackOverflow, _):
      return GuestError(kind: .rangeError, message: "Maximum call stack size exceeded")
    case (.rangeError, _), (.invalidArrayIndex, _), (.invalidBufferLength, _):
      return GuestError(kind: .rangeError, message: Self.message(of: fault))
    case (.typeError, _), (.keysOfNonObject, _), (.notAByte, _), (.prototypeReadOnly, _), (.writeToROM, _),
      (.invalidPrototype, _), (.awaitNonPromise, _), (.notCallable, _):
      break
    default: return nil
    }
    return GuestError(kind: .typeError, message: Self.message(of: fault))
  }

  private static func message(of fault: Fault) -> String {
    switch fault {
    case .invalidArrayIndex: "An array has no place for this key"
    case .rangeError: "Invalid property key"
    case .invalidBufferLength: "Invalid length of a Uint8Array"
    case .keysOfNonObject: "Only objects have keys"
    case .notAByte: "Only integers from 0 to 255 can be assigned to items of a Uint8Array"
    case .prototypeReadOnly: "The prototype of an array cannot be changed"
    case .writeToROM: "Cannot change a constant of the program"
    case .invalidPrototype: "The prototype of a class must be an object or null"
    case .awaitNonPromise: "Only promises can be awaited"
    case .notCallable: "The value is not a function"
    default: "The value does not have the type that the operation needs"
    }
  }

  /// A value in a message.
  private func shown(_ value: RuntimeValue) -> String {
    guard value.object == nil, let bytes = try? text(value) else {
      return value.object == nil ? "undefined" : kind(value).isFunction ? "function" : "object"
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Notes the activations that there are, unless they were noted when `exception` was on its way further inside.
  func recordTrace(of exception: RuntimeValue?) {
    if let exception, tracedException == exception { return }
    tracedException = exception
    trace = (callers + [frame]).reversed().filter { $0.function >= 0 }.map(place)
  }

  /// Where control is in an activation.
  private func place(of frame: Frame) -> StackFrame {
    let code = functions[frame.function]
    let origin = frame.position > 0 ? code.origins[frame.position - 1] : -1
    return StackFrame(function: FunctionID(frame.function), origin: origin >= 0 ? Int(origin) : nil)
  }
}
