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
    do throws(SavingError) { saved = try interpreter.save() } catch {
      guard case .suspended(let function, _) = error else { throw .other("no snapshot: \(error)") }
      throw .snapshot("\(error)", StackTrace(frames: [frame(of: function)]))
    }
    for (id, global) in saved.globals.entries where global.value == .deleted && creatable.contains(id) {
      throw .snapshot("\(global.name ?? "the variable") is not defined", uses(of: id, in: saved))
    }
    return saved
  }

  /// Where a program uses a variable.
  private func uses(of global: GlobalID, in program: Program) -> StackTrace {
    let accesses: [SSAOperation] = [.loadGlobal(global), .storeGlobal(global)]
    var frames: [StackTrace.Frame] = []
    for (id, function) in program.functions.entries {
      let instructions = function.ssa?.blocks.flatMap(\.instructions) ?? []
      guard let access = instructions.first(where: { accesses.contains($0.operation) }) else { continue }
      frames.append(frame(of: id, at: access.origin))
    }
    return StackTrace(frames: frames)
  }

  /// The snapshot of the program as it is now.
  public func snapshot() throws(BuildError) -> BuiltSnapshot {
    let program = try snapshotProgram()
    var lowered = program
    do {
      let file = try lowered.assembled()
      return BuiltSnapshot(
        bytes: file.bytes, program: program, sourceMap: SourceMap(of: file, lowered, places))
    } catch let error as Program.LoweringError {
      throw .snapshot(
        "the engine cannot execute this function: \(error.failure)",
        StackTrace(frames: [frame(of: error.function)]))
    } catch { throw .other("no snapshot: \(error)") }
  }
}
