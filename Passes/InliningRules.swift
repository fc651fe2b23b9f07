import Analysis
import Codec
import IL

/// How often each function is mentioned, and who calls whom.
struct FunctionReferences {
  private var counts: [FunctionID: Int] = [:]
  /// The functions, each behind those that it calls by name unless they call each other.
  private(set) var calleesFirst: [FunctionID] = []

  init(_ program: Program) {
    program.forEachFunctionInData { counts[$0, default: 0] += 1 }
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

  private static func calleesFirst(_ program: Program) -> [FunctionID] {
    func callees(of id: FunctionID) -> [FunctionID] {
      program.functions[id].ssa?.directCallees ?? []
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

/// A function that calls can be replaced by.
struct Inlinee {
  let body: SSABody
  let expression: InlineExpression?
  /// True iff the current scope may be another one behind the body, or unknown.
  let changesScope: Bool
  /// The argument that each local is, if it is one.
  private var arguments: [Local: Int] = [:]

  /// The body of `function`, if it can stand elsewhere.
  init?(_ function: Function) {
    guard var body = function.ssa, function.entryDepth == 0 else { return nil }
    var returns = false
    var changesScope = false
    for block in body.blocks {
      guard block.instructions.allSatisfy(\.operation.canLeaveFrame) else { return nil }
      if block.instructions.contains(where: { $0.operation.signature.result == .scope }) {
        changesScope = true
      }
      switch block.terminator.kind {
      case .returnValue: returns = true
      case .jump, .branch, .throwValue: break
      // A catch block is entered with the scope that was current wherever the exception came from.
      case .startTry: changesScope = true
      case .asyncReturn, .asyncComplete: return nil
      }
    }
    // What stands behind a call that never returns would have to go.
    guard returns else { return nil }
    // It may be one that was current before the call.
    let uses = LocalUses(body)
    guard body.blocks.allSatisfy({ $0.scope.map { uses[$0].isEmpty } ?? true }) else { return nil }
    // In the caller the scope has a name already.
    for id in body.blockIDs { body[id].scope = nil }
    self.changesScope = changesScope
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
struct InliningCaller {
  /// How many locals there are by now.
  var localCount: Int
  private let isAsync: Bool
  private let usesScopes: Bool
  /// Where the locals that may be `deleted` are defined and used last; nil for those that other blocks use, too.
  private var uncopyable: [(block: BlockID, positions: Range<Int>)?] = []

  init(_ id: FunctionID, _ body: SSABody, _ uninitialized: UninitializedValues) {
    localCount = body.localCount
    isAsync = body.isAsync
    usesScopes = body.blocks.contains { block in
      switch block.terminator.kind {
      case .asyncReturn, .asyncComplete: true
      default: block.instructions.contains { $0.operation.signature.takesScope }
      }
    }
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
  ///
  /// - Parameter maximumLocals: How many locals there may be; by default so few that frames stay far below the 255
  ///   slots that the format allows.
  func canTake(
    _ inlinee: Inlinee, _ arguments: [Operand], _ block: BlockID, _ position: Int, maximumLocals: Int = 120
  ) -> Bool {
    if inlinee.changesScope, usesScopes { return false }
    if inlinee.expression?.usesUp(arguments) == true { return true }
    guard !isAsync, localCount + inlinee.body.localCount <= maximumLocals else { return false }
    return uncopyable.allSatisfy {
      $0.map { $0.block != block || !$0.positions.contains(position) } ?? false
    }
  }
}

extension SSABody {
  /// The functions that the body calls by name, each as often as it does.
  var directCallees: [FunctionID] {
    blocks.flatMap(\.instructions).compactMap { $0.directCall?.callee }
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

extension SSAOperation {
  /// True iff the operation does the same in any function, given the same operands, arguments and cells.
  fileprivate var canLeaveFrame: Bool {
    switch self {
    case .storeArgument, .asyncStart, .await, .awaitCall, .enqueueJob: false
    default: true
    }
  }
}
