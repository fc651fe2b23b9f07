import IL

extension ProgramGenerator {
  func recordExpression(_ depth: Int) -> Expression {
    guard chance(40) else { return simple(.record) }
    let properties = keys(number(0...3)).map { key in
      (key: builder.text(key), value: expression(.any, depth))
    }
    return chance(70) ? .object(properties) : newInstance(depth) ?? .object(properties)
  }

  /// A new object with a few properties.
  func newFields(_ depth: Int) -> Expression {
    .object(keys(number(0...3)).map { (key: builder.text($0), value: expression(.any, depth)) })
  }

  func newList(_ depth: Int) -> Expression {
    .array((0..<number(0...4)).map { _ in chance(10) ? nil : expression(.any, depth) })
  }

  /// A new byte array of eight bytes.
  func newBytes() -> Expression {
    guard let reflect = library.reflect else { return .literal(.undefined) }
    spend(5)
    return .call(
      .method(reflect, key: .literal(builder.text("newUint8Array"))), [.literal(.integer(8))])
  }

  func newInstance(_ depth: Int) -> Expression? {
    guard let classValue = readable(.classValue), affords(Self.callbackLimit) else { return nil }
    spend(Self.callbackLimit)
    let arguments = (0..<number(0...2)).map { _ in expression(.any, depth) }
    return .call(.constructor(.read(classValue)), arguments)
  }

  /// A call of what the reference's library has.
  func libraryCall(_ depth: Int) -> Expression {
    guard let reflect = library.reflect else { return simple(.any) }
    func call(_ name: String, _ argument: Expression) -> Expression {
      .call(.method(reflect, key: .literal(builder.text(name))), [argument])
    }
    spend(6)
    return choose([
      (1, { call("typeCodeOf", self.expression(.any, depth)) }),
      (
        1,
        {
          .property(call("ownKeys", self.simple(.record)), key: .literal(self.builder.text("length")))
        }
      ),
      (1, { .property(call("ownKeys", self.simple(.record)), key: self.simple(.index)) }),
    ])()
  }

  /// A promise that is settled already, or that an async operation settles.
  func promiseExpression(_ depth: Int) -> Expression {
    if chance(50), let call = call(where: { $0.resultType == .promise }, depth) { return call }
    if chance(30), affords(Self.callbackLimit) {
      spend(Self.callbackLimit)
      return .call(.value(.function(makeFunction(.async))), [expression(.any, depth)])
    }
    if chance(40) { return .call(.value(pick(library.asynchronous)), [expression(.any, depth)]) }
    return newPromise(expression(.any, depth))
  }

  /// `new Promise((resolve, reject) => resolve(value))`, or the same with `reject`.
  func newPromise(_ value: Expression) -> Expression {
    guard let promise = library.promise else { return value }
    spend(30)
    // The value is that of a variable, because the executor has other variables than the code around it.
    let isCaptured = if case .read(let variable) = value { Self.isVisibleInside(variable) } else { false }
    let isLiteral = if case .literal = value { true } else { false }
    let result = isCaptured || isLiteral ? value : .literal(literalValue(.any))
    let executor = FunctionNode(builder.newFunction("executor"), .plain)
    let settle = Variable(.callback, .argument(chance(80) ? 1 : 2))
    executor.body.statements = [.expression(.call(.value(.read(settle)), [result]))]
    return .call(.constructor(promise), [.function(executor)])
  }

  /// Waits for a promise; only async functions can.
  func awaitExpression(_ depth: Int) -> Expression {
    if chance(40) {
      let arguments = (0..<number(0...2)).map { _ in expression(.any, depth) }
      return .call(.value(pick(library.asynchronous)), arguments, isAwaited: true)
    }
    if chance(50),
      case .call(let callee, let arguments, _)? = call(where: { $0.resultType == .promise }, depth)
    {
      return .call(callee, arguments, isAwaited: true)
    }
    return .await(expression(.promise, depth))
  }

  /// Whether functions that are made in the same place can use a variable.
  static func isVisibleInside(_ variable: Variable) -> Bool {
    switch variable.storage {
    case .local, .argument: false
    case .scoped, .global: true
    }
  }
}
