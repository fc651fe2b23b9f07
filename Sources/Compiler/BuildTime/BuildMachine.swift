public import HostInterface
import IL
import Interpreter
import JavaScript

/// A machine that executes modules at build time, and whose state becomes a snapshot.
///
///     let machine = BuildMachine()
///     let main = ModuleSource("main.js", "vmExport(1, () => 'Hello')")
///     try machine.evaluate(main, importer: FileImporter())
///     let bytes = try machine.snapshot().bytes
///
/// The program sees the built-in objects of the language, `vmExport` and `vmImport`, and what exists at build time only:
/// `console`, `JSON`, `globalThis`, the modules `fs`, `path` and `process`, and the methods of strings. A
/// function of the latter that an export reaches becomes one that throws.
///
/// To run a snapshot, use `VM` of the module `Runtime`. A machine must be used by one thread at a time.
public final class BuildMachine {
  /// What the machine has to do with the world around it.
  public struct Options {
    /// The most steps that the top level of all modules may execute; nil without a limit.
    public var maximumSteps: Int?
    /// What imported functions do at build time; one without an implementation throws.
    public var imports: [UInt16: Import] = [:]
    /// Where `console` writes a line.
    public var write: (ConsoleStream, String) -> Void = { _, _ in }
    /// Called with the path of each file that a module reads with `fs`.
    public var fileWasRead: (String) -> Void = { _ in }
    /// `process.argv`.
    public var arguments: [String] = []
    /// `process.env`.
    public var environment: [String: String] = [:]

    /// No limit, no imports, no output.
    public init() {}
  }

  /// Where `console` writes to.
  public enum ConsoleStream: Sendable {
    /// What `console.log` and `console.info` write.
    case output
    /// What `console.warn` and `console.error` write.
    case error
  }

  let options: Options
  let interpreter: InterpretedProgram
  /// The program before any of it was executed.
  private(set) var program: Program
  /// The variables that no module declares, by name.
  var environment: [String: OuterVariable] = [:]
  /// The variables that exist only if something creates them as properties of `globalThis`.
  private(set) var creatable: Set<GlobalID> = []
  /// The modules of the host, by name.
  private(set) var hostModules: [String: ProvidedModule] = [:]
  /// The modules that were evaluated, by identity.
  var evaluated: [String: ModuleObject] = [:]
  /// Where functions stand in the sources.
  var functionPlaces: [FunctionID: (text: SourceText, range: SourceRange)] = [:]
  /// Where variables are declared in the sources.
  var globalPlaces: [GlobalID: (text: SourceText, range: SourceRange)] = [:]
  /// The variables to which something other than their declaration assigns.
  var changingGlobals: Set<GlobalID> = []
  /// The functions of the standard library.
  var libraryFunctions: Set<FunctionID> = []
  /// What the program has of the standard library.
  var library = GuestLibrary()
  /// True iff a module extends a class, perhaps one of the library.
  var hasSubclasses = false
  /// True while the library itself is evaluated.
  var isInLibrary = false
  /// The ids of the exports that there are.
  var exportIDs: Set<UInt16> = []

  /// Makes a machine in which nothing was evaluated yet.
  public init(_ options: Options = Options()) {
    self.options = options
    program = .base
    var interpreterOptions = InterpretedProgram.Options()
    interpreterOptions.hasDeviceLimits = false
    interpreterOptions.callDepth = 10_000
    interpreterOptions.heapLimit = 1 << 30
    do throws(LoadingError) {
      interpreter = try InterpretedProgram(program, imports: { _ in nil }, options: interpreterOptions)
    } catch { preconditionFailure("the base program has no mistake: \(error)") }
    interpreter.instructionsLeft = options.maximumSteps
    for (id, global) in program.globals.entries { environment[global.name!] = .global(id) }
    environment["undefined"] = .value(.undefined)
    environment["NaN"] = .value(.number(.notANumber))
    environment["Infinity"] = .value(.number(Number(Double.infinity)))
    interpreter.makeError = { [unowned self] error in try exception(for: error) }
    do throws(VMError) { try addHostGlobals() } catch { preconditionFailure("\(error)") }
  }

  // MARK: Global variables

  /// A global variable, by name; nil if there is none or it has no value.
  public subscript(global name: String) -> GuestValue? {
    guard let variable = environment[name] else { return nil }
    return value(of: variable, named: name)
  }

  /// Assigns a global variable, which is created if there is none.
  public func setGlobal(_ name: String, _ value: GuestValue) throws(VMError) {
    switch environment[name] {
    case .global(let id): try interpreter.setGlobal(id, value)
    case nil: try addGlobals([(name, value)])
    case .value, .property, .export: throw .fault(.hostError)
    }
  }

  /// Adds global variables with their values.
  func addGlobals(_ members: [HostMember]) throws(VMError) {
    for (id, member) in zip(try hold(members), members) { environment[member.0] = .global(id) }
  }

  /// Makes places for variables that may be created as properties of `globalThis`.
  func declare(creatable names: some Sequence<String>) {
    for name in names where environment[name] == nil {
      let id = program.globals.append(Global(.deleted, name: name))
      environment[name] = .global(id)
      creatable.insert(id)
    }
  }

  /// Variables of the program for values that code cannot hold; the names are for reports.
  func hold(_ members: [HostMember]) throws(VMError) -> [GlobalID] {
    let ids = members.map { program.globals.append(Global(.undefined, name: $0.0)) }
    load(program)
    for (id, member) in zip(ids, members) { try interpreter.setGlobal(id, member.1) }
    return ids
  }

  /// Takes `program`, which is the present one with additions, for the present one.
  func load(_ program: Program) {
    self.program = program
    do throws(LoadingError) { try interpreter.extend(to: program) } catch {
      preconditionFailure("code generation made an invalid program: \(error)")
    }
  }

  /// The value of a variable; nil if it has none.
  func value(of variable: OuterVariable, named name: String) -> GuestValue? {
    switch variable {
    case .global(let id): return interpreter[id]
    case .value(let value): return interpreter.value(value)
    case .property(let owner):
      guard case .reference(let object)? = interpreter[owner] else { return nil }
      return try? interpreter.property(name, of: object)
    case .export: preconditionFailure("exports of modules are globals or values")
    }
  }

  // MARK: The host

  /// A function that exists at build time only.
  func function(_ body: @escaping (BuildMachine, HostCall) throws -> GuestValue) -> GuestValue {
    interpreter.makeFunction { [unowned self] call in try body(self, call) }
  }

  /// Adds a module of the host.
  func addHostModule(_ name: String, _ members: [HostMember]) throws(VMError) {
    let namespace = interpreter.makeObject(HostNamespace(members))
    hostModules[name] = try provide([(name, .reference(namespace))] + members)
  }

  /// A module with the namespace that comes first, which is the default export as well, and with exports of the names of
  /// the others.
  func provide(_ members: [HostMember]) throws(VMError) -> ProvidedModule {
    let variables = try hold(members).map { OuterVariable.global($0) }
    var exports = ["default": variables[0]]
    for (variable, member) in zip(variables, members).dropFirst() { exports[member.0] = variable }
    return ProvidedModule(exports: exports, namespace: variables[0])
  }
}

/// An object of the host with fixed properties.
private final class HostNamespace: HostObject {
  private let members: [HostMember]

  init(_ members: [HostMember]) { self.members = members }

  func property(_ name: String) -> GuestValue { members.first { $0.0 == name }?.1 ?? .undefined }
  func setProperty(_ name: String, _ value: GuestValue) {}
  var propertyNames: [String] { members.map(\.0) }
}
