import IL

/// Values, and the allocations that are made of them.
extension ProgramBuilder {
  /// The value at `offset`.
  mutating func value(at offset: Int) throws(DecodingError) -> Value {
    try value(of: image.word(at: offset), at: offset)
  }

  /// The value that `word` stands for.
  mutating func value(of word: Int, at offset: Int) throws(DecodingError) -> Value {
    switch Word(word, in: image) {
    case .value(let value): return value
    case .wellKnownString(let text): return .string(string(text, kind: .interned))
    case .handle(let slot):
      guard let body = survey.handles[slot], let id = allocationAt[body] else {
        throw DecodingError(
          .handleTarget, at: offset, "a handle to \(slot.hex)", expected: "one that leads to an object")
      }
      // What was moved out of the heap needs no handle any more.
      return survey.items[body]!.isEmptyByteArray ? .allocation(id) : .handle(id)
    case .heap(let body), .rom(let body):
      guard let value = value(ofBody: body) else {
        throw DecodingError(
          .pointerTarget, at: offset, "pointer \(word.hex)", expected: "something to point to")
      }
      return value
    case nil: preconditionFailure("the survey accepted \(word.hex) at \(offset.hex)")
    }
  }

  func value(ofBody body: Int) -> Value? {
    if let id = stringAt[body] { return .string(id) }
    if let number = numberAt[body] { return .number(number) }
    if let id = hostFunctionAt[body] { return .hostFunction(id) }
    if let id = allocationAt[body] { return .allocation(id) }
    if let id = functionAt[body] { return .function(id) }
    guard let owner = survey.continuations[body], let label = labels[owner]?[body] else { return nil }
    return .continuation(functionAt[owner]!, label)
  }

  mutating func build(_ item: Survey.Item) throws(DecodingError) {
    guard let id = allocationAt[item.body] else { return }
    own(item, .allocation(id))
    var region = item.region
    let content: Allocation.Content
    switch item.type {
    case .propertyList: content = try object(item, id)
    case .array: content = try array(item, id)
    case .fixedLengthArray: content = .fixedLengthArray(try values(item.slots))
    case .closure: content = .closure(try values(item.slots))
    case .classValue:
      content = .classValue(
        constructor: try value(at: item.body), staticProperties: try value(at: item.body + 2))
    case .uint8Array:
      content = .uint8Array(Array(image.bytes[item.bodyRange]))
      // The 8.0.0 compiler leaves empty ones in the heap, where the collector would overwrite what follows.
      if item.isEmptyByteArray { region = .rom }
    case .int32, .float64, .string, .internedString, .function, .hostFunction:
      preconditionFailure("\(item.type.name) is not an allocation of the program")
    }
    program.allocations[id] = Allocation(region, content)
  }

  mutating func values(_ slots: some Sequence<Int>) throws(DecodingError) -> [Value] {
    var values: [Value] = []
    for slot in slots { values.append(try value(at: slot)) }
    return values
  }

  mutating func object(_ item: Survey.Item, _ id: AllocationID) throws(DecodingError)
    -> Allocation.Content
  {
    let cells = parts.objectCells[item.body] ?? [item]
    for cell in cells.dropFirst() { own(cell, .allocation(id)) }
    var pairs: [Allocation.Property] = []
    for pair in cells.flatMap({ stride(from: $0.body + 4, to: $0.bodyRange.upperBound, by: 4) }) {
      pairs.append(.init(key: try value(at: pair), value: try value(at: pair + 2)))
    }
    let internalSlots = pairs.prefix { if case .number(let key) = $0.key { key.double < 0 } else { false } }
    return .object(
      prototype: try value(at: item.body + 2), internalSlots: internalSlots.flatMap { [$0.key, $0.value] },
      properties: Array(pairs.dropFirst(internalSlots.count)))
  }

  mutating func array(_ item: Survey.Item, _ id: AllocationID) throws(DecodingError)
    -> Allocation.Content
  {
    let data = parts.arrayData[item.body]
    if let data { own(data, .allocation(id)) }
    let capacity = (data?.size ?? 0) / 2
    guard case .number(let number) = try value(at: item.body + 2), let length = number.int14, length >= 0,
      length <= capacity
    else {
      throw DecodingError(
        .arrayLength, at: item.body + 2, "array length \(image.word(at: item.body + 2).hex)",
        expected: "an integer from 0 to \(capacity)")
    }
    let items = try values(data.map { Array($0.slots) } ?? [])
    guard items[length...].allSatisfy({ $0 == .deleted }) else {
      throw DecodingError(
        .arrayData, at: data!.body + 2 * length, "a value behind the end of an array", expected: "deleted")
    }
    return .array(Array(items[..<length]))
  }
}
