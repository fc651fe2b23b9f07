import Analysis
import IL

/// The locals that surely name the very scope with which a function was entered.
struct EntryScopes {
  private var names: Set<Local> = []

  /// True iff `local` names that scope.
  func contains(_ local: Local) -> Bool { names.contains(local) }

  init(_ body: SSABody, _ flow: ControlFlow, _ current: CurrentScopes) {
    let handlers = HandlerScopes(body, flow, current)
    var pushed: [Local: Local] = [:]
    for instruction in body.blocks.lazy.flatMap(\.instructions) {
      guard case .scopePush = instruction.operation, let result = instruction.result else { continue }
      pushed[result] = instruction.operands[0].local
    }
    // Every name is taken to be one until something else is found.
    names = Set(body.blocks.compactMap(\.scope))
    var popped: [Local: Local] = [:]
    for instruction in body.blocks.lazy.flatMap(\.instructions) where instruction.operation == .scopePop {
      guard let result = instruction.result,
        let parent = instruction.operands[0].local.flatMap({ pushed[$0] })
      else { continue }
      popped[result] = parent
      names.insert(result)
    }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for (result, parent) in popped where names.contains(result) && !names.contains(parent) {
        names.remove(result)
        hasChanged = true
      }
      for block in flow.reversePostorder where block != SSABody.entry {
        guard let scope = body[block].scope, names.contains(scope) else { continue }
        let isEntryScope =
          handlers.isHandler(block)
          ? handlers.scopes(atStartOf: block)?.allSatisfy(names.contains) ?? false
          : flow.predecessors[block.index].allSatisfy { current.atEnd(of: $0).map(names.contains) ?? false }
        guard !isEntryScope else { continue }
        names.remove(scope)
        hasChanged = true
      }
    }
  }
}
