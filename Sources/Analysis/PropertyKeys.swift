import IL

/// Which keys the code of a program uses to read and write properties.
public struct PropertyKeys: Sendable {
  /// The strings that some instruction reads a property by.
  public private(set) var read: Set<StringID> = []
  /// The strings that some instruction writes a property by.
  public private(set) var written: Set<StringID> = []
  /// True iff a property may be read by a string that is not known here.
  public private(set) var readsComputedKeys = false
  /// True iff a property may be written by a string that is not known here.
  public private(set) var writesComputedKeys = false

  /// True iff the engine may have to look up a string that was made at run time.
  public var usesComputedKeys: Bool { readsComputedKeys || writesComputedKeys }

  /// Collects the keys of `program`.
  ///
  /// - Precondition: the program satisfies `Verifier`.
  public init(_ program: Program) {
    let globals = GlobalTypes(program)
    for (_, function) in program.functions.entries {
      StackValues(function, in: program, globals).forEachInstruction {
        _, operation, frame in
        switch operation {
        case .objectGet: Self.add(frame[frame.count - 1], to: &read, orSet: &readsComputedKeys)
        case .objectSet: Self.add(frame[frame.count - 2], to: &written, orSet: &writesComputedKeys)
        default: break
        }
      }
    }
  }

  private static func add(_ key: StackValues.Slot, to keys: inout Set<StringID>, orSet computed: inout Bool) {
    if case .string(let id) = key.constant {
      keys.insert(id)
    } else if key.types.contains(.string) {
      computed = true
    }
  }
}
