import Analysis
import IL

extension Pass {
  /// Replaces closures that capture nothing by their functions.
  ///
  /// Safe for closures of the snapshot that no code looks into, and whose function asks for no scope. Each is one value
  /// and so is each function; because nothing else in the program names the function as a value, what was equal
  /// before is afterwards, and nothing else. Closures to which there are both direct references and handles
  /// stay, as these are not equal (snapshot format, section 2.4).
  ///
  /// A closure that is made at run time is a new value each time, and the function always the same. So such a
  /// closure is only replaced if `ObservedIdentities` shows that nothing compares it and that the host does not have
  /// it. Where a scope is the closure, its target must be stored before it becomes a value, and never be another.
  ///
  /// Before:
  /// ```
  /// global @f = $closure
  /// ram $closure = closure [&f, 5, $scope]
  /// function &f {
  /// b0:
  ///   return 1
  /// }
  /// ```
  /// After:
  /// ```
  /// global @f = &f
  /// function &f {
  /// b0:
  ///   return 1
  /// }
  /// ```
  static let closureSimplification = Pass(
    "closure-simplification", "replace closures that capture nothing by their functions"
  ) { context in
    let flow = context.valueFlow
    guard flow.obstacle == nil, !context.program.hasReferencesInInternalSlots else { return }
    replaceClosuresOfSnapshot(&context, flow)
    replaceClosuresMadeAtRunTime(&context, flow)
  }

  private static func replaceClosuresOfSnapshot(_ context: inout PassContext, _ flow: ValueFlow) {
    guard context.program.allocations.entries.contains(where: \.element.isClosure) else { return }
    let uses = ClosureUses(flow)
    let mentions = ValueMentions(context.program)
    let names = context.names
    var functions: [AllocationID: FunctionID] = [:]
    for (id, allocation) in context.program.allocations.entries {
      guard case .closure(let slots) = allocation.content, case .function(let function) = slots[0],
        let thing = flow.number(ofKnown: .allocation(id)), !uses.scopes.contains(id),
        let target = flow.number(ofKnown: .function(function)), flow.slot(0, of: thing).reference == target,
        let body = context.program.functions[function].ssa, !body.usesCurrentScope,
        // The closure names the function.
        mentions.count[.function(function)] == 1,
        mentions.count[.allocation(id)] == nil || mentions.count[.handle(id)] == nil,
        context.accept("\(names[id]) is \(names[function]): it captures nothing that is used")
      else { continue }
      functions[id] = function
    }
    context.update { program in
      program.rewriteValues { value in
        value.referent.flatMap { functions[$0] }.map { .function($0) } ?? value
      }
      for id in functions.keys { program.allocations.remove(id) }
    }
  }

  private static func replaceClosuresMadeAtRunTime(_ context: inout PassContext, _ flow: ValueFlow) {
    let (program, names) = (context.program, context.names)
    var identities: ObservedIdentities?
    for (id, function) in program.functions.entries where flow.isReached(id) {
      guard let body = function.ssa else { continue }
      var functions: [Local: FunctionID] = [:]
      for block in body.blocks {
        for (position, instruction) in block.instructions.enumerated() {
          guard let target = block.target(ofClosureMadeAt: position), let result = instruction.result,
            program.functions[target].ssa.map({ !$0.usesCurrentScope }) ?? false
          else { continue }
          identities = identities ?? ObservedIdentities(flow)
          let closures = flow.value(of: result, in: id)
          guard !closures.references.isEmpty,
            closures.references.allSatisfy({
              !identities!.isObserved($0) && flow.isAlways(target, calledBy: $0)
            }),
            context.accept(
              "\(names[id]): a closure of \(names[target]) captures nothing that is used")
          else { continue }
          functions[result] = target
        }
      }
      guard !functions.isEmpty else { continue }
      context.update { $0.functions[id].body = .ssa(body.naming(functions)) }
    }
  }
}

extension Allocation {
  fileprivate var isClosure: Bool { if case .closure = content { true } else { false } }
}

extension ValueFlow {
  /// True iff calling the closure with this number can only mean calling `function`, or be an error.
  fileprivate func isAlways(_ function: FunctionID, calledBy closure: Int) -> Bool {
    let target = slot(0, of: closure)
    return target.references.allSatisfy { references[$0] == .function(function) } && !target.isFromHost
      && target.primitiveTypes.subtracting(.deleted).isEmpty
  }
}

extension BasicBlock {
  /// The function that the closure calls which the instruction at `position` makes, if it makes one.
  fileprivate func target(ofClosureMadeAt position: Int) -> FunctionID? {
    let target: Operand?
    switch instructions[position].operation {
    case .closureNew: target = instructions[position].operands[1]
    case .loadClosure:
      target =
        instructions[..<position].last {
          $0.operation == .storeScoped(0) && $0.operands[0] == instructions[position].operands[0]
        }?.operands[1]
    default: return nil
    }
    guard case .literal(.function(let id)) = target else { return nil }
    return id
  }
}

extension SSABody {
  /// The body with functions in place of the closures that it makes.
  fileprivate func naming(_ functions: [Local: FunctionID]) -> SSABody {
    var body = self
    for block in body.blockIDs {
      body[block].instructions.removeAll { $0.result.map { functions[$0] != nil } ?? false }
    }
    body.rewriteOperands { operand in
      operand.local.flatMap { functions[$0] }.map { .literal(.function($0)) } ?? operand
    }
    return body
  }
}

extension SSABody {
  /// True iff something in the body depends on the scope with which the function is entered, or on any other.
  fileprivate var usesCurrentScope: Bool {
    isAsync
      || blocks.contains { block in
        if case .asyncComplete = block.terminator.kind { return true }
        if case .asyncReturn = block.terminator.kind { return true }
        return block.instructions.contains {
          $0.operation.signature.takesScope || $0.operation.signature.effects.contains(.readsCurrentScope)
        }
      }
  }
}

/// How often each value stands in a program.
private struct ValueMentions {
  private(set) var count: [Value: Int] = [:]

  init(_ program: Program) {
    for export in program.exports { add(export.value) }
    for name in Builtins.Name.allCases { add(program.builtins[name]) }
    for (_, global) in program.globals.entries { add(global.value) }
    for (_, allocation) in program.allocations.entries {
      for value in allocation.content.values { add(value) }
    }
    for body in program.functions.entries.compactMap(\.element.ssa) {
      for block in body.blocks {
        let operands = block.instructions.flatMap(\.operands) + block.terminator.allOperands
        for value in operands.compactMap(\.literal) { add(value) }
      }
    }
  }

  private mutating func add(_ value: Value) { count[value, default: 0] += 1 }
}
