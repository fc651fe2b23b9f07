import IL

extension ValueFlow {
  /// What things have properties, and how.
  enum Kind {
    case object, array, bytes, classValue, other
  }

  /// What is known of a thing as soon as it is.
  struct Thing {
    let kind: Kind
    /// How many slots a closure or scope has; nil for anything else.
    let slotCount: Int?
    /// How many variables the thing has for slots, which classes also have.
    var slotVariables: Int { kind == .classValue ? 2 : slotCount ?? 0 }
    /// The numbers of its variables; those of the slots follow each other.
    let length: Int
    let prototype: Int
    let unknownField: Int
    let anyField: Int
    let slots: Int
  }

  /// The numbers of things, by what they are; nil if no value refers to it so far.
  struct ThingNumbers {
    var functions: [Int?]
    var hostFunctions: [Int?]
    var allocations: [Int?]
    var noOpFunction: Int?
    var external: Int?
    /// By the node that makes the thing, and the number of its slots if it is a clone.
    private var sites = IntegerMap()

    init(_ program: Program) {
      functions = Array(repeating: nil, count: program.functions.capacity)
      hostFunctions = Array(repeating: nil, count: program.imports.capacity)
      allocations = Array(repeating: nil, count: program.allocations.capacity)
    }

    /// The thing that is `reference`, which is none that an instruction makes.
    subscript(reference: Reference) -> Int? {
      get {
        switch reference {
        case .function(let id): functions[id.index]
        case .hostFunction(let id): hostFunctions[id.index]
        case .allocation(let id): allocations[id.index]
        case .noOpFunction: noOpFunction
        case .external: external
        case .site: preconditionFailure("what the program makes is known by the node")
        }
      }
      set {
        switch reference {
        case .function(let id): functions[id.index] = newValue
        case .hostFunction(let id): hostFunctions[id.index] = newValue
        case .allocation(let id): allocations[id.index] = newValue
        case .noOpFunction: noOpFunction = newValue
        case .external: external = newValue
        case .site: preconditionFailure("what the program makes is known by the node")
        }
      }
    }

    /// What `node` makes, with so many slots if it is a clone.
    func made(by node: Node, clonedSlots: Int?) -> Int? { sites[Self.key(node, clonedSlots)] }

    /// Remembers that `node` makes `thing`.
    mutating func setMade(_ thing: Int, by node: Node, clonedSlots: Int?) {
      _ = sites.insert(thing, under: Self.key(node, clonedSlots))
    }

    private static func key(_ node: Node, _ clonedSlots: Int?) -> Int {
      node << 20 | ((clonedSlots ?? -1) + 1)
    }
  }

  /// The number of `reference`, which no instruction makes and which is known from here on.
  mutating func number(of reference: Reference) -> Int {
    if let number = thingNumbers[reference] { return number }
    let number = references.count
    thingNumbers[reference] = number
    add(reference)
    return number
  }

  /// The number of what `node` makes, which is known from here on.
  mutating func number(of site: Reference.Site, madeBy node: Node) -> Int {
    if let number = thingNumbers.made(by: node, clonedSlots: site.clonedSlots) { return number }
    let number = references.count
    thingNumbers.setMade(number, by: node, clonedSlots: site.clonedSlots)
    add(.site(site))
    return number
  }

  private mutating func add(_ reference: Reference) {
    let index = references.count
    let kind = kind(of: reference)
    let slotCount = slotCount(of: reference)
    references.append(reference)
    thingFacts.append(
      Thing(
        kind: kind, slotCount: slotCount, length: variables.add(1), prototype: variables.add(1),
        unknownField: variables.add(1), anyField: variables.add(1),
        slots: variables.add(kind == .classValue ? 2 : slotCount ?? 0)))
    initialize(reference, index)
  }

  /// What kind of thing `reference` is.
  func kind(of reference: Int) -> Kind { thingFacts[reference].kind }

  /// How many slots a closure or scope has; nil for anything else.
  func slotCount(of reference: Int) -> Int? { thingFacts[reference].slotCount }

  /// True iff the thing is a class.
  func isClass(_ reference: Int) -> Bool { thingFacts[reference].kind == .classValue }

  private func kind(of reference: Reference) -> Kind {
    switch reference {
    case .allocation(let id):
      switch program.allocations[id].content {
      case .object: .object
      case .array, .fixedLengthArray: .array
      case .closure: .other
      case .classValue: .classValue
      case .uint8Array: .bytes
      }
    case .site(let site):
      switch site.operation {
      case .objectNew, .new: .object
      case .arrayNew, .fixedLengthArrayNew, .objectKeys: .array
      case .uint8ArrayNew: .bytes
      case .classCreate: .classValue
      default: .other
      }
    // A promise or bytes.
    case .external: .object
    case .function, .hostFunction, .noOpFunction: .other
    }
  }

  private func slotCount(of reference: Reference) -> Int? {
    switch reference {
    case .allocation(let id):
      if case .closure(let slots) = program.allocations[id].content { slots.count } else { nil }
    case .site(let site):
      switch site.operation {
      case .scopeNew(let count), .scopePush(let count), .asyncStart(let count, _): count
      case .closureNew: 2
      case .scopeClone: site.clonedSlots
      default: nil
      }
    case .function, .hostFunction, .noOpFunction, .external: nil
    }
  }

  // MARK: Contents

  /// What is in a thing when it comes to be.
  private mutating func initialize(_ reference: Reference, _ index: Int) {
    switch reference {
    case .allocation(let id): initialize(program.allocations[id].content, index)
    case .site(let site):
      switch site.operation {
      case .objectNew: join(AbstractValue(constant: .null), into: .prototype(index))
      case .arrayNew: join(AbstractValue(constant: .integer(0)), into: .length(index))
      case .fixedLengthArrayNew(let length):
        join(AbstractValue(constant: .integer(length)), into: .length(index))
      case .objectKeys: join(.anyIndex, into: .length(index))
      case .scopeNew(let count), .scopePush(let count), .asyncStart(let count, _):
        for slot in 0..<count { join(AbstractValue(constant: .deleted), into: .slot(index, slot)) }
      default: break
      }
    case .external: join(abstract(program.builtins[.promisePrototype]), into: .prototype(index))
    case .function, .hostFunction, .noOpFunction: break
    }
  }

  private mutating func initialize(_ content: Allocation.Content, _ index: Int) {
    switch content {
    case .object(let prototype, let internalSlots, let properties):
      // A promise that something waits for, or that was settled with a thing.
      if internalSlots.contains(where: \.isReference) { obstacle = "a promise refers to something" }
      for slot in internalSlots { join(abstract(slot), into: .settled) }
      join(abstract(prototype), into: .prototype(index))
      for property in properties { joinField(abstract(property.value), of: index, property.key) }
    case .array(let items), .fixedLengthArray(let items):
      for (position, item) in items.enumerated() where item != .deleted {
        joinField(abstract(item), of: index, .integer(position))
      }
      join(AbstractValue(constant: .integer(items.count)), into: .length(index))
    case .closure(let slots):
      for (slot, value) in slots.enumerated() { join(abstract(value), into: .slot(index, slot)) }
    case .classValue(let constructor, let staticProperties):
      join(abstract(constructor), into: .slot(index, 0))
      join(abstract(staticProperties), into: .slot(index, 1))
    case .uint8Array: break
    }
  }

  /// Adds to what a property or element can hold.
  mutating func joinField(_ value: AbstractValue, of reference: Int, _ key: Value) {
    join(value, into: .field(reference, key))
    join(value, into: .anyField(reference))
  }
}

extension Value {
  /// True iff the value has an identity.
  fileprivate var isReference: Bool {
    switch self {
    case .undefined, .null, .boolean, .number, .string, .deleted: false
    case .noOpFunction, .function, .continuation, .hostFunction, .allocation, .handle: true
    }
  }
}
