/// Locals: where they are defined, and where they are used as what.
extension SSAVerifier {
  /// What a local is.
  enum Kind {
    case value
    case scope
  }

  /// Checks that each local is defined once, and returns what it is, or nil for those that are not defined.
  func kindsOfLocals() throws(Violation) -> [Kind?] {
    var kinds: [Kind?] = Array(repeating: nil, count: body.localCount)
    func define(_ local: Local, _ kind: Kind, _ place: SSAPlace) throws(Violation) {
      guard kinds.indices.contains(local.index) else {
        throw Violation(place: place, description: "\(local) is not one of the \(kinds.count) locals")
      }
      guard kinds[local.index] == nil else {
        throw Violation(place: place, description: "\(local) is defined twice")
      }
      kinds[local.index] = kind
    }
    for id in body.blockIDs {
      for parameter in body[id].parameters { try define(parameter, .value, SSAPlace(id, .header)) }
      if let scope = body[id].scope { try define(scope, .scope, SSAPlace(id, .header)) }
      for (position, instruction) in body[id].instructions.enumerated() {
        guard let result = instruction.result else { continue }
        let kind: Kind = instruction.operation.signature.result == .scope ? .scope : .value
        try define(result, kind, SSAPlace(id, .instruction(position)))
      }
    }
    return kinds
  }

  /// Checks that what is used is defined by then, and that scopes are the current ones.
  func checkUses(_ kinds: [Kind?]) throws(Violation) {
    var uses = Uses(kinds: kinds)
    let scopes = CurrentScopes(body, flow)
    var dominated: [[BlockID]] = Array(repeating: [], count: body.blocks.count)
    for id in flow.reversePostorder {
      if let dominator = flow.immediateDominator(of: id) { dominated[dominator.index].append(id) }
    }
    // What a block defines can be seen while the walk is in the part of the dominator tree below the block.
    var path: [(block: BlockID, remaining: [BlockID])] = []
    func enter(_ id: BlockID) throws(Violation) {
      try uses.check(body[id], id, scope: scopes.atStart(of: id))
      path.append((id, dominated[id.index]))
    }
    try enter(SSABody.entry)
    while let last = path.indices.last {
      if let next = path[last].remaining.popLast() {
        try enter(next)
      } else {
        uses.leave(body[path.removeLast().block])
      }
    }
  }

  /// The locals that can be used at one point of a walk over the dominator tree.
  private struct Uses {
    private let kinds: [Kind?]
    private var isDefined: [Bool]

    init(kinds: [Kind?]) {
      self.kinds = kinds
      isDefined = Array(repeating: false, count: kinds.count)
    }

    /// Checks what `block` uses, and defines what it defines.
    mutating func check(_ block: BasicBlock, _ id: BlockID, scope: Local?) throws(Violation) {
      var current = scope
      for local in block.parameters { isDefined[local.index] = true }
      if let scope = block.scope { isDefined[scope.index] = true }
      for (position, instruction) in block.instructions.enumerated() {
        let place = SSAPlace(id, .instruction(position))
        let signature = instruction.operation.signature
        if signature.takesScope { try checkScope(instruction.operands[0], current, place) }
        for operand in instruction.operands.dropFirst(signature.takesScope ? 1 : 0) {
          try checkValue(operand, place)
        }
        if let result = instruction.result { isDefined[result.index] = true }
        if signature.result == .scope { current = instruction.result }
      }
      for operand in block.terminator.allOperands { try checkValue(operand, SSAPlace(id, .terminator)) }
    }

    /// Forgets what `block` defines.
    mutating func leave(_ block: BasicBlock) {
      for local in block.definitions { isDefined[local.index] = false }
    }

    private func checkScope(_ operand: Operand, _ current: Local?, _ place: SSAPlace) throws(Violation) {
      guard case .local(let local) = operand else {
        throw Violation(place: place, description: "its first operand is a literal, not a scope")
      }
      guard try kind(of: local, place) == .scope else {
        throw Violation(place: place, description: "its first operand \(local) is a value, not a scope")
      }
      guard local == current else {
        let actual = current.map { "the current scope is \($0)" } ?? "no local names the current scope"
        throw Violation(place: place, description: "\(actual), not \(local)")
      }
    }

    private func checkValue(_ operand: Operand, _ place: SSAPlace) throws(Violation) {
      guard case .local(let local) = operand else { return }
      guard try kind(of: local, place) == .value else {
        throw Violation(place: place, description: "uses the scope \(local) as a value")
      }
    }

    private func kind(of local: Local, _ place: SSAPlace) throws(Violation) -> Kind {
      guard kinds.indices.contains(local.index), let kind = kinds[local.index] else {
        throw Violation(place: place, description: "\(local) is not defined")
      }
      guard isDefined[local.index] else {
        throw Violation(place: place, description: "the definition of \(local) does not dominate this use")
      }
      return kind
    }
  }
}
