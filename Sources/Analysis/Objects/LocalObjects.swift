import IL

/// The objects and arrays that a function makes, and how it uses each under the name that it gets there.
///
/// Most uses are *accesses*: reading or storing a property that the code names, which cannot fail and means this
/// object alone. What is made here has no prototype in which keys are looked for: objects have none, and for that of
/// arrays an index is no key. A property that is not there, or not yet, is `undefined`. An object may also be
/// *compared*: it is equal to what has the same name, and to nothing else as long as that is its only one.
public struct LocalObjects: Sendable {
  /// What a function does with an object.
  public struct Uses: Hashable, Sendable {
    /// The keys under which it reads something.
    public var readKeys: Set<Value> = []
    /// The keys under which it stores something.
    public var storedKeys: Set<Value> = []
    /// Where it does something else with the object than access and comparison: passes it on, stores it anywhere.
    public var others: [LocalUses.Place] = []

    /// True iff nothing can tell the object from variables, one for each property, because it has no other name.
    public var arePrivate: Bool { others.isEmpty }
  }

  /// The objects, in the order of the code.
  public private(set) var locals: [Local] = []
  private var uses: [Local: Uses] = [:]

  /// What the function does with the object that is made for `local`; nil if none is.
  public subscript(local: Local) -> Uses? { uses[local] }

  /// Finds the objects that `body` makes, a function of `program`.
  public init(_ body: SSABody, in program: Program) {
    var keyLimits: [Local: Int] = [:]
    for instruction in body.blocks.lazy.flatMap(\.instructions) {
      guard let result = instruction.result else { continue }
      switch instruction.operation {
      case .objectNew: keyLimits[result] = Limits.integerKey
      case .arrayNew: keyLimits[result] = Self.itemLimit
      default: continue
      }
      locals.append(result)
      uses[result] = Uses()
    }
    guard !locals.isEmpty else { return }
    for id in body.blockIDs {
      for (index, instruction) in body[id].instructions.enumerated() {
        let access = instruction.access(in: program).flatMap { access in
          keyLimits[access.object].flatMap { access.key.isKey(below: $0) ? access : nil }
        }
        if let access { add(access) }
        if instruction.operation.isComparisonOfIdentity { continue }
        for case .local(let local) in instruction.operands.dropFirst(access == nil ? 0 : 1) {
          uses[local]?.others.append(LocalUses.Place(id, index))
        }
      }
      let end = LocalUses.Place(id, body[id].instructions.count)
      for case .local(let local) in body[id].terminator.allOperands { uses[local]?.others.append(end) }
    }
  }

  private mutating func add(_ access: PropertyAccess) {
    if access.isStore {
      uses[access.object]!.storedKeys.insert(access.key)
    } else {
      uses[access.object]!.readKeys.insert(access.key)
    }
  }

  /// An array of so many items, stored in any order, can grow.
  ///
  /// Its capacity at most doubles, and must not become more than 2047.
  private static let itemLimit = 1024
}

/// Reading or storing a property that the code names.
public struct PropertyAccess: Hashable, Sendable {
  /// The local that is the object.
  public var object: Local
  /// The key, which is one that no object has a meaning of its own for, and that cannot fail as a key.
  public var key: Value
  /// What is stored; nil if the property is read.
  public var stored: Operand?

  /// True iff the property is stored.
  public var isStore: Bool { stored != nil }
}

extension SSAInstruction {
  /// What the instruction accesses, if it reads or stores a property of a local under a key of `program` that it names.
  public func access(in program: Program) -> PropertyAccess? {
    guard [.objectGet, .objectSet].contains(operation), let object = operands[0].local,
      let key = operands[1].literal, key.isOrdinaryKey(in: program)
    else { return nil }
    return PropertyAccess(object: object, key: key, stored: operation == .objectSet ? operands[2] : nil)
  }
}

extension SSAOperation {
  /// True iff the operation asks whether its operands are the same, which cannot fail for an object.
  public var isComparisonOfIdentity: Bool { [.binary(.equal), .binary(.notEqual)].contains(self) }
}

extension Value {
  /// True iff this is a key that every object takes, and that means the same as any other to it.
  public func isOrdinaryKey(in program: Program) -> Bool {
    switch self {
    case .string(let id): !program.strings[id].isWellKnown && program.strings[id].kind != .plain
    case .number(let number): number.int14.map { $0 >= 0 } ?? false
    default: false
    }
  }

  /// True iff this is an integer below `limit`, or a string if every key is below it.
  fileprivate func isKey(below limit: Int) -> Bool {
    guard case .number(let number) = self, let index = number.int14 else { return limit == Limits.integerKey }
    return index < limit
  }

  /// Where a property key stands among others, for an order that is the same in every run.
  public var keyOrder: (Int, Int) {
    switch self {
    case .number(let number): (0, number.int14 ?? 0)
    case .string(let id): (1, id.index)
    default: (2, 0)
    }
  }
}
