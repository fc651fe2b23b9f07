/// Something that values refer to: an object, array, closure, class, byte array, string or suspended activation.
struct HeapObject {
  /// What it is.
  enum Kind {
    /// The place is free.
    case free
    case string
    case object
    case array
    case fixedLengthArray
    case closure
    case classValue
    case uint8Array
    /// The frame of an async function that waits, as the first variable of its scope.
    case suspension
  }

  /// What it is.
  var kind: Kind
  /// True iff it is a constant of the program, which nothing may change.
  var isConstant = false
  /// True iff the collection that runs has found it.
  var isMarked = false
  /// The values of properties, items, variables, or a constructor and static properties; the registers of a suspension.
  var slots: [RuntimeValue] = []
  /// The keys of properties, in the order of `slots`.
  var keys: [PropertyKey] = []
  /// The bytes of a string or byte array.
  var bytes: [UInt8] = []
  /// The prototype of an object.
  var prototype = RuntimeValue.null
  /// What promises and their prototype have besides properties.
  var internalSlots: [RuntimeValue] = []
  /// How many items an array has room for, which decides how far it may grow.
  var capacity = 0
  /// How properties are found by a string that has been used as a key.
  var key: PropertyKey?
  /// True iff a string can never be a key.
  var isPlain = false
  /// What stands behind an object of the host.
  var host: (any HostObject)?
  /// Where a suspension continues.
  var resumption: Resumption?

  /// Makes an object of `kind`.
  init(_ kind: Kind) { self.kind = kind }

  /// Makes an object of `kind` with these slots.
  init(_ kind: Kind, _ slots: [RuntimeValue]) {
    self.kind = kind
    self.slots = slots
  }

  /// Makes a string or byte array.
  init(_ kind: Kind, bytes: [UInt8]) {
    self.kind = kind
    self.bytes = bytes
  }

  /// About how many bytes of memory it takes.
  var size: Int {
    MemoryLayout<HeapObject>.stride + bytes.count
      + (slots.count + internalSlots.count) * MemoryLayout<RuntimeValue>.stride
  }

  /// The position of a property among `slots`.
  func position(of key: PropertyKey) -> Int? {
    for position in keys.indices where keys[position] == key { return position }
    return nil
  }

  /// Item `index` of an array; holes and what is beyond the end are undefined.
  func item(_ index: Int) -> RuntimeValue {
    guard index < slots.count, slots[index] != .deleted else { return .undefined }
    return slots[index]
  }
}

/// Where a suspended activation continues.
struct Resumption {
  /// The function.
  var function: Int
  /// The step behind `await`.
  var position: Int
  /// The register for what was awaited.
  var result: Int32
  /// The catch blocks of the `try`s that it is in, from the outermost inward.
  var handlers: [Handler]
}

/// A catch block.
struct Handler {
  /// Its first step.
  var position: Int32
  /// The register for the exception.
  var parameter: Int32
}
