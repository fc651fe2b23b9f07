import IL

extension ProgramGenerator {
  /// Makes a function that others call.
  func makeHelper() {
    let types = (0..<number(0...3)).map { _ in
      hasFields && chance(40) ? .fields : pick([ValueType.any, .any, .number, .record, .list])
    }
    makeCallable("helper", .plain, types, .any, limit: Self.callLimit / 4) { _ in }
  }

  /// Makes a function that calls what it is given.
  func makeCallbackTaker() {
    makeCallable("apply", .plain, [.callback, .any], .any, limit: Self.callLimit / 3) { function in
      let callback = function.parameters[0].variable
      let call = Expression.call(.value(.read(callback)), [.read(function.parameters[1].variable)])
      function.cost += Self.callbackLimit
      function.callsCallbacks = true
      function.body.statements.insert(.expression(.call(.value(pick(library.log)), [call])), at: 0)
    }
  }

  /// Makes a function that awaits.
  func makeAsyncHelper() {
    let types = (0..<number(0...2)).map { _ in pick([ValueType.any, .number]) }
    makeCallable("task", .async, types, .promise, limit: Self.callLimit / 4) { _ in }
  }

  private func makeCallable(
    _ name: String, _ kind: FunctionNode.Kind, _ types: [ValueType], _ result: ValueType, limit: Int,
    _ finish: (FunctionNode) -> Void
  ) {
    let function = FunctionNode(builder.newFunction(name), kind)
    fill(function, parameters: types, outside: globals, limit: limit, statements: number(2...size))
    finish(function)
    compile(function)
    add(function, name, types, result)
  }

  /// Makes a function known under a name.
  private func add(_ function: FunctionNode, _ name: String, _ types: [ValueType], _ result: ValueType) {
    let name = name + String(callables.count)
    let value = Value.function(function.id)
    addToModule(name, value)
    let global = builder.global(name, value, .callback)
    let property = moduleVariable.map { Expression.property(.read($0), key: .literal(builder.text(name))) }
    let references: [Expression] =
      callsDirectly ? [.literal(value)] : [.read(global), .literal(value)] + (property.map { [$0] } ?? [])
    callables.append(
      Callable(node: function, parameterTypes: types, resultType: result, references: references))
  }

  /// Makes a function that calls itself at most eight times.
  func makeRecursiveFunction() {
    let function = FunctionNode(builder.newFunction("repeat"), .plain)
    let (level, other) = (Variable(.any, .argument(1)), Variable(.any, .argument(2)))
    let itself = builder.global("repeat", .function(function.id), .callback)
    let again = Expression.call(
      .value(.read(itself)), [.binary(.subtract, .read(level), .literal(.integer(1))), .read(other)])
    let isBounded = Expression.and(
      .binary(.greater, .read(level), .literal(.integer(0))),
      .binary(.less, .read(level), .literal(.integer(8))))
    let sum = Expression.binary(pick([.subtract, .multiply, .addNumbers]), .read(other), again)
    function.body.statements = [.returnValue(.conditional(isBounded, sum, .read(other)))]
    function.cost = 200
    compile(function)
    add(function, "repeat", [.index, .number], .any)
  }

  /// Makes what the host can call.
  func makeExports() {
    for index in 0..<number(2...max(2, size / 2)) {
      let kind = chance(25) ? FunctionNode.Kind.async : .plain
      let function = FunctionNode(builder.newFunction("export\(index)"), kind)
      let types = Array(repeating: ValueType.any, count: number(0...3))
      let resultType = chance(25) && kind == .plain ? ValueType.callback : .any
      fill(
        function, parameters: types, outside: globals, limit: Self.callLimit, statements: number(2...size),
        { $0.resultType = resultType }, begin: callUncalled)
      compile(function)
      builder.program.exports.append(Export(id: UInt16(1 + index), value: .function(function.id)))
    }
    if chance(50) { makeBuildTimeClosures() }
  }

  /// Calls some of the functions that nothing calls yet, and shows what they return.
  private func callUncalled() {
    for callable in callables where !called.contains(callable.node.id) && chance(70) {
      guard let result = call(where: { $0.node === callable.node }, 1) else { continue }
      place.block.statements.append(.expression(.call(.value(pick(library.log)), [result])))
    }
  }

  /// Makes two closures over variables that the program starts with.
  private func makeBuildTimeClosures() {
    let scope = ScopeNode()
    scope.hasFunction = true
    scope.variables = (0..<number(1...3)).map { _ in Variable(pick([.any, .number, .text]), .scoped) }
    let ids = (0..<2).map { _ in builder.newFunction("closure") }
    let initialValues = scope.variables.map { literalValue($0.type) }
    let embedded = builder.allocation(.ram, .closure([.function(ids[0])] + initialValues))
    let other = builder.allocation(.ram, .closure([.function(ids[1]), embedded]))
    let frame = CodeEmitter.ScopeFrame(scope, after: 1, hasParent: false)
    for (index, id) in ids.enumerated() {
      let function = FunctionNode(id, .plain)
      fill(
        function, parameters: [.any], outside: globals + scope.variables, limit: Self.callLimit / 2,
        statements: number(1...size))
      CodeEmitter.emit(
        function, scopes: index == 0 ? [frame] : [.closure, frame], builder: builder,
        callsDirectly: callsDirectly)
    }
    for (index, value) in [embedded, other].enumerated() {
      builder.program.exports.append(Export(id: UInt16(30 + index), value: builder.inROM(value)))
    }
  }
}
