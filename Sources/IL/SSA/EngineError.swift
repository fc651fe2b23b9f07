/// An error with which the engine itself ends a call of the host (engine specification, section 1.4).
///
/// Programs cannot catch these; which one ends a call, and what was done before, is observable.
public enum EngineError: Int, Hashable, Sendable, CaseIterable {
  /// Something without properties was asked for one, or a key is of a wrong type.
  case type = 12
  /// A key is a number outside of 0…8191.
  case range = 20
  /// The prototype of an array was assigned.
  case prototypeIsReadOnly = 29
  /// What was called is not callable.
  case notCallable = 40
  /// A variable was read before its initialization.
  case uninitializedVariable = 41
  /// An array has no such element.
  case invalidArrayIndex = 43
  /// The keys of something that is not an object were asked for.
  case keysOfNonObject = 46
  /// A byte array of an impossible length was asked for.
  case invalidUint8ArrayLength = 47
  /// Something that is not a byte was assigned to an element of a byte array.
  case notAByte = 48
  /// What `new` was used on is not a class.
  case newOfNonClass = 50
  /// What was awaited is not a promise.
  case awaitOfNonPromise = 55
  /// The prototype of a class is neither null nor an object.
  case invalidPrototype = 57
  /// A global variable was read before its initialization.
  case uninitializedGlobal = 58
}
