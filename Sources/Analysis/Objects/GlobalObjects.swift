import IL

/// The globals that stand for whatever object they hold, because nothing else does for long.
///
/// Such a global holds an object of its own at any time: at first one of the snapshot to which nothing else refers,
/// and from then on what functions make and store there. So its properties may be globals themselves, to which
/// everything is stored that the next object brings along when it takes the place of the last one. That is the same
/// to the program, because
/// - the next object is made by the function that stores it, which only reads and stores its properties, and does
///   nothing with it once it is stored, so nobody has it under another name, and no object is stored twice;
/// - what a load of the global gives is only used for access to properties, before any call and any store to the
///   global, so the object is still the one in the global; and an access cannot fail, since the global never holds
///   anything but objects;
/// - it may be passed to functions that always get it in the same parameter, where the same holds for the parameter
///   as for a load at the start of the function.
/// So no old object is ever accessed again, and no object tested, enumerated or seen by the host, and none compared
/// once it is stored.
public struct GlobalObjects: Sendable {
  /// The globals, ascending.
  public var globals: [GlobalID] { properties.keys.sorted { $0.index < $1.index } }

  let program: Program
  /// What is known of the globals for which nothing spoke against it so far.
  var properties: [GlobalID: Properties] = [:]
  /// What takes the place of a global's first object.
  private var globalOfAllocation: [AllocationID: GlobalID] = [:]
  /// The locals that are what a global holds, by function.
  private(set) var holders: [FunctionID: [Local: GlobalID]] = [:]
  /// The parameters that get what a global holds, by function.
  private var parameters: [FunctionID: [Int: GlobalID]] = [:]
  /// The functions that store to a candidate.
  private var storing: Set<FunctionID> = []

  /// The properties of all objects that a global holds.
  struct Properties {
    /// The values that are there at first, under their keys.
    var initial: [Value: Value]
    var readKeys: Set<Value> = []
    var storedKeys: Set<Value> = []
    var isReplaced = false
  }

  /// Finds the globals of `program` whose objects the program replaces; none if some function is not in SSA form.
  public init(_ program: Program) {
    self.program = program
    guard program.functions.entries.allSatisfy({ $0.element.ssa != nil }) else { return }
    addCandidates()
    guard !properties.isEmpty else { return }
    addHolders()
    for id in globals where !properties[id]!.isReplaced { exclude(id) }
    guard !properties.isEmpty else { return }
    followCalls()
    checkValues()
    checkParameters()
    for (id, function) in program.functions.entries {
      guard holders[id] != nil || storing.contains(id) else { continue }
      let body = function.ssa!
      let places = Places(body)
      checkHolders(in: body, id, places)
      checkStores(in: body, places)
    }
  }

  /// The global that holds what `local` of `function` is.
  public func global(of local: Local, in function: FunctionID) -> GlobalID? {
    guard let global = holders[function]?[local], properties[global] != nil else { return nil }
    return global
  }

  /// The keys of `global` under which something is read that may be other than `undefined`, in a fixed order, with the
  /// values that are there at first.
  public func variables(of global: GlobalID) -> [(key: Value, initial: Value)] {
    guard let properties = properties[global] else { return [] }
    return properties.readKeys
      .filter { properties.initial[$0] != nil || properties.storedKeys.contains($0) }
      .sorted { $0.keyOrder < $1.keyOrder }
      .map { ($0, properties.initial[$0] ?? .undefined) }
  }

  mutating func exclude(_ global: GlobalID) { properties[global] = nil }

  // MARK: Candidates

  private mutating func addCandidates() {
    for (id, global) in program.globals.entries {
      guard let referent = global.value.referent, program.allocations[referent].region == .ram,
        case .object(.null, let internalSlots, let items) = program.allocations[referent].content,
        internalSlots.isEmpty, items.allSatisfy({ $0.key.isOrdinaryKey(in: program) })
      else { continue }
      if let other = globalOfAllocation[referent] {
        exclude(other)
        continue
      }
      globalOfAllocation[referent] = id
      properties[id] = Properties(
        initial: Dictionary(items.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }))
    }
  }

  /// Finds what is loaded from the candidates, and which of them are stored to.
  private mutating func addHolders() {
    for (id, function) in program.functions.entries {
      for instruction in function.ssa!.blocks.lazy.flatMap(\.instructions) {
        switch instruction.operation {
        case .loadGlobal(let global) where properties[global] != nil:
          holders[id, default: [:]][instruction.result!] = global
        case .storeGlobal(let global) where properties[global] != nil:
          properties[global]!.isReplaced = true
          storing.insert(id)
        default: break
        }
      }
    }
  }

  /// Excludes globals whose first object something else refers to.
  private mutating func checkValues() {
    for export in program.exports { exclude(export.value) }
    for name in Builtins.Name.allCases { exclude(program.builtins[name]) }
    for (_, allocation) in program.allocations.entries {
      for value in allocation.content.values { exclude(value) }
    }
    for (_, function) in program.functions.entries {
      for case .value(let value) in function.mentions { exclude(value) }
    }
  }

  private mutating func exclude(_ value: Value) {
    if let global = value.referent.flatMap({ globalOfAllocation[$0] }) { exclude(global) }
  }

  // MARK: Parameters

  /// Finds the parameters that get what a global holds.
  private mutating func followCalls() {
    var pending = Array(holders.keys)
    while let id = pending.popLast() {
      for instruction in program.functions[id].ssa!.blocks.lazy.flatMap(\.instructions) {
        guard let (callee, arguments) = instruction.directCall else { continue }
        for (index, argument) in arguments.enumerated() {
          guard let global = argument.local.flatMap({ holders[id]?[$0] }), properties[global] != nil,
            parameters[callee]?[index] != global
          else { continue }
          if parameters[callee]?[index] != nil {
            exclude(global)
          } else {
            parameters[callee, default: [:]][index] = global
            addHolders(callee, index, global)
            pending.append(callee)
          }
        }
      }
    }
  }

  private mutating func addHolders(_ function: FunctionID, _ parameter: Int, _ global: GlobalID) {
    for instruction in program.functions[function].ssa!.blocks.lazy.flatMap(\.instructions)
    where instruction.operation == .loadArgument(parameter) {
      holders[function, default: [:]][instruction.result!] = global
    }
  }

  /// Excludes globals whose objects go to parameters that may be something else.
  private mutating func checkParameters() {
    guard !parameters.isEmpty else { return }
    let uses = FunctionUses(program)
    for (id, globals) in parameters {
      guard program.functions[id].isAsync || !uses.isOnlyCalled(id) else { continue }
      globals.values.forEach { exclude($0) }
    }
    for (id, function) in program.functions.entries {
      for instruction in function.ssa!.blocks.lazy.flatMap(\.instructions) {
        switch instruction.operation {
        case .storeArgument(let index):
          if let global = parameters[id]?[index] { exclude(global) }
        case .awaitCall:
          guard case .literal(.function(let callee)) = instruction.operands[1] else { continue }
          parameters[callee]?.values.forEach { exclude($0) }
        default:
          guard let (callee, arguments) = instruction.directCall else { continue }
          for (index, global) in parameters[callee] ?? [:] {
            let argument = index < arguments.count ? arguments[index].local : nil
            if argument.flatMap({ holders[id]?[$0] }) != global { exclude(global) }
          }
        }
      }
    }
  }
}
