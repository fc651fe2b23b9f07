import struct Engine.Fault

// What ECMAScript has and the engine does not: properties of strings, numbers and functions, and keys of any type. Only
// code that runs at build time gets to it.

/// What the properties of values that are no objects are looked up in.
struct PrimitivePrototypes {
  var string = RuntimeValue.undefined
  var number = RuntimeValue.undefined
  var function = RuntimeValue.undefined

  /// All of them.
  var values: [RuntimeValue] { [string, number, function] }
}

extension Core {
  /// The value of a property of something that is no object.
  func primitiveProperty(_ receiver: RuntimeValue, _ key: PropertyKey) throws(Fault) -> RuntimeValue {
    guard !options.hasDeviceLimits else { throw .typeError }
    let prototype: RuntimeValue
    switch receiver {
    case .undefined, .null, .deleted: throw .typeError
    case .boolean: return .undefined
    case .number: prototype = primitivePrototypes.number
    case .function, .hostFunction, .noOpFunction, .reference, .handle:
      prototype = primitivePrototypes.function
    case .string(let index):
      if key == .length || key.index != nil { return try unit(key.index, ofString: index) }
      prototype = primitivePrototypes.string
    }
    return prototype == .undefined ? .undefined : try property(of: prototype, key)
  }

  /// A character of a string, or how many there are, in units of UTF-16.
  private func unit(_ position: Int?, ofString index: Int) throws(Fault) -> RuntimeValue {
    let bytes = heap[index].bytes
    heap.allocated += bytes.count
    if bytes.allSatisfy({ $0 < 0x80 }) {
      guard let position else { return .integer(bytes.count) }
      guard position < bytes.count else { return .undefined }
      return .string(heap.allocate(HeapObject(.string, bytes: [bytes[position]])))
    }
    let units = String(decoding: bytes, as: UTF8.self).utf16
    guard let position else { return .integer(units.count) }
    guard position < units.count else { return .undefined }
    let unit = units[units.index(units.startIndex, offsetBy: position)]
    return try value(.string(String(decoding: [unit], as: UTF16.self)))
  }

  /// What properties are found by if `value`, which may be anything, is given as the key.
  func anyKey(_ value: RuntimeValue) throws(Fault) -> PropertyKey {
    if case .number(let number) = value, number.isInt32, number >= 0, number < Double(options.keyLimit) {
      return PropertyKey(index: Int(number))
    }
    if case .string(let index) = value, let key = heap[index].key { return key }
    let bytes = try text(value)
    // A name that is the text of an index is that index.
    if let index = Int(String(decoding: bytes, as: UTF8.self)), (0..<options.keyLimit).contains(index),
      Array(String(index).utf8) == bytes
    {
      return PropertyKey(index: index)
    }
    // More digits than an index has are a name.
    return try names.key(of: heap.allocate(HeapObject(.string, bytes: bytes)), &heap, mayBeDigits: true)
  }

  /// An array of strings.
  func array(of texts: [String]) throws(Fault) -> RuntimeValue {
    var array = HeapObject(.array)
    for text in texts { array.slots.append(try value(.string(text))) }
    array.capacity = texts.count
    return .reference(heap.allocate(array))
  }

  /// The text of an object: of an array at build time, that of its items.
  func textOfObject(_ value: RuntimeValue) throws(Fault) -> [UInt8] {
    guard !options.hasDeviceLimits else {
      return Array((kind(value).isFunction ? "[Function]" : "[Object]").utf8)
    }
    var result: [UInt8] = []
    // Arrays may be in each other, even in a circle.
    var path: [(array: Int, next: Int)] = []
    var item = value
    while true {
      if let object = item.object, heap[object].kind == .array || heap[object].kind == .fixedLengthArray {
        if !path.contains(where: { $0.array == object }) { path.append((object, 0)) }
      } else if item.object != nil {
        result += Array((kind(item).isFunction ? "[Function]" : "[object Object]").utf8)
      } else if item != .undefined && item != .null {
        result += try text(item)
      }
      while let (array, next) = path.last, next >= heap[array].slots.count { path.removeLast() }
      guard let (array, next) = path.last else { return result }
      guard result.count < options.allocationLimit else { throw .allocationTooLarge }
      if next > 0 { result.append(UInt8(ascii: ",")) }
      path[path.count - 1].next += 1
      item = heap[array].item(next)
    }
  }
}
