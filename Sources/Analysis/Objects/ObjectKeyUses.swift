import IL

/// Which strings a program uses as property keys, and on which objects.
///
/// A string is a *fixed key* if nothing can tell what string it is: wherever the program uses it as a key, no
/// other key is possible, what has the property can only be an object or a class, and no such object is ever
/// enumerated or accessed with a key that is not known. Any other key could take its place everywhere, as long as
/// no object is accessed with that key already.
public struct ObjectKeyUses: Sendable {
  /// The fixed keys, and how many instructions and properties name each.
  public private(set) var fixedKeys: [StringID: Int] = [:]
  /// The keys of each object, by its number in the value flow: those of its own properties, and those that are
  /// looked for in it.
  public private(set) var keys: [Int: Set<Value>] = [:]

  private let flow: ValueFlow
  /// Strings that must stay what they are.
  private var fixedOut: Set<StringID> = []
  /// Objects with keys that are not known, or that someone can see.
  private var open: Set<Int> = []

  /// Finds the uses in the program of `flow`.
  ///
  /// - Precondition: `flow` met no obstacle.
  public init(_ flow: ValueFlow) {
    precondition(flow.obstacle == nil, "the value flow is not known")
    self.flow = flow
    addData()
    for (id, function) in flow.program.functions.entries {
      guard let body = function.ssa, flow.isReached(id) else { continue }
      for block in body.blockIDs where flow.isReached(block, in: id) {
        for instruction in body[block].instructions { add(instruction, id) }
      }
    }
    for object in open { fixedOut.formUnion(keys[object, default: []].compactMap(\.stringID)) }
    for string in fixedOut { fixedKeys[string] = nil }
    for string in Array(fixedKeys.keys) {
      let constant = flow.program.strings[string]
      // A plain string is not a key, so that using it as one fails.
      if constant.isWellKnown || constant.kind == .plain { fixedKeys[string] = nil }
    }
  }

  /// The only key that `operand` of `function` can be, if it is a fixed one.
  public func fixedKey(_ operand: Operand, in function: FunctionID) -> StringID? {
    guard let string = flow.value(of: operand, in: function).constant?.stringID, fixedKeys[string] != nil
    else { return nil }
    return string
  }

  // MARK: Data

  private mutating func addData() {
    // Making an instance looks for this key.
    if let key = flow.program.builtins[.prototypeKey].stringID { fixedOut.insert(key) }
    for (number, reference) in flow.references.enumerated() {
      if reference == .external { open.insert(number) }
      guard case .allocation(let id) = reference,
        case .object(_, let internalSlots, let properties) = flow.program.allocations[id].content
      else { continue }
      for property in properties { use(property.key, on: [number]) }
      // Promises, which are the engine's.
      if !internalSlots.isEmpty { open.insert(number) }
    }
  }

  // MARK: Code

  private mutating func add(_ instruction: SSAInstruction, _ function: FunctionID) {
    switch instruction.operation {
    case .objectGet, .objectSet:
      let receivers = flow.value(of: instruction.operands[0], in: function)
      let key = flow.value(of: instruction.operands[1], in: function)
      let targets = objects(of: receivers)
      let found = instruction.operation == .objectGet ? withPrototypes(targets.objects) : targets.objects
      for known in ValueFlow.Keys(key).known { use(known, on: found) }
      if ValueFlow.Keys(key).areUnknown { open.formUnion(found) }
      guard let string = key.constant?.stringID, targets.areAll, found.allSatisfy(isPlainObject) else {
        fixedOut.formUnion(key.constants.compactMap(\.stringID))
        return
      }
      fixedKeys[string, default: 0] += 1
    case .objectKeys:
      let receivers = flow.value(of: instruction.operands[0], in: function)
      open.formUnion(objects(of: receivers).objects)
    default: break
    }
  }

  private mutating func use(_ key: Value, on objects: Set<Int>) {
    for object in objects { keys[object, default: []].insert(key) }
    if let string = key.stringID { fixedKeys[string, default: 0] += 0 }
  }

  /// The objects that an access to `receivers` reaches first; `areAll` iff it can reach nothing but objects.
  private func objects(of receivers: AbstractValue) -> (objects: Set<Int>, areAll: Bool) {
    var objects: Set<Int> = []
    var areAll = !receivers.isFromHost
    for thing in flow.things(receivers) {
      switch flow.kind(of: thing) {
      case .object: objects.insert(thing)
      case .classValue:
        let statics = flow.slot(1, of: thing)
        objects.formUnion(flow.things(statics))
        if statics.isFromHost { areAll = false }
      case .array:
        areAll = false
        // Strings are looked for in the prototype of arrays.
        objects.formUnion(flow.number(of: flow.program.builtins[.arrayPrototype]))
      case .bytes: areAll = false
      // It has no properties, whatever the key.
      case .other: break
      }
    }
    return (objects, areAll)
  }

  /// The things and all their prototypes.
  private func withPrototypes(_ things: Set<Int>) -> Set<Int> {
    var found = things
    var pending = Array(things)
    while let thing = pending.popLast() {
      for prototype in flow.things(flow.prototype(of: thing)) where found.insert(prototype).inserted {
        pending.append(prototype)
      }
    }
    return found
  }

  private func isPlainObject(_ thing: Int) -> Bool {
    flow.kind(of: thing) == .object && flow.references[thing] != .external
  }
}

extension Value {
  /// The string that this is, if it is one.
  var stringID: StringID? { if case .string(let id) = self { id } else { nil } }
}
