import Codec
import Compiler
import Foundation
import IL
import Interpreter
import JavaScript
import Runtime
import Snapshot

/// Modules that were compiled into one program, with a host function `print`.
struct Compiled {
  /// The program; its export n evaluates module n.
  let program: Program
  let modules: [GeneratedModule]
  let entities: SourceEntities

  /// Compiles modules, by their names; each can import the others by name.
  init(_ sources: [(name: String, source: String)]) throws {
    var program = try Program(parsing: Self.prelude)
    let names = sources.map(\.name)
    let dependencies = Dictionary(
      uniqueKeysWithValues: names.enumerated().map { ($0.element, Dependency.module($0.offset)) })
    let modules = try sources.map { source in
      LinkedModule(
        name: source.name, try Module(parsing: source.source), dependencies: dependencies)
    }
    let print = program.imports.ids.first { _ in true }
    let promise = program.globals.ids.first { _ in true }
    let link = try Link(modules, into: &program) { name in
      switch name {
      case "print": print.map { .value(.hostFunction($0)) }
      case "Promise": promise.map { .global($0) }
      default: nil
      }
    }
    for (index, module) in link.modules.enumerated() {
      program.exports.append(Export(id: UInt16(index), value: .function(module.entry)))
    }
    self.program = program
    self.modules = link.modules
    entities = link.entities
  }

  /// Compiles one module.
  init(_ source: String) throws { try self.init([("main", source)]) }

  /// What the program prints when modules are evaluated, in this order; errors are the last line.
  func output(evaluating order: [Int] = [0]) throws -> [String] {
    let log = Log()
    let machine = try InterpretedProgram(program, imports: log.print)
    machine.instructionsLeft = 1_000_000
    return log.lines(of: machine, evaluating: order)
  }

  /// The same, on the engine.
  func outputOfEngine(evaluating order: [Int] = [0]) throws -> [String] {
    var lowered = program
    lowered.builtins.internsKeys = true
    try lowered.removeImpossibleChecks()
    _ = try lowered.lower(original: Program(), lifted: Program())
    try Verifier.verify(lowered, .encodable)
    let log = Log()
    var configuration = Configuration()
    configuration.conformance = .ecmascript
    configuration.stackSize = 4096
    let machine = try VM(
      snapshot: try EncodedSnapshot(lowered).bytes, other: log.print, options: configuration)
    machine.instructionsLeft = 1_000_000
    return log.lines(of: machine, evaluating: order)
  }

  /// What a machine prints.
  private final class Log {
    private var lines: [String] = []

    /// The host functions.
    func print(_ id: UInt16) -> Import? {
      .function { call in
        self.lines.append(call.arguments.map(Compiled.text).joined(separator: " "))
        return .undefined
      }
    }

    func lines(of machine: some GuestMachine, evaluating order: [Int]) -> [String] {
      for module in order {
        do throws(VMError) { _ = try machine.call(export: UInt16(module), []) } catch {
          switch error {
          case .exception(let value): lines.append("throws \(Compiled.text(value))")
          case .fault(let code): lines.append("error \(code.number)")
          case .fatal(let code): lines.append("fatal \(code.number)")
          }
        }
      }
      return lines
    }
  }

  /// The functions of the sources as IL text.
  func text(of name: String) -> String? {
    let names = Names(program)
    return program.functions.entries.first { $0.element.name == name }.map { $0.element.text($0.id, names) }
  }

  /// A value as `String` makes it a text.
  static func text(_ value: GuestValue) -> String {
    switch value {
    case .undefined: "undefined"
    case .null: "null"
    case .boolean(let condition): "\(condition)"
    case .number(let number):
      if number.isNaN {
        "NaN"
      } else if number.isInfinite {
        number < 0 ? "-Infinity" : "Infinity"
      } else if let integer = Int(exactly: number) {
        "\(integer)"
      } else {
        "\(number)"
      }
    case .string(let text): text
    case .bytes(let bytes): "\(bytes)"
    case .reference(let reference): "[\(reference.kind.rawValue)]"
    }
  }

  /// What async functions, promises and arrays need.
  private static let prelude = """
    import !print = 7
    builtin async_continue = &continue
    builtin async_catch_block = &catch
    builtin async_host_callback = &host_callback
    builtin promise_prototype = handle $promise
    builtin array_prototype = handle $array
    builtin prototype_key = "prototype"
    global @Promise = $class
    ram $promise = object prototype null [-8192, 2, -1, undefined] {}
    ram $array = object { "push": &push }
    ram $statics = object { "prototype": $promise }
    ram $class = class &constructor, $statics
    function &continue {
    b0 in %0:
      %1 = load_scoped 1, %0
      %2 = load_scoped 2, %0
      %3 = load_scoped 3, %0
      call_void %1, undefined, %2, %3
      return undefined
    }
    function &catch entry 2 {
    b0(%0, %1):
      async_complete %0, %1, false
    }
    function &host_callback {
    b0:
      %0 = load_arg 2
      %1 = load_arg 1
      async_complete undefined, %0, %1
    }
    function &constructor {
    b0:
      %0 = load_arg 0
      %1 = scope_new 2
      store_scoped 0, %1, &resolve
      store_scoped 1, %1, %0
      %2 = load_closure %1
      %3 = scope_new 2
      store_scoped 0, %3, &reject
      store_scoped 1, %3, %0
      %4 = load_closure %3
      %5 = load_arg 1
      call_void %5, undefined, %2, %4
      return %0
    }
    function &resolve {
    b0:
      %0 = load_arg 1
      async_complete undefined, %0, true
    }
    function &reject {
    b0:
      %0 = load_arg 1
      async_complete undefined, %0, false
    }
    function &push {
    b0:
      %0 = load_arg 0
      %1 = object_get %0, "length"
      %2 = load_arg 1
      object_set %0, %1, %2
      return undefined
    }
    """
}
