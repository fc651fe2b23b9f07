import Analysis
import Codec
import IL

extension Pass {
  /// Puts functions where they are called, if they are called once or no larger than their calls.
  ///
  /// Safe because the body does in its new place what it did in its own: it looks at no scope, so the current
  /// one does not matter; it is not async, so nothing asks how it was called; arguments that a call does not
  /// pass are `undefined`; exceptions reach the same catch blocks; and nothing is computed earlier or later.
  /// What stays on the stack over the call may have to be copied, which cannot be done with `deleted`, so that
  /// must be known not to occur there.
  ///
  /// Only expressions are put into async functions, because the scope of these limits what fits their frames.
  /// Functions with a `try` keep to themselves. A function that was called once goes.
  ///
  /// Before:
  /// ```
  /// function &main {
  /// b0:
  ///   %0 = load_arg 1
  ///   %1 = call &increment, %0
  ///   return %1
  /// }
  /// function &increment {
  /// b0:
  ///   %0 = load_arg 0
  ///   %1 = add %0, 1
  ///   return %1
  /// }
  /// ```
  /// After:
  /// ```
  /// function &main {
  /// b0:
  ///   %0 = load_arg 1
  ///   %1 = add %0, 1
  ///   return %1
  /// }
  /// ```
  static let inlining = Pass("inlining", "put small functions and those called once where they are called") {
    context in
    // Fails where some function is not in SSA form.
    guard let uninitialized = try? context.uninitializedValues.get() else { return }
    let names = context.names
    var references = References(context.program)
    for id in references.calleesFirst where context.program.functions.contains(id) {
      guard let body = context.program.functions[id].ssa else { continue }
      var caller = Caller(id, body, uninitialized)
      var removed: [FunctionID] = []
      let result = body.inlining { block, position, instruction in
        guard let (callee, arguments) = instruction.directCall, callee != id, !removed.contains(callee),
          let inlinee = Inlinee(context.program.functions[callee])
        else { return nil }
        let isOnlyUse = references.count(of: callee) == 1
        guard isOnlyUse || inlinee.isNoLarger(thanCallWith: arguments),
          caller.canTake(inlinee, arguments, block, position),
          context.accept(
            "\(names[callee]) went into \(names[id]); "
              + (isOnlyUse ? "nothing else uses it" : "it is no larger than the call"))
        else { return nil }
        caller.localCount += inlinee.body.localCount
        if isOnlyUse { removed.append(callee) } else { references.copy(inlinee.body, of: callee) }
        return (inlinee.body, arguments)
      }
      guard result != body else { continue }
      context.update {
        $0.functions[id].body = .ssa(result)
        for callee in removed { $0.functions.remove(callee) }
      }
    }
  }
}

/// How often each function is mentioned, and who calls whom.
private struct References {
  private var counts: [FunctionID: Int] = [:]
  /// The functions, each behind those that it calls by name unless they call each other.
  private(set) var calleesFirst: [FunctionID] = []

  init(_ program: Program) {
    for export in program.exports { count(export.value) }
    for name in Builtins.Name.allCases { count(program.builtins[name]) }
    for (_, global) in program.globals.entries { count(global.value) }
    for (_, allocation) in program.allocations.entries { allocation.content.values.forEach { count($0) } }
    for (_, function) in program.functions.entries {
      for id in function.ssa?.mentionedFunctions ?? [] { counts[id, default: 0] += 1 }
    }
    calleesFirst = Self.calleesFirst(program)
  }

  func count(of id: FunctionID) -> Int { counts[id, default: 0] }

  /// Counts what a copy of `body` mentions in place of one call of `callee`.
  mutating func copy(_ body: SSABody, of callee: FunctionID) {
    counts[callee, default: 0] -= 1
    for id in body.mentionedFunctions { counts[id, default: 0] += 1 }
  }

  private mutating func count(_ value: Value) {
    if case .function(let id) = value { counts[id, default: 0] += 1 }
  }

  private static func calleesFirst(_ program: Program) -> [FunctionID] {
    func callees(of id: FunctionID) -> [FunctionID] {
      program.functions[id].ssa?.blocks.flatMap(\.instructions).compactMap { $0.directCall?.callee } ?? []
    }
    var order: [FunctionID] = []
    var visited: Set<FunctionID> = []
    for (root, _) in program.functions.entries where visited.insert(root).inserted {
      var path = [(id: root, remaining: callees(of: root))]
      while let last = path.indices.last {
        if let callee = path[last].remaining.popLast() {
          if visited.insert(callee).inserted { path.append((callee, callees(of: callee))) }
        } else {
          order.append(path.removeLast().id)
        }
      }
    }
    return order
  }
}

/// A function that calls can be replaced by.
private struct Inlinee {
  let body: SSABody
  let expression: InlineExpression?
  /// The argument that each local is, if it is one.
  private var arguments: [Local: Int] = [:]

  /// The body of `function`, if it can stand elsewhere.
  init?(_ function: Function) {
    guard let body = function.ssa, function.entryDepth == 0 else { return nil }
    var returns = false
    for block in body.blocks {
      guard block.instructions.allSatisfy(\.operation.isIndependentOfFrame) else { return nil }
      switch block.terminator.kind {
      case .returnValue: returns = true
      case .jump, .branch, .throwValue: break
      case .startTry, .asyncReturn, .asyncComplete: return nil
      }
    }
    // What stands behind a call that never returns would have to go.
    guard returns else { return nil }
    self.body = body
    expression = InlineExpression(body)
    for instruction in body.blocks.lazy.flatMap(\.instructions) {
      if case .loadArgument(let index) = instruction.operation { arguments[instruction.result!] = index }
    }
  }

  /// True iff the body takes no more bytes than a call that passes `passed`, as far as can be told before lowering.
  func isNoLarger(thanCallWith passed: [Operand]) -> Bool {
    guard body.blocks.count == 1 else { return false }
    let instructions = body.blocks[0].instructions
    let used = instructions.flatMap(\.operands) + body.blocks[0].terminator.operands
    var useCounts: [Int: Int] = [:]
    var size = 0
    for instruction in instructions where instruction.result.map({ arguments[$0] == nil }) ?? true {
      size += instruction.operation.codeSizeEstimate
    }
    for operand in used {
      if let index = operand.local.flatMap({ arguments[$0] }) {
        useCounts[index, default: 0] += 1
      } else {
        size += operand.literal?.codeSizeEstimate ?? 0
      }
    }
    var callSize = Self.callSize
    for (index, operand) in passed.enumerated() {
      let count = useCounts[index, default: 0]
      if let literal = operand.literal {
        size += count * literal.codeSizeEstimate
        callSize += literal.codeSizeEstimate
      } else if count != 1 {
        // A variable that is loaded each time and taken off in the end, or a value that nobody wants.
        size += count + 1
      }
    }
    if expression?.usesUp(passed) != true { size += Self.disorderSize }
    return size <= callSize
  }

  /// The bytes of a call of a function that is not on the stack.
  private static let callSize = 3
  /// What it costs, in our experience, to get arguments from where they are to where they are used.
  private static let disorderSize = 2
}

/// A function into which others are put.
private struct Caller {
  /// How many locals there are by now.
  var localCount: Int
  private let isAsync: Bool
  /// Where the locals that may be `deleted` are defined and used last; nil for those that other blocks use, too.
  private var uncopyable: [(block: BlockID, positions: Range<Int>)?] = []

  init(_ id: FunctionID, _ body: SSABody, _ uninitialized: UninitializedValues) {
    localCount = body.localCount
    isAsync = body.isAsync
    let isDeleted = uninitialized.deletedLocals(of: body, id)
    guard isDeleted.contains(true) else { return }
    for block in body.blockIDs {
      for (position, instruction) in body[block].instructions.enumerated() {
        if let local = instruction.result, isDeleted[local.index] {
          uncopyable.append(Self.extent(of: local, definedAt: position, in: block, of: body))
        }
      }
      for local in body[block].parameters where isDeleted[local.index] {
        uncopyable.append(Self.extent(of: local, definedAt: -1, in: block, of: body))
      }
    }
  }

  private static func extent(
    of local: Local, definedAt position: Int, in block: BlockID, of body: SSABody
  ) -> (block: BlockID, positions: Range<Int>)? {
    var last = position
    for id in body.blockIDs {
      for (use, instruction) in body[id].instructions.enumerated()
      where instruction.operands.contains(.local(local)) {
        guard id == block else { return nil }
        last = use
      }
      if body[id].terminator.allOperands.contains(.local(local)) {
        guard id == block else { return nil }
        last = body[id].instructions.count
      }
    }
    return (block, position + 1..<max(last, position + 1))
  }

  /// True iff `inlinee` can stand for the call at `position` of `block`.
  func canTake(_ inlinee: Inlinee, _ arguments: [Operand], _ block: BlockID, _ position: Int) -> Bool {
    if inlinee.expression?.usesUp(arguments) == true { return true }
    guard !isAsync, localCount + inlinee.body.localCount <= Self.maximumLocals else { return false }
    return uncopyable.allSatisfy {
      $0.map { $0.block != block || !$0.positions.contains(position) } ?? false
    }
  }

  /// With no more locals than this, frames stay far below the 255 slots that the format allows.
  private static let maximumLocals = 120
}

extension SSAInstruction {
  /// The function that the instruction calls by name without waiting for it, and what it passes, `this` first.
  fileprivate var directCall: (callee: FunctionID, arguments: [Operand])? {
    switch operation {
    case .callFunction(let id): return (id, operands)
    case .call, .callVoid:
      guard case .literal(.function(let id)) = operands[0] else { return nil }
      return (id, Array(operands.dropFirst()))
    default: return nil
    }
  }
}

extension SSABody {
  /// The functions that the body mentions, each as often as it does.
  fileprivate var mentionedFunctions: [FunctionID] {
    var functions: [FunctionID] = []
    func add(_ operand: Operand) {
      if case .literal(.function(let id)) = operand { functions.append(id) }
    }
    for block in blocks {
      for instruction in block.instructions {
        if case .callFunction(let id) = instruction.operation { functions.append(id) }
        instruction.operands.forEach(add)
      }
      block.terminator.allOperands.forEach(add)
    }
    return functions
  }
}

extension SSAOperation {
  /// True iff the operation does the same in any function, given the same operands and arguments.
  fileprivate var isIndependentOfFrame: Bool {
    switch self {
    case .storeArgument, .loadCell, .storeCell, .endTry: false
    default: !signature.takesScope && signature.result != .scope
    }
  }
}
