import Analysis
import Codec
import IL

/// How often each function is mentioned, and who calls whom.
struct FunctionReferences {
  private var counts: [FunctionID: Int] = [:]
  /// The functions, each behind those that it calls by name or makes closures of, unless they lead to each other.
  private(set) var calleesFirst: [FunctionID] = []

  init(_ program: Program) {
    program.forEachFunctionInData { counts[$0, default: 0] += 1 }
    for (_, function) in program.functions.entries {
      for id in function.ssa?.mentionedFunctions ?? [] { counts[id, default: 0] += 1 }
    }
    calleesFirst = Self.calleesFirst(program)
  }

  func count(of id: FunctionID) -> Int { counts[id, default: 0] }

  /// Counts what a copy of `body` mentions in place of one call of `callee`, or of a closure if that is nil.
  mutating func copy(_ body: SSABody, of callee: FunctionID?) {
    if let callee { counts[callee, default: 0] -= 1 }
    for id in body.mentionedFunctions { counts[id, default: 0] += 1 }
  }

  private static func calleesFirst(_ program: Program) -> [FunctionID] {
    func callees(of id: FunctionID) -> [FunctionID] {
      program.functions[id].ssa.map { $0.directCallees + $0.closureTargets } ?? []
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

extension Program {
  /// The functions that exports, built-ins, globals and data mention.
  var functionsMentionedByData: Set<FunctionID> {
    var functions: Set<FunctionID> = []
    forEachFunctionInData { functions.insert($0) }
    return functions
  }

  /// Calls `action` for each mention of a function by something else than code.
  fileprivate func forEachFunctionInData(_ action: (FunctionID) -> Void) {
    func visit(_ value: Value) {
      switch value {
      case .function(let id), .continuation(let id, _): action(id)
      default: break
      }
    }
    for export in exports { visit(export.value) }
    for name in Builtins.Name.allCases { visit(builtins[name]) }
    for (_, global) in globals.entries { visit(global.value) }
    for (_, allocation) in allocations.entries { allocation.content.values.forEach(visit) }
  }
}

extension SSABody {
  /// The functions that the body calls by name, each as often as it does.
  var directCallees: [FunctionID] {
    blocks.flatMap(\.instructions).compactMap { $0.directCall?.callee }
  }

  /// The functions that the body puts into scopes and closures.
  fileprivate var closureTargets: [FunctionID] {
    blocks.flatMap(\.instructions).compactMap { instruction in
      guard instruction.operation == .storeScoped(0) || instruction.operation == .closureNew,
        case .literal(.function(let id)) = instruction.operands[1]
      else { return nil }
      return id
    }
  }

  /// The functions that the body mentions, each as often as it does.
  var mentionedFunctions: [FunctionID] {
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
