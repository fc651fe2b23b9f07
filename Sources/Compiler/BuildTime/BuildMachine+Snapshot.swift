import Codec
public import IL
import Interpreter
import Snapshot

/// A snapshot and what is known about it.
public struct BuiltSnapshot: Sendable {
  /// The file.
  public let bytes: [UInt8]
  /// The program in it, before it was brought into stack form.
  public let program: Program
  /// Where its code comes from.
  public let sourceMap: SourceMap
}

extension BuildMachine {
  /// The program as it is now, with what its exports reach.
  public func snapshotProgram() throws(BuildError) -> Program {
    let saved: Program
    do throws(SavingError) { saved = try interpreter.save() } catch { throw .other("no snapshot: \(error)") }
    for (id, global) in saved.globals.entries where global.value == .deleted && creatable.contains(id) {
      throw .other(
        "no snapshot: a function that an export reaches uses the variable \(global.name ?? ""), which does not exist"
      )
    }
    return saved.withoutImpossibleChecks
  }

  /// The snapshot of the program as it is now.
  public func snapshot() throws(BuildError) -> BuiltSnapshot {
    let program = try snapshotProgram()
    var lowered = program
    do {
      let file = try lowered.assembled()
      return BuiltSnapshot(
        bytes: file.bytes, program: program, sourceMap: SourceMap(of: file, lowered, places))
    } catch { throw .other("no snapshot: \(error)") }
  }
}

extension Program {
  /// The same without checks of variables that are always initialized, as far as that can be known.
  fileprivate var withoutImpossibleChecks: Program {
    var program = self
    do throws(UninitializedValues.Leak) { try program.removeImpossibleChecks() } catch { return self }
    return program
  }
}
