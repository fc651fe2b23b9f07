import Analysis
import IL

extension Pass {
  /// Drops what closures of the snapshot capture in vain, and closures that capture nothing.
  ///
  /// Slots behind the last one that `ClosureUses` finds needed go: no variable has a larger index, and no
  /// link to a parent is followed from there. A closure that no code looks into, and whose function asks for
  /// no scope, becomes the function. Each closure is one value and so is each function; because nothing else in
  /// the program names the function as a value, what was equal before is afterwards, and nothing else. Closures
  /// to which there are both direct references and handles stay, as these are not equal (snapshot format,
  /// section 2.4).
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
    "closure-simplification", "drop what closures capture in vain, and closures that capture nothing"
  ) { context in
    let flow = context.valueFlow
    guard flow.obstacle == nil, !context.program.hasReferencesInInternalSlots else { return }
    let uses = ClosureUses(flow)
    dropSlots(&context, uses)
    replaceClosures(&context, flow, uses)
  }

  private static func dropSlots(_ context: inout PassContext, _ uses: ClosureUses) {
    let names = context.names
    for (id, allocation) in context.program.allocations.entries {
      guard case .closure(let slots) = allocation.content, let needed = uses.neededSlots(of: id),
        needed < slots.count,
        context.accept("\(names[id]): nothing uses the last \(slots.count - needed) of its slots")
      else { continue }
      context.update { $0.allocations[id].content = .closure(Array(slots[..<needed])) }
    }
  }

  private static func replaceClosures(_ context: inout PassContext, _ flow: ValueFlow, _ uses: ClosureUses) {
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
