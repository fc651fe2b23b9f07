import Codec
public import IL
import Interpreter
import Snapshot

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
    return saved
  }

  /// The snapshot of the program as it is now.
  public func snapshot() throws(BuildError) -> [UInt8] {
    var program = try snapshotProgram()
    do { return try program.assembled().bytes } catch { throw .other("no snapshot: \(error)") }
  }
}
