import Analysis
import IL

/// Which scopes of one function are surely the last ones that certain instructions of it made, and how they
/// are linked.
struct ScopeLayouts {
  /// What a scope is to the function that uses it.
  enum Identity: Hashable {
    /// The scope that was made last where this local is defined, or one that all predecessors agree to be so.
    case made(Local)
    /// No scope that this activation of the function made.
    case outer
    /// Any scope.
    case unknown
  }

  /// The shape of a scope that the function made.
  private struct Layout: Hashable {
    var slotCount: Int
    var parent: Identity
  }

  /// How often what is known is forgotten because it was wrong of a join; then it is corrected, which finds less.
  private static let maximumRestarts = 32

  private var layouts: [Local: Layout] = [:]
  private var aliases: [Local: Identity] = [:]
  /// Where different scopes meet that are known to.
  private var joins: Set<Local> = []
  /// The first variable of each made scope, in a numbering of all variables of them.
  private(set) var firstVariable: [Local: Int] = [:]
  /// The made scopes, in the order of `firstVariable`.
  private(set) var made: [Local] = []
  private(set) var variableCount = 0

  /// What `local`, a scope, is.
  func identity(of local: Local) -> Identity { aliases[local] ?? .unknown }

  /// The number of variables of a made scope.
  func slotCount(of local: Local) -> Int { layouts[local]?.slotCount ?? 0 }

  /// What a made scope is linked to.
  func parent(of local: Local) -> Identity { layouts[local]?.parent ?? .unknown }

  /// The scope in which variable `index` of `local` is, and its index there.
  func variable(_ index: Int, of local: Local) -> (identity: Identity, index: Int) {
    var (identity, index) = (identity(of: local), index)
    while case .made(let scope) = identity, index >= slotCount(of: scope) {
      index -= slotCount(of: scope)
      identity = parent(of: scope)
    }
    return (identity, index)
  }

  /// Finds the layouts in `body`.
  init(_ body: SSABody, _ flow: ControlFlow, _ current: CurrentScopes) {
    let handlers = HandlerScopes(body, flow, current)
    let restored = RestoredScopes(body)
    var restarts = 0
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      blocks: for block in flow.reversePostorder {
        if let local = body[block].scope {
          let identity: Identity
          if block == SSABody.entry {
            identity = .outer
          } else if handlers.isHandler(block) {
            identity = caught(local, handlers.scopes(atStartOf: block))
          } else {
            identity = join(local, flow.predecessors[block.index].map { current.atEnd(of: $0) })
          }
          if aliases[local] != identity {
            hasChanged = true
            if aliases[local] != nil, identity == .made(local), restarts < Self.maximumRestarts {
              // It seemed to be one scope, and what else seemed to be that one may be this.
              joins.insert(local)
              (aliases, layouts, restarts) = ([:], [:], restarts + 1)
              break blocks
            }
            aliases[local] = identity
          }
        }
        for instruction in body[block].instructions where instruction.operation.signature.result == .scope {
          if define(instruction, restored) { hasChanged = true }
        }
      }
    }
    for local in aliases.keys.sorted() where aliases[local] == .made(local) {
      made.append(local)
      firstVariable[local] = variableCount
      variableCount += slotCount(of: local)
    }
  }

  /// What is current in a catch block whose `try` had these scopes.
  private func caught(_ local: Local, _ scopes: Set<Local>?) -> Identity {
    guard aliases[local] != .unknown, let scopes else { return .unknown }
    let known = Set(scopes.compactMap { aliases[$0] })
    return known.count == 1 ? known.first! : .unknown
  }

  /// The layout of a join at which control comes with these scopes.
  private mutating func join(_ local: Local, _ scopes: [Local?]) -> Identity {
    // What is not known yet agrees with everything until it is; nothing that was unknown becomes known again.
    if aliases[local] == .unknown { return .unknown }
    let identities = scopes.map { $0.map { aliases[$0] } ?? .unknown }
    let known = identities.compactMap { $0 }
    guard let first = known.first else { return .unknown }
    // Where all agree on one scope that is it, until they do not.
    let isJoin = joins.contains(local) || aliases[local] == .made(local)
    if !isJoin, known.allSatisfy({ $0 == first }) { return first }
    guard case .made(let scope) = first, let layout = layouts[scope] else { return .unknown }
    let agree = known.allSatisfy { identity in
      guard case .made(let other) = identity else { return false }
      return other == local || layouts[other] == layout
    }
    guard agree else { return .unknown }
    layouts[local] = layout
    return .made(local)
  }

  /// Finds what an instruction makes current; true iff that changes anything.
  private mutating func define(_ instruction: SSAInstruction, _ restored: RestoredScopes) -> Bool {
    guard let result = instruction.result else { return false }
    let operand = instruction.operands.first?.local.flatMap { aliases[$0] } ?? .unknown
    var layout: Layout?
    var identity = Identity.made(result)
    switch instruction.operation {
    case .scopeNew(let count): layout = Layout(slotCount: count, parent: .outer)
    case .scopePush(let count): layout = Layout(slotCount: count, parent: operand)
    case .asyncStart(let count, let capturesParent):
      layout = Layout(slotCount: count, parent: capturesParent ? operand : .outer)
    case .scopeClone:
      if case .made(let scope) = operand { layout = layouts[scope] } else { identity = operand.orUnknown }
    case .scopePop:
      if let scope = restored[result] {
        identity = aliases[scope] ?? .unknown
      } else if case .made(let scope) = operand {
        identity = parent(of: scope)
      } else {
        identity = operand
      }
    default: identity = .outer
    }
    let hasChanged = aliases[result] != identity || layouts[result] != layout
    aliases[result] = identity
    layouts[result] = layout
    return hasChanged
  }
}

extension ScopeLayouts.Identity {
  /// What a copy of the scope is.
  fileprivate var orUnknown: Self { self == .outer ? .unknown : self }
}
