import IL

extension ProgramGenerator {
  /// A constant; `any` for types that have none.
  func literalValue(_ type: ValueType) -> Value {
    switch type {
    case .boolean: return .boolean(chance(50))
    case .index: return .integer(number(0...7))
    case .bounded:
      return .integer(pick([-8193, -1, 0, 1, 2, 3, 10, 255, 8191, 8192, 70_000, number(-9...99)]))
    case .number: return .number(Number(numberLiteral()))
    case .text:
      // Decimal fractions and very long numbers as text do not convert the same way everywhere.
      return builder.text(pick(["", "a", "on", "text", "key", "7", "42", "é", "length"]))
    default:
      return choose([
        (5, literalValue(.number)), (3, literalValue(.text)), (2, literalValue(.boolean)), (1, .undefined),
        (1, .null),
      ])
    }
  }

  private func numberLiteral() -> Double {
    // Borders between representations, and what arithmetic treats in a way of its own.
    let special: [Double] = [
      0, -0.0, 1, -1, 0.5, 1.5, 0.1, 8191, 8192, -8192, -8193, 100_000, 2_147_483_647, -2_147_483_648, 1e15,
      .nan, .infinity, -.infinity,
    ]
    return chance(30) ? pick(special) : Double(number(-10...40))
  }
}
