import IL

extension ValueFlow {
  /// The only function that a call of `value` can enter; nil if there may be another, or if the call may fail.
  ///
  /// Closures count as what they call, so the function may be entered with different scopes.
  public func onlyCallee(_ value: AbstractValue) -> FunctionID? {
    guard value.primitiveTypes.isEmpty, !value.isFromHost else { return nil }
    var callee: FunctionID?
    for thing in value.references {
      guard let target = target(of: thing), callee ?? target == target else { return nil }
      callee = target
    }
    return callee
  }

  /// The function that a call of a function or closure enters, if there is just one.
  private func target(of thing: Int) -> FunctionID? {
    switch references[thing] {
    case .function(let id): return id
    case .allocation, .site:
      guard slotCount(of: thing) != nil, let target = slot(0, of: thing).reference,
        case .function(let id) = references[target]
      else { return nil }
      return id
    case .hostFunction, .noOpFunction, .external: return nil
    }
  }
}
