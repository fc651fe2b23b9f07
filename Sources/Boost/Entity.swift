import IL

/// A part of a program that has an identity, so that it can be followed through the passes.
public enum Entity: Hashable, Sendable {
  case hostImport(ImportID)
  case string(StringID)
  case global(GlobalID)
  case allocation(AllocationID)
  case function(FunctionID)
  case builtin(Builtins.Name)
  /// The place for keys that are made at run time.
  case internedKeys
}

extension Program {
  /// True iff the program has `entity`.
  public func contains(_ entity: Entity) -> Bool {
    switch entity {
    case .hostImport(let id): imports.contains(id)
    case .string(let id): strings.contains(id)
    case .global(let id): globals.contains(id)
    case .allocation(let id): allocations.contains(id)
    case .function(let id): functions.contains(id)
    case .builtin(let name): builtins[name] != .undefined && builtins[name] != .null
    case .internedKeys: builtins.internsKeys
    }
  }

  /// Everything in the program that has an identity.
  public var entities: [Entity] {
    let tables: [Entity] =
      imports.ids.map { .hostImport($0) } + strings.ids.map { .string($0) } + globals.ids.map { .global($0) }
      + allocations.ids.map { .allocation($0) } + functions.ids.map { .function($0) }
    let builtins = Builtins.Name.allCases.map { Entity.builtin($0) } + [.internedKeys]
    return tables + builtins.filter(contains)
  }

  /// What `other` lacks of the entities of this program.
  func entities(notIn other: Program) -> [Entity] { entities.filter { !other.contains($0) } }
}

extension Names {
  /// The name of `entity`.
  public subscript(entity: Entity) -> String {
    switch entity {
    case .hostImport(let id): self[id]
    case .string(let id): self[id]
    case .global(let id): self[id]
    case .allocation(let id): self[id]
    case .function(let id): self[id]
    case .builtin(let name): name.rawValue
    case .internedKeys: "interned_keys"
    }
  }
}
