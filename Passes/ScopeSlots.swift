import Codec
import IL

extension Pass {
  /// Drops the slots of scopes and closures that nothing needs, and their links to parents.
  ///
  /// Safe because a slot is only seen by code that counts up to it, by calls, which find their target in the first
  /// one, and by the engine where it keeps its own things in scopes: `ScopeSlots` finds all of these. Scopes that one
  /// instruction may count through lose the same slots, and every index that counts past them gets smaller. What
  /// was stored in a slot that goes was never loaded. The room for the frames of async functions stays.
  ///
  /// Before:
  /// ```
  /// function &main {
  /// b0 in %0:
  ///   %1 = load_arg 1
  ///   %2 = scope_push 4, %0
  ///   store_scoped 1, %2, "unused"
  ///   store_scoped 2, %2, %1
  ///   store_scoped 0, %2, &read
  ///   %3 = load_closure %2
  ///   return %3
  /// }
  /// function &read {
  /// b0 in %0:
  ///   %1 = load_scoped 2, %0
  ///   return %1
  /// }
  /// ```
  /// After:
  /// ```
  /// function &main {
  /// b0 in %0:
  ///   %1 = load_arg 1
  ///   %2 = scope_new 2
  ///   store_scoped 1, %2, %1
  ///   store_scoped 0, %2, &read
  ///   %3 = load_closure %2
  ///   return %3
  /// }
  /// function &read {
  /// b0 in %0:
  ///   %1 = load_scoped 1, %0
  ///   return %1
  /// }
  /// ```
  static let scopeSlots = Pass("scope-slots", "drop slots and parents of scopes that nothing needs") {
    context in
    guard context.program.hasScopes, let graph = try? context.scopeGraph.get() else { return }
    let slots = ScopeSlots(context.program, graph)
    let names = context.names
    var dropped: Set<Int> = []
    for (index, group) in slots.groups.enumerated()
    where context.accept(group.description(names)) {
      dropped.insert(index)
    }
    guard !dropped.isEmpty else { return }
    context.update { $0.drop(dropped, slots) }
  }
}

extension Program {
  /// True iff there are scopes or closures, made at run time or in the snapshot.
  fileprivate var hasScopes: Bool {
    allocations.entries.contains { if case .closure = $1.content { true } else { false } }
      || functions.entries.contains { $1.ssa?.makesScopes ?? false }
  }

  /// Gives `groups` of `slots` layouts without what they do not need.
  fileprivate mutating func drop(_ groups: Set<Int>, _ slots: ScopeSlots) {
    for group in groups {
      for id in slots.groups[group].allocations {
        guard case .closure(let values) = allocations[id].content else { continue }
        allocations[id].content = .closure(zip(values, slots.groups[group].isNeeded).filter(\.1).map(\.0))
      }
    }
    for id in Array(functions.ids) {
      guard var body = functions[id].ssa else { continue }
      for block in body.blockIDs {
        body[block].instructions = body[block].instructions.compactMap {
          $0.dropping(groups, slots, in: id)
        }
      }
      if body != functions[id].ssa { functions[id].body = .ssa(body) }
    }
  }
}

extension SSABody {
  fileprivate var makesScopes: Bool {
    blocks.contains { $0.instructions.contains { $0.operation.signature.result == .scope } }
  }
}

extension SSAInstruction {
  /// The instruction once `groups` have lost what they do not need; nil if it stores to a slot that goes.
  fileprivate func dropping(_ groups: Set<Int>, _ slots: ScopeSlots, in function: FunctionID) -> Self? {
    func newIndex(_ index: Int) -> Int? {
      operands[0].local.map { slots.index(index, of: $0, in: function, dropping: groups) } ?? index
    }
    var instruction = self
    switch operation {
    case .loadScoped(let index): instruction.operation = .loadScoped(newIndex(index)!)
    case .storeScoped(let index):
      guard let index = newIndex(index) else { return nil }
      instruction.operation = .storeScoped(index)
    case .scopeNew, .scopePush, .asyncStart:
      guard let group = slots.group(madeBy: result!, in: function), groups.contains(group) else { break }
      instruction.replaceLayout(slots.groups[group])
    default: break
    }
    return instruction
  }

  /// Makes the instruction make scopes without what `group` does not need.
  private mutating func replaceLayout(_ group: ScopeSlots.Group) {
    let count = group.isNeeded.count(where: \.self)
    let keepsParent = group.hasParent && group.isNeeded.last!
    switch operation {
    case .asyncStart: operation = .asyncStart(slotCount: count, capturesParent: keepsParent)
    case .scopePush where keepsParent: operation = .scopePush(slotCount: count)
    default:
      operation = .scopeNew(slotCount: count)
      operands = []
    }
  }
}

extension ScopeSlots.Group {
  fileprivate func description(_ names: Names) -> String {
    let variables = (hasParent ? isNeeded.dropLast() : isNeeded[...]).count { !$0 }
    let losesParent = hasParent && !isNeeded.last!
    let parts =
      (variables > 0 ? ["\(variables) of their slots"] : []) + (losesParent ? ["their parents"] : [])
    let owner = function.map { " of \(names[$0])" } ?? allocations.first.map { " such as \(names[$0])" } ?? ""
    return "scopes\(owner): nothing needs \(parts.joined(separator: " and "))"
  }
}
