import IL
import OrderedCollections

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
  public internal(set) var references: OrderedSet<Reference> = []
  /// What the host may have been given.
  public var escaped: AbstractValue { values[Self.escapedVariable] }

  var activations: [Activation] = []
  /// The activations of each function that was reached.
  var activationsOfFunction: [FunctionID: [Int]] = [:]
  var activationIndex: [Activation.Key: Int] = [:]
  let functionFacts: [FunctionID: FunctionFacts]
  let hasImports: Bool

  var variables: OrderedSet<Variable> = [.escaped, .exceptions, .settled]
  var values: [AbstractValue] = [AbstractValue(), AbstractValue(), AbstractValue()]
  /// The nodes that are evaluated again when a variable grows.
  var readers: [OrderedSet<Node>] = [[], [], []]
  static let escapedVariable = 0

  var pending: [Node] = []
  var isPending: Set<Node> = []
  var nodePlaces: [Place] = []

  /// What is analyzed again when what it depends on grows.
  enum Node: Hashable {
    /// An instruction or terminator in an activation, by its number in `nodePlaces`.
    case place(Int)
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
  enum Variable: Hashable {
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
    functionFacts = Dictionary(
      uniqueKeysWithValues: program.functions.entries.compactMap { id, function in
        function.ssa.map { (id, FunctionFacts($0)) }
      })
    findObstacles()
    guard obstacle == nil else { return }
    start()
    while let node = pending.popLast() {
      isPending.remove(node)
      evaluate(node)
      if obstacle != nil { return }
    }
  }

  private mutating func findObstacles() {
    for (id, function) in program.functions.entries where function.ssa == nil {
      obstacle = "\(Names(program)[id]) is not in SSA form"
    }
  }

  private mutating func start() {
    for (id, global) in program.globals.entries { join(abstract(global.value), into: .global(id)) }
    for export in program.exports { escape(abstract(export.value)) }
    // The host may complete an operation with anything.
    if hasImports { join(.fromHost, into: .settled) }
    enqueue(.uncaughtExceptions)
  }

  private mutating func evaluate(_ node: Node) {
    switch node {
    case .place(let number): evaluate(nodePlaces[number], number)
    case .hostCall(let reference): callFromHost(reference)
    case .uncaughtExceptions: escape(read(.exceptions, by: node))
    }
  }

  // MARK: Variables

  mutating func number(of variable: Variable) -> Int {
    let (inserted, index) = variables.append(variable)
    if inserted {
      values.append(AbstractValue())
      readers.append([])
    }
    return index
  }

  /// What `variable` can hold; `node` is evaluated again when that grows.
  mutating func read(_ variable: Variable, by node: Node) -> AbstractValue {
    let index = number(of: variable)
    readers[index].append(node)
    return values[index]
  }

  /// Adds `value` to what `variable` can hold.
  mutating func join(_ value: AbstractValue, into variable: Variable) {
    if value.isEmpty { return }
    let index = number(of: variable)
    if values[index].join(value) {
      for reader in readers[index] { enqueue(reader) }
    }
  }

  mutating func enqueue(_ node: Node) {
    if isPending.insert(node).inserted { pending.append(node) }
  }

  // MARK: Things

  /// The number of `reference`, which is known from here on.
  mutating func number(of reference: Reference) -> Int {
    let (inserted, index) = references.append(reference)
    if inserted { initialize(reference, index) }
    return index
  }

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

  /// What is in a thing when it comes to be.
  private mutating func initialize(_ reference: Reference, _ index: Int) {
    switch reference {
    case .allocation(let id): initialize(program.allocations[id].content, index)
    case .site(let site):
      switch site.operation {
      case .objectNew: join(AbstractValue(constant: .null), into: .prototype(index))
      case .arrayNew: join(AbstractValue(constant: .integer(0)), into: .length(index))
      case .fixedLengthArrayNew(let length):
        join(AbstractValue(constant: .integer(length)), into: .length(index))
      case .objectKeys: join(.anyIndex, into: .length(index))
      case .scopeNew(let count), .scopePush(let count), .asyncStart(let count, _):
        for slot in 0..<count { join(AbstractValue(constant: .deleted), into: .slot(index, slot)) }
      default: break
      }
    case .external: join(abstract(program.builtins[.promisePrototype]), into: .prototype(index))
    case .function, .hostFunction, .noOpFunction: break
    }
  }

  private mutating func initialize(_ content: Allocation.Content, _ index: Int) {
    switch content {
    case .object(let prototype, let internalSlots, let properties):
      // A promise that something waits for, or that was settled with a thing.
      if internalSlots.contains(where: \.isReference) { obstacle = "a promise refers to something" }
      for slot in internalSlots { join(abstract(slot), into: .settled) }
      join(abstract(prototype), into: .prototype(index))
      for property in properties { joinField(abstract(property.value), of: index, property.key) }
    case .array(let items), .fixedLengthArray(let items):
      for (position, item) in items.enumerated() where item != .deleted {
        joinField(abstract(item), of: index, .integer(position))
      }
      join(AbstractValue(constant: .integer(items.count)), into: .length(index))
    case .closure(let slots):
      for (slot, value) in slots.enumerated() { join(abstract(value), into: .slot(index, slot)) }
    case .classValue(let constructor, let staticProperties):
      join(abstract(constructor), into: .slot(index, 0))
      join(abstract(staticProperties), into: .slot(index, 1))
    case .uint8Array: break
    }
  }

  /// Adds to what a property or element can hold.
  mutating func joinField(_ value: AbstractValue, of reference: Int, _ key: Value) {
    join(value, into: .field(reference, key))
    join(value, into: .anyField(reference))
  }

  /// The things that `value` can refer to, those that the host can have included.
  mutating func things(_ value: AbstractValue, by node: Node) -> [Int] {
    guard value.isFromHost else { return Array(value.references) }
    let external = number(of: .external)
    return Array(value.references.union(read(.escaped, by: node).references).union([external]))
  }

  // MARK: The host

  /// Gives `value` to the host.
  mutating func escape(_ value: AbstractValue) {
    let known = values[Self.escapedVariable].references
    let new = value.references.subtracting(known)
    if new.isEmpty { return }
    for reference in new {
      join(AbstractValue(reference: reference), into: .escaped)
      enqueue(.hostCall(reference))
    }
  }
}

extension Value {
  /// True iff the value has an identity.
  fileprivate var isReference: Bool {
    switch self {
    case .undefined, .null, .boolean, .number, .string, .deleted: false
    case .noOpFunction, .function, .continuation, .hostFunction, .allocation, .handle: true
    }
  }
}
