import IL

/// What every value of a program can be, found by letting values flow from the exports.
///
/// The analysis is optimistic and predicated: nothing is assumed to happen until a value makes it happen. A
/// block is looked at only when a branch can go there, a function only when it can be called, a property only
/// when something reads it. Primitive values and things with an identity flow together (SkipFlow, Kroll and
/// others, CGO 2025); the things that exist in the snapshot are told apart one by one, those that are made later
/// by the place that makes them. It is insensitive to the order of effects on memory, and sensitive to the
/// place of the call for small functions.
///
/// What the host can do is that of a plain C host (engine specification, section 1.3): it calls what it was
/// given with any primitive values and with whatever it was given before, and cannot look into objects.
public struct ValueFlow: Sendable {
  /// The program that was analyzed.
  public let program: Program
  /// Why nothing is known, if the program does something that the analysis cannot follow.
  ///
  /// If it is not nil, nothing else may be asked.
  public internal(set) var obstacle: String?

  /// The things that values refer to; `AbstractValue.references` has positions in this.
  public internal(set) var references: [Reference] = []
  /// What the host may have been given.
  public var escaped: AbstractValue { variables.values[Self.escapedVariable] }

  /// By the index of the function; nil where there is none in SSA form.
  let functionFacts: [FunctionFacts?]
  let hasImports: Bool

  var activations: [Activation] = []
  /// The activations of each function, by its index.
  var activationsOfFunction: [[Int]]
  /// The activations by function and place of the call.
  var activationIndex = IntegerMap()
  /// What is known of each function, whatever the call, once the analysis has ended.
  private(set) var summaries: [FunctionSummary] = []

  var thingFacts: [Thing] = []
  var thingNumbers: ThingNumbers

  var variables = VariableTable()
  /// The variables of globals come first behind the fixed ones.
  private static let firstGlobal = 3
  static let escapedVariable = 0
  /// The properties and elements that anything was asked of.
  var fields: [(thing: Int, key: Value, variable: Int)] = []
  private var fieldVariables = IntegerMap()

  var nodes: [Task] = []
  var worklist = Worklist()

  /// What is analyzed again when what it depends on grows, by its number in `nodes`.
  typealias Node = Int

  /// What analyzing a node means.
  enum Task {
    /// An instruction or terminator in an activation.
    case place(Place)
    /// The host calls a thing, by its number in `references`.
    case hostCall(Int)
    /// Exceptions leave the program.
    case uncaughtExceptions
  }

  /// An instruction, or the terminator if `index` is that behind the last instruction, in an activation.
  struct Place {
    var activation: Int
    var block: BlockID
    var index: Int
  }

  /// Something that holds a value while the program runs.
  enum Variable {
    case local(Int, Local)
    case argument(Int, Int)
    case cell(Int, Cell)
    /// What the activation returns to its caller.
    case result(Int)
    case scopeOnEntry(Int)
    /// Every scope that is current in the activation at some time.
    case anyScope(Int)
    case global(GlobalID)
    /// A property or element of a thing.
    case field(Int, Value)
    /// Everything that was stored under keys that are not known.
    case unknownField(Int)
    /// Everything that is or was stored in properties or elements.
    case anyField(Int)
    case length(Int)
    case prototype(Int)
    /// A slot of a closure or class.
    case slot(Int, Int)
    /// Everything that the host was given.
    case escaped
    /// Everything that is thrown.
    case exceptions
    /// Everything that async operations complete with.
    case settled
  }

  /// Analyzes `program`, all of whose functions should be in SSA form.
  ///
  /// - Precondition: `program` satisfies `Verifier`.
  public init(_ program: Program) {
    self.program = program
    hasImports = program.imports.ids.contains { _ in true }
    var facts: [FunctionFacts?] = Array(repeating: nil, count: program.functions.capacity)
    var length = 0
    for (id, function) in program.functions.entries {
      guard let body = function.ssa else { continue }
      facts[id.index] = FunctionFacts(body, start: length)
      length += facts[id.index]!.length
    }
    functionFacts = facts
    activationsOfFunction = Array(repeating: [], count: facts.count)
    thingNumbers = ThingNumbers(program)
    findObstacles()
    guard obstacle == nil else { return }
    start()
    while let node = worklist.removeLatest() {
      evaluate(node)
      if obstacle != nil { return }
    }
    summaries = facts.indices.map { FunctionSummary(FunctionID($0), self) }
  }

  private mutating func findObstacles() {
    for (id, function) in program.functions.entries where function.ssa == nil {
      obstacle = "\(Names(program)[id]) is not in SSA form"
    }
  }

  private mutating func start() {
    _ = variables.add(Self.firstGlobal + program.globals.capacity)
    for (id, global) in program.globals.entries { join(abstract(global.value), into: .global(id)) }
    for export in program.exports { escape(abstract(export.value)) }
    // The host may complete an operation with anything.
    if hasImports { join(.fromHost, into: .settled) }
    enqueue(.uncaughtExceptions)
  }

  private mutating func evaluate(_ node: Node) {
    switch nodes[node] {
    case .place(let place): evaluate(place, by: node)
    case .hostCall(let reference): callFromHost(reference, by: node)
    case .uncaughtExceptions: escape(read(.exceptions, by: node))
    }
  }

  /// Adds a node for `task`, and has it analyzed.
  private mutating func enqueue(_ task: Task) {
    nodes.append(task)
    worklist.reserve(nodes.count)
    worklist.insert(nodes.count - 1)
  }

  // MARK: Variables

  /// The number of `variable`, which exists from here on; nil if it cannot hold anything.
  private mutating func number(of variable: Variable) -> Int? {
    if case .field(let thing, let key) = variable, knownNumber(of: variable) == nil,
      let fieldKey = Self.fieldKey(thing, key)
    {
      let number = variables.add(1)
      _ = fieldVariables.insert(number, under: fieldKey)
      fields.append((thing, key, number))
      return number
    }
    return knownNumber(of: variable)
  }

  /// The number of `variable`; nil if nothing was ever asked of it.
  func knownNumber(of variable: Variable) -> Int? {
    switch variable {
    case .local(let activation, let local): return activations[activation].locals + local.index
    case .argument(let activation, let index):
      let position = activations[activation].arguments + index
      return position < activations[activation].cells ? position : nil
    case .cell(let activation, let cell): return activations[activation].cells + cell.index
    case .result(let activation): return activations[activation].result
    case .scopeOnEntry(let activation): return activations[activation].scopeOnEntry
    case .anyScope(let activation): return activations[activation].anyScope
    case .global(let id): return Self.firstGlobal + id.index
    case .field(let thing, let key): return Self.fieldKey(thing, key).flatMap { fieldVariables[$0] }
    case .unknownField(let thing): return thingFacts[thing].unknownField
    case .anyField(let thing): return thingFacts[thing].anyField
    case .length(let thing): return thingFacts[thing].length
    case .prototype(let thing): return thingFacts[thing].prototype
    case .slot(let thing, let index):
      return index < thingFacts[thing].slotVariables ? thingFacts[thing].slots + index : nil
    case .escaped: return Self.escapedVariable
    case .exceptions: return 1
    case .settled: return 2
    }
  }

  /// A number for a property; nil if `key` is not one that properties can have.
  private static func fieldKey(_ thing: Int, _ key: Value) -> Int? {
    switch key {
    case .string(let id): thing << 32 | id.index << 1
    case .number(let number):
      number.int14.flatMap { $0 < 0 ? nil : thing << 32 | $0 << 1 | 1 }
    default: nil
    }
  }

  /// What `variable` can hold; `node` is evaluated again when that grows.
  mutating func read(_ variable: Variable, by node: Node) -> AbstractValue {
    number(of: variable).map { variables.read($0, by: node) } ?? AbstractValue()
  }

  /// Adds `value` to what `variable` can hold.
  mutating func join(_ value: AbstractValue, into variable: Variable) {
    if value.isEmpty { return }
    guard let index = number(of: variable) else { preconditionFailure("nothing holds \(variable)") }
    if variables.join(value, into: index) {
      variables.forEachReader(of: index) { worklist.insert($0) }
    }
  }

  // MARK: Things

  /// What is known of a value that stands in the program.
  mutating func abstract(_ value: Value) -> AbstractValue {
    switch value {
    case .undefined, .null, .boolean, .number, .string, .deleted: AbstractValue(constant: value)
    case .noOpFunction: AbstractValue(reference: number(of: .noOpFunction))
    case .function(let id): AbstractValue(reference: number(of: .function(id)))
    case .hostFunction(let id): AbstractValue(reference: number(of: .hostFunction(id)))
    case .allocation(let id), .handle(let id): AbstractValue(reference: number(of: .allocation(id)))
    case .continuation:
      // Where its frame is kept, the engine goes on without a call.
      suspended()
    }
  }

  private mutating func suspended() -> AbstractValue {
    obstacle = "an async function is suspended"
    return AbstractValue()
  }

  /// The things that `value` can refer to, those that the host can have included.
  mutating func things(_ value: AbstractValue, by node: Node) -> ThingSet {
    guard value.isFromHost else { return value.references }
    var things = value.references
    things.insert(number(of: .external))
    things.formUnion(read(.escaped, by: node).references)
    return things
  }

  // MARK: The host

  /// Gives `value` to the host.
  mutating func escape(_ value: AbstractValue) {
    for reference in value.references where !escaped.references.contains(reference) {
      join(AbstractValue(reference: reference), into: .escaped)
      enqueue(.hostCall(reference))
    }
  }
}
