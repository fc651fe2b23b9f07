import Analysis
import IL

extension Pass {
  /// Replaces objects that are only collections of variables by global variables.
  ///
  /// Safe because `SeparableObjects` finds objects that nothing can tell from their properties: every access
  /// names one such object and one of its properties, no object is compared, tested, enumerated, inherited from
  /// or given to the host, and no property may be `deleted`, which globals do not let through. Only objects in
  /// RAM are taken apart: what they hold is referred to directly, as from a global. Where the object was passed
  /// on, `undefined` is.
  ///
  /// A global that holds one object after the other, each of its own, is replaced by one for each property that is
  /// read (`GlobalObjects` says why nobody can tell). Where the next object is stored, its properties are; nothing
  /// else needs that object then, so `object-promotion` takes it apart. What the first object referred to is referred
  /// to from the globals.
  ///
  /// Objects of the snapshot are taken apart only if their globals are not larger. Properties that never change are
  /// left to `propagate-values`, which makes nothing of them.
  ///
  /// Before:
  /// ```
  /// global @state = $state
  /// ram $state = object { "count": 0 }
  /// function &main {
  /// b0:
  ///   %0 = load_global @state
  ///   %1 = object_get %0, "count"
  ///   %2 = add %1, 1
  ///   object_set %0, "count", %2
  /// ```
  /// After:
  /// ```
  /// global @state = undefined
  /// global @g1 = 0
  /// function &main {
  /// b0:
  ///   %0 = load_global @state
  ///   %1 = load_global @g1
  ///   %2 = add %1, 1
  ///   store_global @g1, %2
  /// ```
  static let scalarReplacement = Pass(
    "scalar-replacement", "replace objects that are only collections of variables by globals"
  ) { context in
    replaceSnapshotObjects(&context)
    replaceReplacedObjects(&context)
  }

  /// Replaces objects of the snapshot that stay what they are.
  private static func replaceSnapshotObjects(_ context: inout PassContext) {
    let flow = context.valueFlow
    guard flow.obstacle == nil, !context.program.hasReferencesInInternalSlots else { return }
    let objects = SeparableObjects(flow)
    let names = context.names
    let chosen = objects.keys.keys.sorted().filter { id in
      areSmaller(objects.keys[id]!.count, than: id, in: context.program)
        && context.accept("\(names[id]) goes: its properties can be globals, nothing needs the object itself")
    }
    guard !chosen.isEmpty else { return }
    context.update { program in
      var globals: [AllocationID: [Value: GlobalID]] = [:]
      for id in chosen { globals[id] = program.makeGlobals(for: id, objects) }
      program.replaceAccesses(flow, objects, globals)
      program.rewriteValues { value in
        if let referent = value.referent, globals[referent] != nil { .undefined } else { value }
      }
      for id in chosen { program.allocations.remove(id) }
    }
  }

  /// Replaces the objects that a global holds one after the other.
  private static func replaceReplacedObjects(_ context: inout PassContext) {
    let objects = GlobalObjects(context.program)
    guard !objects.globals.isEmpty, case .success = context.uninitializedValues else { return }
    let names = context.names
    let chosen = objects.globals.filter { id in
      let first = context.program.globals[id].value.referent!
      return areSmaller(objects.variables(of: id).count, than: first, in: context.program)
        && context.accept(
          "\(names[id]) always holds an object of its own, whose properties can be globals")
    }
    guard !chosen.isEmpty else { return }
    context.update { program in
      var globals: [GlobalID: [(key: Value, global: GlobalID)]] = [:]
      for id in chosen {
        globals[id] = objects.variables(of: id).map { ($0.key, program.globals.append(Global($0.initial))) }
        program.allocations.remove(program.globals[id].value.referent!)
        program.globals[id].value = .undefined
      }
      for id in Array(program.functions.ids) {
        guard case .ssa(let body) = program.functions[id].body else { continue }
        let replaced = body.replacingObjects(in: globals, objects, program, id)
        program.functions[id].body = .ssa(replaced)
      }
    }
  }

  /// True iff so many globals take no more room than the object `id`.
  private static func areSmaller(_ count: Int, than id: AllocationID, in program: Program) -> Bool {
    guard case .object(_, _, let properties) = program.allocations[id].content else { return false }
    // A header, the links to more properties and to the prototype, and two words for each property.
    let size = 6 + 4 * properties.count
    return 2 * count <= size
  }
}

extension Program {
  /// Makes a global for each property of an object that is ever there.
  fileprivate mutating func makeGlobals(
    for id: AllocationID, _ objects: SeparableObjects
  ) -> [Value: GlobalID] {
    guard case .object(_, _, let properties) = allocations[id].content else { return [:] }
    var globals: [Value: GlobalID] = [:]
    for property in properties { globals[property.key] = self.globals.append(Global(property.value)) }
    let added = objects.storedKeys[id, default: []].filter { globals[$0] == nil }
    // In the order of the keys, so that the outcome is always the same.
    for key in added.sorted(by: { $0.keyOrder < $1.keyOrder }) {
      globals[key] = self.globals.append(Global(.undefined))
    }
    return globals
  }

  fileprivate mutating func replaceAccesses(
    _ flow: ValueFlow, _ objects: SeparableObjects, _ globals: [AllocationID: [Value: GlobalID]]
  ) {
    for id in Array(functions.ids) where flow.isReached(id) {
      guard case .ssa(var body) = functions[id].body else { continue }
      var substitution = Substitution(localCount: body.localCount)
      for block in body.blockIDs where flow.isReached(block, in: id) {
        body[block].instructions = body[block].instructions.compactMap { instruction in
          guard [.objectGet, .objectSet].contains(instruction.operation),
            let object = objects.object(instruction.operands[0], in: id), let globals = globals[object],
            let key = objects.key(instruction.operands[1], in: id)
          else { return instruction }
          return instruction.accessing(globals[key], &substitution)
        }
      }
      body.rewriteOperands { substitution.resolve($0) }
      functions[id].body = .ssa(body)
    }
  }
}

extension SSAInstruction {
  /// The access to a property as one to a global; nil for one that is never read, or never there.
  fileprivate func accessing(_ global: GlobalID?, _ substitution: inout Substitution) -> SSAInstruction? {
    accessing(global.map { (load: .loadGlobal($0), store: .storeGlobal($0)) }, &substitution)
  }

  /// The access to a property as one to a variable; nil for one that is never read, or never there.
  ///
  /// - Parameter variable: The operations on the variable, if there is one.
  func accessing(
    _ variable: (load: SSAOperation, store: SSAOperation)?, _ substitution: inout Substitution
  ) -> SSAInstruction? {
    guard let variable else {
      if let result { substitution[result] = .literal(.undefined) }
      return nil
    }
    return operation == .objectGet
      ? SSAInstruction(result, variable.load, origin: origin)
      : SSAInstruction(nil, variable.store, [operands[2]], origin: origin)
  }
}

extension SSABody {
  /// The same body with access to `globals` in place of the objects that the globals for which these stand hold.
  fileprivate func replacingObjects(
    in globals: [GlobalID: [(key: Value, global: GlobalID)]], _ objects: GlobalObjects, _ program: Program,
    _ function: FunctionID
  ) -> SSABody {
    var body = self
    var substitution = Substitution(localCount: localCount)
    for id in blockIDs {
      body[id].instructions = self[id].instructions.compactMap { instruction in
        guard let access = instruction.access(in: program),
          let variables = objects.global(of: access.object, in: function).flatMap({ globals[$0] })
        else { return instruction }
        let variable = variables.first { $0.key == access.key }?.global
        return instruction.accessing(variable, &substitution)
      }
    }
    body.rewriteOperands { substitution.resolve($0) }
    for id in blockIDs {
      body[id].instructions = body[id].instructions.flatMap { instruction -> [SSAInstruction] in
        guard case .storeGlobal(let global) = instruction.operation, let variables = globals[global] else {
          return [instruction]
        }
        return variables.flatMap { key, variable in
          let value = body.makeLocal()
          return [
            SSAInstruction(value, .objectGet, [instruction.operands[0], .literal(key)]),
            SSAInstruction(nil, .storeGlobal(variable), [.local(value)]),
          ]
        }
      }
    }
    return body
  }
}
