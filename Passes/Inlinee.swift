import Analysis
import Codec
import IL

/// A function that calls can be replaced by.
struct Inlinee {
  let body: SSABody
  let expression: InlineExpression?
  /// True iff the current scope may be another one behind the body, or unknown.
  let changesScope: Bool
  /// The argument that each local is, if it is one.
  private var arguments: [Local: Int] = [:]

  /// The body of `function`, if it can stand elsewhere.
  ///
  /// - Parameter closure: What is known of the call; nil if it names the function, so that there is no scope to look at.
  init?(_ function: Function, _ closure: ClosureCalls.Call? = nil) {
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
      case .jump, .branch, .throwValue, .startTry: break
      case .asyncReturn, .asyncComplete: return nil
      }
    }
    // What stands behind a call that never returns would have to go.
    guard returns else { return nil }
    if let closure {
      // Elsewhere, what a body makes of its scope would have other variables.
      let isCurrentScope = closure.leadingVariables == 0 && closure.offset == 0
      guard isCurrentScope || !changesScope && body.moveVariables(closure) else { return nil }
    } else {
      // It may be one that was current before the call.
      let uses = LocalUses(body)
      guard body.blocks.allSatisfy({ $0.scope.map { uses[$0].isEmpty } ?? true }) else { return nil }
      // In the caller the scope has a name already.
      for id in body.blockIDs { body[id].scope = nil }
    }
    self.changesScope = changesScope
    self.body = body
    expression = InlineExpression(body)
    for instruction in body.blocks.lazy.flatMap(\.instructions) {
      if case .loadArgument(let index) = instruction.operation { arguments[instruction.result!] = index }
    }
  }

  /// True iff the body makes a value of the closure that it runs as.
  var keepsItsClosure: Bool {
    let entry = body[SSABody.entry].scope
    return body.blocks.lazy.flatMap(\.instructions).contains {
      $0.operation == .loadClosure && (!changesScope || $0.operands[0].local == entry)
    }
  }

  /// The bytes of code that the body takes in a function of its own.
  var codeSize: Int {
    body.blocks.lazy.flatMap(\.instructions).reduce(0) { size, instruction in
      instruction.operands.reduce(size + instruction.operation.codeSizeEstimate) {
        $0 + ($1.literal?.codeSizeEstimate ?? 0)
      }
    }
  }

  /// True iff the body takes no more bytes than a call that passes `passed`, as far as can be told before lowering.
  func isNoLarger(thanCallWith passed: [Operand]) -> Bool {
    growth(replacingCallWith: passed).map { $0 <= 0 } ?? false
  }

  /// How many more bytes the body takes than a call that passes `passed`, as far as can be told before lowering.
  ///
  /// Nil if it has several blocks.
  func growth(replacingCallWith passed: [Operand]) -> Int? {
    guard body.blocks.count == 1 else { return nil }
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
    return size - callSize
  }

  /// The bytes of a call of a function that is not on the stack.
  private static let callSize = 3
  /// What it costs, in our experience, to get arguments from where they are to where they are used.
  private static let disorderSize = 2
}

extension SSABody {
  /// Makes the code of `closure` count variables from the scope that is current at the call; false if it needs the
  /// closure itself.
  fileprivate mutating func moveVariables(_ closure: ClosureCalls.Call) -> Bool {
    let (leading, offset) = (closure.leadingVariables, closure.offset)
    for block in blocks.indices {
      for position in blocks[block].instructions.indices {
        switch blocks[block].instructions[position].operation {
        case .loadScoped(let index) where index >= leading:
          blocks[block].instructions[position].operation = .loadScoped(index - leading + offset)
        case .storeScoped(let index) where index >= leading:
          blocks[block].instructions[position].operation = .storeScoped(index - leading + offset)
        case let operation where operation.signature.takesScope: return false
        default: break
        }
      }
    }
    return true
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
