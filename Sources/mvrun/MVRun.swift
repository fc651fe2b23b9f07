import ArgumentParser
import CaseRunner
import Codec
import Foundation
import Interpreter
import Runtime
import Snapshot

@main
struct MVRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mvrun",
    abstract: "Runs a Microvium 8 snapshot.",
    discussion: """
      Without --call and --case, lists what the snapshot exports and imports.

      Host functions that no case describes write their arguments to standard error and return undefined.

      With --interpret, the optimizer's IL of the program runs instead of its bytecode: slower, in memory of its own, but
      with the same results.
      """)

  @Argument(help: "The snapshot; - reads standard input.")
  var snapshot: String

  @Option(help: "Call the export with this id and print the result.")
  var call: UInt16?

  @Option(help: "Arguments of the call, a JSON array.")
  var args = "[]"

  @Option(name: .customLong("case"), help: "Run a case file and print the trace as JSON.")
  var caseFile: String?

  @Flag(help: "Write each instruction's offset and first byte to standard error.")
  var trace = false

  @Flag(help: "Behave like the reference engine where it differs from ECMAScript.")
  var quirks = false

  @Flag(help: "Run the program in the interpreter of the optimizer's IL.")
  var interpret = false

  @Flag(help: "Write memory figures to standard error at the end.")
  var stats = false

  @Option(help: "The most instructions to execute.")
  var gas = 500_000_000

  func validate() throws {
    if call != nil && caseFile != nil { throw ValidationError("--call and --case exclude each other.") }
    if interpret && trace { throw ValidationError("--interpret and --trace exclude each other.") }
    if gas < 0 || gas > Int(Int32.max) { throw ValidationError("--gas must be from 0 to \(Int32.max).") }
  }

  func run() throws {
    let bytes = try read(snapshot)
    var options = Configuration()
    options.conformance = quirks ? .reference : .ecmascript
    if let caseFile {
      try runCase(caseFile, bytes, options)
    } else if let call {
      try run(bytes, options, calling: call)
    } else {
      try list(bytes, options)
    }
  }

  private func read(_ path: String) throws -> [UInt8] {
    if path == "-" { return [UInt8](FileHandle.standardInput.readDataToEndOfFile()) }
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw Failure("\(path): cannot be read: \((error as NSError).localizedDescription)")
    }
  }

  // MARK: Modes

  private func list(_ bytes: [UInt8], _ options: Configuration) throws {
    let machine = try restore(bytes, options)
    for id in machine.exports {
      let value = (try? machine.export(id)).map(Text.description) ?? "not a value"
      print("export \(id): \(value)")
    }
    for id in machine.imports { print("import \(id)") }
    writeStatistics(machine)
  }

  private func run(_ bytes: [UInt8], _ options: Configuration, calling id: UInt16) throws {
    let machine = try restore(bytes, options)
    machine.instructionsLeft = gas
    (machine as? VM)?.onInstruction = tracer(bytes)
    let arguments = try parsedArguments()
    do throws(VMError) {
      print(Text.description(try machine.call(export: id, arguments)))
    } catch {
      writeStatistics(machine)
      throw Failure("export \(id): \(Text.description(error))")
    }
    writeStatistics(machine)
  }

  private func runCase(_ path: String, _ bytes: [UInt8], _ options: Configuration) throws {
    do {
      let definition = try Case(parsing: Data(try read(path)))
      let trace = try CaseRunner.run(definition, gas: gas) { imports in
        let machine = try makeMachine(bytes, options, imports)
        (machine as? VM)?.onInstruction = tracer(bytes)
        return machine
      }
      print(trace)
    } catch let error as CaseError {
      throw Failure("\(path): \(error)")
    } catch let error as Swift.DecodingError {
      throw Failure("\(path): not a JSON document: \(error)")
    }
  }

  // MARK: Parts

  private func makeMachine(
    _ bytes: [UInt8], _ options: Configuration, _ imports: @escaping (UInt16) -> Import?
  ) throws -> any GuestMachine {
    guard interpret else { return try VM(snapshot: bytes, other: imports, options: options) }
    do {
      var program = try DecodedSnapshot(bytes).program
      if let (function, reason) = program.lift().first {
        throw Failure("function &f\(function.index) cannot be interpreted: \(reason)")
      }
      var interpreterOptions = InterpretedProgram.Options()
      interpreterOptions.conformance = options.conformance
      return try InterpretedProgram(program, imports: imports, options: interpreterOptions)
    } catch {
      throw Failure("\(snapshot): \(error)")
    }
  }

  private func restore(_ bytes: [UInt8], _ options: Configuration) throws -> any GuestMachine {
    do {
      return try makeMachine(bytes, options) { id in
        .function { call in
          Text.log("host \(id): \(call.arguments.map(Text.description).joined(separator: ", "))")
          return .undefined
        }
      }
    } catch let error as VMError {
      throw Failure("\(snapshot): \(Text.description(error))")
    }
  }

  private func parsedArguments() throws -> [GuestValue] {
    guard let json = try? JSON(parsing: Data(args.utf8)), let items = json.items else {
      throw Failure("--args: \(args) is not a JSON array")
    }
    return try items.map { item in
      switch item {
      case .null: .null
      case .boolean(let condition): .boolean(condition)
      case .number(let number): .number(number)
      case .string(let text): .string(text)
      case .array, .object: throw Failure("--args: \(item) cannot be passed to the machine")
      }
    }
  }

  private func tracer(_ bytes: [UInt8]) -> ((UInt16) -> Void)? {
    guard trace else { return nil }
    return { offset in
      let byte = Int(offset) < bytes.count ? String(bytes[Int(offset)], radix: 16) : "outside"
      Text.log("\(String(offset, radix: 16)): \(byte)")
    }
  }

  private func writeStatistics(_ machine: any GuestMachine) {
    guard stats else { return }
    if let figures = (machine as? VM)?.statistics {
      Text.log("heap: \(figures.virtualHeapUsed) bytes, at most \(figures.virtualHeapHighWaterMark)")
      Text.log("stack: at most \(figures.stackHighWaterMark) bytes")
    }
    if let left = machine.instructionsLeft { Text.log("instructions: \(gas - left)") }
  }
}

/// An error of the user's input, for one line on standard error.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Texts for people.
enum Text {
  static func description(_ value: GuestValue) -> String {
    switch value {
    case .undefined: "undefined"
    case .null: "null"
    case .boolean(let condition): condition ? "true" : "false"
    case .number(let number): number.isFinite ? JSON.number(number).description : "\(number)"
    case .string(let text): JSON.string(text).description
    case .bytes(let bytes): "Uint8Array \(bytes)"
    case .reference(let reference): "[\(reference.kind.rawValue)]"
    }
  }

  static func description(_ error: VMError) -> String {
    switch error {
    case .exception(let value): "uncaught exception: \(description(value))"
    case .fault(let code): "error \(code)"
    case .fatal(let code): "fatal error \(code)"
    }
  }

  static func log(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
