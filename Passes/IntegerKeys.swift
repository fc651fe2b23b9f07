import Analysis
import IL
import OrderedCollections

extension Pass {
  /// Renames property keys that nobody can see from strings to small integers.
  ///
  /// Safe because `ObjectKeyUses` finds every access that can meet such a key, over all objects and their
  /// prototypes: each of them uses this key and no other, none is to an array or bytes (to which integers mean
  /// something else), and no object that has the key is enumerated or accessed with a key that is not known. The
  /// host cannot look into objects. The new key is one that no object with the old key is accessed with, so
  /// that keys of unrelated objects share the smallest integers. Integers and strings are equally good keys of
  /// objects, and fail alike on what has no properties (engine specification, sections 5.1 to 5.3).
  ///
  /// Where the string is used as a value it stays.
  ///
  /// Before:
  /// ```
  /// ram $led = object { "brightness": 3 }
  /// function &main {
  /// b0:
  ///   %0 = load_global @led
  ///   %1 = load_arg 1
  ///   object_set %0, "brightness", %1
  /// ```
  /// After:
  /// ```
  /// ram $led = object { 0: 3 }
  /// function &main {
  /// b0:
  ///   %0 = load_global @led
  ///   %1 = load_arg 1
  ///   object_set %0, 0, %1
  /// ```
  static let integerKeys = Pass("integer-keys", "rename keys that nobody can see to small integers") {
    context in
    let flow = context.valueFlow
    guard flow.obstacle == nil, !context.program.hasReferencesInInternalSlots else { return }
    let uses = ObjectKeyUses(flow)
    let names = context.names
    let integers = smallIntegers(for: uses).filter { key, integer in
      context.accept("key \(names[key]) is \(integer): it is always named in full, and nobody can see it")
    }
    guard !integers.isEmpty else { return }
    context.update { program in
      program.renameKeys(of: flow, uses, integers)
    }
  }

  /// The integers that take the place of fixed keys: the smaller the more often a key is used.
  private static func smallIntegers(for uses: ObjectKeyUses) -> OrderedDictionary<StringID, Int> {
    var objects: [StringID: [Int]] = [:]
    var taken: [Int: Set<Int>] = [:]
    for (object, keys) in uses.keys {
      for key in keys {
        switch key {
        case .string(let string): objects[string, default: []].append(object)
        case .number(let number):
          if let integer = number.int14 { taken[object, default: []].insert(integer) }
        default: break
        }
      }
    }
    var integers: OrderedDictionary<StringID, Int> = [:]
    for (key, _) in uses.fixedKeys.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      let owners = objects[key, default: []]
      let forbidden = owners.reduce(into: Set<Int>()) { $0.formUnion(taken[$1, default: []]) }
      let integer = (0...forbidden.count).first { !forbidden.contains($0) }!
      guard integer < Limits.integerKey else { continue }
      integers[key] = integer
      for object in owners { taken[object, default: []].insert(integer) }
    }
    return integers
  }
}

extension Program {
  /// Puts `integers` in place of the fixed keys in everything that `flow` reaches.
  fileprivate mutating func renameKeys(
    of flow: ValueFlow, _ uses: ObjectKeyUses, _ integers: OrderedDictionary<StringID, Int>
  ) {
    for reference in flow.references {
      guard case .allocation(let id) = reference,
        case .object(let prototype, let internalSlots, var properties) = allocations[id].content
      else { continue }
      for position in properties.indices {
        guard case .string(let key) = properties[position].key, let integer = integers[key] else { continue }
        properties[position].key = .integer(integer)
      }
      allocations[id].content = .object(
        prototype: prototype, internalSlots: internalSlots, properties: properties)
    }
    for id in Array(functions.ids) where flow.isReached(id) {
      guard case .ssa(var body) = functions[id].body else { continue }
      for block in body.blockIDs where flow.isReached(block, in: id) {
        for position in body[block].instructions.indices {
          let instruction = body[block].instructions[position]
          guard [.objectGet, .objectSet].contains(instruction.operation),
            let integer = uses.fixedKey(instruction.operands[1], in: id).flatMap({ integers[$0] })
          else { continue }
          body[block].instructions[position].operands[1] = .literal(.integer(integer))
        }
      }
      functions[id].body = .ssa(body)
    }
  }
}
