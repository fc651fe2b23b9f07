import IL

import struct Engine.Fault

// Properties (engine specification, section 5).

extension Core {
  /// What properties are found by if `value` is given as the key.
  func key(_ value: RuntimeValue) throws(Fault) -> PropertyKey {
    if !options.hasDeviceLimits { return try anyKey(value) }
    switch value {
    case .number(let number):
      guard number.isInt32 else { throw .typeError }
      guard number >= 0 && number < Double(options.keyLimit) else { throw .rangeError }
      return PropertyKey(index: Int(number))
    case .string(let index):
      if let key = heap[index].key { return key }
      if heap[index].isPlain { throw .typeError }
      return try names.key(of: index, &heap)
    default: throw .typeError
    }
  }

  /// The value of a property.
  func property(of receiver: RuntimeValue, _ key: PropertyKey) throws(Fault) -> RuntimeValue {
    guard let object = receiver.object else { return try primitiveProperty(receiver, key) }
    switch heap[object].kind {
    case .object: return try objectProperty(object, key)
    case .classValue:
      guard let statics = heap[object].slots[1].object, heap[statics].kind == .object else {
        throw .typeError
      }
      return try objectProperty(statics, key)
    case .array, .fixedLengthArray: return try arrayProperty(object, key)
    case .uint8Array:
      if key == .length { return .integer(heap[object].bytes.count) }
      guard let index = key.index else { throw .invalidArrayIndex }
      return index < heap[object].bytes.count ? .integer(Int(heap[object].bytes[index])) : .undefined
    case .closure: return try primitiveProperty(receiver, key)
    case .free, .string, .suspension: throw .typeError
    }
  }

  private func objectProperty(_ object: Int, _ key: PropertyKey) throws(Fault) -> RuntimeValue {
    if let host = heap[object].host { return try value(host.property(names.text(of: key, heap))) }
    if key == .prototype { return heap[object].prototype }
    var owner = object
    // A longer chain is a cycle, which only the program's first data can have.
    for _ in 0...heap.objects.count {
      if let position = heap[owner].position(of: key) { return heap[owner].slots[position] }
      let next = heap[owner].prototype
      if next == .null { return .undefined }
      guard let object = next.object, heap[object].kind == .object else { break }
      owner = object
    }
    throw .typeError
  }

  private func arrayProperty(_ array: Int, _ key: PropertyKey) throws(Fault) -> RuntimeValue {
    if let index = key.index { return heap[array].item(index) }
    if key == .length { return .integer(heap[array].slots.count) }
    let prototype = builtins.arrayPrototype
    if key == .prototype { return prototype }
    if prototype == .null { return .undefined }
    guard let object = prototype.object, heap[object].kind == .object else { throw .typeError }
    return try objectProperty(object, key)
  }

  /// A fixed-length array of the keys of an object or class, in the order in which they were added.
  func ownKeys(of value: RuntimeValue) throws(Fault) -> RuntimeValue {
    guard let receiver = value.object else { throw .keysOfNonObject }
    let owner = heap[receiver].kind == .classValue ? heap[receiver].slots[1].object : receiver
    guard let owner, heap[owner].kind == .object else { throw .keysOfNonObject }
    if let host = heap[owner].host { return try array(of: host.propertyNames) }
    let keys = heap[owner].keys.map { key -> RuntimeValue in
      if let name = key.name { .string(names.strings[name]) } else { .integer(key.index!) }
    }
    guard keys.count * 2 <= options.allocationLimit else { throw .allocationTooLarge }
    return .reference(heap.allocate(HeapObject(.fixedLengthArray, keys)))
  }

  // MARK: Assignment

  /// Assigns a property.
  func setProperty(of receiver: RuntimeValue, _ key: PropertyKey, _ value: RuntimeValue) throws(Fault) {
    guard var object = receiver.object else { throw .typeError }
    if heap[object].kind == .classValue {
      guard let statics = heap[object].slots[1].object else { throw .typeError }
      object = statics
    }
    switch heap[object].kind {
    case .object: try setObjectProperty(object, key, value)
    case .array:
      try requireWritable(object)
      if let index = key.index { return try setItem(object, index, value) }
      if key == .length { return try setLength(object, value) }
      throw key == .prototype ? .prototypeReadOnly : .invalidArrayIndex
    case .uint8Array:
      try requireWritable(object)
      guard let index = key.index, index < heap[object].bytes.count else { throw .invalidArrayIndex }
      guard let byte = value.smallInteger.flatMap({ UInt8(exactly: $0) }) else { throw .notAByte }
      heap[object].bytes[index] = byte
    default: throw .typeError
    }
  }

  private func requireWritable(_ object: Int) throws(Fault) {
    if heap[object].isConstant { throw .writeToROM }
  }

  private func setObjectProperty(_ object: Int, _ key: PropertyKey, _ value: RuntimeValue) throws(Fault) {
    if let host = heap[object].host { return host.setProperty(names.text(of: key, heap), guestValue(value)) }
    if key == .prototype {
      if isReference { throw .notImplemented }
      return try setPrototype(object, value)
    }
    try requireWritable(object)
    if let position = heap[object].position(of: key) {
      heap[object].slots[position] = value
    } else {
      guard heap[object].keys.count < Self.propertyLimit || !options.hasDeviceLimits else {
        throw .outOfMemory
      }
      heap[object].keys.append(key)
      heap[object].slots.append(value)
      heap.charge(MemoryLayout<RuntimeValue>.stride + MemoryLayout<PropertyKey>.stride)
    }
  }

  /// More properties than the engine's heap has room for in any object.
  private static var propertyLimit: Int { 8192 }

  private func setPrototype(_ object: Int, _ value: RuntimeValue) throws(Fault) {
    try requireWritable(object)
    // As in ECMAScript, anything that is not an object is ignored, and cycles are refused.
    guard value == .null || kind(value) == .object else { return }
    var ancestor = value.object
    for _ in 0...heap.objects.count {
      guard let index = ancestor, heap[index].kind == .object else { break }
      if index == object { throw .typeError }
      ancestor = heap[index].prototype.object
    }
    heap[object].prototype = value.resolved
  }

  /// Assigns an item, and lengthens the array if necessary.
  func setItem(_ array: Int, _ index: Int, _ value: RuntimeValue) throws(Fault) {
    let capacity = heap[array].capacity
    if index >= capacity { try grow(array, to: max(max(capacity * 2, 4), index + 1)) }
    let missing = index + 1 - heap[array].slots.count
    if missing > 0 {
      heap[array].slots += repeatElement(.deleted, count: missing)
      heap.charge(missing * MemoryLayout<RuntimeValue>.stride)
    }
    heap[array].slots[index] = value
  }

  private func grow(_ array: Int, to capacity: Int) throws(Fault) {
    guard capacity <= options.allocationLimit / 2 else { throw .arrayTooLong }
    heap[array].capacity = capacity
  }

  private func setLength(_ array: Int, _ value: RuntimeValue) throws(Fault) {
    guard let length = options.hasDeviceLimits ? value.smallInteger : value.integer else {
      throw isReference ? .fatal(Fault.typeError.code) : .typeError
    }
    guard length >= 0 else { throw isReference ? .arrayTooLong : .rangeError }
    let old = heap[array].slots.count
    if length == old {
      // The reference takes this for a mistake (quirk 11).
      if isReference { throw .invalidArrayIndex }
    } else if length < old {
      heap[array].slots.removeLast(old - length)
    } else {
      if length > heap[array].capacity { try grow(array, to: length) }
      heap[array].slots += repeatElement(.deleted, count: length - old)
      heap.charge((length - old) * MemoryLayout<RuntimeValue>.stride)
    }
  }
}
