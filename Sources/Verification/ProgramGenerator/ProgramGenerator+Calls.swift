import IL

extension ProgramGenerator {
  /// A call with a result of type `any`.
  func callExpression(_ depth: Int) -> Expression {
    choose([
      (8, { self.call(where: { $0.resultType == .any }, depth) }),
      (2, { self.hostCall(depth) }),
      (2, { self.methodCall(depth) }),
      (place.canCallBack ? 2 : 0, { self.callbackCall(depth) }),
    ])() ?? simple(.any)
  }

  /// A call of one of the functions that have a name, or nil if there is none that can be called here.
  func call(where condition: (Callable) -> Bool, _ depth: Int) -> Expression? {
    let candidates = callables.filter { callable in
      condition(callable) && affords(callable.node.cost + 10)
        && (place.canCallBack || !callable.node.callsCallbacks)
    }
    guard !candidates.isEmpty else { return nil }
    let callable = pick(candidates)
    called.insert(callable.node.id)
    spend(callable.node.cost + 5)
    if callable.node.callsCallbacks { place.function.callsCallbacks = true }
    return .call(.value(pick(callable.references)), arguments(callable.parameterTypes, depth))
  }

  /// Arguments for parameters of these types, and sometimes fewer or more.
  private func arguments(_ types: [ValueType], _ depth: Int) -> [Expression] {
    var types = types
    while chance(10), let last = types.last, last == .any || last == .number { types.removeLast() }
    if chance(10) { types.append(.any) }
    return types.map { expression($0, depth) }
  }

  private func hostCall(_ depth: Int) -> Expression? {
    spend(4)
    if place.canCallBack, chance(30), affords(Self.callbackLimit) {
      spend(Self.callbackLimit)
      place.function.callsCallbacks = true
      return .call(.value(pick(library.invoke)), [expression(.callback, depth)])
    }
    let arguments = (0..<number(0...3)).map { _ in expression(.any, depth) }
    return .call(.value(pick(library.query)), arguments)
  }

  /// A call that shows values to the host.
  func logCall(_ depth: Int = 0) -> Expression {
    let types: [(Int, ValueType)] = [
      (8, .any), (2, .number), (2, .text), (1, .boolean), (1, .record), (1, .list),
    ]
    let arguments = (0..<number(1...3)).map { _ in
      chance(15) ? sum(depth) : expression(choose(types), depth)
    }
    return .call(.value(pick(library.log)), arguments)
  }

  private func callbackCall(_ depth: Int) -> Expression? {
    guard let callback = readable(.callback), affords(Self.callbackLimit) else { return nil }
    spend(Self.callbackLimit)
    place.function.callsCallbacks = true
    return .call(.value(.read(callback)), (0..<number(0...2)).map { _ in expression(.any, depth) })
  }

  private func methodCall(_ depth: Int) -> Expression? {
    if chance(30) {
      spend(10)
      let push = Callee.method(simple(.list), key: .literal(builder.text("push")))
      return .call(push, [expression(.any, depth)])
    }
    guard affords(2 * Self.callbackLimit),
      let object = readable(.instance).map(Expression.read) ?? newInstance(depth)
    else { return nil }
    spend(Self.callbackLimit)
    let key = Expression.literal(builder.text(pick(Self.methodNames)))
    return .call(.method(object, key: key), [expression(.any, depth)])
  }
}
