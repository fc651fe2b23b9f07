import IL

/// Which globals the code of a program loads and stores.
public struct GlobalUses: Sendable {
  private var loaded: [Bool]
  private var stored: [Bool]

  /// Collects the uses in `program`.
  public init(_ program: Program) {
    loaded = Array(repeating: false, count: program.globals.capacity)
    stored = loaded
    for (_, function) in program.functions.entries {
      for mention in function.mentions {
        switch mention {
        case .loadedGlobal(let id): loaded[id.index] = true
        case .storedGlobal(let id): stored[id.index] = true
        case .value, .callee, .hostCallee, .parameter, .service: break
        }
      }
    }
  }

  /// True iff some instruction loads `id`.
  public func isLoaded(_ id: GlobalID) -> Bool { loaded[id.index] }

  /// True iff some instruction stores to `id`.
  public func isStored(_ id: GlobalID) -> Bool { stored[id.index] }
}
