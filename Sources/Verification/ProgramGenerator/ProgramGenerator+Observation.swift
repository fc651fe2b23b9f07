import IL

extension ProgramGenerator {
  /// A call that shows the host what some of the variables hold, so that a wrong value does not go unseen.
  ///
  /// - Parameter known: How many of the variables were there before the code whose effect is to be shown.
  func observation(known: Int) -> Statement? {
    let new = place.variables.dropFirst(known).shuffled(using: &random).prefix(3)
    let old = place.variables.shuffled(using: &random).prefix(new.isEmpty ? 2 : 1)
    let values = (new + old).compactMap(shown)
    guard !values.isEmpty, affords(10) else { return nil }
    spend(4 + 3 * values.count)
    return .expression(.call(.value(pick(library.log)), values))
  }

  /// What the host can see of a variable's value, or nil if there is nothing.
  private func shown(_ variable: Variable) -> Expression? {
    let value = Expression.read(variable)
    switch variable.type {
    case .any, .number, .bounded, .index, .boolean, .text, .bytes: return value
    case .record, .fields, .constant:
      return .property(value, key: .literal(builder.text(pick(Self.keyNames))))
    case .instance: return .property(value, key: .literal(builder.text(pick(Self.fieldNames))))
    case .list:
      let key = chance(30) ? Expression.literal(builder.text("length")) : .literal(.integer(number(0...4)))
      return .property(value, key: key)
    case .callback:
      guard place.canCallBack, affords(Self.callbackLimit) else { return nil }
      spend(Self.callbackLimit)
      place.function.callsCallbacks = true
      return .call(.value(value), [.literal(literalValue(.any))])
    case .promise: return place.function.kind == .async ? .await(value) : nil
    case .classValue: return nil
    }
  }
}
