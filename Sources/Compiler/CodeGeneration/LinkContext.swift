import IL
import JavaScript

/// What the functions of a link share while they are compiled.
final class LinkContext {
  var program: Program
  var modules: [LinkedModule]
  var scopes: [ModuleScopes]
  var places: [FunctionID: SourceFunctions.Place] = [:]
  /// What has to be compiled yet.
  var pending: [PendingFunction] = []
  /// Where the variables are that no module declares, by name.
  let environment: [String: OuterVariable]
  /// The module of the compiler's own that helps with what takes more than a few instructions.
  let supportModule: Int
  /// True iff there is a class that extends another one, or may be one in a later link.
  let hasSubclasses: Bool
  /// The objects for the exports of modules in which a variable appears, and under which names.
  private var mirrors: [ModuleBinding: [(namespace: GlobalID, name: String)]] = [:]

  /// The functions of the support library that have been asked for.
  var requestedSupport: Set<FunctionIndex> = []
  private var strings: [[UInt8]: StringID] = [:]
  private var globals: [[BindingID: GlobalID]]
  private var functions: [[FunctionIndex: FunctionID]]
  private var slotCounts: [[ScopeID: Int]]
  private var namespaces: [Int: GlobalID] = [:]

  init(
    _ program: Program, _ modules: [LinkedModule], _ scopes: [ModuleScopes],
    hasSubclasses: Bool, environment: [String: OuterVariable], supportModule: Int
  ) {
    self.program = program
    self.modules = modules
    self.scopes = scopes
    self.environment = environment
    self.supportModule = supportModule
    self.hasSubclasses = hasSubclasses || scopes.contains { $0.hasSubclasses }
    globals = modules.map { _ in [:] }
    functions = modules.map { _ in [:] }
    slotCounts = modules.map { _ in [:] }
    for (id, string) in program.strings.entries { strings[string.bytes] = id }
  }

  // MARK: Values

  /// The string `text` as a value.
  func string(_ text: String) -> Value {
    let bytes = Array(text.utf8)
    if let id = strings[bytes] { return .string(id) }
    let id = program.strings.append(StringConstant(bytes))
    strings[bytes] = id
    return .string(id)
  }

  // MARK: Functions

  /// The function `index` of `module`, which may have no code yet.
  func function(_ index: FunctionIndex, of module: Int) -> FunctionID {
    if let id = functions[module][index] { return id }
    let id = program.functions.append(Function(.ssa(SSABody())))
    functions[module][index] = id
    return id
  }

  /// How many slots the closure scope has that belongs to `scope`.
  func slotCount(of scope: ScopeID, in module: Int) -> Int {
    guard let count = slotCounts[module][scope] else { preconditionFailure("the scope has not been entered") }
    return count
  }

  func setSlotCount(_ count: Int, of scope: ScopeID, in module: Int) { slotCounts[module][scope] = count }

  // MARK: Variables

  /// The global variable that holds a variable of a module.
  func global(_ id: BindingID, of module: Int) -> GlobalID {
    if let global = globals[module][id] { return global }
    let binding = scopes[module][id]
    var value: Value = binding.hasDeadZone ? .deleted : .undefined
    if case .function = binding.kind, let index = binding.function {
      value = .function(function(index, of: module))
    }
    let name = binding.name == ScopeAnalyzer.defaultName ? "default" : binding.name
    let global = program.globals.append(Global(value, name: name))
    globals[module][id] = global
    return global
  }

  // MARK: Objects for modules

  /// The global variable that holds the object for the exports of a module.
  func namespace(of module: Int) throws(CompilationError) -> GlobalID {
    if let namespace = namespaces[module] { return namespace }
    var properties: [Allocation.Property] = []
    var variables: [(ModuleBinding, String)] = []
    for (name, variable) in try exports(of: module).sorted(by: { $0.key < $1.key }) {
      var value = Value.undefined
      switch variable {
      case .binding(let binding):
        if case .value(let constant) = place(of: binding) { value = constant }
        variables.append((binding, name))
      case .namespace, .outer(.global), .outer(.property), .outer(.export): break
      case .outer(.value(let constant)): value = constant
      }
      properties.append(Allocation.Property(key: string(name), value: value))
    }
    let object = program.allocations.append(
      Allocation(.ram, .object(prototype: .null, internalSlots: [], properties: properties)))
    let global = program.globals.append(Global(.allocation(object), name: modules[module].name))
    namespaces[module] = global
    for (binding, name) in variables { mirrors[binding, default: []].append((global, name)) }
    return global
  }

  /// The objects for modules in which a variable appears, and under which names.
  func mirrors(of binding: BindingID, in module: Int) -> [(namespace: GlobalID, name: String)] {
    mirrors[ModuleBinding(module: module, binding: binding)] ?? []
  }

  /// Sees to it that classes can be instantiated.
  func needClasses() {
    if program.builtins[.prototypeKey] == .undefined { program.builtins[.prototypeKey] = string("prototype") }
  }
}

/// A function whose code has yet to be compiled.
struct PendingFunction {
  /// What it is compiled from.
  enum Source {
    case module
    case function(FunctionNode)
    case constructor(ClassNode)
  }

  var module: Int
  var index: FunctionIndex
  var source: Source
  var name: String?
  /// The closure scopes that are current when it is called, the outermost first.
  var chain: [Frame]
  /// What `super` means in it.
  var superKind: SuperKind
}

/// A scope of the engine that code can count through.
enum Frame: Hashable {
  /// The closure scope that belongs to a scope of the source.
  case variables(ScopeID)
  /// A closure: the code of a function and the scope around it.
  case closure
}

/// What `super` refers to.
enum SuperKind {
  case none
  /// The prototype of the superclass.
  case instance
  /// The superclass itself.
  case classItself
}
