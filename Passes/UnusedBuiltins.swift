import Analysis
import IL

extension Pass {
  /// Replaces the array prototype by null if no code can find anything in it.
  ///
  /// Safe because the prototype is only looked at when a property of an array, or of what inherits from the prototype,
  /// is read by a string other than `length`, and a lookup in null finds nothing, like a lookup of a key that the
  /// prototype does not have (engine specification, section 5.2). The pass fires only if every such key is known,
  /// none is in the prototype, and none is `__proto__`, which would show the prototype itself.
  ///
  ///     builtin array_prototype = handle $methods
  ///     ram $methods = object { "push": &push }
  /// becomes, if nothing reads `push`
  ///     builtin array_prototype = null
  ///
  /// The other built-ins have no such rule: they go with the last instruction that needs them, see
  /// `unreachable-entities`, which also removes what the prototype referred to.
  static let unusedBuiltins = Pass("unused-builtins", "drop the array prototype if no method of it is used") {
    context in
    guard let prototype = context.program.builtins[.arrayPrototype].referent else { return }
    // A key that is not known could be that of a method.
    guard let keys = context.keysLookedUp(in: prototype),
      let found = context.program.keysInChain(from: prototype),
      keys.isDisjoint(with: found), !keys.contains(where: context.program.isPrototypeKey)
    else { return }
    guard context.accept("no code reads a property of the array prototype") else { return }
    context.update { $0.builtins[.arrayPrototype] = .null }
  }
}

extension PassContext {
  /// The strings by which code may look for a property in `object`; nil if they are not all known.
  fileprivate mutating func keysLookedUp(in object: AllocationID) -> Set<StringID>? {
    let flow = valueFlow
    guard flow.obstacle == nil else { return propertyKeys.readsComputedKeys ? nil : propertyKeys.read }
    let lookups = PropertyLookups(in: object, flow)
    return lookups.includeUnknownKeys ? nil : lookups.keys
  }
}

extension Program {
  /// The string keys of an object and its prototypes, or nil if code may add keys that are not seen here.
  fileprivate func keysInChain(from start: AllocationID) -> Set<StringID>? {
    var keys: Set<StringID> = []
    var visited: Set<AllocationID> = []
    var next: AllocationID? = start
    while let id = next {
      guard visited.insert(id).inserted,
        case .object(let prototype, _, let properties) = allocations[id].content
      else { return nil }
      for case .string(let key) in properties.map(\.key) { keys.insert(key) }
      next = prototype.referent
    }
    return keys
  }

  fileprivate func isPrototypeKey(_ id: StringID) -> Bool {
    strings[id].bytes == StringConstant.wellKnown[1]
  }
}
