import IL

/// An instruction as it stands in the file: references are offsets and table indexes.
struct RawInstruction {
  enum Content: Hashable {
    /// An instruction without references. Variables are numbered from the top of the stack.
    case operation(Operation)
    case literal(word: Int)
    case loadGlobal(index: Int)
    case storeGlobal(index: Int)
    case jump(target: Int)
    case branch(target: Int)
    case startTry(word: Int)
    case callFunction(target: Int, argumentCount: Int)
    case callHost(index: Int, argumentCount: Int, isVoid: Bool)
    case asyncResume(slotCount: Int, catchTarget: Int)
    /// A pop of nothing, which only takes space.
    case noOperation
  }

  var content: Content
  /// The bytes in the file.
  var range: Range<Int>

  /// True iff the instruction that follows in the file is never executed next.
  var isTerminator: Bool {
    switch content {
    case .jump: true
    case .operation(let operation): operation.isTerminator
    default: false
    }
  }

  /// Decodes the instruction at `offset`, of which the code section ends at `end`.
  init(in image: Image, at offset: Int, end: Int) throws(DecodingError) {
    var reader = OperandReader(bytes: image.bytes, start: offset, next: offset, end: end)
    content = try Self.content(&reader)
    range = offset..<reader.next
  }

  private static func content(_ reader: inout OperandReader) throws(DecodingError) -> Content {
    let byte = try reader.byte()
    let low = Int(byte & 0x0F)
    switch byte & 0xF0 {
    case Opcode.loadSmallLiteral where low < Opcode.smallLiterals.count:
      return .operation(.literal(Opcode.smallLiterals[low]))
    case Opcode.loadVariable1: return .operation(.loadVariable(low))
    case Opcode.loadScoped1: return .operation(.loadScoped(low))
    case Opcode.loadArgument1: return .operation(.loadArgument(low))
    case Opcode.fixedLengthArrayNew1: return .operation(.fixedLengthArrayNew(length: low))
    case Opcode.callFunction: return .callFunction(target: try reader.word(), argumentCount: low)
    case Opcode.storeVariable1: return .operation(.storeVariable(low))
    case Opcode.storeScoped1: return .operation(.storeScoped(low))
    default: return try longContent(byte, &reader)
    }
  }

  private static func longContent(
    _ byte: UInt8, _ reader: inout OperandReader
  ) throws(DecodingError) -> Content {
    switch byte {
    case Opcode.branch1: return .branch(target: try reader.shortTarget())
    case Opcode.branch2: return .branch(target: try reader.longTarget())
    case Opcode.jump1: return .jump(target: try reader.shortTarget())
    case Opcode.jump2: return .jump(target: try reader.longTarget())
    case Opcode.storeArgument: return .operation(.storeArgument(Int(try reader.byte())))
    case Opcode.storeScoped2: return .operation(.storeScoped(Int(try reader.byte())))
    case Opcode.storeScoped3: return .operation(.storeScoped(try reader.word()))
    case Opcode.storeVariable2: return .operation(.storeVariable(Int(try reader.byte())))
    case Opcode.loadScoped2: return .operation(.loadScoped(Int(try reader.byte())))
    case Opcode.loadScoped3: return .operation(.loadScoped(try reader.word()))
    case Opcode.loadVariable2: return .operation(.loadVariable(Int(try reader.byte())))
    case Opcode.loadArgument2: return .operation(.loadArgument(Int(try reader.byte())))
    case Opcode.call:
      let count = try reader.byte()
      return .operation(
        .call(argumentCount: Int(count & ~Opcode.flag), isVoid: count & Opcode.flag != 0))
    case Opcode.callHost:
      let count = try reader.byte()
      return .callHost(
        index: Int(try reader.byte()), argumentCount: Int(count & ~Opcode.flag),
        isVoid: count & Opcode.flag != 0)
    case Opcode.awaitCall: return .operation(.awaitCall(argumentCount: Int(try reader.byte())))
    case Opcode.new: return .operation(.new(argumentCount: Int(try reader.byte())))
    case Opcode.scopeNew: return .operation(.scopeNew(slotCount: Int(try reader.byte())))
    case Opcode.arrayNew: return .operation(.arrayNew(capacity: Int(try reader.byte())))
    case Opcode.fixedLengthArrayNew2: return .operation(.fixedLengthArrayNew(length: Int(try reader.byte())))
    case Opcode.popMany:
      let count = Int(try reader.byte())
      return count == 0 ? .noOperation : .operation(.pop(count))
    case Opcode.asyncResume:
      return .asyncResume(slotCount: Int(try reader.byte()), catchTarget: Int(try reader.byte()))
    case Opcode.loadLiteral: return .literal(word: try reader.word())
    case Opcode.loadGlobal: return .loadGlobal(index: try reader.word())
    case Opcode.storeGlobal: return .storeGlobal(index: try reader.word())
    case Opcode.extended4: return try extendedContent(&reader)
    default:
      guard let operation = Opcode.simpleByByte[byte] else { throw reader.invalidOpcode(byte) }
      return .operation(operation)
    }
  }

  private static func extendedContent(_ reader: inout OperandReader) throws(DecodingError) -> Content {
    let byte = try reader.byte()
    switch byte {
    case Opcode.startTry: return .startTry(word: try reader.word())
    case Opcode.scopePush: return .operation(.scopePush(slotCount: Int(try reader.byte())))
    case Opcode.scopeSave: return .operation(.loadClosure)
    case Opcode.asyncStart:
      let count = try reader.byte()
      return .operation(
        .asyncStart(slotCount: Int(count & ~Opcode.flag), capturesParent: count & Opcode.flag != 0))
    default:
      guard let operation = Opcode.extendedByByte[byte] else { throw reader.invalidOpcode(byte) }
      return .operation(operation)
    }
  }
}

/// Reads the bytes of one instruction.
private struct OperandReader {
  let bytes: [UInt8]
  let start: Int
  var next: Int
  let end: Int

  mutating func byte() throws(DecodingError) -> UInt8 {
    guard next < end else {
      throw DecodingError(
        .instructionBoundary, at: start, "an instruction is cut off by the end of ROM at \(end.hex)")
    }
    defer { next += 1 }
    return bytes[next]
  }

  mutating func word() throws(DecodingError) -> Int {
    let low = try byte()
    return Int(low) | Int(try byte()) << 8
  }

  /// The target of a jump with a signed byte, relative to the byte behind the instruction.
  mutating func shortTarget() throws(DecodingError) -> Int {
    let distance = Int(Int8(bitPattern: try byte()))
    return next + distance
  }

  /// The target of a jump with a signed word.
  mutating func longTarget() throws(DecodingError) -> Int {
    let distance = Int(Int16(truncatingIfNeeded: try word()))
    return next + distance
  }

  func invalidOpcode(_ last: UInt8) -> DecodingError {
    let shown = bytes[start..<next].map { String(Int($0).hex.suffix(2)) }.joined(separator: " ")
    return DecodingError(
      .opcode, at: start, "instruction \(shown)", expected: "an instruction that the 8.0.0 engine executes")
  }
}
