private import CEnginePort

extension Machine {
  /// Strict equality, `===` (specification, section 4.4).
  #if hasFeature(Embedded)
    @inline(never)
  #else
    @inline(__always)
  #endif
  public func areEqual(_ left: Value, _ right: Value) -> Bool {
    // Integers and well-known values have one representation each.
    if left == right { return left != .nan }
    if !Machine.favorsSize && left.isSmallInteger && right.isSmallInteger { return false }
    return areEqualInContent(left, right)
  }

  /// Equality of two different words.
  @inline(never)
  private func areEqualInContent(_ left: Value, _ right: Value) -> Bool {
    let kind = kind(left)
    let other = self.kind(right)
    if kind.isString {
      guard other.isString else { return false }
      return Machine.areEqual(stringBytes(left, kind), stringBytes(right, other))
    }
    switch kind {
    case .int32, .float64, .hostFunction: return kind == other && haveEqualBytes(left, right)
    // The reference compares buffers by content (quirk 9).
    case .uint8Array where isReference: return kind == other && haveEqualBytes(left, right)
    case .smallInteger, .negativeZero:
      // Two zeros are different words, and different to the reference (quirk 7).
      return !isReference && isZero(left) && isZero(right)
    case .function, .object, .array, .fixedArray, .closure, .class, .uint8Array:
      // To the reference, a handle differs from a direct pointer to the same object (quirk 5).
      return !isReference && resolvingHandle(left) == resolvingHandle(right)
    default: return false
    }
  }

  private func isZero(_ value: Value) -> Bool {
    value == .negativeZero || value == Value(smallInteger: 0)
  }

  private func haveEqualBytes(_ left: Value, _ right: Value) -> Bool {
    let a = body(left)
    let b = body(right)
    return Machine.areEqual(Text(start: a, count: a.byteCount), Text(start: b, count: b.byteCount))
  }

  /// Whether two texts have the same bytes.
  @inline(never)
  static func areEqual(_ a: Text, _ b: Text) -> Bool {
    a.count == b.count && memcmp(a.start, b.start, a.count) == 0
  }
}
