import HostInterface
import IL
import Interpreter

/// A function of the build host, and its name.
typealias HostMember = (String, GuestValue)

/// What a function of the build host does.
typealias HostBody = (BuildMachine, HostCall) throws -> GuestValue

extension BuildMachine {
  /// Makes the global variables and modules that exist at build time only.
  func addHostGlobals() throws(VMError) {
    try addGlobals(
      [
        ("globalThis", .reference(interpreter.makeObject(GlobalObject(of: self)))),
        ("vmExport", function { machine, call in try machine.vmExport(call) }),
        ("vmImport", function { machine, call in try machine.vmImport(call) }),
        ("console", object(consoleMembers)), ("JSON", object(jsonMembers)),
      ] + numberFunctions)
    try interpreter.setPrimitivePrototypes(
      string: interpreter.makeObject(members(of: Self.stringMethods)),
      number: interpreter.makeObject(members(of: Self.numberMethods)),
      function: interpreter.makeObject(members(of: Self.functionMethods)))
    try addHostModule("fs", members(of: Self.fileFunctions))
    try addHostModule("path", members(of: Self.pathFunctions) + [("sep", "/"), ("delimiter", ":")])
    let process = try processMembers
    try addHostModule("process", process)
    environment["process"] = hostModules["process"]?.namespace
  }

  /// Functions as values.
  func members(of functions: [(String, HostBody)]) -> [HostMember] {
    functions.map { ($0.0, function($0.1)) }
  }

  private func object(_ members: [HostMember]) throws(VMError) -> GuestValue {
    .reference(try interpreter.makeObject(members.map { (name: $0.0, value: $0.1) }))
  }

  // MARK: Exports and imports

  private func id(_ value: GuestValue, for function: String) throws -> UInt16 {
    guard case .number(let number) = value, let id = UInt16(exactly: number) else {
      throw failure(
        "TypeError",
        "ID for `\(function)` must be an integer in the range 0 to 65535. Received \(inspect(value))")
    }
    return id
  }

  private func vmExport(_ call: HostCall) throws -> GuestValue {
    let id = try id(call[0], for: "vmExport")
    guard exportIDs.insert(id).inserted else { throw failure("Error", "Duplicate export ID: \(id)") }
    try interpreter.addExport(id, call[1])
    return .undefined
  }

  private func vmImport(_ call: HostCall) throws -> GuestValue {
    guard !call.arguments.isEmpty else {
      throw failure("TypeError", "vmImport expects at least 1 argument")
    }
    let id = try id(call[0], for: "vmImport")
    if let implementation = options.imports[id] { return interpreter.function(importing: id, implementation) }
    let alternative = call[1]
    return interpreter.function(
      importing: id,
      .function { [unowned self] call in
        guard case .reference(let function) = alternative, function.kind == .function else {
          throw failure("Error", "Host implementation not provided for imported ID \(id)")
        }
        return try call.call(function, call.arguments)
      })
  }
}

extension HostCall {
  /// An argument; undefined if there are not so many.
  subscript(index: Int) -> GuestValue { index < arguments.count ? arguments[index] : .undefined }
}
