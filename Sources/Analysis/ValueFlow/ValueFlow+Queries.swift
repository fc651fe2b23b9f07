import IL

extension ValueFlow {
  /// True iff `function` can be called.
  public func isReached(_ function: FunctionID) -> Bool { !activationsOfFunction[function.index].isEmpty }

  /// True iff control can reach `block` of `function`.
  public func isReached(_ block: BlockID, in function: FunctionID) -> Bool {
    isReached(function) && summaries[function.index].isReached[block.index]
  }

  /// What `local` of `function` can be, whatever the call.
  public func value(of local: Local, in function: FunctionID) -> AbstractValue {
    isReached(function) ? summaries[function.index].locals[local.index] : AbstractValue()
  }

  /// What `operand` of an instruction of `function` can be, whatever the call.
  public func value(of operand: Operand, in function: FunctionID) -> AbstractValue {
    switch operand {
    case .local(let local): value(of: local, in: function)
    case .literal(let value): known(value)
    }
  }

  /// What argument `index` of `function` can be, whatever the call; nothing if the function does not read it.
  public func argument(_ index: Int, of function: FunctionID) -> AbstractValue {
    joined(function) { .argument($0, index) }
  }

  /// What calls of `function` return; of an async function, nothing.
  public func result(of function: FunctionID) -> AbstractValue { joined(function) { .result($0) } }

  /// The scopes with which `function` can be entered.
  public func scopesOnEntry(of function: FunctionID) -> AbstractValue {
    joined(function) { .scopeOnEntry($0) }
  }

  /// What `global` can hold.
  public func value(of global: GlobalID) -> AbstractValue { value(.global(global)) }

  /// What property `key` of a thing can hold, other than by a key that is not known; what it inherits does not
  /// count.
  public func property(_ key: Value, of reference: Int) -> AbstractValue { value(.field(reference, key)) }

  /// What may be stored in a thing under keys that are not known.
  public func unknownProperties(of reference: Int) -> AbstractValue { value(.unknownField(reference)) }

  /// What slot `index` of a closure, scope or class can hold.
  public func slot(_ index: Int, of reference: Int) -> AbstractValue { value(.slot(reference, index)) }

  /// The prototype that an object can have.
  public func prototype(of reference: Int) -> AbstractValue { value(.prototype(reference)) }

  /// The things that `value` can refer to, by number, those that the host can have included.
  public func things(_ value: AbstractValue) -> [Int] {
    guard value.isFromHost else { return Array(value.references) }
    var things = value.references
    things.formUnion(escaped.references)
    return Array(things) + (thingNumbers.external.map { [$0] } ?? [])
  }

  /// True iff the host may have been given the thing.
  public func isEscaped(_ reference: Int) -> Bool { escaped.references.contains(reference) }

  /// The number of `reference`, or nil if no value refers to it.
  ///
  /// - Precondition: it is nothing that an instruction makes.
  public func number(ofKnown reference: Reference) -> Int? { thingNumbers[reference] }

  /// What a value of the program can be; nothing if the analysis did not meet what it refers to.
  private func known(_ value: Value) -> AbstractValue {
    func thing(_ reference: Reference) -> AbstractValue {
      thingNumbers[reference].map { AbstractValue(reference: $0) } ?? AbstractValue()
    }
    return switch value {
    case .undefined, .null, .boolean, .number, .string, .deleted: AbstractValue(constant: value)
    case .noOpFunction: thing(.noOpFunction)
    case .function(let id): thing(.function(id))
    case .hostFunction(let id): thing(.hostFunction(id))
    case .allocation(let id), .handle(let id): thing(.allocation(id))
    case .continuation: AbstractValue()
    }
  }

  private func value(_ variable: Variable) -> AbstractValue {
    knownNumber(of: variable).map { variables.values[$0] } ?? AbstractValue()
  }

  private func joined(_ function: FunctionID, _ variable: (Int) -> Variable) -> AbstractValue {
    var joined = AbstractValue()
    for activation in activationsOfFunction[function.index] {
      _ = joined.join(value(variable(activation)))
    }
    return joined
  }
}

/// What a call can call.
public struct Callees: Sendable {
  /// Functions of the program.
  public var functions: Set<FunctionID> = []
  /// True iff it may be a function of the host.
  public var includeHost = false
  /// True iff it may be something that cannot be called, so that the call fails.
  public var mayFail = false
}

extension ValueFlow {
  /// What `instruction` of `function` can call; nothing if it is not a call.
  public func callees(of instruction: SSAInstruction, in function: FunctionID) -> Callees {
    var callees = Callees()
    switch instruction.operation {
    case .callFunction(let id): callees.functions = [id]
    case .callHost, .callHostVoid: callees.includeHost = true
    case .call, .callVoid: add(value(of: instruction.operands[0], in: function), to: &callees)
    case .awaitCall: add(value(of: instruction.operands[1], in: function), to: &callees)
    case .new:
      let callee = value(of: instruction.operands[0], in: function)
      callees.mayFail = !callee.primitiveTypes.isEmpty || callee.isFromHost
      for thing in things(callee) {
        guard isClass(thing) else {
          callees.mayFail = true
          continue
        }
        add(slot(0, of: thing), to: &callees)
        let statics = slot(1, of: thing)
        let hasPrototype = statics.references.allSatisfy {
          let prototype = property(program.builtins[.prototypeKey], of: $0)
          return isInitialProperty(program.builtins[.prototypeKey], of: $0)
            && prototype.primitiveTypes.isSubset(of: .null)
            && prototype.references.allSatisfy { kind(of: $0) == .object }
        }
        if !hasPrototype { callees.mayFail = true }
      }
    default: break
    }
    return callees
  }

  private func add(_ callee: AbstractValue, to callees: inout Callees) {
    if !callee.primitiveTypes.isEmpty || callee.isFromHost { callees.mayFail = true }
    for thing in things(callee) {
      switch references[thing] {
      case .function(let id): callees.functions.insert(id)
      case .hostFunction: callees.includeHost = true
      case .noOpFunction: break
      // It may be bytes or a promise, which cannot be called, or a callback, which can.
      case .external: callees.mayFail = true
      case .allocation, .site:
        guard slotCount(of: thing) != nil else {
          callees.mayFail = true
          continue
        }
        let target = slot(0, of: thing)
        if !target.primitiveTypes.isEmpty { callees.mayFail = true }
        for reference in target.references {
          if case .function(let id) = references[reference] { callees.functions.insert(id) }
          if case .hostFunction = references[reference] { callees.includeHost = true }
        }
      }
    }
  }

  /// True iff `instruction` of `function` may itself end in an error of the engine.
  ///
  /// What it calls is not considered.
  public func mayFail(_ instruction: SSAInstruction, in function: FunctionID) -> Bool {
    func value(_ index: Int) -> AbstractValue { self.value(of: instruction.operands[index], in: function) }
    switch instruction.operation {
    case .initialized: return value(0).mayBeDeleted
    case .loadGlobal(let id): return self.value(of: id).mayBeDeleted
    case .call, .callVoid, .awaitCall, .new: return callees(of: instruction, in: function).mayFail
    case .objectGet: return mayFailToGet(value(0), value(1))
    case .objectSet: return mayFailToSet(value(0), value(1))
    case .objectKeys:
      let object = value(0)
      return hasPrimitives(object)
        || object.references.contains { kind(of: $0) != .object && kind(of: $0) != .classValue }
    default: return !instruction.operation.signature.errors.isEmpty
    }
  }

  private func hasPrimitives(_ value: AbstractValue) -> Bool {
    value.isFromHost || !value.primitiveTypes.isEmpty
  }

  /// True iff `key` may be something other than a string that can be interned or a small positive integer.
  private func mayBeInvalidKey(_ key: AbstractValue) -> Bool {
    guard key.types.isEmpty, key.references.isEmpty, !key.isFromHost else { return true }
    return key.constants.contains {
      switch $0 {
      case .string(let id):
        program.strings[id].kind == .plain && !isString($0, "length") && !isString($0, "__proto__")
      case .number(let number): number.int14.map { $0 < 0 } ?? true
      default: true
      }
    }
  }

  private func mayFailToGet(_ object: AbstractValue, _ key: AbstractValue) -> Bool {
    if hasPrimitives(object) || mayBeInvalidKey(key) { return true }
    let isIndexOrLength = key.constants.allSatisfy { !$0.isString || isString($0, "length") }
    return object.references.contains { reference in
      switch kind(of: reference) {
      case .object, .classValue: references[reference] == .external
      case .array: !isIndexOrLength && program.builtins[.arrayPrototype] == .undefined
      case .bytes: !isIndexOrLength
      case .other: true
      }
    }
  }

  private func mayFailToSet(_ object: AbstractValue, _ key: AbstractValue) -> Bool {
    if hasPrimitives(object) || mayBeInvalidKey(key) { return true }
    if key.constants.contains(where: { isString($0, "__proto__") }) { return true }
    return object.references.contains { reference in
      switch kind(of: reference) {
      case .object, .classValue: references[reference] == .external
      // An array may grow too long, or its length may be set to what it is.
      case .array:
        key.constants.contains { $0.isString } || isFixedLength(reference)
      case .bytes, .other: true
      }
    }
  }

  private func isFixedLength(_ reference: Int) -> Bool {
    switch references[reference] {
    case .allocation(let id): program.allocations[id].content.kindName == "fixed_array"
    case .site(let site):
      switch site.operation {
      case .fixedLengthArrayNew, .objectKeys: true
      default: false
      }
    case .function, .hostFunction, .noOpFunction, .external: false
    }
  }
}

extension Value {
  /// True iff this is a string.
  var isString: Bool { if case .string = self { true } else { false } }
}

extension ValueFlow {
  /// The slots that variable `index` of `scopes` can be.
  ///
  /// Calls `onPath` with each link to a parent that leads there.
  public func slots(
    _ index: Int, of scopes: [Int], onPath: (_ scope: Int, _ slot: Int) -> Void = { _, _ in }
  ) -> [(scope: Int, index: Int)] {
    var pending = scopes.map { ($0, index) }
    var visited: Set<[Int]> = []
    var slots: [(scope: Int, index: Int)] = []
    while let (scope, index) = pending.popLast() {
      guard let count = slotCount(of: scope), visited.insert([scope, index]).inserted else { continue }
      if index < count {
        slots.append((scope, index))
      } else {
        onPath(scope, count - 1)
        pending += slot(count - 1, of: scope).references.map { ($0, index - count) }
      }
    }
    return slots
  }

  /// The thing that a value of the program is, if the analysis met it.
  func number(of value: Value) -> [Int] { Array(known(value).references) }
}

extension ValueFlow {
  /// The things that the instruction of `function` with this result makes.
  public func instances(madeBy result: Local, in function: FunctionID) -> [Int] {
    references.indices.filter {
      guard case .site(let site) = references[$0], site.activation >= 0 else { return false }
      return site.local == result && activations[site.activation].function == function
    }
  }
}
