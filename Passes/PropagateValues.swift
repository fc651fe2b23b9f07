import Analysis
import Codec
import IL

extension Pass {
  /// Puts a value that can only be one thing where it is used.
  ///
  /// Safe because `ValueFlow` bounds what each value can be, over the whole program and for every call that the
  /// host can make; what computed the value stays until nothing needs it. Numbers, strings, functions and data in
  /// ROM have one representation each, so nothing can tell the copy from the original. Only values that are
  /// cheaper to name than to compute or to pass on are put in. The value flow does not know the order of things, so
  /// it takes every variable of a scope for one that may be uninitialized; `UninitializedValues` knows better.
  ///
  /// Before:
  /// ```
  /// rom $config = object { "level": 3 }
  /// function &main {
  /// b0:
  ///   %0 = object_get $config, "level"
  ///   return %0
  /// }
  /// ```
  /// After:
  /// ```
  /// rom $config = object { "level": 3 }
  /// function &main {
  /// b0:
  ///   %0 = object_get $config, "level"
  ///   return 3
  /// }
  /// ```
  static let propagateValues = Pass("propagate-values", "name values that can only be one thing") {
    context in
    let flow = context.valueFlow
    guard flow.obstacle == nil else { return }
    let names = context.names
    for (id, function) in context.program.functions.entries {
      guard let body = function.ssa, flow.isReached(id) else { continue }
      var literals: [Local: Value] = [:]
      var isDeleted: [Bool]?
      for block in body.blockIDs where flow.isReached(block, in: id) {
        for local in body[block].values {
          let value = flow.value(of: local, in: id)
          guard let literal = literal(for: value.initialized, flow), literals[local] == nil else { continue }
          if value.mayBeDeleted {
            isDeleted = isDeleted ?? deletedLocals(of: body, id, &context)
            guard !isDeleted![local.index] else { continue }
          }
          literals[local] = literal
        }
      }
      let replaced = body.replacing(literals)
      guard replaced != body else { continue }
      let used = literals.keys.sorted().map { "%\($0.index) = \(names[literals[$0]!])" }
      if context.accept("\(names[id]): can only be one value: \(used.joined(separator: ", "))") {
        context.update { $0.functions[id].body = .ssa(replaced) }
      }
    }
  }

  /// Which locals of `body`, the body of `function`, may be `deleted`, by their index; all if that is not known.
  private static func deletedLocals(
    of body: SSABody, _ function: FunctionID, _ context: inout PassContext
  ) -> [Bool] {
    let values = try? context.uninitializedValues.get()
    return values?.deletedLocals(of: body, function) ?? Array(repeating: true, count: body.localCount)
  }

  /// The literal that stands for the only value that `value` can be.
  private static func literal(for value: AbstractValue, _ flow: ValueFlow) -> Value? {
    if let constant = value.constant { return constant }
    guard let reference = value.reference else { return nil }
    switch flow.references[reference] {
    case .function(let id): return .function(id)
    case .hostFunction(let id): return .hostFunction(id)
    case .noOpFunction: return .noOpFunction
    // A literal for data in RAM is a handle, which is not equal to a direct reference.
    case .allocation(let id): return flow.program.allocations[id].region == .rom ? .allocation(id) : nil
    case .site, .external: return nil
    }
  }
}

extension BasicBlock {
  /// The locals that the block defines and that are not scopes.
  fileprivate var values: [Local] {
    parameters + instructions.filter { $0.operation.signature.result != .scope }.compactMap(\.result)
  }
}

extension SSABody {
  /// The body with each of `literals` in place of the local.
  fileprivate func replacing(_ literals: [Local: Value]) -> SSABody {
    func replaced(_ operand: Operand) -> Operand {
      guard case .local(let local) = operand, let value = literals[local] else { return operand }
      return .literal(value)
    }
    var body = self
    for index in body.blocks.indices {
      for position in body.blocks[index].instructions.indices {
        let operands = body.blocks[index].instructions[position].operands
        body.blocks[index].instructions[position].operands = operands.map(replaced)
      }
      body.blocks[index].terminator = body.blocks[index].terminator.mapOperands(replaced)
    }
    return body
  }
}
