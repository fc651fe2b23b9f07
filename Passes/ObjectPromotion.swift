import Analysis
import IL

extension Pass {
  /// Turns objects and arrays that never leave the function that makes them into variables, one for each property.
  ///
  /// Safe because there is nothing but accesses with known keys to such an object (`LocalObjects`): none of them
  /// fails, and no other code can get at it, so it is equal to itself alone. A variable gets `undefined` where the object
  /// is made, as often as it is, since a property that nothing has stored yet reads as that. Properties may hold
  /// `deleted`, which variables do not let through, so it must be known that no code stores it. Properties that
  /// nothing reads get no variable.
  ///
  /// The variables are cells, so that paths on which different values are stored may meet, and so that catch blocks
  /// see what was stored; `cell-promotion` makes values of all others.
  ///
  ///       %1 = object_new
  ///       object_set %1, "next", %0
  ///       object_set %1, "name", "x"
  ///       %2 = object_get %1, "next"
  ///       return %2
  /// becomes
  ///       store_cell 0, undefined
  ///       store_cell 0, %0
  ///       %2 = load_cell 0
  ///       return %2
  static let objectPromotion = Pass(
    "object-promotion", "turn objects that never leave their function into variables"
  ) { context in
    let program = context.program
    let names = context.names
    var rewritten: [(id: FunctionID, body: SSABody)] = []
    for (id, function) in program.functions.entries {
      guard let body = function.ssa else { continue }
      let objects = LocalObjects(body, in: program)
      let candidates = objects.locals.filter { objects[$0]!.arePrivate }
      // What this rests on takes longer to find, and stays as it is, because the pass passes nothing on.
      guard !candidates.isEmpty else { continue }
      guard case .success = context.uninitializedValues else { return }
      let chosen = candidates.filter { object in
        context.accept("\(names[id]): no other code gets at \(object), whose properties can be variables")
      }
      guard !chosen.isEmpty else { continue }
      rewritten.append((id, body.replacingByCells(chosen, of: objects, in: program)))
    }
    context.update { program in
      for (id, body) in rewritten { program.functions[id].body = .ssa(body) }
    }
  }
}

extension SSABody {
  /// The same body with cells in place of the properties of `chosen`, which are private objects.
  fileprivate func replacingByCells(
    _ chosen: [Local], of objects: LocalObjects, in program: Program
  ) -> SSABody {
    var body = self
    var cells: [Local: [Value: Cell]] = [:]
    for object in chosen {
      let uses = objects[object]!
      cells[object] = [:]
      for key in uses.readKeys.intersection(uses.storedKeys).sorted(by: { $0.keyOrder < $1.keyOrder }) {
        cells[object]![key] = Cell(body.cellCount)
        body.cellCount += 1
      }
    }
    var substitution = Substitution(localCount: localCount)
    for id in blockIDs {
      body[id].instructions = body[id].instructions.flatMap { instruction -> [SSAInstruction] in
        if let made = instruction.result.flatMap({ cells[$0] }) {
          return made.values.sorted().map { SSAInstruction(nil, .storeCell($0), [.literal(.undefined)]) }
        }
        if instruction.operation.isComparisonOfIdentity,
          instruction.operands.contains(where: { $0.local.map { cells[$0] != nil } ?? false })
        {
          let areSame = instruction.operands[0] == instruction.operands[1]
          let isEqual = instruction.operation == .binary(.equal)
          substitution[instruction.result!] = .literal(.boolean(areSame == isEqual))
          return []
        }
        guard let access = instruction.access(in: program), let cells = cells[access.object] else {
          return [instruction]
        }
        let variable = cells[access.key].map {
          (load: SSAOperation.loadCell($0), store: SSAOperation.storeCell($0))
        }
        return [instruction.accessing(variable, &substitution)].compactMap(\.self)
      }
    }
    body.rewriteOperands { substitution.resolve($0) }
    return body
  }
}
