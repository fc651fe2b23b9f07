import CaseRunner
import Codec
import IL
import Interpreter
import Snapshot
import Testing
import TestSupport

/// The state of the interpreter as a program: a machine that goes on from it does what the first one would have done.
struct SavedProgramTests {
  private func lifted(_ snapshot: [UInt8]) throws -> Program {
    var program = try DecodedSnapshot(snapshot).program
    #expect(program.lift().isEmpty)
    return program
  }

  @Test(arguments: Fixtures.snapshots)
  func withoutACallItIsThePartOfTheProgramThatExportsReach(_ fixture: Fixture) throws {
    let program = try lifted(fixture.bytes)
    let saved = try InterpretedProgram(program, imports: { _ in .function { _ in .undefined } }).save()
    #expect(saved == program.restricted(to: saved))
    #expect(saved.exports.count == program.exports.count)
  }

  @Test(arguments: CorpusCase.all) func goesOnWhereItWasSaved(_ corpusCase: CorpusCase) throws {
    let program = try lifted(corpusCase.snapshot)
    let trace = try CaseRunner.run(try corpusCase.definition) { imports in
      try ReloadingMachine(program, imports)
    }
    corpusCase.expectTrace(trace.events)
  }

  @Test func mostCasesAreReloadedOften() throws {
    var count = 0
    for corpusCase in CorpusCase.all {
      var machine: ReloadingMachine?
      _ = try CaseRunner.run(try corpusCase.definition) { imports in
        machine = try ReloadingMachine(lifted(corpusCase.snapshot), imports)
        return machine!
      }
      count += machine?.reloadCount ?? 0
    }
    #expect(count > 400, "\(count) reloads")
  }

  @Test func savedProgramsCanBeEncoded() throws {
    for fixture in Fixtures.snapshots {
      let program = try lifted(fixture.bytes)
      let machine = try InterpretedProgram(program, imports: { _ in .function { _ in 3 } })
      for export in machine.exports {
        machine.instructionsLeft = 50_000
        _ = try? machine.call(export: export, [1, "up"])
      }
      var saved: Program
      do throws(SavingError) { saved = try machine.save() } catch {
        guard case .suspended = error else { throw error }
        continue
      }
      _ = try saved.lower(original: Program(), lifted: Program())
      #expect(try DecodedSnapshot(EncodedSnapshot(saved).bytes).program.essential == saved.essential)
    }
  }
}

/// A machine that is saved and replaced before each call of an export, as long as the host has no reference into it.
private final class ReloadingMachine: GuestMachine {
  private var machine: InterpretedProgram
  private let host: Host
  private(set) var reloadCount = 0

  /// The functions of the host, with a look at what they are given.
  private final class Host {
    let imports: (UInt16) -> Import?
    var hasReferences = false

    init(_ imports: @escaping (UInt16) -> Import?) { self.imports = imports }

    func observe(_ values: [GuestValue]) {
      for case .reference in values { hasReferences = true }
    }

    func function(_ id: UInt16) -> Import? {
      switch imports(id) {
      case nil: nil
      case .function(let body):
        .function { [unowned self] call in
          observe(call.arguments)
          return try body(call)
        }
      case .asynchronous(let body):
        .asynchronous { [unowned self] call, completion in
          hasReferences = true
          try body(call, completion)
        }
      }
    }
  }

  init(_ program: Program, _ imports: @escaping (UInt16) -> Import?) throws {
    host = Host(imports)
    machine = try InterpretedProgram(program, imports: host.function, options: Self.options)
  }

  private static var options: InterpretedProgram.Options {
    var options = InterpretedProgram.Options()
    options.conformance = .reference
    return options
  }

  private func reload() {
    guard !host.hasReferences, let saved = try? machine.save(),
      let next = try? InterpretedProgram(saved, imports: host.function, options: Self.options)
    else { return }
    next.instructionsLeft = machine.instructionsLeft
    machine = next
    reloadCount += 1
  }

  private func observed(_ body: () throws(VMError) -> GuestValue) throws(VMError) -> GuestValue {
    do throws(VMError) {
      let value = try body()
      host.observe([value])
      return value
    } catch {
      if case .exception(let value) = error { host.observe([value]) }
      throw error
    }
  }

  func call(export id: UInt16, _ arguments: [GuestValue]) throws(VMError) -> GuestValue {
    reload()
    return try observed { () throws(VMError) in try machine.call(export: id, arguments) }
  }

  func call(
    _ function: GuestReference, this: GuestValue, _ arguments: [GuestValue]
  ) throws(VMError) -> GuestValue {
    try observed { () throws(VMError) in try machine.call(function, this: this, arguments) }
  }

  func export(_ id: UInt16) throws(VMError) -> GuestValue {
    reload()
    return try observed { () throws(VMError) in try machine.export(id) }
  }

  var exports: [UInt16] { machine.exports }
  var imports: [UInt16] { machine.imports }
  func collectGarbage() throws(VMError) { try machine.collectGarbage() }
  var instructionsLeft: Int? {
    get { machine.instructionsLeft }
    set { machine.instructionsLeft = newValue }
  }
}

extension Program {
  /// The program without what `other` does not have.
  fileprivate func restricted(to other: Program) -> Program {
    var program = self
    for id in Array(functions.ids) where !other.functions.contains(id) { program.functions.remove(id) }
    for id in Array(globals.ids) where !other.globals.contains(id) { program.globals.remove(id) }
    for id in Array(allocations.ids) where !other.allocations.contains(id) { program.allocations.remove(id) }
    for id in Array(strings.ids) where !other.strings.contains(id) { program.strings.remove(id) }
    for id in Array(imports.ids) where !other.imports.contains(id) { program.imports.remove(id) }
    for name in Builtins.Name.allCases where other.builtins[name] == .undefined {
      program.builtins[name] = .undefined
    }
    return program
  }
}
