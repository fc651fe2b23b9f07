import Analysis
import IL

extension ScopeGraph {
  /// Finds what the scopes of one function may be, given what it is entered with.
  mutating func follow(_ function: ScopeFlow) {
    let (id, body, flow) = (function.id, function.body, function.flow)
    var known = scopes[id] ?? [:]
    // The scope that the function is entered with has no name where only a catch block looks at it.
    var everything = known.values.reduce(into: entries[id] ?? Scopes()) { _ = $0.merge($1) }
    func define(_ local: Local, _ value: Scopes) {
      work += value.sites.count
      guard known[local, default: Scopes()].merge(value) else { return }
      _ = everything.merge(value)
      hasChanged = true
    }
    for block in flow.reversePostorder where work <= Self.maximumWork {
      if let local = body[block].scope {
        if block == SSABody.entry {
          define(local, entries[id] ?? Scopes())
        } else if function.handlers.isHandler(block) {
          for scope in function.handlers.scopes(atStartOf: block) ?? [] {
            define(local, known[scope] ?? Scopes())
          }
          if function.handlers.scopes(atStartOf: block) == nil { define(local, everything) }
        } else {
          for predecessor in flow.predecessors[block.index] {
            let scope = function.current.atEnd(of: predecessor)
            define(local, scope.map { known[$0] ?? Scopes() } ?? everything)
          }
        }
      }
      for instruction in body[block].instructions {
        guard let result = instruction.result else { continue }
        let operand = instruction.operands.first?.local.flatMap { known[$0] } ?? Scopes()
        switch instruction.operation {
        case .scopeNew, .scopePush, .asyncStart, .closureNew:
          guard let site = siteOf[id]?[result] else { continue }
          if sites[site].hasParent, sites[site].parents.merge(operand) { hasChanged = true }
          if instruction.operation != .closureNew { define(result, Scopes(sites: [site])) }
        case .scopeClone: define(result, operand)
        case .scopePop:
          if let scope = function.restored[result] {
            define(result, known[scope] ?? Scopes())
          } else {
            define(result, parents(of: operand))
          }
        default: break
        }
      }
    }
    scopes[id] = known
  }

  mutating func parents(of scopes: Scopes) -> Scopes {
    var result = Scopes(isUnknown: scopes.isUnknown)
    for site in scopes.sites {
      guard sites[site].hasParent else { return .unknown }
      followed.insert(site)
      _ = result.merge(sites[site].parents)
    }
    return result
  }
}

/// A function with what is known about where its control and scopes go.
struct ScopeFlow {
  let id: FunctionID
  let body: SSABody
  let flow: ControlFlow
  let current: CurrentScopes
  let handlers: HandlerScopes
  let restored: RestoredScopes

  init(id: FunctionID, body: SSABody) {
    self.id = id
    self.body = body
    flow = ControlFlow(body)
    current = CurrentScopes(body, flow)
    handlers = HandlerScopes(body, flow, current)
    restored = RestoredScopes(body)
  }
}

extension SSABody {
  /// True iff an instruction uses the current scope.
  var usesScopes: Bool {
    blocks.contains { $0.instructions.contains { $0.operation.signature.takesScope } }
  }
}
