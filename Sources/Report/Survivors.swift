import Analysis
import IL

/// Which parts of a program are still there in its optimized form.
///
/// Entities are followed by their identity, instructions by the position that they had when the program was
/// read. What a pass merged into another entity counts as removed, because its bytes are gone.
public struct Survivors: Sendable {
  private let original: Program
  private let optimized: Program
  private let exports: Matches<Int>
  private let code: Matches<DependencyGraph.Node>
  private let parameters: Matches<Parameter>
  /// What the blocks of the optimized program get from their predecessors.
  private let blockParameters: Set<DependencyGraph.Node>

  private struct Parameter: Hashable {
    var function: FunctionID
    var index: Int
  }

  /// What in the original became what in the optimized program.
  private struct Matches<Part: Hashable & Sendable>: Sendable {
    private(set) var optimized: [Part: Part] = [:]
    private(set) var original: [Part: Part] = [:]

    mutating func match(original old: Part, optimized new: Part) {
      optimized[old] = new
      original[new] = old
    }
  }

  /// Compares `original` with `optimized`, which passes made from it.
  public init(original: Program, optimized: Program) {
    self.original = original
    self.optimized = optimized
    exports = Self.matchExports(original, optimized)
    code = Self.matchCode(original, optimized)
    parameters = Self.matchParameters(original, optimized, code)
    blockParameters = optimized.blockParameters
  }

  /// True iff `node`, a part of the original program, is still there.
  public func contains(_ node: DependencyGraph.Node) -> Bool {
    switch node {
    case .export(let position): exports.optimized[position] != nil
    case .hostImport(let id): optimized.imports.contains(id)
    case .function(let id): optimized.functions.contains(id)
    case .instruction, .operation: code.optimized[node] != nil
    case .blockParameter: blockParameters.contains(node)
    case .parameter(let id, let index): parameters.optimized[Parameter(function: id, index: index)] != nil
    case .global(let id): optimized.globals.contains(id)
    case .allocation(let id): optimized.allocations.contains(id)
    case .property(let id, let position):
      optimized.property(id, withKey: original.properties(of: id)[position].key) != nil
    case .element(let id, let index): optimized.elementCount(of: id) > index
    case .slot(let id, let index): optimized.slotCount(of: id) > index
    case .string(let id): optimized.strings.contains(id)
    case .builtin(let name): optimized.builtins[name].isPresent
    case .internedKeys: optimized.builtins.internsKeys
    }
  }

  /// The part of the original program that became `node` of the optimized one, or nil if a pass made it.
  public func origin(of node: DependencyGraph.Node) -> DependencyGraph.Node? {
    switch node {
    case .export(let position): exports.original[position].map { .export($0) }
    case .instruction, .operation: code.original[node]
    case .parameter(let id, let index):
      parameters.original[Parameter(function: id, index: index)].map { .parameter($0.function, $0.index) }
    case .property(let id, let position):
      original.property(id, withKey: optimized.properties(of: id)[position].key).map { .property(id, $0) }
    case .hostImport, .function, .blockParameter, .global, .allocation, .element, .slot, .string, .builtin,
      .internedKeys:
      node
    }
  }

  /// What a pass made of the instruction or terminator `node`, or nil if it reads as it did or is gone.
  public func replacement(of node: DependencyGraph.Node) -> DependencyGraph.Node? {
    guard let match = code.optimized[node], let old = original.step(at: node),
      let new = optimized.step(at: match)
    else { return nil }
    return old.reads(like: new) ? nil : match
  }

  // MARK: Matching

  /// Matches the exports of one id in their order: the first wins, so a pass that drops some keeps the first.
  private static func matchExports(_ original: Program, _ optimized: Program) -> Matches<Int> {
    var left: [UInt16: [Int]] = [:]
    for (position, export) in optimized.exports.enumerated().reversed() {
      left[export.id, default: []].append(position)
    }
    var matches = Matches<Int>()
    for (position, export) in original.exports.enumerated() {
      guard let match = left[export.id]?.popLast() else { continue }
      matches.match(original: position, optimized: match)
    }
    return matches
  }

  /// Matches code by its origin: what has the same one is matched in the order of the code.
  private static func matchCode(_ original: Program, _ optimized: Program) -> Matches<DependencyGraph.Node> {
    var matches = Matches<DependencyGraph.Node>()
    for (id, function) in original.functions.entries where optimized.functions.contains(id) {
      var left: [Int: [DependencyGraph.Node]] = [:]
      for (node, step) in optimized.functions[id].steps(of: id).reversed() {
        if let origin = step.origin { left[origin, default: []].append(node) }
      }
      for (node, step) in function.steps(of: id) {
        guard let origin = step.origin, let match = left[origin]?.popLast() else { continue }
        matches.match(original: node, optimized: match)
      }
    }
    return matches
  }

  /// Matches the parameters that an instruction still reads: passes may renumber them.
  private static func matchParameters(
    _ original: Program, _ optimized: Program, _ code: Matches<DependencyGraph.Node>
  ) -> Matches<Parameter> {
    var matches = Matches<Parameter>()
    for (id, function) in original.functions.entries {
      for (node, step) in function.steps(of: id) {
        guard let index = step.parameter, let match = code.optimized[node],
          let newIndex = optimized.step(at: match)?.parameter
        else { continue }
        matches.match(
          original: Parameter(function: id, index: index), optimized: Parameter(function: id, index: newIndex)
        )
      }
    }
    return matches
  }
}

extension Program {
  /// What the blocks of functions in SSA form get from their predecessors.
  fileprivate var blockParameters: Set<DependencyGraph.Node> {
    var nodes: Set<DependencyGraph.Node> = []
    for (id, function) in functions.entries {
      guard let body = function.ssa else { continue }
      for block in body.blocks {
        for local in block.parameters + (block.scope.map { [$0] } ?? []) {
          nodes.insert(.blockParameter(id, local))
        }
      }
    }
    return nodes
  }
}

extension Program {
  /// The properties of an object; none if there is no such object.
  fileprivate func properties(of id: AllocationID) -> [Allocation.Property] {
    guard allocations.contains(id), case .object(_, _, let properties) = allocations[id].content else {
      return []
    }
    return properties
  }

  /// The position of a property, which others before it may have left.
  fileprivate func property(_ id: AllocationID, withKey key: Value) -> Int? {
    properties(of: id).firstIndex { $0.key == key }
  }

  fileprivate func elementCount(of id: AllocationID) -> Int {
    guard allocations.contains(id) else { return 0 }
    return switch allocations[id].content {
    case .array(let items), .fixedLengthArray(let items): items.count
    case .object, .closure, .classValue, .uint8Array: 0
    }
  }

  fileprivate func slotCount(of id: AllocationID) -> Int {
    guard allocations.contains(id) else { return 0 }
    return switch allocations[id].content {
    // The graph numbers internal slots from 2, as the engine does.
    case .object(_, let internalSlots, _): internalSlots.isEmpty ? 0 : 2 + internalSlots.count
    case .closure(let slots): slots.count
    case .classValue: 2
    case .array, .fixedLengthArray, .uint8Array: 0
    }
  }
}

extension Value {
  /// True iff a built-in with this value is there: passes replace one that nothing needs by null or undefined.
  var isPresent: Bool { self != .undefined && self != .null }
}
