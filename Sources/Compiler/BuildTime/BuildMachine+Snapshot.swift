import Analysis
import Codec
public import IL
import Interpreter
import JavaScript
import Snapshot
public import SourceMaps

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
    var saved: Program
    do throws(SavingError) {
      saved = try interpreter.save()
      let unused = saved.unusedArrayMethods(among: libraryFunctions)
      if !unused.isEmpty { saved = try interpreter.save(withoutArrayMethods: unused) }
    } catch {
      guard case .suspended(let function, _) = error else { throw .other("no snapshot: \(error)") }
      throw .snapshot("\(error)", StackTrace(frames: [frame(of: function)]))
    }
    for (id, global) in saved.globals.entries where global.value == .deleted && creatable.contains(id) {
      throw .snapshot("\(global.name ?? "the variable") is not defined", uses(of: id, in: saved))
    }
    return saved.withoutImpossibleChecks
  }

  /// The variables and functions of a module as IL text, as they were compiled; empty if no module has the name.
  ///
  /// What they mention of other modules, and what exists only while modules are evaluated, is not part of the text.
  public func code(ofModule name: String) -> String {
    let names = Names(program)
    let globals = globalPlaces.filter { $0.value.text.name == name }.keys.sorted()
    let functions = functionPlaces.filter { $0.value.text.name == name }.keys.sorted()
    let lines =
      globals.map { "global \(names[$0]) = \(names[program.globals[$0].value])\n" }
      + functions.map { "\n\(program.functions[$0].text($0, names))\n" }
    return lines.joined()
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
    var program = try snapshotProgram()
    do {
      try Verifier.verify(program)
      program.removeUnreachable()
      var lowered = program
      var file = try lowered.assembled()
      // Lowering leaves out what has no effect, and with it the last use of some functions.
      let assembled = lowered
      lowered.removeUnreachable()
      if lowered != assembled { file = try lowered.assembled() }
      return BuiltSnapshot(
        bytes: file.bytes, program: program, sourceMap: sourceMap(of: file, lowered))
    } catch let error as Program.LoweringError {
      throw .snapshot(
        "the engine cannot execute this function: \(error.failure)",
        StackTrace(frames: [frame(of: error.function)]))
    } catch { throw .other("no snapshot: \(error)") }
  }

  /// Where the parts of `file`, which has `program` in it, come from.
  private func sourceMap(of file: EncodedSnapshot, _ program: Program) -> SourceMap {
    func location(_ text: SourceText, _ offset: Int, _ name: String?) -> SourceMap.Location {
      let position = text.position(at: offset)
      return SourceMap.Location(
        source: text.name, line: position.line - 1, column: position.column - 1, name: name)
    }
    return SourceMap(of: file.map, program) { owner in
      switch owner {
      case .function(let id):
        functionPlaces[id].map { location($0.text, $0.range.start, program.functions[id].name) }
      case .global(let id):
        globalPlaces[id].map { location($0.text, $0.range.start, program.globals[id].name) }
      default: nil
      }
    } codeLocation: { id, origin in
      functionPlaces[id].map { location($0.text, origin, program.functions[id].name) }
    }
  }
}

extension Program {
  /// Removes what no export needs.
  fileprivate mutating func removeUnreachable() {
    UnreachableEntities(self, keepsImports: false).remove(from: &self)
  }

  /// The same without checks of variables that are always initialized, as far as that can be known.
  fileprivate var withoutImpossibleChecks: Program {
    var program = self
    do throws(UninitializedValues.Leak) { try program.removeImpossibleChecks() } catch { return self }
    return program
  }
}
