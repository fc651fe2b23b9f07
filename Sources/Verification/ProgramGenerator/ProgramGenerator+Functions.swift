import IL

extension ProgramGenerator {
  /// A place at the start of a function.
  private func place(of function: FunctionNode, _ variables: [Variable], limit: Int) -> Place {
    // Slot 0 of an async function's scope is where it continues, so no function can be embedded there.
    let hasScope = function.kind == .async || chance(60)
    return Place(
      function: function, block: function.body, variables: variables, scope: hasScope ? function.scope : nil,
      limit: limit)
  }

  /// Makes the code of a function, but does not compile it.
  ///
  /// - Parameters:
  ///   - outside: The variables around the function that it can use.
  ///   - receiver: What it knows of `this`, if it uses it.
  ///   - change: Changes what the code may do.
  ///   - begin: Makes the first statements.
  func fill(
    _ function: FunctionNode, parameters: [ValueType], receiver: ValueType? = nil, outside: [Variable],
    limit: Int, statements: Int, _ change: (inout Place) -> Void = { _ in }, begin: () -> Void = {}
  ) {
    let start = place(of: function, outside, limit: limit)
    inside({
      $0 = start
      change(&$0)
    }) {
      spend(10)
      let all = (receiver.map { [(0, $0)] } ?? []) + parameters.enumerated().map { ($0 + 1, $1) }
      for (index, type) in all { addParameter(index, type) }
      if chance(20) { addHoisted() }
      place.blockDepth = 1
      begin()
      fill(statements)
      if function.kind != .constructor, chance(85) { place.block.statements.append(returnStatement()) }
    }
  }

  private func addParameter(_ index: Int, _ type: ValueType) {
    let storage: Variable.Storage
    if place.function.kind == .async || (place.scope != nil && chance(40)) {
      storage = .scoped
    } else if index > 0 && chance(30) {
      storage = .local
    } else {
      storage = .argument(index)
    }
    let isArgument = if case .argument = storage { true } else { false }
    let variable = Variable(type, storage, isAssignable: !isArgument && index > 0)
    if case .scoped = storage { place.function.scope.variables.append(variable) }
    place.function.parameters.append((index, variable))
    place.variables.append(variable)
  }

  /// A `var`, which holds `undefined` from the start.
  private func addHoisted() {
    let variable = Variable(.any, .local)
    place.function.hoisted.append(variable)
    place.variables.append(variable)
  }

  /// A function expression for any arguments.
  func callbackFunction() -> FunctionNode {
    makeFunction(chance(10) ? .async : .plain)
  }

  /// A function expression that runs no other callback.
  func makeFunction(_ kind: FunctionNode.Kind) -> FunctionNode {
    let function = FunctionNode(builder.newFunction("anonymous"), kind)
    embed(function)
    fill(
      function, parameters: Array(repeating: .any, count: number(0...2)),
      outside: place.variables.filter(Self.isVisibleInside), limit: Self.callbackLimit,
      statements: number(0...2)
    ) { $0.canCallBack = false }
    return function
  }

  /// Lets a function be the current scope, if the scope has no function yet.
  private func embed(_ function: FunctionNode) {
    guard let scope = place.scope, !scope.hasFunction, chance(60) else { return }
    guard place.function.kind != .async else { return }
    scope.hasFunction = true
    function.isEmbedded = true
  }

  /// A function declaration in the current block.
  func hoistFunction() {
    let function = callbackFunction()
    let isCaptured = place.scope != nil && chance(50)
    let variable = Variable(.callback, isCaptured ? .scoped : .local, isAssignable: false)
    if isCaptured { place.scope?.variables.append(variable) }
    place.block.functions.append((variable, function))
    place.variables.append(variable)
  }
}
