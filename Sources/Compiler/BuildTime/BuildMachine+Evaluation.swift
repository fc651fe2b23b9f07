public import HostInterface
import IL
import Interpreter
import JavaScript

extension BuildMachine {
  /// Evaluates a module, unless it has been evaluated: first what it imports, then its top level.
  ///
  /// - Parameters:
  ///   - source: The module.
  ///   - importer: Finds what it imports.
  ///
  /// Rejections that nothing has handled by then become warnings on the error stream.
  ///
  /// - Throws: ``BuildError`` if the modules have a mistake, or the top level does not come to an end.
  @discardableResult
  public func evaluate(
    _ source: ModuleSource, importer: some ModuleImporter
  ) throws(BuildError) -> ModuleObject {
    if let known = evaluated[source.identity] { return known }
    let graph = try ModuleGraph(source, importer: importer) { evaluated[$0] != nil }
    try provideLibrary(for: graph)
    let data = try provideData(of: graph)
    for node in graph.nodes { declare(creatable: GlobalObject.propertyNames(in: node.source.text)) }
    let linked = graph.nodes.indices.filter { graph.nodes[$0].syntax != nil }
    let positions = Dictionary(uniqueKeysWithValues: linked.enumerated().map { ($0.element, $0.offset) })
    let providedModules = try provideEvaluated(by: graph)
    let modules = linked.map { index in
      LinkedModule(
        name: graph.nodes[index].source.name, graph.nodes[index].syntax!,
        dependencies: graph.nodes[index].dependencies.mapValues { target in
          switch target {
          case .node(let node):
            positions[node].map { .module($0) } ?? .provided(data[node]!)
          case .evaluated(let identity):
            .provided(providedModules[identity]!)
          case .host(let name): .provided(hostModules[name]!)
          }
        })
    }
    var program = self.program
    let link: Link
    do throws(CompilationErrors) {
      link = try Link(modules, into: &program, hasSubclasses: hasSubclasses) { environment[$0] }
    } catch {
      throw .mistakes(
        error.errors.map { error in
          graph.mistake(Diagnostic(.error, error.description, at: error.range), in: linked[error.module])
        })
    }
    load(program)
    for (id, place) in link.entities.functions {
      functionPlaces[id] = (graph.nodes[linked[place.module]].text, place.range)
      if isInLibrary { libraryFunctions.insert(id) }
    }
    for (id, place) in link.entities.globals {
      globalPlaces[id] = (graph.nodes[linked[place.module]].text, place.range)
    }
    changingGlobals.formUnion(link.entities.changing)
    for (index, module) in data {
      evaluated[graph.nodes[index].source.identity] = ModuleObject(machine: self, provided: module)
    }
    for index in graph.evaluationOrder {
      guard let position = positions[index] else { continue }
      let module = link.modules[position]
      // A module that throws counts as evaluated, one that is not reached does not.
      evaluated[graph.nodes[index].source.identity] = ModuleObject(
        machine: self, provided: ProvidedModule(exports: module.exports, namespace: module.namespace))
      _ = try run { () throws(VMError) in try interpreter.call(module.entry) }
    }
    if !isInLibrary { reportUnhandledRejections() }
    return evaluated[source.identity]!
  }

  /// Evaluates what the modules may use of the standard library.
  private func provideLibrary(for graph: ModuleGraph) throws(BuildError) {
    let words = graph.nodes.reduce(into: Set<String>()) { $0.formUnion($1.syntax?.words ?? []) }
    if words.contains("extends") { hasSubclasses = true }
    let propertyNames = graph.nodes.reduce(into: Set<String>()) {
      $0.formUnion($1.syntax?.propertyNames ?? [])
    }
    guard !isInLibrary, let module = library.module(for: words, propertyNames) else { return }
    isInLibrary = true
    defer { isInLibrary = false }
    let exports = try evaluate(module, importer: GuestLibrary.Importer()).provided.exports
    environment.merge(exports) { $1 }
  }

  /// The modules that were evaluated earlier and are imported again, by identity.
  ///
  /// Objects for their exports are made now: nothing keeps one up to date, so a module with exports that change has none
  /// unless its own link has made it.
  private func provideEvaluated(by graph: ModuleGraph) throws(BuildError) -> [String: ProvidedModule] {
    var modules: [String: ProvidedModule] = [:]
    for case .evaluated(let identity) in graph.nodes.flatMap(\.dependencies.values) {
      guard let module = evaluated[identity], modules[identity] == nil else { continue }
      var provided = module.provided
      if provided.namespace == nil, !provided.exports.values.contains(where: isChanging) {
        let names = module.exportNames
        do throws(VMError) {
          let members = names.map { (name: $0, value: module[$0] ?? .undefined) }
          let object = GuestValue.reference(try interpreter.makeObject(members))
          provided.namespace = try hold([(identity, object)]).first.map { .global($0) }
        } catch { throw .other("\(identity): \(error)") }
        evaluated[identity] = ModuleObject(machine: self, provided: provided)
      }
      modules[identity] = provided
    }
    return modules
  }

  /// True iff the variable may get another value after its module was evaluated.
  private func isChanging(_ variable: OuterVariable) -> Bool {
    switch variable {
    case .global(let id): changingGlobals.contains(id)
    case .value: false
    case .property, .export: true
    }
  }

  /// Makes guest values of the data that modules import.
  private func provideData(of graph: ModuleGraph) throws(BuildError) -> [Int: ProvidedModule] {
    var modules: [Int: ProvidedModule] = [:]
    for (index, node) in graph.nodes.enumerated() where node.syntax == nil {
      let json: JSONValue
      do throws(JSONValue.SyntaxError) { json = try JSONValue(parsing: node.source.text) } catch {
        let place = SourceRange(error.offset, error.offset)
        throw .mistakes([graph.mistake(Diagnostic(.error, error.problem, at: place), in: index)])
      }
      do throws(VMError) {
        modules[index] = try provide(json, name: node.source.name)
      } catch { throw .other("\(node.source.name): \(error)") }
    }
    return modules
  }

  /// A module whose namespace is `json`, and which exports the members of an object.
  private func provide(_ json: JSONValue, name: String) throws(VMError) -> ProvidedModule {
    let value = try guestValue(json)
    var members: [HostMember] = []
    if case .object(let parts) = json, case .reference(let object) = value {
      for part in parts { members.append((part.name, try interpreter.property(part.name, of: object))) }
    }
    return try provide([(name, value)] + members)
  }

  /// Calls something that ``vmExport`` has exported, or another function of the program.
  @discardableResult
  public func call(_ function: GuestReference, _ arguments: [GuestValue] = []) throws(BuildError)
    -> GuestValue
  {
    let result = try run { () throws(VMError) in try interpreter.call(function, arguments) }
    reportUnhandledRejections()
    return result
  }

  /// The value of an export.
  public func export(_ id: UInt16) throws(BuildError) -> GuestValue {
    guard exportIDs.contains(id) else { throw .other("there is no export \(id)") }
    return try run { () throws(VMError) in try interpreter.export(id) }
  }

  private func run(_ body: () throws(VMError) -> GuestValue) throws(BuildError) -> GuestValue {
    do throws(VMError) { return try body() } catch {
      switch error {
      case .exception(let value): throw .exception(description(ofException: value), trace)
      case .fault(let code) where code.number == 51: throw .stepLimit(options.maximumSteps ?? 0, trace)
      case .fault(let code), .fatal(let code): throw .exception("error \(code)", trace)
      }
    }
  }

  // MARK: Errors

  /// Where the last error came from.
  private var trace: StackTrace {
    StackTrace(frames: interpreter.trace.map { frame(of: $0.function, at: $0.origin) })
  }

  /// A call of a function; `origin` is where control is in it, if that is known.
  func frame(of function: FunctionID, at origin: Int? = nil) -> StackTrace.Frame {
    StackTrace.Frame(
      function: program.functions[function].name ?? "<anonymous>",
      place: functionPlaces[function].map { ($0.text, origin ?? $0.range.start) },
      isInLibrary: libraryFunctions.contains(function))
  }

  /// Warns of each rejection that nothing waits for now that the jobs are done.
  private func reportUnhandledRejections() {
    for reason in interpreter.takeUnhandledRejections() {
      options.write(.error, "warning: unhandled rejection: \(description(ofException: reason))")
    }
  }

  /// What was thrown, for the user.
  private func description(ofException value: GuestValue) -> String {
    if case .reference(let object) = value, object.kind == .object,
      case .string(let message)? = try? interpreter.property("message", of: object)
    {
      guard case .string(let name)? = try? interpreter.property("name", of: object) else { return message }
      return message.isEmpty ? name : "\(name): \(message)"
    }
    // What code throws that has no class for it.
    if case .string(let text) = value, text.hasPrefix("ReferenceError: ") { return text }
    return inspect(value)
  }

  /// The exception for an error that the program has made.
  func exception(for error: GuestError) throws -> GuestValue {
    try makeException(error.kind.rawValue, message(of: error))
  }

  /// What an error says, with names as the source text has them.
  private func message(of error: GuestError) -> String {
    if let global = error.global, creatable.contains(global), let name = program.globals[global].name {
      return "\(name) is not defined"
    }
    guard let place = error.place, let text = functionPlaces[place.function]?.text,
      let origin = place.origin
    else {
      return error.message
    }
    let source = String(decoding: text.bytes[min(origin, text.bytes.count)...].prefix(200), as: UTF8.self)
    switch error.kind {
    case .referenceError:
      guard let name = source.prefixMatch(of: #/[\w$]+/#)?.output else { return error.message }
      return "Cannot access '\(name)' before initialization"
    case .typeError:
      // Calls in one chain begin at the same place, and so cannot be told from one another.
      guard isOnlyCall(at: place) else { return error.message }
      if error.message.hasSuffix(" is not a function"),
        let callee = source.prefixMatch(of: #/([\w$]+(?:\.#?[\w$]+)*)\(/#)?.output.1
      {
        return "\(callee) is not a function"
      }
      if error.message.hasSuffix(" is not a constructor"),
        let callee = source.prefixMatch(of: #/new\s+([\w$]+(?:\.#?[\w$]+)*)/#)?.output.1
      {
        return "\(callee) is not a constructor"
      }
      return error.message
    case .rangeError: return error.message
    }
  }

  /// True iff one call at most of a function begins at a place.
  private func isOnlyCall(at place: StackFrame) -> Bool {
    let instructions = program.functions[place.function].ssa?.blocks.lazy.flatMap(\.instructions)
    return instructions?.filter { instruction in
      switch instruction.operation {
      case .call, .callVoid, .new: instruction.origin == place.origin
      default: false
      }
    }.count ?? 0 <= 1
  }

  /// An exception of the class `name`, or what comes next to it if the program has no such class.
  func makeException(_ name: String, _ message: String) throws(VMError) -> GuestValue {
    if case .reference(let type)? = self[global: name], type.kind == .class {
      return try interpreter.call(type, [.string(message)])
    }
    return .reference(
      try interpreter.makeObject([("name", .string(name)), ("message", .string(message))]))
  }

  /// What a host function throws.
  func failure(_ name: String, _ message: String) -> any Error {
    do throws(VMError) { return GuestException(try makeException(name, message)) } catch { return error }
  }
}
