import IL

extension ValueFlow {
  /// Lets values flow through a call.
  mutating func callResult(
    of instruction: SSAInstruction, _ operands: [AbstractValue], _ place: Place, by node: Node
  ) -> AbstractValue {
    let site = Activation.CallSite(
      function: activations[place.activation].function, block: place.block, index: place.index)
    switch instruction.operation {
    case .callFunction(let id): return enter(id, operands, scope: nil, site, by: node)
    case .callHost, .callHostVoid: return callHost(operands)
    case .awaitCall:
      var value = call(operands[1], Array(operands[2...]), site, by: node)
      // The callee may take the continuation instead of returning a promise.
      _ = value.join(AbstractValue(constant: .deleted))
      return value
    case .new:
      var value = AbstractValue()
      for thing in things(operands[0], by: node) {
        let instance = made(instruction, place, by: node)
        _ = value.join(instantiate(thing, instance, Array(operands[1...]), site, by: node))
      }
      return value
    default: return call(operands[0], Array(operands[1...]), site, by: node)
    }
  }

  /// Calls whatever `callee` can be with `arguments`, `this` first.
  private mutating func call(
    _ callee: AbstractValue, _ arguments: [AbstractValue], _ site: Activation.CallSite?, by node: Node
  ) -> AbstractValue {
    var value = AbstractValue()
    for thing in things(callee, by: node) {
      _ = value.join(call(thing, arguments, site, by: node))
    }
    return value
  }

  private mutating func call(
    _ thing: Int, _ arguments: [AbstractValue], _ site: Activation.CallSite?, by node: Node
  ) -> AbstractValue {
    switch references[thing] {
    case .function(let id): return enter(id, arguments, scope: nil, site, by: node)
    case .hostFunction: return callHost(arguments)
    case .noOpFunction: return AbstractValue(constant: .undefined)
    // The callback of an async operation of the host.
    case .external: return AbstractValue(constant: .undefined)
    case .allocation, .site:
      guard slotCount(of: thing) != nil else { return AbstractValue() }
      var value = AbstractValue()
      for target in read(.slot(thing, 0), by: node).references {
        switch references[target] {
        case .function(let id): _ = value.join(enter(id, arguments, scope: thing, site, by: node))
        case .hostFunction: _ = value.join(callHost(arguments))
        case .noOpFunction: _ = value.join(AbstractValue(constant: .undefined))
        // The engine follows closures in closures; our compiler and the reference never make them.
        case .allocation, .site, .external: obstacle = "the target of a closure is a closure"
        }
      }
      return value
    }
  }

  private mutating func callHost(_ arguments: [AbstractValue]) -> AbstractValue {
    for argument in arguments.dropFirst() { escape(argument) }
    return .fromHost
  }

  /// Calls a function of the program.
  private mutating func enter(
    _ function: FunctionID, _ arguments: [AbstractValue], scope: Int?, _ site: Activation.CallSite?,
    by node: Node
  ) -> AbstractValue {
    guard let activation = activation(of: function, calledAt: site) else { return AbstractValue() }
    for index in 0..<functionFacts[function.index]!.argumentCount {
      let argument = index < arguments.count ? arguments[index] : AbstractValue(constant: .undefined)
      join(argument, into: .argument(activation, index))
    }
    let scopeOnEntry = scope.map { AbstractValue(reference: $0) } ?? AbstractValue(constant: .undefined)
    join(scopeOnEntry, into: .scopeOnEntry(activation))
    guard functionFacts[function.index]!.isAsync else { return read(.result(activation), by: node) }
    return AbstractValue(reference: number(of: .external))
  }

  /// Makes an instance of the class `thing`.
  private mutating func instantiate(
    _ thing: Int, _ instance: Int, _ arguments: [AbstractValue], _ site: Activation.CallSite?, by node: Node
  ) -> AbstractValue {
    guard isClass(thing) else { return AbstractValue() }
    if case .string = program.builtins[.prototypeKey] {
      let statics = read(.slot(thing, 1), by: node)
      let prototype = property(
        of: statics, AbstractValue(constant: program.builtins[.prototypeKey]), by: node)
      join(prototype, into: .prototype(instance))
    }
    let this = AbstractValue(reference: instance)
    return call(read(.slot(thing, 0), by: node), [this] + arguments, site, by: node)
  }

  /// Lets the host call a thing that it was given with anything that it has.
  mutating func callFromHost(_ thing: Int, by node: Node) {
    let undefined = AbstractValue(constant: .undefined)
    let arguments = [undefined] + Array(repeating: AbstractValue.fromHost, count: Limits.arguments - 1)
    if isClass(thing) {
      let site = Reference.Site(activation: -1 - thing, local: Local(0), operation: .new)
      escape(
        instantiate(thing, number(of: site, madeBy: node), arguments.dropFirst().map { $0 }, nil, by: node))
    } else {
      escape(call(thing, arguments, nil, by: node))
    }
  }
}
