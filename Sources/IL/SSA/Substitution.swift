/// Operands to use in place of locals that go.
public struct Substitution: Sendable {
  private var operands: [Operand?]

  /// Makes a substitution that replaces nothing, for a body with this `localCount`.
  public init(localCount: Int) { operands = Array(repeating: nil, count: localCount) }

  /// What takes the place of `local`, or nil if it stays; may be replaced itself.
  public subscript(local: Local) -> Operand? {
    get { operands[local.index] }
    set { operands[local.index] = newValue }
  }

  /// What finally takes the place of `operand`, which may be the operand itself.
  ///
  /// Shortens the chains that it follows, so that they are followed only once.
  ///
  /// - Precondition: no local is replaced by itself, directly or through others.
  public mutating func resolve(_ operand: Operand) -> Operand {
    var end = operand
    while let local = end.local, let next = operands[local.index] { end = next }
    var link = operand
    while let local = link.local, let next = operands[local.index] {
      operands[local.index] = end
      link = next
    }
    return end
  }
}
