import Analysis
import Codec
import IL

/// A function into which others are put.
struct InliningCaller {
  /// How many locals there are by now.
  var localCount: Int
  private let body: SSABody
  private let isAsync: Bool
  /// What looks at the current scope, or may do so once closures have been replaced by code.
  private let scopeUses: CurrentScopeUses
  /// Where the locals that may be `deleted` are defined and used last; nil for those that other blocks use, too.
  private var uncopyable: [(block: BlockID, positions: Range<Int>)?] = []

  init(
    _ id: FunctionID, _ body: SSABody, _ uninitialized: UninitializedValues,
    _ closures: ClosureCalls.Known = .init()
  ) {
    self.body = body
    localCount = body.localCount
    isAsync = body.isAsync
    scopeUses = CurrentScopeUses(
      body, and: closures.calls.keys.reduce(into: [:]) { $0[$1.block, default: []].insert($1.index) })
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
    if inlinee.changesScope, scopeUses.isUsed(after: position, of: block, in: body) { return false }
    if inlinee.expression?.usesUp(arguments) == true { return true }
    guard !isAsync, localCount + inlinee.body.localCount <= maximumLocals else { return false }
    return uncopyable.allSatisfy {
      $0.map { $0.block != block || !$0.positions.contains(position) } ?? false
    }
  }
}
