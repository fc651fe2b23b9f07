import IL

/// Makes a program of the state of a machine: the inverse of loading.
///
/// What was in the loaded program keeps its identity, so that reports can compare. What the exports do not reach goes.
struct ProgramSaver {
  private let core: Core
  /// What the array prototype does not have in the saved program.
  private let unusedMethods: Set<FunctionID>
  /// The loaded program, which becomes the saved one.
  private var program: Program
  private var reached = Reached()
  private var pending: [Pending] = []
  /// The identities of what heap objects became, by their indices.
  private var allocations: [Int: AllocationID] = [:]
  private var strings: [[UInt8]: StringID] = [:]
  private var imports: [UInt16: ImportID] = [:]
  private var detachedFunction: FunctionID?

  /// What the exports reach.
  private struct Reached {
    var functions: Set<FunctionID> = []
    var globals: Set<GlobalID> = []
    var allocations: Set<AllocationID> = []
    var strings: Set<StringID> = []
    var imports: Set<ImportID> = []
    var builtins: Set<Builtins.Name> = []
  }

  /// Something that was reached, and whose contents were not looked at yet.
  private enum Pending {
    case function(FunctionID)
    case global(GlobalID)
    /// A heap object and what it becomes.
    case object(Int, AllocationID)
  }

  /// Prepares to save the state of `core`, but for these methods of arrays.
  init(_ core: Core, _ unusedMethods: Set<FunctionID>) {
    self.core = core
    self.unusedMethods = unusedMethods
    program = core.loaded.program
    for (id, string) in program.strings.entries { strings[string.bytes] = id }
    for (id, hostImport) in program.imports.entries where imports[hostImport.hostID] == nil {
      imports[hostImport.hostID] = id
    }
    for id in program.allocations.ids { allocations[core.loaded.allocations[id.index]!] = id }
  }

  /// The program.
  consuming func save() throws(SavingError) -> Program {
    program.exports = []
    for export in core.exports {
      let value = try value(export.value, in: .rom)
      program.exports.append(Export(id: export.id, value: value))
    }
    while let next = pending.popLast() {
      switch next {
      case .function(let id): try reachMentions(of: program.functions[id])
      case .global(let id):
        program.globals[id].value = try value(core.globals[id.index], in: .ram)
      case .object(let index, let id): try save(index, as: id)
      }
    }
    removeUnreached()
    do throws(Verifier.Failure) { try Verifier.verify(program) } catch { throw .invalid(described(error)) }
    return program
  }

  /// The same failure in words of the source language, as far as that is possible.
  private func described(_ failure: Verifier.Failure) -> Verifier.Failure {
    var failure = failure
    switch failure.subject {
    case .string(let id):
      let text = String(decoding: program.strings[id].bytes.prefix(30), as: UTF8.self)
      failure.place = "the string '\(text)…'"
    case .allocation(let id):
      let kind =
        switch program.allocations[id].content {
        case .array, .fixedLengthArray: "array"
        case .uint8Array: "Uint8Array"
        case .object: "object"
        case .classValue: "class"
        case .closure: "closure"
        }
      let variable = program.globals.entries.first {
        $0.element.value == .allocation(id) || $0.element.value == .handle(id)
      }
      let name = variable?.element.name
      failure.place = name.map { "the \(kind) in the variable '\($0)'" } ?? "a value of type \(kind)"
    default: break
    }
    return failure
  }

  private mutating func removeUnreached() {
    for id in Array(program.functions.ids) where !reached.functions.contains(id) {
      program.functions.remove(id)
    }
    for id in Array(program.globals.ids) where !reached.globals.contains(id) { program.globals.remove(id) }
    for id in Array(program.allocations.ids) where !reached.allocations.contains(id) {
      program.allocations.remove(id)
    }
    for id in Array(program.strings.ids) where !reached.strings.contains(id) { program.strings.remove(id) }
    for id in Array(program.imports.ids) where !reached.imports.contains(id) { program.imports.remove(id) }
    for name in Builtins.Name.allCases where !reached.builtins.contains(name) {
      program.builtins[name] = .undefined
    }
  }

  // MARK: Values

  /// What a value is in a program, in a place in `region`.
  private mutating func value(
    _ value: RuntimeValue, in region: Allocation.Region
  ) throws(SavingError) -> Value {
    switch value {
    case .undefined: return .undefined
    case .null: return .null
    case .boolean(let condition): return .boolean(condition)
    case .number(let number): return .number(Number(number))
    case .string(let index): return .string(string(index))
    case .deleted: return .deleted
    case .noOpFunction: return .noOpFunction
    case .function(let index):
      reach(FunctionID(index))
      return .function(FunctionID(index))
    case .hostFunction(let index): return hostFunction(index)
    case .reference(let index):
      let id = try allocation(index)
      return region == .rom && program.allocations[id].region == .ram ? .handle(id) : .allocation(id)
    case .handle(let index):
      let id = try allocation(index)
      return program.allocations[id].region == .ram ? .handle(id) : .allocation(id)
    }
  }

  private mutating func string(_ index: Int) -> StringID {
    let object = core.heap[index]
    let id = strings[object.bytes] ?? program.strings.append(StringConstant(object.bytes))
    strings[object.bytes] = id
    // It was no key in the program, and has become one since.
    let isListed = object.key != nil && !program.strings[id].isWellKnown
    if isListed, program.strings[id].kind == .plain { program.strings[id].kind = .interned }
    reached.strings.insert(id)
    return id
  }

  private mutating func hostFunction(_ index: Int) -> Value {
    let known = ImportID(index)
    let id: ImportID
    if program.imports.contains(known), index < core.loaded.program.imports.capacity {
      id = known
    } else if let hostID = core.hostFunctions[index].id {
      id = imports[hostID] ?? program.imports.append(HostImport(hostID: hostID))
      imports[hostID] = id
    } else {
      return .function(detached())
    }
    reached.imports.insert(id)
    return .hostFunction(id)
  }

  /// The function that takes the place of those that exist at build time only.
  private mutating func detached() -> FunctionID {
    if let detachedFunction { return detachedFunction }
    let message = program.stringID(of: Array("Not available on this host (detached)".utf8))
    let block = BasicBlock(terminator: Terminator(.throwValue(.literal(.string(message)))))
    let id = program.functions.append(Function(.ssa(SSABody([block])), name: "detached"))
    detachedFunction = id
    reach(id)
    return id
  }

  private mutating func allocation(_ index: Int) throws(SavingError) -> AllocationID {
    if let resumption = core.heap[index].resumption {
      let id = FunctionID(resumption.function)
      throw .suspended(id, program.functions[id].name ?? Names(program)[id])
    }
    let id: AllocationID
    if let known = allocations[index] {
      id = known
    } else {
      // An empty byte array has no place in RAM, and a host object cannot be written to.
      let object = core.heap[index]
      let isConstant = object.kind == .uint8Array && object.bytes.isEmpty || object.host != nil
      id = program.allocations.append(Allocation(isConstant ? .rom : .ram, .array([])))
      allocations[index] = id
    }
    if reached.allocations.insert(id).inserted { pending.append(.object(index, id)) }
    return id
  }

  // MARK: Contents

  private mutating func save(_ index: Int, as id: AllocationID) throws(SavingError) {
    let object = core.heap[index]
    let region = program.allocations[id].region
    switch object.kind {
    case .object where object.host != nil:
      program.allocations[id].content = .object(prototype: .null, internalSlots: [], properties: [])
    case .object:
      let prototype = try value(object.prototype, in: region)
      let internalSlots = try values(object.internalSlots, in: region)
      var properties: [Allocation.Property] = []
      let isArrayPrototype = id == program.builtins[.arrayPrototype].referent
      for (key, slot) in zip(object.keys, object.slots) {
        if isArrayPrototype, case .function(let index) = slot, unusedMethods.contains(FunctionID(index)) {
          continue
        }
        let key: Value =
          if let name = key.name { .string(string(core.names.strings[name])) } else { .integer(key.index!) }
        properties.append(Allocation.Property(key: key, value: try value(slot, in: region)))
      }
      program.allocations[id].content = .object(
        prototype: prototype, internalSlots: internalSlots, properties: properties)
    case .array:
      reach([.arrayPrototype])
      program.allocations[id].content = .array(try values(object.slots, in: region))
    case .fixedLengthArray:
      reach([.arrayPrototype])
      program.allocations[id].content = .fixedLengthArray(try values(object.slots, in: region))
    case .closure: program.allocations[id].content = .closure(try values(object.slots, in: region))
    case .classValue:
      reach([.prototypeKey])
      program.allocations[id].content = .classValue(
        constructor: try value(object.slots[0], in: region),
        staticProperties: try value(object.slots[1], in: region))
    case .uint8Array: program.allocations[id].content = .uint8Array(object.bytes)
    case .free, .string, .suspension: preconditionFailure("no reference refers to it")
    }
  }

  private mutating func values(
    _ slots: [RuntimeValue], in region: Allocation.Region
  ) throws(SavingError) -> [Value] {
    var values: [Value] = []
    for slot in slots { values.append(try value(slot, in: region)) }
    return values
  }

  // MARK: Code

  private mutating func reach(_ id: FunctionID) {
    if reached.functions.insert(id).inserted { pending.append(.function(id)) }
  }

  private mutating func reach(_ id: GlobalID) {
    if reached.globals.insert(id).inserted { pending.append(.global(id)) }
  }

  private mutating func reachMentions(of function: Function) throws(SavingError) {
    for mention in function.mentions {
      switch mention {
      case .value(let value): reach(value)
      case .loadedGlobal(let id), .storedGlobal(let id): reach(id)
      case .callee(let id): reach(id)
      case .hostCallee(let id): reached.imports.insert(id)
      case .service(.arrays): reach([.arrayPrototype])
      case .service(.classes): reach([.prototypeKey])
      case .service(.async):
        reach([.asyncContinue, .asyncCatchBlock, .asyncHostCallback, .promisePrototype])
      case .service(.properties), .parameter: break
      }
    }
  }

  /// Notes what a value of the loaded program refers to.
  private mutating func reach(_ value: Value) {
    switch value {
    case .string(let id): reached.strings.insert(id)
    case .function(let id), .continuation(let id, _): reach(id)
    case .hostFunction(let id): reached.imports.insert(id)
    case .allocation(let id), .handle(let id):
      if reached.allocations.insert(id).inserted {
        pending.append(.object(core.loaded.allocations[id.index]!, id))
      }
    case .undefined, .null, .boolean, .number, .deleted, .noOpFunction: break
    }
  }

  private mutating func reach(_ builtins: [Builtins.Name]) {
    for name in builtins where reached.builtins.insert(name).inserted { reach(program.builtins[name]) }
  }
}
