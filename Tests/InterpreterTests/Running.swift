import IL
import Interpreter
import Testing

/// What export 1 of a program does, in one word or a few: `5`, `"text"`, `throws 5`, `error 12`, `fatal 17`.
struct Running {
  private let machine: InterpretedProgram
  /// What host function 7 was called with.
  private let log: Log

  private final class Log { var lines: [String] = [] }

  /// Loads the program with the text `text`.
  ///
  /// - Parameter host: Host functions besides 7, which writes down its arguments and returns the first one.
  init(
    _ text: String, _ conformance: Configuration.Conformance = .reference, callDepth: Int = 1000,
    heapLimit: Int = 64 << 20, host: [UInt16: Import] = [:]
  ) throws {
    let log = Log()
    var options = InterpretedProgram.Options()
    options.conformance = conformance
    options.callDepth = callDepth
    options.heapLimit = heapLimit
    self.log = log
    machine = try InterpretedProgram(
      Program(parsing: text),
      imports: { id in
        if id != 7 { return host[id] }
        return .function { call in
          log.lines.append(call.arguments.map(Self.text).joined(separator: " "))
          return call.arguments.first ?? .undefined
        }
      }, options: options)
  }

  /// Loads a program whose export 1 is a function with this code.
  init(
    main code: String, _ declarations: String = "", _ conformance: Configuration.Conformance = .reference
  ) throws {
    try self.init("export 1 = &main\n\(declarations)\nfunction &main {\n\(code)\n}", conformance)
  }

  /// What host function 7 has been called with so far.
  var logged: [String] { log.lines }

  /// The most steps that may still be executed.
  func limitSteps(to count: Int?) { machine.instructionsLeft = count }

  /// How many steps may still be executed.
  var stepsLeft: Int? { machine.instructionsLeft }

  /// Collects garbage.
  func collectGarbage() throws { try machine.collectGarbage() }

  /// The value of an export.
  func export(_ id: UInt16) throws -> GuestValue { try machine.export(id) }

  /// Calls an export.
  func call(_ export: UInt16 = 1, _ arguments: GuestValue...) -> String {
    Self.outcome { () throws(VMError) in try machine.call(export: export, arguments) }
  }

  /// Calls what a reference refers to.
  func call(_ function: GuestReference, _ arguments: GuestValue...) -> String {
    Self.outcome { () throws(VMError) in try machine.call(function, arguments) }
  }

  private static func outcome(_ body: () throws(VMError) -> GuestValue) -> String {
    do throws(VMError) {
      return text(try body())
    } catch {
      switch error {
      case .exception(let value): return "throws \(text(value))"
      case .fault(let code): return "error \(code.number)"
      case .fatal(let code): return "fatal \(code.number)"
      }
    }
  }

  /// A value as text.
  static func text(_ value: GuestValue) -> String {
    switch value {
    case .undefined: "undefined"
    case .null: "null"
    case .boolean(let condition): "\(condition)"
    case .number(let number):
      Number(number).int32.map { "\($0)" } ?? (number.isNaN ? "nan" : Self.text(number))
    case .string(let text): "\"\(text)\""
    case .bytes(let bytes): "bytes \(bytes)"
    case .reference(let reference): "[\(reference.kind.rawValue)]"
    }
  }

  /// A number that is no 32-bit integer; those that are whole have no point.
  private static func text(_ number: Double) -> String {
    Int(exactly: number).map { number == 0 ? "-0" : "\($0)" } ?? "\(number)"
  }
}
