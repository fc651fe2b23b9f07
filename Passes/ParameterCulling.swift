import Analysis
import IL

extension Pass {
  /// Removes parameters that no callee reads, and arguments that nothing receives.
  ///
  /// Safe because `CallGroups` finds functions all of whose callers are known, and changes those that share a
  /// call together; the parameters that stay move up. `this` is a parameter like any other, except that `new`
  /// always passes it. The functions of the program cannot see how many arguments there are, so those at the
  /// end that are `undefined`, or that no callee reads, go from calls of other functions, too.
  ///
  /// Before:
  /// ```
  /// function &main {
  /// b0:
  ///   %0 = load_arg 1
  ///   %1 = call &f, undefined, undefined, %0, 5
  ///   return %1
  /// }
  /// function &f {
  /// b0:
  ///   %0 = load_arg 2
  ///   return %0
  /// }
  /// ```
  /// After:
  /// ```
  ///   %1 = call &f, %0
  /// ...
  ///   %0 = load_arg 0
  /// ```
  static let parameterCulling = Pass("parameter-culling", "remove parameters that nothing reads") {
    context in
    let flow = context.valueFlow
    guard flow.obstacle == nil else { return }
    let calls = Calls(CallGroups(flow), flow)
    let names = context.names
    let parameters = calls.parametersToKeep { context.accept($0) }
    for (id, function) in flow.program.functions.entries {
      guard let body = function.ssa, flow.isReached(id) else { continue }
      let renumbered = calls.renumbered(body, of: id, parameters)
      let trimmed = calls.trimmed(renumbered, of: id, parameters)
      let mayTrim =
        trimmed != renumbered
        && context.accept("\(names[id]): no callee reads the arguments at the end, so they went")
      let result = mayTrim ? trimmed : renumbered
      if result != body { context.update { $0.functions[id].body = .ssa(result) } }
    }
  }
}

/// The parameters that stay in functions that lose others, in order.
private typealias Parameters = [FunctionID: [Int]]

/// The calls of a program and what they pass.
private struct Calls {
  let groups: CallGroups
  let flow: ValueFlow
  /// The parameters that each function reads or writes.
  private var used: [FunctionID: Set<Int>] = [:]
  /// The parameters that each function writes, which its callers must pass.
  private var written: [FunctionID: Set<Int>] = [:]
  /// The functions that make instances, so that `this` is passed by the engine.
  private var constructors: Set<FunctionID> = []

  init(_ groups: CallGroups, _ flow: ValueFlow) {
    self.groups = groups
    self.flow = flow
    for (id, function) in flow.program.functions.entries {
      for instruction in function.ssa?.blocks.lazy.flatMap(\.instructions) ?? [] {
        switch instruction.operation {
        case .loadArgument(let index): used[id, default: []].insert(index)
        case .storeArgument(let index):
          used[id, default: []].insert(index)
          written[id, default: []].insert(index)
        case .new: constructors.formUnion(flow.callees(of: instruction, in: id).functions)
        default: break
        }
      }
    }
  }

  /// Decides which functions lose parameters other than those behind the last one that is used.
  func parametersToKeep(_ accept: (String) -> Bool) -> Parameters {
    let names = Names(flow.program)
    var parameters: Parameters = [:]
    for group in groups.closedGroups {
      var kept = group.reduce(into: Set<Int>()) { $0.formUnion(used[$1, default: []]) }
      if !constructors.isDisjoint(with: group) { kept.insert(0) }
      guard let last = kept.max(), kept.count <= last else { continue }
      let removed = (0..<last).filter { !kept.contains($0) }.map { "\($0)" }.joined(separator: ", ")
      let functions = group.map { names[$0] }.joined(separator: ", ")
      if accept("\(functions): nothing reads parameter \(removed), so it went, as did what callers pass") {
        for id in group { parameters[id] = kept.sorted() }
      }
    }
    return parameters
  }

  /// The body of `function` with other numbers for parameters that moved, and without arguments for those
  /// that went.
  func renumbered(_ body: SSABody, of function: FunctionID, _ parameters: Parameters) -> SSABody {
    var result = body
    if let kept = parameters[function] {
      result.rewriteOperations { operation in
        switch operation {
        // Every parameter that is mentioned is kept.
        case .loadArgument(let index): .loadArgument(kept.firstIndex(of: index)!)
        case .storeArgument(let index): .storeArgument(kept.firstIndex(of: index)!)
        default: operation
        }
      }
    }
    result.rewriteArguments { instruction, arguments in
      let callees = flow.callees(of: instruction, in: function).functions
      guard let callee = callees.first, let kept = parameters[callee] else { return arguments }
      let first = instruction.operation == .new ? 1 : 0
      // An argument that the call does not pass stays one: all behind it are missing, too.
      return kept.map { $0 - first }.filter { arguments.indices.contains($0) }.map { arguments[$0] }
    }
    return result
  }

  /// The body of `function` without arguments at the end of calls that make no difference.
  func trimmed(_ body: SSABody, of function: FunctionID, _ parameters: Parameters) -> SSABody {
    func count(_ indices: Set<Int>?, of callee: FunctionID) -> Int {
      guard let last = indices?.max() else { return 0 }
      return 1 + (parameters[callee]?.firstIndex(of: last) ?? last)
    }
    var result = body
    result.rewriteArguments { instruction, arguments in
      guard let callees = groups.callees(of: instruction, in: function) else { return arguments }
      let first = instruction.operation == .new ? 1 : 0
      let usedCount = callees.map { count(used[$0], of: $0) }.max()! - first
      let writtenCount = callees.map { count(written[$0], of: $0) }.max()! - first
      var arguments = arguments.prefix(max(usedCount, 0))
      while arguments.count > writtenCount, arguments.last == .literal(.undefined) { arguments.removeLast() }
      return Array(arguments)
    }
    return result
  }
}

extension SSABody {
  /// Replaces the arguments of each call, `this` included if it is one, by what `transform` makes of them.
  fileprivate mutating func rewriteArguments(_ transform: (SSAInstruction, [Operand]) -> [Operand]) {
    for block in blocks.indices {
      for position in blocks[block].instructions.indices {
        let instruction = blocks[block].instructions[position]
        guard let start = instruction.operation.argumentsStart else { continue }
        var arguments = transform(instruction, Array(instruction.operands[start...]))
        // The format demands one here.
        if instruction.operation == .awaitCall, arguments.isEmpty { arguments = [.literal(.undefined)] }
        blocks[block].instructions[position].operands[start...] = arguments[...]
      }
    }
  }
}

extension SSAOperation {
  /// The position among the operands at which the arguments begin; nil if this calls no function of the program.
  fileprivate var argumentsStart: Int? {
    switch self {
    case .callFunction: 0
    case .new: 1
    default: calleeIndex.map { $0 + 1 }
    }
  }
}
