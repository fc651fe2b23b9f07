private import CEnginePort

// Property keys and the interning of strings (specification, section 5.1). Keys are compared by their words, so
// a string that the program computed is first replaced by the one word that stands for its text.

extension Machine {
  /// Replaces the key in a stack slot by the word that properties are found by.
  ///
  /// - Throws: ``Fault/rangeError``, ``Fault/typeError``.
  @inline(never)
  func normalizeKey(_ slot: UnsafeMutablePointer<Value>) throws(Failure) {
    let key = slot.pointee
    switch kind(key) {
    case .smallInteger:
      guard key.smallInteger >= 0 else { try fail(.rangeError) }
    case .int32: try fail(.rangeError)
    case .internedString:
      // A handle has another word than the string itself.
      slot.pointee = resolvingHandle(key)
    case .lengthName, .protoName: break
    case .string:
      guard resolvingHandle(key).isHeapPointer else { try fail(.typeError) }
      slot.pointee = resolvingHandle(key)
      try intern(slot)
    default: try fail(.typeError)
    }
  }

  /// Replaces a heap string by the interned string with the same text, which it becomes itself if there is none.
  private func intern(_ slot: UnsafeMutablePointer<Value>) throws(Failure) {
    let text = stringBytes(slot.pointee, .string)
    guard !isIndex(text) else { try fail(.typeError) }
    if Machine.areEqual(text, stringBytes(.lengthName, .lengthName)) {
      slot.pointee = .lengthName
    } else if Machine.areEqual(text, stringBytes(.protoName, .protoName)) {
      slot.pointee = .protoName
    } else if let constant = internedConstant(text) {
      slot.pointee = constant
    } else if let known = internedAtRunTime(text) {
      slot.pointee = known
    } else {
      try addInterned(slot)
    }
  }

  /// Whether the text is digits only, which no key is.
  private func isIndex(_ text: Text) -> Bool {
    for byte in text.bytes where byte &- 0x30 > 9 { return false }
    return text.count > 0
  }

  /// Binary search of the snapshot's string table.
  private func internedConstant(_ text: Text) -> Value? {
    let table = start(.strings)
    var low = 0
    var high = size(.strings) &>> 1
    while low < high {
      let middle = (low + high) &>> 1
      let entry = Value(bits: image.word(table + 2 * middle))
      let bytes = stringBytes(entry, .internedString)
      var order = Int(memcmp(text.start, bytes.start, min(text.count, bytes.count)))
      if order == 0 { order = text.count - bytes.count }
      if order == 0 { return entry }
      if order < 0 { high = middle } else { low = middle + 1 }
    }
    return nil
  }

  /// Search of the list of strings that were interned at run time: cells of [next, string].
  private func internedAtRunTime(_ text: Text) -> Value? {
    var cell = builtin(.internedStrings)
    var limit = ChainLimit()
    while cell.isHeapPointer && limit.allowsStep() {
      let body = body(cell)
      let string = body[slot: 1]
      if string.isHeapPointer, Machine.areEqual(text, stringBytes(string, .internedString)) { return string }
      cell = body[slot: 0]
    }
    return nil
  }

  private func addInterned(_ slot: UnsafeMutablePointer<Value>) throws(Failure) {
    // Without the list, which an optimizer may drop, nothing can be added to it.
    guard let list = handleSlot(Value(bits: image.word(start(.builtins)))) else { try fail(.writeToROM) }
    let cell = try newPair(.fixedArray, list, slot)
    let body = body(slot.pointee)
    let header = Kind.internedString.headerBits | (body.header & 0xFFF)
    body.header = header
    list.pointee = cell
  }
}
