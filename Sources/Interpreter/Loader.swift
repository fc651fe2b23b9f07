import HostInterface
import IL

/// Makes heap objects and code of what a program has.
struct Loader {
  private let program: Program
  private var heap: Heap
  private var names: NameTable
  let constants: ConstantPool
  private let loaded: LoadedProgram

  /// Prepares to load `program` into an empty machine.
  init(_ program: Program) {
    var heap = Heap()
    let names = NameTable(isOpen: program.builtins.internsKeys, &heap)
    let nothing = LoadedProgram(program: Program(), strings: [], allocations: [])
    self.init(program, after: nothing, heap, names, ConstantPool())
  }

  /// Prepares to load what `program` has besides the program of `core`.
  init(_ program: Program, into core: Core) {
    self.init(program, after: core.loaded, core.heap, core.names, core.constantPool)
  }

  private init(
    _ program: Program, after before: LoadedProgram, _ heap: Heap, _ names: NameTable,
    _ constants: ConstantPool
  ) {
    self.program = program
    (self.heap, self.names, self.constants) = (heap, names, constants)
    var strings = before.strings
    strings += repeatElement(nil, count: program.strings.capacity - strings.count)
    for (id, string) in program.strings.entries where strings[id.index] == nil {
      strings[id.index] = Self.load(string, &self.heap, &self.names)
    }
    var allocations = before.allocations
    allocations += repeatElement(nil, count: program.allocations.capacity - allocations.count)
    let new = program.allocations.ids.filter { allocations[$0.index] == nil }
    for id in new { allocations[id.index] = self.heap.allocatePermanent(HeapObject(.free)) }
    loaded = LoadedProgram(program: program, strings: strings, allocations: allocations)
    for id in new { self.heap[allocations[id.index]!] = makeObject(program.allocations[id]) }
  }

  private static func load(_ string: StringConstant, _ heap: inout Heap, _ names: inout NameTable) -> Int {
    var object = HeapObject(.string, bytes: string.bytes)
    object.isPlain = string.kind == .plain && !string.isWellKnown
    let index = heap.allocatePermanent(object)
    if string.isWellKnown || string.kind == .interned { names.add(index, isListed: true, &heap) }
    if string.kind == .internedUnlisted && !string.isWellKnown { names.add(index, isListed: false, &heap) }
    return index
  }

  /// The functions of the host that the program imports.
  static func resolve(
    _ program: Program, _ imports: (UInt16) -> Import?
  ) throws(LoadingError) -> [HostFunction] {
    var resolved: [HostFunction] = []
    for id in 0..<program.imports.capacity {
      // A place that is free keeps the others' numbers; nothing refers to it.
      guard program.imports.contains(ImportID(id)) else {
        resolved.append(HostFunction(id: nil, body: .function { _ in .undefined }))
        continue
      }
      let hostID = program.imports[ImportID(id)].hostID
      guard let function = imports(hostID) else { throw .unresolvedImport(hostID) }
      resolved.append(HostFunction(id: hostID, body: function))
    }
    return resolved
  }

  /// The code of the functions from number `first` on, by the index of their identity.
  ///
  /// - Precondition: they are in SSA form.
  func loadFunctions(from first: Int = 0) -> [FunctionCode] {
    (first..<program.functions.capacity).map { index in
      let id = FunctionID(index)
      // Nothing refers to a place that is free.
      let body = program.functions.contains(id) ? program.functions[id].ssa! : SSABody()
      return CodeBuilder(body) { constants.position(of: $0, self.value) }.build()
    }
  }

  /// The first values of the global variables from number `first` on, by the index of their identity.
  func loadGlobals(from first: Int = 0) -> [RuntimeValue] {
    (first..<program.globals.capacity).map { index in
      let id = GlobalID(index)
      return program.globals.contains(id) ? value(program.globals[id].value) : .undefined
    }
  }

  /// What the machine itself needs.
  mutating func loadBuiltins() -> RuntimeBuiltins {
    var typeNames: [RuntimeValue] = []
    for name in RuntimeBuiltins.typeNames {
      typeNames.append(.string(heap.allocatePermanent(HeapObject(.string, bytes: Array(name.utf8)))))
    }
    var prototypeKey: PropertyKey?
    if case .string(let index) = value(program.builtins[.prototypeKey]) { prototypeKey = heap[index].key }
    func function(_ name: Builtins.Name) -> Int? {
      if case .function(let function) = program.builtins[name] { function.index } else { nil }
    }
    return RuntimeBuiltins(
      arrayPrototype: value(program.builtins[.arrayPrototype]),
      promisePrototype: value(program.builtins[.promisePrototype]).resolved, prototypeKey: prototypeKey,
      asyncContinue: function(.asyncContinue), asyncCatchBlock: function(.asyncCatchBlock),
      asyncHostCallback: function(.asyncHostCallback), typeNames: typeNames)
  }

  /// What the machine has now.
  consuming func finish() -> (Heap, NameTable, ContiguousArray<RuntimeValue>, LoadedProgram) {
    (heap, names, constants.values, loaded)
  }

  /// The value that `value` is at run time.
  func value(_ value: Value) -> RuntimeValue { loaded.value(value) }

  private func makeObject(_ allocation: Allocation) -> HeapObject {
    var object: HeapObject
    switch allocation.content {
    case .object(let prototype, let internalSlots, let properties):
      object = HeapObject(.object, properties.map { value($0.value) })
      object.prototype = value(prototype)
      object.internalSlots = internalSlots.map(value)
      object.keys = properties.map { key($0.key) }
    case .array(let items):
      object = HeapObject(.array, items.map(value))
      object.capacity = items.count
    case .fixedLengthArray(let items): object = HeapObject(.fixedLengthArray, items.map(value))
    case .closure(let slots): object = HeapObject(.closure, slots.map(value))
    case .classValue(let constructor, let staticProperties):
      object = HeapObject(.classValue, [value(constructor), value(staticProperties)])
    case .uint8Array(let bytes): object = HeapObject(.uint8Array, bytes: bytes)
    }
    object.isConstant = allocation.region == .rom
    return object
  }

  private func key(_ key: Value) -> PropertyKey {
    switch key {
    case .string(let id):
      heap[loaded.strings[id.index]!].key!
    case .number(let number): PropertyKey(index: number.int14!)
    default: preconditionFailure("\(key) is no property key")
    }
  }
}

/// A program that was loaded.
struct LoadedProgram {
  /// The program.
  let program: Program
  /// The heap object that each string became, by the index of its identity.
  let strings: [Int?]
  /// The heap object that each allocation became, by the index of its identity.
  let allocations: [Int?]

  /// The value that `value` is at run time.
  func value(_ value: Value) -> RuntimeValue {
    switch value {
    case .undefined: .undefined
    case .null: .null
    case .boolean(let condition): .boolean(condition)
    case .number(let number): .number(number.double)
    case .string(let id): .string(strings[id.index]!)
    case .deleted: .deleted
    case .noOpFunction: .noOpFunction
    case .function(let id): .function(id.index)
    case .hostFunction(let id): .hostFunction(id.index)
    case .allocation(let id): .reference(allocations[id.index]!)
    case .handle(let id): .handle(allocations[id.index]!)
    case .continuation: preconditionFailure("functions with resume points as values are not in SSA form")
    }
  }
}

/// What the machine itself needs from the program.
struct RuntimeBuiltins {
  var arrayPrototype: RuntimeValue
  var promisePrototype: RuntimeValue
  var prototypeKey: PropertyKey?
  var asyncContinue: Int?
  var asyncCatchBlock: Int?
  var asyncHostCallback: Int?
  /// What `typeof` gives, in the order of `typeNames`.
  var typeNames: [RuntimeValue]

  /// The texts that `typeof` gives, by the engine's numbers of types up to classes.
  static let typeNames = [
    "undefined", "object", "boolean", "number", "string", "function", "object", "object", "object",
    "function",
  ]
}

/// The literals of the code, each once.
final class ConstantPool {
  private(set) var values: ContiguousArray<RuntimeValue> = []
  private var positions: [Value: Int] = [:]

  /// The position of `literal`, which `convert` makes a value of.
  func position(of literal: Value, _ convert: (Value) -> RuntimeValue) -> Int {
    if let position = positions[literal] { return position }
    values.append(convert(literal))
    positions[literal] = values.count - 1
    return values.count - 1
  }
}
