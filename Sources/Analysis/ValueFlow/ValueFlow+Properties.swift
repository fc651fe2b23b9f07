import IL

extension ValueFlow {
  /// The keys that a value can be.
  struct Keys {
    /// The strings and integers that are known.
    var known: [Value]
    /// True iff it may be any other string as well.
    var includeAnyString: Bool
    /// True iff it may be any other integer as well.
    var includeAnyInteger: Bool
    /// True iff it may be a string or integer that is not known.
    var areUnknown: Bool { includeAnyString || includeAnyInteger }

    /// The keys in `known`, and any string if `includeAnyString`.
    init(known: [Value], includeAnyString: Bool) {
      self.known = known
      self.includeAnyString = includeAnyString
      includeAnyInteger = false
    }

    init(_ value: AbstractValue) {
      known = value.constants.filter {
        switch $0 {
        case .string: true
        case .number(let number): number.int14.map { $0 >= 0 } ?? false
        default: false
        }
      }.sorted(by: Self.isBefore)
      includeAnyString = value.types.contains(.string)
      includeAnyInteger = value.types.contains(.number) || value.isAnyIndex
    }

    /// Orders keys: the same program must give the same result in every run.
    private static func isBefore(_ left: Value, _ right: Value) -> Bool {
      switch (left, right) {
      case (.string(let left), .string(let right)): left < right
      case (.number(let left), .number(let right)): left.double < right.double
      case (.string, _): true
      default: false
      }
    }
  }

  /// What a property of `object` can hold.
  mutating func property(of object: AbstractValue, _ key: AbstractValue, by node: Node) -> AbstractValue {
    let keys = Keys(key)
    var value = AbstractValue()
    for thing in things(object, by: node) {
      // It may be bytes as well as a promise.
      if references[thing] == .external { _ = value.join(AbstractValue(types: [.number, .undefined])) }
      switch kind(of: thing) {
      case .object: _ = value.join(lookUp(keys, in: thing, by: node))
      case .classValue:
        for statics in read(.slot(thing, 1), by: node).references {
          _ = value.join(lookUp(keys, in: statics, by: node))
        }
      case .array: _ = value.join(element(keys, of: thing, by: node))
      case .bytes: _ = value.join(byte(keys, of: thing))
      case .other: break
      }
    }
    return value
  }

  /// Looks for properties in an object and along its prototypes.
  private mutating func lookUp(_ keys: Keys, in object: Int, by node: Node) -> AbstractValue {
    var value = AbstractValue()
    for key in keys.known where isString(key, "__proto__") {
      _ = value.join(read(.prototype(object), by: node))
    }
    for key in keys.known where !isString(key, "__proto__") {
      var pending = [object]
      var visited = ThingSet()
      while let object = pending.popLast() {
        guard visited.insert(object) else { continue }
        _ = value.join(read(.field(object, key), by: node))
        _ = value.join(read(.unknownField(object), by: node))
        if isInitialProperty(key, of: object) { continue }
        let prototype = read(.prototype(object), by: node)
        if prototype.references.isEmpty || !prototype.constants.isEmpty || prototype.isFromHost {
          _ = value.join(AbstractValue(constant: .undefined))
        }
        pending += things(prototype, by: node)
      }
    }
    guard keys.areUnknown else { return value }
    _ = value.join(AbstractValue(constant: .undefined))
    var pending = [object]
    var visited = ThingSet()
    while let object = pending.popLast() {
      guard visited.insert(object) else { continue }
      let prototype = read(.prototype(object), by: node)
      _ = value.join(read(.anyField(object), by: node))
      _ = value.join(prototype)
      pending += things(prototype, by: node)
    }
    return value
  }

  /// What an element or property of an array can be.
  private mutating func element(_ keys: Keys, of array: Int, by node: Node) -> AbstractValue {
    var value = AbstractValue()
    var inherited: [Value] = []
    for key in keys.known {
      if case .number = key {
        _ = value.join(read(.field(array, key), by: node))
        _ = value.join(read(.unknownField(array), by: node))
        if !isInitialProperty(key, of: array) || read(.length(array), by: node).constant == nil {
          _ = value.join(AbstractValue(constant: .undefined))
        }
      } else if isString(key, "length") {
        _ = value.join(read(.length(array), by: node))
      } else {
        inherited.append(key)
      }
    }
    let prototype = abstract(program.builtins[.arrayPrototype])
    if inherited.contains(where: { isString($0, "__proto__") }) || keys.includeAnyString {
      _ = value.join(prototype)
    }
    for object in prototype.references {
      _ = value.join(
        lookUp(Keys(known: inherited, includeAnyString: keys.includeAnyString), in: object, by: node))
    }
    if prototype.references.isEmpty, !inherited.isEmpty {
      _ = value.join(AbstractValue(constant: .undefined))
    }
    if keys.includeAnyString { _ = value.join(read(.length(array), by: node)) }
    guard keys.includeAnyInteger else { return value }
    _ = value.join(read(.anyField(array), by: node))
    _ = value.join(AbstractValue(constant: .undefined))
    return value
  }

  /// What an element of bytes, or their length, can be.
  private func byte(_ keys: Keys, of bytes: Int) -> AbstractValue {
    var value = AbstractValue.anyIndex
    let areInside = keys.known.allSatisfy { isString($0, "length") || isInitialProperty($0, of: bytes) }
    if keys.areUnknown || !areInside { _ = value.join(AbstractValue(constant: .undefined)) }
    return value
  }

  /// Stores `value` in a property of `object`.
  mutating func setProperty(
    of object: AbstractValue, _ key: AbstractValue, to value: AbstractValue, by node: Node
  ) {
    let keys = Keys(key)
    var targets = ThingSet()
    for thing in things(object, by: node) {
      if kind(of: thing) == .classValue {
        targets.formUnion(read(.slot(thing, 1), by: node).references)
      } else {
        targets.insert(thing)
      }
    }
    for target in targets {
      let kind = kind(of: target)
      guard kind == .object || kind == .array else { continue }
      for key in keys.known {
        if kind == .array {
          // Whatever is stored under an index or as length, the length may be another one now.
          join(.anyIndex, into: .length(target))
          if case .string = key { continue }
        }
        joinField(value, of: target, key)
      }
      if keys.areUnknown {
        join(value, into: .unknownField(target))
        join(value, into: .anyField(target))
        if kind == .array { join(.anyIndex, into: .length(target)) }
      }
    }
  }

  /// True iff the thing has the property from the start; nothing can remove it.
  func isInitialProperty(_ key: Value, of reference: Int) -> Bool {
    guard case .allocation(let id) = references[reference] else { return false }
    switch program.allocations[id].content {
    case .object(_, _, let properties): return properties.contains { $0.key == key }
    case .array(let items), .fixedLengthArray(let items):
      guard case .number(let number) = key, let index = number.int14 else { return false }
      return items.indices.contains(index) && items[index] != .deleted
    case .uint8Array(let bytes):
      guard case .number(let number) = key, let index = number.int14 else { return false }
      return bytes.indices.contains(index)
    case .closure, .classValue: return false
    }
  }

  func isString(_ value: Value, _ text: String) -> Bool {
    guard case .string(let id) = value else { return false }
    let bytes = program.strings[id].bytes
    return bytes.count == text.utf8.count && bytes.elementsEqual(text.utf8)
  }
}
