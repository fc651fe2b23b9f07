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
    let saved: Program
    do throws(SavingError) { saved = try interpreter.save() } catch { throw .other("no snapshot: \(error)") }
    for (id, global) in saved.globals.entries where global.value == .deleted && creatable.contains(id) {
      throw .other(
        "no snapshot: a function that an export reaches uses the variable \(global.name ?? ""), which does not exist"
      )
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

  /// The snapshot of the program as it is now.
  public func snapshot() throws(BuildError) -> BuiltSnapshot {
    let program = try snapshotProgram()
    var lowered = program
    do {
      let file = try lowered.assembled()
      return BuiltSnapshot(
        bytes: file.bytes, program: program, sourceMap: sourceMap(of: file, lowered))
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
  /// The same without checks of variables that are always initialized, as far as that can be known.
  fileprivate var withoutImpossibleChecks: Program {
    var program = self
    do throws(UninitializedValues.Leak) { try program.removeImpossibleChecks() } catch { return self }
    return program
  }
}
