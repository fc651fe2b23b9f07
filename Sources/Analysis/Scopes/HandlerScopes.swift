import IL

/// The scopes that may be current where a catch block starts: those that were in its `try`.
package struct HandlerScopes {
  /// An open `try` block and the ones around it, as a list.
  private struct Open {
    var handler: BlockID
    var outer: Int?
  }

  private var list: [Open] = []
  private var scopes: [BlockID: Set<Local>] = [:]
  /// The catch blocks whose `try` is entered where no local names the current scope.
  private var unknown: Set<BlockID> = []

  /// True iff `block` is a catch block.
  package func isHandler(_ block: BlockID) -> Bool { scopes[block] != nil }

  /// The scopes that may be current at the start of a catch block; nil if that may be any.
  package func scopes(atStartOf handler: BlockID) -> Set<Local>? {
    unknown.contains(handler) ? nil : scopes[handler]
  }

  /// Finds the scopes in `body`.
  package init(_ body: SSABody, _ flow: ControlFlow, _ current: CurrentScopes) {
    var atStart: [Int?] = Array(repeating: nil, count: body.blocks.count)
    for block in flow.reversePostorder {
      var open = atStart[block.index]
      if let scope = body[block].scope { note(scope, open) }
      for instruction in body[block].instructions {
        if instruction.operation == .endTry { open = open.flatMap { list[$0].outer } }
        if instruction.operation.signature.result == .scope, let result = instruction.result {
          note(result, open)
        }
      }
      let terminator = body[block].terminator
      if let handler = terminator.handler {
        atStart[handler.index] = open
        if let scope = current.atEnd(of: block) {
          scopes[handler, default: []].insert(scope)
        } else {
          scopes[handler, default: []] = []
          unknown.insert(handler)
        }
        list.append(Open(handler: handler, outer: open))
        open = list.count - 1
      }
      for edge in terminator.edges { atStart[edge.target.index] = open }
    }
  }

  /// Adds a scope that becomes current inside of `try` blocks.
  private mutating func note(_ scope: Local, _ open: Int?) {
    var open = open
    while let index = open {
      scopes[list[index].handler, default: []].insert(scope)
      open = list[index].outer
    }
  }
}
