import Analysis
import IL
import OrderedCollections

extension Pass {
  /// Merges functions with the same code, where nobody can tell them apart.
  ///
  /// Safe because a function that goes is only ever called: its reference is never compared, stored or
  /// handed out, so that nothing can see that it is now another's (engine specification, section 12.3). The one
  /// that stays may be used in any way.
  ///
  ///     function &a { ... }
  ///     function &b { ... }   // the same code
  ///       %0 = call &a, undefined
  /// becomes
  ///     function &b { ... }
  ///       %0 = call &b, undefined
  ///
  /// Merging makes callers equal that called different functions, so this is repeated until nothing is equal.
  /// Functions that call themselves are not compared modulo their own names.
  static let duplicateFunctions = Pass("duplicate-functions", "merge functions with the same code") {
    context in
    for _ in 0..<maximumRounds {
      let replacements = merge(&context)
      if replacements.isEmpty { return }
      context.update { replace(replacements, in: &$0) }
    }
  }

  /// Merging callers after their callees takes a round for each level of calls; few programs have as many.
  private static let maximumRounds = 16
}

/// The functions that can go, each with the one that takes its place.
private func merge(_ context: inout PassContext) -> [FunctionID: FunctionID] {
  let program = context.program
  let names = context.names
  let uses = FunctionUses(program)
  let pinned = continuationOwners(of: program)
  var groups: OrderedDictionary<Function, [FunctionID]> = [:]
  for (id, function) in program.functions.entries where !pinned.contains(id) {
    groups[function.anonymous, default: []].append(id)
  }
  var replacements: [FunctionID: FunctionID] = [:]
  for group in groups.values where group.count > 1 {
    // One whose identity matters has to stay, and can stand for the others.
    let representative = group.first { !uses.isOnlyCalled($0) } ?? group[0]
    for id in group where id != representative && uses.isOnlyCalled(id) {
      if context.accept("\(names[id]) has the same code as \(names[representative])") {
        replacements[id] = representative
      }
    }
  }
  return replacements
}

extension Function {
  /// What the function does: equal for functions that do the same in the same way.
  fileprivate var anonymous: Function {
    switch body {
    case .stack(let code): Function(code.canonicalized(), entryDepth: entryDepth)
    case .ssa(let body): Function(.ssa(body.canonicalized()), entryDepth: entryDepth)
    }
  }
}

/// The functions into which suspended activations in the heap will return.
private func continuationOwners(of program: Program) -> Set<FunctionID> {
  var owners: Set<FunctionID> = []
  for (_, allocation) in program.allocations.entries {
    for case .continuation(let id, _) in allocation.content.values { owners.insert(id) }
  }
  return owners
}

private func replace(_ replacements: [FunctionID: FunctionID], in program: inout Program) {
  program.rewriteValues { value in
    guard case .function(let id) = value else { return value }
    return .function(replacements[id] ?? id)
  }
  program.rewriteOperations { operation in
    guard case .callFunction(let id, let count) = operation else { return operation }
    return .callFunction(replacements[id] ?? id, argumentCount: count)
  }
  program.rewriteSSAOperations { operation in
    guard case .callFunction(let id) = operation else { return operation }
    return .callFunction(replacements[id] ?? id)
  }
  for id in replacements.keys { program.functions.remove(id) }
}
