import IL

/// Which allocations of a file are part of another: data blocks of arrays, further cells of objects, and the
/// list of keys made at run time.
///
/// A program has one allocation where the file has several, so nothing else may refer to a part.
struct Parts {
  /// The data block of each array that has one, by the body of the array.
  private(set) var arrayData: [Int: Survey.Item] = [:]
  /// The cells of each object that has more than one, the object itself first, by its body.
  private(set) var objectCells: [Int: [Survey.Item]] = [:]
  /// The cells of the list of keys made at run time, and the strings in it.
  private(set) var internedKeyCells: [Survey.Item] = []
  private var internedKeyCellBodies: Set<Int> = []
  /// The bodies of all parts.
  private(set) var bodies: Set<Int> = []

  private let survey: Survey
  private var image: Image { survey.image }

  /// Finds the parts in what `survey` found.
  init(_ survey: Survey) throws(DecodingError) {
    self.survey = survey
    let items = survey.items.values.sorted { $0.body < $1.body }
    for item in items where item.type == .array { try addData(of: item) }
    try addCells(of: items.filter { $0.type == .propertyList })
    try addInternedKeys()
    try checkNothingRefersToParts(items)
  }

  private mutating func addData(of array: Survey.Item) throws(DecodingError) {
    let word = image.word(at: array.body)
    if Word(word, in: image) == .value(.null) { return }
    guard let data = target(of: word, in: array.region), data.type == .fixedLengthArray else {
      throw DecodingError(
        .arrayData, at: array.body, "array data \(word.hex)",
        expected: "null or a fixed-length array in \(array.region.word)")
    }
    try take(data, at: array.body)
    arrayData[array.body] = data
  }

  private mutating func addCells(of objects: [Survey.Item]) throws(DecodingError) {
    var next: [Int: Survey.Item] = [:]
    for object in objects {
      let word = image.word(at: object.body)
      if Word(word, in: image) == .value(.null) { continue }
      guard let cell = target(of: word, in: object.region), cell.type == .propertyList else {
        throw DecodingError(
          .objectChain, at: object.body, "next cell \(word.hex) of an object",
          expected: "null or an object cell in \(object.region.word)")
      }
      try take(cell, at: object.body)
      next[object.body] = cell
    }
    // Each cell has one predecessor, so a chain that starts at a cell without one cannot be a ring.
    for object in objects where !bodies.contains(object.body) && next[object.body] != nil {
      var cells = [object]
      while let cell = next[cells.last!.body] { cells.append(cell) }
      for cell in cells { next[cell.body] = nil }
      objectCells[object.body] = cells
    }
    if let ring = next.keys.min() {
      throw DecodingError(
        .objectChain, at: ring, "the cells of an object form a ring", expected: "a chain that ends in null")
    }
  }

  private mutating func addInternedKeys() throws(DecodingError) {
    guard let slot = survey.internedKeysSlot else { return }
    var offset = slot
    while Word(image.word(at: offset), in: image) != .value(.undefined) {
      guard let cell = target(of: image.word(at: offset), in: .ram), cell.type == .fixedLengthArray,
        cell.size == 4, isKey(image.word(at: cell.body + 2))
      else {
        throw DecodingError(
          .internedKeys, at: offset,
          "the list of keys made at run time continues with \(image.word(at: offset).hex)",
          expected: "undefined or a cell with an interned string in the heap")
      }
      try take(cell, at: offset)
      internedKeyCells.append(cell)
      internedKeyCellBodies.insert(cell.body)
      offset = cell.body
    }
  }

  /// True iff `word` may stand in the list of keys made at run time.
  ///
  /// A key that reads `length` or `__proto__` leaves a well-known value there (engine specification, Q19).
  private func isKey(_ word: Int) -> Bool {
    if case .wellKnownString = Word(word, in: image) { return true }
    return target(of: word, in: .ram)?.type == .internedString
  }

  /// The allocation in `region` that `word` refers to directly.
  private func target(of word: Int, in region: Allocation.Region) -> Survey.Item? {
    switch (Word(word, in: image), region) {
    case (.heap(let body), .ram), (.rom(let body), .rom): survey.items[body]
    default: nil
    }
  }

  private mutating func take(_ part: Survey.Item, at offset: Int) throws(DecodingError) {
    guard bodies.insert(part.body).inserted else {
      throw DecodingError(
        .sharedPart, at: offset, "a second reference to the part at \(part.body.hex)",
        expected: "each array and object to have data of its own")
    }
  }

  private func checkNothingRefersToParts(_ items: [Survey.Item]) throws(DecodingError) {
    for item in items {
      for slot in item.slots where !isLink(slot, of: item) { try check(slot) }
    }
    for slot in image.entries(of: .globals)
    where slot != survey.internedKeysSlot {
      try check(slot)
    }
    for entry in image.entries(of: .exportTable, size: 4) { try check(entry + 2) }
    for entry in stride(
      from: image.range(of: .builtins).lowerBound + 2, to: image.range(of: .builtins).upperBound, by: 2)
    {
      try check(entry)
    }
    for function in survey.functions.values.sorted(by: { $0.body < $1.body }) {
      for instruction in function.instructions {
        if case .literal = instruction.content { try check(instruction.range.lowerBound + 1) }
      }
    }
  }

  /// True iff `slot` is the one through which `item` refers to its own next part.
  private func isLink(_ slot: Int, of item: Survey.Item) -> Bool {
    guard slot == item.body else { return false }
    return item.type == .array || item.type == .propertyList
      || internedKeyCellBodies.contains(item.body)
  }

  private func check(_ slot: Int) throws(DecodingError) {
    switch Word(image.word(at: slot), in: image) {
    case .heap(let body) where bodies.contains(body), .rom(let body) where bodies.contains(body):
      throw DecodingError(
        .sharedPart, at: slot, "a reference to the part at \(body.hex)",
        expected: "parts of arrays and objects to be used by these only")
    default: break
    }
  }
}
