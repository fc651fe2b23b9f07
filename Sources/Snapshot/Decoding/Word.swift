import IL

/// What a slot's 16 bits say, before it is known what they refer to (snapshot format, section 2).
enum Word: Hashable {
  /// A value without a pointer; `length` and `__proto__` are given as their text.
  case value(Value)
  case wellKnownString([UInt8])
  /// An allocation in the heap section, by the file offset of its body.
  case heap(Int)
  /// An allocation or function in ROM, by the file offset of its body.
  case rom(Int)
  /// A slot of the globals section that holds a heap pointer, by its file offset.
  case handle(Int)

  /// Classifies `word`, or returns nil if it points outside ROM, globals and heap.
  init?(_ word: Int, in image: Image) {
    switch word {
    case 0x01: self = .value(.undefined)
    case 0x05: self = .value(.null)
    case 0x09: self = .value(.boolean(true))
    case 0x0D: self = .value(.boolean(false))
    case 0x11: self = .value(.number(.notANumber))
    case 0x15: self = .value(.number(.negativeZero))
    case 0x19: self = .value(.deleted)
    case 0x1D: self = .wellKnownString(StringConstant.wellKnown[0])
    case 0x21: self = .wellKnownString(StringConstant.wellKnown[1])
    case 0x25: self = .value(.noOpFunction)
    case _ where word & 1 == 0:
      let heap = image.range(of: .heap)
      // An empty allocation at the end of the heap has its body there.
      guard word <= heap.count else { return nil }
      self = .heap(heap.lowerBound + word)
    case _ where word & 3 == 3:
      self = .value(.integer(Int(Int16(truncatingIfNeeded: word)) >> 2))
    default:
      let target = word & ~3
      if image.range(of: .globals).contains(target) {
        self = .handle(target)
      } else if image.range(of: .rom).contains(target) {
        self = .rom(target)
      } else {
        return nil
      }
    }
  }
}

/// The word for a value without a pointer, or nil (snapshot format, section 2.1).
func immediateWord(of value: Value) -> Int? {
  switch value {
  case .undefined: 0x01
  case .null: 0x05
  case .boolean(let boolean): boolean ? 0x09 : 0x0D
  case .number(.notANumber): 0x11
  case .number(.negativeZero): 0x15
  case .number(let number): number.int14.map { ($0 << 2 | 3) & 0xFFFF }
  case .deleted: 0x19
  case .noOpFunction: 0x25
  case .string, .function, .continuation, .hostFunction, .allocation, .handle: nil
  }
}

/// The word for `length` or `__proto__`, or nil for any other text.
func wellKnownWord(of text: [UInt8]) -> Int? {
  StringConstant.wellKnown.firstIndex(of: text).map { 0x1D + 4 * $0 }
}
