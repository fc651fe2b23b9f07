import Analysis
import IL

extension Program {
  /// Those of `functions` that only the array prototype refers to by a name which the program never looks up in an
  /// array.
  ///
  /// A key that is not known may be any string that the program has as a value; one that is put together at run
  /// time, or comes from the host, finds no function of the library that nothing else needs.
  func unusedArrayMethods(among functions: Set<FunctionID>) -> Set<FunctionID> {
    guard let prototype = builtins[.arrayPrototype].referent,
      case .object(_, _, let properties) = allocations[prototype].content
    else { return [] }
    var methods: [StringID: FunctionID] = [:]
    for property in properties {
      if case .string(let key) = property.key, case .function(let id) = property.value, functions.contains(id)
      {
        methods[key] = id
      }
    }
    guard !methods.isEmpty else { return [] }
    let flow = ValueFlow(self)
    guard flow.obstacle == nil else { return [] }
    let lookups = PropertyLookups(in: prototype, flow)
    for key in lookups.keys { methods[key] = nil }
    if lookups.includeUnknownKeys, !methods.isEmpty {
      // Names of properties become values where they are listed.
      if flow.listsKeys { return [] }
      for key in flow.stringValues { methods[key] = nil }
    }
    return Set(methods.values)
  }
}

extension ValueFlow {
  /// The bodies of the functions that can be called.
  private var reachedBodies: [SSABody] {
    program.functions.entries.compactMap { isReached($0.id) ? $0.element.ssa : nil }
  }

  /// True iff some instruction lists the keys of an object.
  fileprivate var listsKeys: Bool {
    reachedBodies.contains { body in
      body.blocks.contains { $0.instructions.contains { $0.operation == .objectKeys } }
    }
  }

  /// The strings that data and code have as values, and not only as names of properties.
  fileprivate var stringValues: Set<StringID> {
    var values = program.globals.entries.map(\.element.value) + program.exports.map(\.value)
    for (_, allocation) in program.allocations.entries { values += allocation.content.valuesWithoutKeys }
    for block in reachedBodies.flatMap(\.blocks) {
      values += (block.instructions.flatMap(\.valueOperands) + block.terminator.allOperands)
        .compactMap(\.literal)
    }
    return Set(values.compactMap { if case .string(let id) = $0 { id } else { nil } })
  }
}

extension Allocation.Content {
  /// What the data refers to, apart from the names of its properties.
  fileprivate var valuesWithoutKeys: [Value] {
    if case .object(_, _, let properties) = self { properties.map(\.value) } else { values }
  }
}

extension SSAInstruction {
  /// The operands that do not name a property.
  fileprivate var valueOperands: [Operand] {
    switch operation {
    case .objectGet, .objectSet: operands.enumerated().filter { $0.offset != 1 }.map(\.element)
    default: operands
    }
  }
}
