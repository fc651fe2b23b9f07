import IL

/// What code takes before it is lowered: good enough to compare two ways to do the same.
extension SSAOperation {
  /// The bytes of the operation itself, operands excluded.
  public var codeSizeEstimate: Int {
    switch self {
    case .loadGlobal, .storeGlobal, .callFunction, .callHost, .callHostVoid: 3
    case .call, .callVoid, .new, .objectKeys, .uint8ArrayNew, .classCreate, .arrayNew, .initialized: 2
    default: 1
    }
  }
}

extension Value {
  /// The bytes of the instruction that pushes the value.
  public var codeSizeEstimate: Int {
    switch self {
    case .undefined, .null, .boolean, .deleted: 1
    case .number(let number): number.int14.map { (-1...5).contains($0) } ?? false ? 1 : 3
    default: 3
    }
  }
}

extension SSAInstruction {
  /// The bytes of the operation and of what pushes its literal operands.
  public var codeSizeEstimate: Int {
    operands.reduce(operation.codeSizeEstimate) { $0 + ($1.literal?.codeSizeEstimate ?? 0) }
  }
}
