import IL

/// The bytes of the instruction set (snapshot format, sections 6.1 to 6.5), shared by both directions.
///
/// Only what the reference engine can execute is here.
enum Opcode {
  // First bytes whose low nibble is an operand or selects an operation.
  static let loadSmallLiteral: UInt8 = 0x00
  static let loadVariable1: UInt8 = 0x10
  static let loadScoped1: UInt8 = 0x20
  static let loadArgument1: UInt8 = 0x30
  static let fixedLengthArrayNew1: UInt8 = 0x50
  static let callFunction: UInt8 = 0x90
  static let storeVariable1: UInt8 = 0xA0
  static let storeScoped1: UInt8 = 0xB0

  static let branch1: UInt8 = 0x70
  static let storeArgument: UInt8 = 0x71
  static let storeScoped2: UInt8 = 0x72
  static let storeVariable2: UInt8 = 0x73
  static let jump1: UInt8 = 0x76
  static let callHost: UInt8 = 0x77
  static let call: UInt8 = 0x78
  static let loadScoped2: UInt8 = 0x7A
  static let loadVariable2: UInt8 = 0x7B
  static let loadArgument2: UInt8 = 0x7C
  static let extended4: UInt8 = 0x7D
  static let arrayNew: UInt8 = 0x7E
  static let fixedLengthArrayNew2: UInt8 = 0x7F
  static let popMany: UInt8 = 0x80
  static let awaitCall: UInt8 = 0x84
  static let asyncResume: UInt8 = 0x85
  static let jump2: UInt8 = 0x87
  static let loadLiteral: UInt8 = 0x88
  static let loadGlobal: UInt8 = 0x89
  static let loadScoped3: UInt8 = 0x8A
  static let branch2: UInt8 = 0x8B
  static let storeGlobal: UInt8 = 0x8C
  static let storeScoped3: UInt8 = 0x8D
  static let new: UInt8 = 0x63
  static let scopeNew: UInt8 = 0x65
  static let pop: UInt8 = 0x67

  // Second bytes behind `extended4`.
  static let startTry: UInt8 = 0x00
  static let scopePush: UInt8 = 0x07
  static let scopeSave: UInt8 = 0x09
  static let asyncStart: UInt8 = 0x0A

  /// The flag for a void call in an argument count, and for a captured parent in a slot count.
  static let flag: UInt8 = 0x80

  /// The values that one byte can push, by their low nibble.
  static let smallLiterals: [Value] = [
    .deleted, .undefined, .null, .boolean(false), .boolean(true), .integer(-1), .integer(0), .integer(1),
    .integer(2), .integer(3), .integer(4), .integer(5),
  ]

  /// The instructions that are just one byte.
  static let simple: [(byte: UInt8, operation: Operation)] = [
    (0x60, .returnValue), (0x61, .throwValue), (0x62, .closureNew), (pop, .pop(1)),
    (0x68, .unary(.typeof)), (0x69, .objectNew), (0x6A, .unary(.logicalNot)), (0x6B, .objectGet),
    (0x6C, .binary(.add)), (0x6D, .binary(.equal)), (0x6E, .binary(.notEqual)), (0x6F, .objectSet),
    (0x81, .scopeDiscard), (0x82, .scopeClone), (0x83, .await),
    (0xE0, .binary(.less)), (0xE1, .binary(.greater)), (0xE2, .binary(.lessOrEqual)),
    (0xE3, .binary(.greaterOrEqual)), (0xE4, .binary(.addNumbers)), (0xE5, .binary(.subtract)),
    (0xE6, .binary(.multiply)), (0xE7, .binary(.divide)), (0xE8, .binary(.divideAndTruncate)),
    (0xE9, .binary(.remainder)), (0xEA, .binary(.power)), (0xEB, .unary(.negate)), (0xEC, .unary(.plus)),
    (0xF0, .binary(.shiftRight)), (0xF1, .binary(.shiftRightUnsigned)), (0xF2, .binary(.shiftLeft)),
    (0xF3, .binary(.bitOr)), (0xF4, .binary(.bitAnd)), (0xF5, .binary(.bitXor)), (0xF6, .unary(.bitNot)),
  ]

  /// The instructions that are `extended4` and one more byte.
  static let extended: [(byte: UInt8, operation: Operation)] = [
    (0x01, .endTry), (0x02, .objectKeys), (0x03, .uint8ArrayNew), (0x04, .classCreate),
    (0x05, .unary(.typeCodeOf)), (0x06, .loadClosure), (0x08, .scopePop), (0x0B, .asyncReturn),
    (0x0C, .enqueueJob), (0x0D, .asyncComplete),
  ]

  /// `simple` by byte.
  static let simpleByByte = Dictionary(uniqueKeysWithValues: simple.map { ($0.byte, $0.operation) })
  /// `extended` by byte.
  static let extendedByByte = Dictionary(uniqueKeysWithValues: extended.map { ($0.byte, $0.operation) })
  /// The bytes of the instructions without operands.
  static let bytesOfPlain: [Operation: [UInt8]] = Dictionary(
    uniqueKeysWithValues: simple.map { ($0.operation, [$0.byte]) }
      + extended.map { ($0.operation, [extended4, $0.byte]) })
}
