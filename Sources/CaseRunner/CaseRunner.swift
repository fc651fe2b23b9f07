import Runtime

/// Runs a case on a machine and records what the host sees.
///
/// Functions, classes, objects and arrays get handle numbers in the order in which they appear in the events, so
/// that identity is part of the trace, and are kept until the end.
public final class CaseRunner {
  private let definition: Case
  private let gas: Int
  private var trace = Trace()
  private var handles: [GuestReference] = []
  private var callCounts: [UInt16: Int] = [:]
  /// A mistake in the case, found while it runs; host functions cannot pass it through the machine.
  private var caseError: CaseError?

  /// Runs a case on the engine.
  ///
  /// - Parameters:
  ///   - definition: The case.
  ///   - snapshot: The snapshot.
  ///   - options: Mode and limits.
  ///   - gas: The most instructions that all steps together may execute.
  ///   - onInstruction: Called before each instruction with its offset.
  /// - Throws: ``CaseError`` if the case asks for something that there is not.
  public static func run(
    _ definition: Case, on snapshot: [UInt8], options: Configuration, gas: Int = 500_000_000,
    onInstruction: ((UInt16) -> Void)? = nil
  ) throws -> Trace {
    try run(definition, gas: gas) { imports in
      let vm = try VM(snapshot: snapshot, other: imports, options: options)
      vm.onInstruction = onInstruction
      return vm
    }
  }

  /// Runs a case on any machine; the trace has figures only if it is the engine.
  ///
  /// - Parameters:
  ///   - definition: The case.
  ///   - gas: The most instructions that all steps together may execute.
  ///   - load: Makes the machine with the given functions of the host; a ``VMError`` is part of the trace.
  /// - Throws: ``CaseError`` if the case asks for something that there is not, and what else `load` throws.
  public static func run(
    _ definition: Case, gas: Int = 500_000_000,
    loading load: (_ imports: @escaping (UInt16) -> Import?) throws -> any GuestMachine
  ) throws -> Trace {
    let runner = CaseRunner(definition, gas)
    try runner.run(load)
    return runner.trace
  }

  private init(_ definition: Case, _ gas: Int) {
    self.definition = definition
    self.gas = gas
  }

  private func run(_ load: (@escaping (UInt16) -> Import?) throws -> any GuestMachine) throws {
    let machine: any GuestMachine
    do {
      machine = try load { [unowned self] id in hostFunction(id) }
    } catch let error as VMError {
      record(
        .object("restoreError", .string(ErrorCode(number: error.code).name), ("code", .integer(error.code))))
      return
    }
    machine.instructionsLeft = gas
    let engine = machine as? VM
    let afterRestore = engine.map { memory($0) }
    do {
      for step in definition.steps {
        try run(step, machine)
        if let caseError { throw caseError }
      }
      let instructions = gas - (machine.instructionsLeft ?? 0)
      handles = []
      try machine.collectGarbage()
      if let engine, let afterRestore {
        trace.statistics = Trace.Statistics(
          afterRestore: afterRestore, atEnd: memory(engine, withHighWater: true), instructions: instructions)
      }
    } catch VMError.fatal(let code) {
      record(.object("fatal", .string(code.name), ("code", .integer(code.number))))
    }
    handles = []
  }

  private func record(_ event: JSON) { trace.events.append(event) }

  private func memory(_ vm: VM, withHighWater: Bool = false) -> JSON {
    let statistics = vm.statistics
    var members = [
      JSON.Member("virtualHeapUsed", .integer(statistics.virtualHeapUsed)),
      JSON.Member("globalVariablesSize", .integer(statistics.globalVariablesSize)),
      JSON.Member("imports", .integer(vm.imports.count)),
    ]
    if withHighWater {
      members += [
        JSON.Member("virtualHeapHighWaterMark", .integer(statistics.virtualHeapHighWaterMark)),
        JSON.Member("stackHighWaterMark", .integer(statistics.stackHighWaterMark)),
      ]
    }
    return .object(members)
  }

  // MARK: Steps

  private func run(_ step: Case.Step, _ machine: any GuestMachine) throws {
    switch step {
    case .collectGarbage:
      try machine.collectGarbage()
      record(.object("gc", .boolean(true)))
    case .export(let id):
      do throws(VMError) {
        let value = try machine.export(id)
        record(.object("export", .integer(id), ("value", shown(value))))
      } catch {
        let name = JSON.string(ErrorCode(number: error.code).name)
        record(.object("export", .integer(id), ("error", name), ("code", .integer(error.code))))
      }
    case .call(let id, let arguments):
      record(.object("call", .integer(id), ("args", .array(arguments))))
      let values = try arguments.map(guestValue)
      try recordResult { () throws(VMError) in try machine.call(export: id, values) }
    case .callHandle(let number, let arguments):
      record(.object("callHandle", .integer(number), ("args", .array(arguments))))
      let function = try handle(number)
      let values = try arguments.map(guestValue)
      try recordResult { () throws(VMError) in try machine.call(function, this: .undefined, values) }
    }
  }

  private func recordResult(_ call: () throws(VMError) -> GuestValue) throws {
    do throws(VMError) {
      record(.object("returned", shown(try call())))
    } catch {
      switch error {
      case .exception(let value): record(.object("threw", shown(value)))
      case .fault(let code):
        record(.object("error", .string(code.name), ("code", .integer(code.number))))
      case .fatal: throw error
      }
    }
  }

  // MARK: Host functions

  private func hostFunction(_ id: UInt16) -> Import {
    let behaviour = definition.imports[id] ?? .returns([])
    if case .async(let completes) = behaviour {
      return .asynchronous { [unowned self] call, completion in
        try complete(call, completion, completes)
      }
    }
    return .function { [unowned self] call in try perform(behaviour, call) }
  }

  /// The number of this call of a host function, from 0.
  private func countCall(_ id: UInt16) -> Int {
    let count = callCounts[id, default: 0]
    callCounts[id] = count + 1
    return count
  }

  private func complete(_ call: HostCall, _ completion: Completion, _ completes: [[JSON]]) throws {
    let index = countCall(call.id)
    let arguments = call.arguments.map(shown)
    let callback = shown(.reference(completion.callback))
    record(.object("host", .integer(call.id), ("args", .array(arguments)), ("async", callback)))
    guard index < completes.count else { return }
    let values = try noted { try completes[index].map(guestValue) }
    let result = Result { try call.call(completion.callback, values) }
    record(.object("completed", .integer(call.id), ("with", .array(completes[index]))))
    _ = try result.get()
  }

  private func perform(_ behaviour: Case.Behaviour, _ call: HostCall) throws -> GuestValue {
    let index = countCall(call.id)
    let arguments = call.arguments.map(shown)
    func recordCall(_ name: String, _ value: JSON) {
      record(.object("host", .integer(call.id), ("args", .array(arguments)), (name, value)))
    }
    switch behaviour {
    case .returns(let values):
      let value =
        values.isEmpty ? JSON.object("undefined", .boolean(true)) : values[min(index, values.count - 1)]
      recordCall("returns", value)
      return try noted { try guestValue(value) }
    case .throwsValue(let value):
      let exception = try noted { try guestValue(value) }
      recordCall("throws", shown(exception))
      throw GuestException(exception)
    case .fails:
      recordCall("fails", .string(ErrorCode.hostError.name))
      throw VMError.fault(.hostError)
    case .callsBack(let argument, let values):
      recordCall("callsBack", .integer(argument))
      guard argument < call.arguments.count else { return .undefined }
      return try callBack(call, call.arguments[argument], try noted { try values.map(guestValue) })
    case .async: preconditionFailure("asynchronous host functions are bound to another function")
    }
  }

  private func callBack(_ call: HostCall, _ callee: GuestValue, _ values: [GuestValue]) throws -> GuestValue {
    do throws(VMError) {
      guard case .reference(let function) = callee else {
        // What the engine says to a call of anything else.
        throw .fault(ErrorCode(number: Fault.notCallable.code))
      }
      let result = try call.call(function, values)
      record(.object("hostReturns", .integer(call.id), ("value", shown(result))))
      return result
    } catch {
      switch error {
      case .exception(let value):
        record(.object("hostThrows", .integer(call.id), ("value", shown(value))))
      case .fault(let code), .fatal(let code):
        record(.object("hostFails", .integer(call.id), ("error", .string(code.name))))
      }
      throw error
    }
  }

  /// Keeps an error in the case itself for the end of the step.
  private func noted<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch {
      caseError = caseError ?? error as? CaseError
      throw error
    }
  }

  // MARK: Values

  private func handle(_ number: Int) throws -> GuestReference {
    guard handles.indices.contains(number) else { throw CaseError("there is no handle \(number)") }
    return handles[number]
  }

  /// A value of a case file.
  private func guestValue(_ json: JSON) throws -> GuestValue {
    switch json {
    case .null: return .null
    case .boolean(let condition): return .boolean(condition)
    case .number(let number): return .number(number)
    case .string(let text): return .string(text)
    case .object where json["undefined"] != nil: return .undefined
    case .object:
      if let number = json["handle"]?.number { return .reference(try handle(Int(exactly: number) ?? -1)) }
      if case .string(let name)? = json["number"], let number = Self.namedNumbers[name] {
        return .number(number)
      }
      if let items = json["bytes"]?.items {
        return .bytes(
          try items.map { item in
            guard let number = item.number, let byte = UInt8(exactly: number) else {
              throw CaseError("\(item) is not a byte")
            }
            return byte
          })
      }
    case .array: break
    }
    throw CaseError("\(json) cannot be passed to the machine")
  }

  private static let namedNumbers: [String: Double] = [
    "NaN": .nan, "-0": -0.0, "Infinity": .infinity, "-Infinity": -.infinity,
  ]

  /// A value that the host has received, as the trace shows it.
  ///
  /// Gives handle numbers.
  private func shown(_ value: GuestValue) -> JSON {
    switch value {
    case .undefined: return .object("undefined", .boolean(true))
    case .null: return .null
    case .boolean(let condition): return .boolean(condition)
    case .number(let number): return Self.shown(number)
    case .string(let text): return .string(text)
    case .bytes(let bytes): return .object("bytes", .array(bytes.map { .integer($0) }))
    case .reference(let reference):
      let same = handles.firstIndex { $0.isSame(as: reference) }
      handles.append(reference)
      var members = [
        JSON.Member("handle", .integer(handles.count - 1)),
        JSON.Member("type", .string(reference.kind.rawValue)),
      ]
      if let same { members.append(JSON.Member("same", .integer(same))) }
      return .object(members)
    }
  }

  private static func shown(_ number: Double) -> JSON {
    if number.isNaN { return .object("number", .string("NaN")) }
    if number.isInfinite { return .object("number", .string(number < 0 ? "-Infinity" : "Infinity")) }
    if number == 0 && number.sign == .minus { return .object("number", .string("-0")) }
    return .number(number)
  }
}
