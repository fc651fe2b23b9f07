import IL

/// By which keys code may look for properties in one object, also on the way from what inherits from it.
public struct PropertyLookups: Sendable {
  /// The strings that are known.
  public private(set) var keys: Set<StringID> = []
  /// True iff it may be any other string as well, or all keys of the object may be listed.
  public private(set) var includeUnknownKeys = false

  private let object: AllocationID
  /// The things from which a lookup may come to the object, as far as it is known; by their number in the value flow.
  private var leadsToObject: [Int: Bool] = [:]

  /// Finds what the program of `flow` may look for in `object`.
  ///
  /// - Precondition: `flow` met no obstacle.
  public init(in object: AllocationID, _ flow: ValueFlow) {
    precondition(flow.obstacle == nil, "the value flow is not known")
    self.object = object
    for (id, function) in flow.program.functions.entries {
      guard let body = function.ssa, flow.isReached(id) else { continue }
      for block in body.blockIDs where flow.isReached(block, in: id) {
        for instruction in body[block].instructions { add(instruction, id, flow) }
      }
    }
  }

  private mutating func add(_ instruction: SSAInstruction, _ function: FunctionID, _ flow: ValueFlow) {
    switch instruction.operation {
    case .objectGet:
      let key = ValueFlow.Keys(flow.value(of: instruction.operands[1], in: function))
      let strings = key.known.compactMap { if case .string(let id) = $0 { id } else { nil } }
      let isNew = key.includeAnyString && !includeUnknownKeys || !keys.isSuperset(of: strings)
      guard isNew, isLookup(flow.value(of: instruction.operands[0], in: function), flow) else { return }
      keys.formUnion(strings)
      if key.includeAnyString { includeUnknownKeys = true }
    case .objectKeys:
      guard !includeUnknownKeys else { return }
      includeUnknownKeys = isLookup(flow.value(of: instruction.operands[0], in: function), flow)
    default: break
    }
  }

  /// True iff reading a property of `value` may look into the object.
  private mutating func isLookup(_ value: AbstractValue, _ flow: ValueFlow) -> Bool {
    for thing in flow.things(value) where isLookup(thing, flow) { return true }
    return false
  }

  /// True iff reading a property of `thing` may look into the object.
  private mutating func isLookup(_ thing: Int, _ flow: ValueFlow) -> Bool {
    if let known = leadsToObject[thing] { return known }
    var visited = ThingSet()
    var pending = [thing]
    var isFound = false
    while let next = pending.popLast(), !isFound {
      guard visited.insert(next) else { continue }
      if flow.references[next] == .allocation(object) || leadsToObject[next] == true { isFound = true }
      pending += flow.inheritance(of: next)
    }
    leadsToObject[thing] = isFound
    return isFound
  }
}

extension ValueFlow {
  /// Where a lookup goes on that finds nothing in a thing, or that does not begin there.
  fileprivate func inheritance(of thing: Int) -> [Int] {
    switch kind(of: thing) {
    case .array: number(of: program.builtins[.arrayPrototype])
    case .object: things(prototype(of: thing))
    case .classValue: Array(slot(1, of: thing).references)
    case .bytes, .other: []
    }
  }
}
